import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import { DataTable, EmptyState, Link, Name, PageHead, Panel, Stack, StaffPage } from '#platform/ui/index.ts'
import { ContestedMark } from '#privacy'
import { MOST_FOUND, type Result } from '../search.ts'
import { words } from '../texts.ts'
import { PersonSearchForm } from './search-form.tsx'

type Props = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly action: string
  readonly query: string
  readonly result: Result | undefined
  readonly personAt: (id: string) => string
}

/** People found by everything one knows of them. */
export function SearchPage(props: Props) {
  const { frame, language, action, query } = props
  const w = words(language)
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead title={w.title} />
      <Stack>
        <PersonSearchForm language={language} action={action} query={query} words={w} />
        <Results {...props} />
      </Stack>
    </StaffPage>
  )
}

function Results({ language, result, personAt }: Props) {
  const w = words(language)
  if (!result) return <Empty title={w.how} hint={w.howHint} />
  if ('tooShort' in result) return <Empty title={w.tooShort} hint={w.tooShortHint} />
  if (result.people.length === 0) return <Empty title={w.none} hint={w.noneHint} />
  return (
    <Panel title={w.found(result.people.length)} lead={result.more ? w.more(MOST_FOUND) : undefined}>
      <DataTable
        caption={w.title}
        rows={result.people}
        columns={[
          {
            label: w.name,
            header: true,
            cell: ({ id, name, contested }) => (
              <>
                <Link url={personAt(id)}>
                  <Name lines>{name}</Name>
                </Link>
                {contested.has('people.name') && <ContestedMark language={language} />}
              </>
            ),
          },
          {
            label: w.mail,
            cell: ({ mail, contested }) => (
              <Marked language={language} text={mail} contested={contested.has('people.mail')} />
            ),
          },
          {
            label: w.phone,
            cell: ({ phone, contested }) => (
              <Marked language={language} text={phone} contested={contested.has('people.phone')} />
            ),
          },
        ]}
      />
    </Panel>
  )
}

const Marked = (props: { language: Language; text: string; contested: boolean }) => (
  <>
    <Name lines>{props.text}</Name> {props.contested && <ContestedMark language={props.language} />}
  </>
)

const Empty = ({ title, hint }: { title: string; hint: string }) => (
  <Panel>
    <EmptyState title={title}>{hint}</EmptyState>
  </Panel>
)
