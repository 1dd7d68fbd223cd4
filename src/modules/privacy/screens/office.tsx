import type { Language } from '#platform/text/language.ts'
import { DataTable, Details, type Html, KeyValue, Panel } from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '../overview/frame.tsx'
import type { Entry, Rule } from '../register.ts'
import { privacyTexts } from '../texts.ts'
import { Lines } from './notice.tsx'

/** The register of processing activities, from the declarations. */
export function RegisterScreen(props: OfficeScreen & { readonly entries: readonly Entry[] }): Html {
  const t = privacyTexts(props.language).register
  return (
    <OfficeFrame {...props} title={t.title} lead={t.lead}>
      {props.entries.map((entry) => (
        <Panel title={entry.why} aside={entry.name}>
          <KeyValue
            items={[
              { term: t.basis, value: <Lines values={entry.basis} /> },
              { term: t.people, value: t.peopleText },
              { term: t.data, value: <Lines values={entry.data.length > 0 ? entry.data : [t.empty]} /> },
              { term: t.recipients, value: <Lines values={entry.recipients} /> },
              ...(entry.periods.length > 0 ? [{ term: t.period, value: <Lines values={entry.periods} /> }] : []),
              { term: t.measures, value: t.measuresText },
            ]}
          />
        </Panel>
      ))}
    </OfficeFrame>
  )
}

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
