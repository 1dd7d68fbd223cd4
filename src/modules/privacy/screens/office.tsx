import type { Language } from '#platform/text/language.ts'
import { DataTable, Details, type Html, Panel } from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '../overview/frame.tsx'
import type { Rule } from '../register.ts'
import { privacyTexts } from '../texts.ts'

/** Which data go when, by which law: those about people first. */
export function PeriodsScreen(props: OfficeScreen & { readonly rules: readonly Rule[] }): Html {
  const t = privacyTexts(props.language).periods
  const [about, others] = [true, false].map((personal) => props.rules.filter((rule) => rule.personal === personal))
  return (
    <OfficeFrame {...props} title={t.title} lead={t.lead}>
      <Panel>
        <Rules language={props.language} caption={t.title} rules={about ?? []} />
      </Panel>
      <Details summary={t.others} panel>
        <Rules language={props.language} caption={t.others} rules={others ?? []} />
      </Details>
    </OfficeFrame>
  )
}

type Table = { readonly language: Language; readonly caption: string; readonly rules: readonly Rule[] }

function Rules({ language, caption, rules }: Table): Html {
  const t = privacyTexts(language).periods
  return (
    <DataTable
      caption={caption}
      rows={rules}
      columns={[
        {
          // no row header: those do not wrap, and kinds of data have long names
          label: t.kind,
          cell: ({ kind, table }) => (
            <>
              <strong>{kind}</strong>
              <div class="small muted">{table}</div>
            </>
          ),
        },
        { label: t.start, cell: ({ start }) => start },
        { label: t.period, cell: ({ period }) => period },
        { label: t.latest, cell: ({ grace }) => grace || t.none },
        { label: t.law, cell: ({ law }) => law || t.none },
      ]}
    />
  )
}
