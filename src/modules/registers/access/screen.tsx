import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Actions,
  Button,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  Form,
  type Html,
  Link,
  Pagination,
  Panel,
  SelectField,
  TextField,
} from '#platform/ui/index.ts'
import type { Permission } from '#platform/http/permission.ts'
import type { Named } from '#accounts'
import { personPage } from '#people'
import { OfficeFrame, type SeenPlace } from '#privacy'
import { paths } from '../pages.ts'
import type { Screen } from '../screens.ts'
import { TakeAlong } from '../sheets/sheet.tsx'
import { type AccessLine, type AccessPage, administrators, type RoleSum, type ShownAccess } from './queries.ts'
import { accessTexts } from './texts.ts'

export const roleName = (language: Language, role: string): string => accessTexts(language).roles[role] ?? role
const placeName = (language: Language, place: string): string =>
  accessTexts(language).places[place as SeenPlace] ?? place // a place of an earlier version has no words any more
const whatName = (language: Language, what: string): string =>
  accessTexts(language)[what as 'opened' | 'searched' | 'exported' | 'downloaded'] ?? what

export const nameOf = (members: readonly Named[], account: string, language: Language): string =>
  members.find((one) => one.account === account)?.name || accessTexts(language).gone

type List = Pick<Screen, 'language' | 'zone' | 'href'> & {
  readonly lines: readonly ShownAccess[]
  readonly members: readonly Named[]
  readonly caption: string
}

/** Accesses in a table; the names of the people concerned are not opened for it. */
export function AccessTable({ language, zone, href, lines, members, caption }: List): Html {
  const t = accessTexts(language)
  const f = format(language, zone)
  const columns: Column<ShownAccess>[] = [
    { label: t.when, cell: ({ at }) => `${f.shortDate(at)}, ${f.time(at)}` },
    {
      label: t.who,
      cell: ({ account, role }) => (
        <div>
          {nameOf(members, account, language)}
          <div class="small muted">{roleName(language, role)}</div>
        </div>
      ),
    },
    { label: t.what, cell: ({ what }) => whatName(language, what) },
    { label: t.place, cell: ({ place }) => placeName(language, place) },
    {
      label: t.whose,
      cell: ({ person, known, people }) =>
        person && known ? <Link url={href(personPage(person))}>{t.person}</Link> : t.people(people),
    },
  ]
  return <DataTable caption={caption} rows={lines} columns={columns} />
}

export function accessTable(lines: readonly AccessLine[], members: readonly Named[], language: Language, zone: string) {
  const t = accessTexts(language)
  const f = format(language, zone)
  return {
    head: [t.when, t.who, t.role, t.what, t.place, t.whose],
    rows: lines.map((one) => [
      `${f.shortDate(one.at)}, ${f.time(one.at)}`,
      nameOf(members, one.account, language),
      roleName(language, one.role),
      whatName(language, one.what),
      placeName(language, one.place),
      one.person ?? t.people(one.people),
    ]),
  }
}

type Props = Screen & {
  readonly found: AccessPage
  readonly sums: readonly RoleSum[]
  readonly members: readonly Named[]
  readonly values: Readonly<Record<string, string>>
}

/** What the administration has seen of whom. */
export function AccessScreen(props: Props): Html {
  const { language, href, found, sums, members, values } = props
  const address = (page: number) => {
    const given = Object.entries({ ...values, seite: String(page) }).filter(([, value]) => value !== '')
    return `${href(paths.accesses)}?${new URLSearchParams(given)}`
  }
  const t = accessTexts(language)
  const chosen = members.filter(({ role }) => administrators.some((one) => one === role))
  return (
    <OfficeFrame
      {...props}
      title={t.title}
      lead={t.lead}
      actions={
        <>
          <ButtonLink kind="secondary" small url={href(`${paths.reviews}/neu`)}>
            {t.review}
          </ButtonLink>
          <TakeAlong {...props} path={paths.accesses} as={['pdf', 'csv', 'jsonld']} />
        </>
      }
    >
      <Panel>
        <Form method="get" action={href(paths.accesses)} label={t.filter}>
          <div class="row">
            <SelectField
              language={language}
              name="mitglied"
              label={t.member}
              mark={false}
              empty={t.everybody}
              value={values['mitglied']}
              options={chosen.map(({ account, name }) => ({ value: account, label: name }))}
            />
            <SelectField
              language={language}
              name="was"
              label={t.what}
              mark={false}
              empty={t.everybody}
              value={values['was']}
              options={(['opened', 'searched', 'exported', 'downloaded'] as const).map((value) => ({
                value,
                label: t[value],
              }))}
            />
            <TextField language={language} name="von" label={t.from} type="date" mark={false} value={values['von']} />
            <TextField language={language} name="bis" label={t.until} type="date" mark={false} value={values['bis']} />
          </div>
          <Actions>
            <Button kind="secondary">{t.filter}</Button>
          </Actions>
        </Form>
      </Panel>
      <Panel title={t.list} lead={found.total > 0 ? t.found(found.total) : undefined}>
        {found.total === 0 ? (
          <EmptyState title={t.none}>{t.noneText}</EmptyState>
        ) : (
          <>
            <AccessTable {...props} lines={found.lines} caption={t.list} />
            <Pagination language={language} page={found.page} pages={found.pages} url={address} />
          </>
        )}
      </Panel>
      <Panel title={t.byRole}>
        <DataTable
          caption={t.byRole}
          rows={sums}
          empty={<EmptyState title={t.none} />}
          columns={[
            { label: t.role, header: true, cell: ({ role }) => roleName(language, role) },
            { label: t.accesses, numeric: true, cell: ({ accesses }) => String(accesses) },
            { label: t.members, numeric: true, cell: ({ members: count }) => String(count) },
          ]}
        />
      </Panel>
    </OfficeFrame>
  )
}

/** Where a long word may break on a phone. */
const breakable = (word: string): string => word.replace('administration', '\u00ADadministration')

const roles = ['main-administrator', 'administrator', 'data-protection', 'desk', 'read-only'] as const

/** The permission matrix in words, for everybody who works here. */
export function RolesScreen(props: Screen & { readonly rights: readonly Permission[] }): Html {
  const t = accessTexts(props.language)
  return (
    <OfficeFrame
      {...props}
      title={t.rolesTitle}
      lead={t.rolesLead}
      actions={<TakeAlong {...props} path={paths.roles} as={['pdf', 'csv']} />}
    >
      <Panel>
        <DataTable
          caption={t.rolesTitle}
          rows={props.rights}
          columns={[
            { label: t.right, cell: ({ why }) => why[props.language] },
            ...roles.map((role) => ({
              label: breakable(roleName(props.language, role)),
              cell: (right: Permission) =>
                right.roles.includes(role) ? <strong>{t.may}</strong> : <span class="muted">{t.mayNot}</span>,
            })),
          ]}
        />
      </Panel>
    </OfficeFrame>
  )
}

export function rolesTable(rights: readonly Permission[], language: Language) {
  const t = accessTexts(language)
  return {
    head: [t.right, ...roles.map((role) => roleName(language, role))],
    rows: rights.map((right) => [
      right.why[language],
      ...roles.map((role) => (right.roles.includes(role) ? t.may : t.mayNot)),
    ]),
  }
}
