import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import {
  ButtonLink,
  DataTable,
  EmptyState,
  type Html,
  Link,
  Name,
  PageHead,
  Panel,
  Pill,
  StaffPage,
} from '#platform/ui/index.ts'
import type { InformationMail } from '../data.ts'
import type { Progress } from '../queries.ts'
import { stateNow } from '../rules.ts'
import { informationWords } from '../texts.ts'

export type Common = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  /** The list of all, below which each has its page. */
  readonly own: string
}
type Line = { readonly mail: InformationMail; readonly to: string; readonly progress: Progress }

const tones = { draft: 'muted', sending: 'info', sent: 'success', stopped: 'warning' } as const
export type State = keyof typeof tones

export function StatePill({ language, state }: { readonly language: Language; readonly state: string }): Html {
  return <Pill tone={tones[state as State]}>{informationWords(language).states[state as State]}</Pill>
}

/** What was written to whom and how far it is; the newest first. */
export function InformationListPage(
  props: Common & { readonly lines: readonly Line[]; readonly canWrite: boolean },
): Html {
  const { frame, language, zone, own, lines, canWrite } = props
  const w = informationWords(language)
  const f = format(language, zone)
  return (
    <StaffPage {...frame} title={w.title}>
      <PageHead
        title={w.title}
        lead={w.lead}
        actions={canWrite && <ButtonLink url={`${own}/neu`}>{w.write}</ButtonLink>}
      />
      <Panel>
        <DataTable
          caption={w.title}
          rows={lines}
          empty={<EmptyState title={w.none}>{canWrite ? w.noneHint : w.nobody}</EmptyState>}
          columns={[
            {
              label: w.columns.subject,
              header: true,
              cell: ({ mail }) => (
                <Link url={`${own}/${mail.id}`}>
                  <Name lines>{mail.subject}</Name>
                </Link>
              ),
            },
            { label: w.columns.to, cell: ({ to }) => to },
            {
              label: w.columns.state,
              cell: ({ mail, progress }) => <StatePill language={language} state={stateNow(mail, progress)} />,
            },
            { label: w.columns.written, cell: ({ mail }) => f.shortDate(mail.created_at) },
            {
              label: w.columns.sent,
              numeric: true,
              cell: ({ mail, progress }) => (mail.state === 'draft' ? '' : w.of(progress.sent, mail.expected)),
            },
          ]}
        />
      </Panel>
    </StaffPage>
  )
}
