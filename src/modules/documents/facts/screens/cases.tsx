import type { Problems, Raw } from '#platform/http/route.ts'
import { personPage } from '#people'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ActionForm,
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Form,
  type Html,
  KeyValue,
  Link,
  Muted,
  Name,
  PageHead,
  Panel,
  Pill,
  Rows,
  Stack,
  StaffPage,
  SubTabs,
  TextArea,
  TextField,
} from '#platform/ui/index.ts'
import { Onwards } from '../../onwards.tsx'
import { documentPage } from '../../viewing/paths.ts'
import { stateName } from '../../working/texts.ts'
import type { Case } from '../actions/cases.ts'
import { casePage, CASES } from '../paths.ts'
import { words } from '../texts.ts'
import { sentence } from './facts.tsx'
import { type Asked, PersonSearch } from './links.tsx'
import { type Framed, Saved } from './types.tsx'

export const caseLists = ['open', 'closed', 'all'] as const
export type CaseList = (typeof caseLists)[number]
type Zoned = Framed & { readonly zone: string }

type ListProps = Zoned & {
  readonly cases: readonly Case[]
  readonly counts: ReadonlyMap<string, number>
  readonly list: CaseList
  readonly mayFile: boolean
  readonly after: string | undefined
  readonly next: string | undefined
}

export function CasesPage(props: ListProps): Html {
  const { frame, language, href, zone, cases, counts, list, mayFile } = props
  const t = words(language).cases
  const create = mayFile && <ButtonLink url={href(`${CASES}/neu`)}>{t.create}</ButtonLink>
  return (
    <StaffPage {...frame} title={t.title}>
      <PageHead title={t.title} lead={t.lead} actions={create} />
      <SubTabs
        label={t.filter}
        tabs={caseLists.map((one) => ({
          label: t.shown[one],
          url: `${href(CASES)}?stand=${one}`,
          current: one === list,
        }))}
      />
      <Panel>
        {cases.length === 0 ? (
          <EmptyState title={t.empty}>{t.emptyHint}</EmptyState>
        ) : (
          <Rows
            rows={cases.map((one) => ({
              main: (
                <Link url={href(casePage(one.id))}>
                  {one.number} <Name>{one.shownTitle}</Name>
                </Link>
              ),
              note: [
                t.openedOn(format(language, zone).shortDate(one.opened_at)),
                t.count(counts.get(one.id) ?? 0),
              ].join(' · '),
              end: <State language={language} zone={zone} matter={one} />,
            }))}
          />
        )}
        <Onwards language={language} url={`${href(CASES)}?stand=${list}`} after={props.after} next={props.next} />
      </Panel>
    </StaffPage>
  )
}

/** Whole years as years: `3653` days say nothing to anybody. */
function keptFor(language: Language, days: number): string {
  const years = Math.round(days / 365.25)
  const isWhole = years > 0 && Math.abs(days - years * 365.25) < 1
  return isWhole ? words(language).cases.years(years) : words(language).types.days(days)
}

function State({
  language,
  zone,
  matter: one,
}: {
  readonly language: Language
  readonly zone: string
  readonly matter: Case
}): Html {
  const t = words(language).cases
  if (one.closed_at === null) return <Pill tone="accent">{t.open}</Pill>
  return <Pill tone="muted">{t.closed(format(language, zone).shortDate(one.closed_at))}</Pill>
}

export type CaseDocument = { readonly id: string; readonly title: string; readonly state: string; readonly receivedAt: Temporal.Instant } // oxfmt-ignore

export type CasePageProps = Zoned & {
  readonly matter: Case
  readonly documents: readonly CaseDocument[]
  /** Documents in archives that who looks may not read. */
  readonly hidden: number
  readonly after: string | undefined
  readonly next: string | undefined
  readonly people: readonly { readonly id: string; readonly name: string }[]
  readonly asked?: Asked | undefined
  readonly mayFile: boolean
}

export function CasePage(props: CasePageProps): Html {
  const { frame, language, href, zone, matter: one, saved } = props
  const t = words(language).cases
  const items = [
    { term: t.state, value: <State language={language} zone={zone} matter={one} /> },
    ...(one.shownNote
      ? [
          {
            term: t.note,
            value: (
              <span class="lines">
                <Name>{one.shownNote}</Name>
              </span>
            ),
          },
        ]
      : []),
    { term: t.keptAfter, value: keptFor(language, one.keep_days) },
  ]
  return (
    <StaffPage
      {...frame}
      title={`${one.number} ${one.shownTitle}`}
      notices={<Saved language={language} saved={saved} />}
    >
      <Stack>
        <PageHead
          title={
            <>
              {one.number} <Name>{one.shownTitle}</Name>
            </>
          }
          lead={t.openedOn(format(language, zone).shortDate(one.opened_at))}
          actions={
            <>
              {props.mayFile && <Link url={href(`${casePage(one.id)}/angaben`)}>{t.edit}</Link>}
              <Link url={href(CASES)}>{t.back}</Link>
            </>
          }
        />
        <Panel>
          <KeyValue items={items} />
        </Panel>
        <Documents {...props} />
        <People {...props} />
        {props.mayFile && <Closing {...props} />}
      </Stack>
    </StaffPage>
  )
}

function Documents({ language, href, zone, matter, documents, hidden, after, next }: CasePageProps): Html {
  const t = words(language).cases
  return (
    <Panel title={t.documents}>
      {documents.length === 0 && hidden === 0 ? (
        <EmptyState title={t.noDocuments}>{t.noDocumentsHint}</EmptyState>
      ) : (
        <Rows
          rows={documents.map((one) => ({
            main: (
              <Link url={href(documentPage(one.id))}>
                <Name>{one.title}</Name>
              </Link>
            ),
            note: format(language, zone).shortDate(one.receivedAt),
            end: <Pill tone="muted">{stateName(language, one.state)}</Pill>,
          }))}
        />
      )}
      <Onwards language={language} url={href(casePage(matter.id))} after={after} next={next} />
      {hidden > 0 && <Muted>{t.hidden(hidden)}</Muted>}
    </Panel>
  )
}

function People({ language, href, matter: one, people, asked, mayFile }: CasePageProps): Html {
  const t = words(language)
  const at = (what: string) => href(`${casePage(one.id)}/${what}`)
  return (
    <Panel title={t.cases.people}>
      {people.length === 0 && <Muted>{t.cases.noPeople}</Muted>}
      <Rows
        rows={people.map((person) => ({
          main: (
            <Link url={href(personPage(person.id))}>
              <Name>{person.name}</Name>
            </Link>
          ),
          end: mayFile && (
            <ActionForm action={at('loesen')} hidden={{ person: person.id }}>
              {t.links.unlink}
              <span class="sr"> {person.name}</span>
            </ActionForm>
          ),
        }))}
      />
      {mayFile && (
        <PersonSearch language={language} asked={asked} action={at('person')} linkTo={at('zuordnen')} plain />
      )}
    </Panel>
  )
}

function Closing({ language, href, matter: one }: CasePageProps): Html {
  const t = words(language).cases
  const closed = one.closed_at !== null
  return (
    <Panel lead={closed ? undefined : t.closeHint}>
      <ActionForm action={href(`${casePage(one.id)}/abschliessen`)} hidden={{ closed: closed ? '' : 'yes' }}>
        {closed ? t.reopen : t.close}
      </ActionForm>
    </Panel>
  )
}

type FormProps = Framed & {
  readonly matter?: Case | undefined
  readonly raw: Raw
  readonly problems: Problems
}

export function CaseFormPage({ frame, language, href, matter: one, raw, problems }: FormProps): Html {
  const t = words(language).cases
  const title = one ? t.edit : t.create
  const labels = { number: t.number, title: t.caseTitle, note: t.note, keepDays: t.keepDays }
  const message = (name: string, code: string) => sentence(language, code, labels[name as keyof typeof labels] ?? name)
  const errors = Object.entries(problems).map(([field, code]) => ({ field, message: message(field, code) }))
  const common = (name: keyof typeof labels) => {
    const code = problems[name]
    return { language, name, label: labels[name], value: raw[name], error: code && message(name, code) }
  }
  return (
    <StaffPage {...frame} title={title}>
      <Stack>
        {errors.length > 0 && <ErrorSummary language={language} errors={errors} />}
        <PageHead title={title} actions={<Link url={href(one ? casePage(one.id) : CASES)}>{t.back}</Link>} />
        <Panel>
          <Form
            action={href(one ? `${casePage(one.id)}/angaben` : `${CASES}/neu`)}
            hidden={{ version: raw['version'] ?? '0' }}
          >
            <TextField {...common('title')} maxlength={200} required />
            <TextField {...common('number')} hint={t.numberHint} maxlength={60} width="medium" />
            <TextArea {...common('note')} maxlength={2000} rows={3} />
            <TextField {...common('keepDays')} inputmode="numeric" width="short" maxlength={5} required />
            <div>
              <Button>{t.save}</Button>
            </div>
          </Form>
        </Panel>
      </Stack>
    </StaffPage>
  )
}
