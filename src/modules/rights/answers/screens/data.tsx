import type { PublicFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ActionForm, type Html, KeyValue, Notice, Panel, PublicPage, Rows, Stack } from '#platform/ui/index.ts'
import type { Fetchable } from '../hand-over.ts'
import { words } from '../texts.ts'

export type DataPageProps = {
  readonly frame: PublicFrame
  readonly language: Language
  readonly zone: string
  readonly organisation: string
  readonly answer: Fetchable
  readonly action: string
}

/** What lies behind a link, before anybody fetches it: opening the page changes and counts nothing. */
export function DataPage({ frame, language, zone, organisation, answer, action }: DataPageProps): Html {
  const w = words(language).data
  const f = format(language, zone)
  const transfer = answer.kind === 'transfer'
  const title = transfer ? w.transferTitle : w.title
  const left = answer.most_fetches - answer.fetches
  const lead = { access: w.lead, portability: w.portableLead, transfer: w.transferLead }[answer.kind]
  return (
    <PublicPage {...frame} title={title} hidden width="narrow">
      <Stack>
        <Panel level={1} title={title} lead={lead}>
          <KeyValue
            items={[
              { term: w.from, value: organisation },
              ...(answer.recipient ? [{ term: w.to, value: answer.recipient }] : []),
              { term: w.made, value: f.dateTime(answer.created_at) },
              { term: w.until, value: f.dateTime(answer.expires_at) },
              { term: w.left, value: w.times(f.number(left), left === 1) },
            ]}
          />
          <ActionForm action={action} kind="primary">
            {w.download(f.bytes(answer.bytes))}
          </ActionForm>
          {transfer && <p class="muted">{w.once}</p>}
        </Panel>
        <Notice language={language} tone="info" title={w.careTitle}>
          {w.care}
        </Notice>
        <Panel title={w.contents}>
          {answer.contents.length === 0 ? (
            <p>{w.nothing}</p>
          ) : (
            <Rows
              rows={answer.contents.map(({ kind, count }) => ({
                main: kind,
                end: w.entries(f.number(count), count === 1),
              }))}
            />
          )}
        </Panel>
      </Stack>
    </PublicPage>
  )
}
