import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  Columns,
  DataTable,
  EmptyState,
  type Html,
  KeyValue,
  Link,
  Name,
  PageHead,
  Panel,
  StaffPage,
} from '#platform/ui/index.ts'
import { ContestedMark } from '#privacy'
import { words } from '../texts.ts'
import type { TimelineEntry } from '../timeline.ts'

type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly name: string
  readonly mail: string
  readonly phone: string
  readonly spoken: Language
  readonly since: Temporal.Instant
  readonly timeline: readonly TimelineEntry[]
  readonly searchAt: string
  /** What other modules show beside it. */
  readonly panels: readonly (Html | undefined)[]
  /** Columns that somebody says are wrong: `people.mail`. */
  readonly contested: ReadonlySet<string>
}

/** Who somebody is, how to reach them, and what there has been so far. */
export function PersonPage(props: Props) {
  const { frame, language, name, mail, phone } = props
  const w = words(language)
  const f = format(language, props.zone)
  const mark = (column: string) => props.contested.has(column) && <ContestedMark language={language} />
  const marked = (link: Html, column: string) => (
    <>
      {link} {mark(column)}
    </>
  )
  const dial = `tel:${phone.replace(/[^+\d]/g, '')}`
  const facts = [
    ...(mail ? [{ term: w.mail, value: marked(<Link url={`mailto:${mail}`}>{mail}</Link>, 'people.mail') }] : []),
    ...(phone ? [{ term: w.phone, value: marked(<Link url={dial}>{phone}</Link>, 'people.phone') }] : []),
    { term: w.language, value: w.languages[props.spoken] },
    { term: w.since, value: f.shortDate(props.since) },
  ]
  return (
    <StaffPage {...frame} title={w.contactData}>
      <PageHead
        title={marked(<Name lines>{name}</Name>, 'people.name')}
        actions={<Link url={props.searchAt}>{w.back}</Link>}
      />
      <Columns
        aside={
          <>
            <Panel title={w.contactData}>
              <KeyValue items={facts} />
            </Panel>
            {props.panels}
          </>
        }
      >
        <Panel title={w.contacts}>
          <DataTable
            caption={w.contacts}
            rows={props.timeline}
            columns={[
              { label: w.when, header: true, cell: ({ at }) => `${f.shortDate(at)}, ${f.time(at)}` },
              { label: w.what, cell: ({ what }) => what },
              { label: w.state, cell: ({ state }) => state ?? '' },
            ]}
            empty={<EmptyState title={w.noContacts}>{w.noContactsHint}</EmptyState>}
          />
        </Panel>
      </Columns>
    </StaffPage>
  )
}
