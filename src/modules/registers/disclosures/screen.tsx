import { format } from '#platform/text/format.ts'
import {
  ActionForm,
  Actions,
  Button,
  ButtonLink,
  CheckField,
  EmptyState,
  Form,
  type Html,
  Link,
  Name,
  Notice,
  Panel,
  Rows,
  TextField,
} from '#platform/ui/index.ts'
import type { Named } from '#accounts'
import { type Found, personPage } from '#people'
import { OfficeFrame } from '#privacy'
import { nameOf } from '../access/screen.tsx'
import { paths } from '../pages.ts'
import { dayWords } from '../processors/sheet.ts'
import type { Screen } from '../screens.ts'
import { RegisterScreen } from '../sheets/register.tsx'
import { type Part, SheetParts, TakeAlong } from '../sheets/sheet.tsx'
import { type Disclosure, isSecret } from './records.ts'
import { disclosureTexts } from './texts.ts'

type Words = Pick<Screen, 'language' | 'zone'> & { readonly members: readonly Named[]; readonly today: string }

export function disclosureTable(all: readonly Disclosure[], { language, zone, members, today }: Words) {
  const t = disclosureTexts(language)
  const f = format(language, zone)
  return {
    head: [t.when, t.authority, t.ground, t.reference, t.scope, t.people, t.who, t.secret],
    rows: all.map((one) => [
      f.dateTime(one.disclosed_at),
      one.authority,
      one.legal_ground,
      one.reference,
      one.scope,
      String(one.people),
      nameOf(members, one.disclosed_by, language),
      isSecret(one, today) ? t.secretUntil(dayWords(language, one.secret_until)) : '',
    ]),
  }
}

export function disclosureParts(one: Disclosure, { language, zone, members, today }: Words): Part[] {
  const t = disclosureTexts(language)
  const f = format(language, zone)
  return [
    {
      lines: [
        [t.authority, one.authority],
        [t.ground, one.legal_ground],
        [t.reference, one.reference || '–'],
        [t.scope, one.scope],
        [t.when, f.dateTime(one.disclosed_at)],
        [t.who, nameOf(members, one.disclosed_by, language)],
        [t.people, String(one.people)],
        [t.secret, isSecret(one, today) ? t.secretUntil(dayWords(language, one.secret_until)) : t.noSecret],
      ],
    },
  ]
}

export function DisclosuresScreen(props: Screen & { readonly all: readonly Disclosure[] }): Html {
  const { language, href, all, zone } = props
  const t = disclosureTexts(language)
  const f = format(language, zone)
  return (
    <RegisterScreen
      {...props}
      words={t}
      at={paths.disclosures}
      rows={all}
      columns={[
        {
          label: t.authority,
          cell: (one) => <Link url={href(`${paths.disclosures}/${one.id}`)}>{one.authority}</Link>,
        },
        { label: t.ground, cell: (one) => one.legal_ground },
        { label: t.when, cell: (one) => f.shortDate(one.disclosed_at) },
        { label: t.people, numeric: true, cell: (one) => String(one.people) },
      ]}
    />
  )
}

export type Listed = { readonly id: string; readonly name: string | null }
type OneProps = Screen &
  Words & {
    readonly disclosure: Disclosure
    readonly listed: readonly Listed[]
    readonly query?: string
    /** What a search found; undefined before one. */
    readonly found?: readonly Found[]
  }

export function DisclosureScreen(props: OneProps): Html {
  const { language, href, disclosure: one, today } = props
  const t = disclosureTexts(language)
  const here = `${paths.disclosures}/${one.id}`
  return (
    <OfficeFrame
      {...props}
      title={one.authority}
      actions={
        <>
          <ButtonLink small kind="secondary" url={href(`${here}/angaben`)}>
            {t.edit}
          </ButtonLink>
          <TakeAlong {...props} path={`${here}/bericht`} as={['pdf']} />
        </>
      }
    >
      <SheetParts parts={disclosureParts(one, props)} />
      <Listing {...props} here={here} />
      {isSecret(one, today) ? (
        <Notice language={language} tone="warning" title={t.secretTitle}>
          {t.secretText(dayWords(language, one.secret_until))}
        </Notice>
      ) : (
        <Search {...props} here={here} />
      )}
      <p>
        <Link url={href(paths.disclosures)}>{t.back}</Link>
      </p>
    </OfficeFrame>
  )
}

function Listing({ language, href, listed, here }: OneProps & { readonly here: string }): Html {
  const t = disclosureTexts(language)
  return (
    <Panel title={t.listed}>
      {listed.length === 0 ? (
        <p class="muted">{t.listedNone}</p>
      ) : (
        <Rows
          rows={listed.map(({ id, name }) => ({
            main: name ? (
              <Link url={href(personPage(id))}>
                <Name lines>{name}</Name>
              </Link>
            ) : (
              t.unknown
            ),
            end: (
              <ActionForm action={href(`${here}/austragen`)} hidden={{ person: id }} small kind="tertiary">
                {t.remove}
              </ActionForm>
            ),
          }))}
        />
      )}
    </Panel>
  )
}

function Search({ language, href, query, found, here }: OneProps & { readonly here: string }): Html {
  const t = disclosureTexts(language)
  return (
    <Panel title={t.adding}>
      <Form action={href(`${here}/suche`)} search label={t.search}>
        <TextField
          language={language}
          name="query"
          label={t.search}
          hint={t.searchHint}
          type="search"
          value={query ?? ''}
          maxlength={254}
          autocomplete="off"
          mark={false}
        />
        <Actions>
          <Button kind="secondary">{t.searchButton}</Button>
        </Actions>
      </Form>
      {found?.length === 0 && <EmptyState title={t.foundNone}>{t.foundNoneText}</EmptyState>}
      {found && found.length > 0 && (
        <Form action={href(`${here}/personen`)} label={t.found}>
          {found.map(({ id, name, mail, phone }) => (
            <CheckField
              language={language}
              name="person"
              id={`person-${id}`}
              value={id}
              label={name}
              hint={[mail, phone].filter(Boolean).join(', ')}
              mark={false}
            />
          ))}
          <Actions>
            <Button>{t.choose}</Button>
          </Actions>
        </Form>
      )}
    </Panel>
  )
}

export const disclosureNames = { de: 'auskuenfte-an-behoerden', en: 'disclosures' } as const
