import { format } from '#platform/text/format.ts'
import { Details, EmptyState, type Html, Panel, Rows, Toned } from '#platform/ui/index.ts'
import { OfficeFrame, type OfficeScreen } from '../overview/frame.tsx'
import { privacyTexts } from '../texts.ts'
import { catalogue } from './catalogue.ts'
import type { Result } from './results.ts'

export type Promises = { readonly zone: string; readonly promises: readonly Result[] }

/** Every promise with what its check saw, the broken ones first. */
export function PromisesScreen(props: OfficeScreen & Promises): Html {
  const t = privacyTexts(props.language).office
  const f = format(props.language, props.zone)
  const told = new Map(catalogue.map((entry) => [entry.id, entry.told[props.language]]))
  const sorted = props.promises.toSorted((a, b) => a.outcome.localeCompare(b.outcome))
  const end = (outcome: string, at: Temporal.Instant) => {
    if (outcome === 'kept') return <Toned tone="success">{`${t.kept} · ${f.clock(at)}`}</Toned>
    if (outcome === 'broken') return <Toned tone="danger">{`${t.brokenOne} · ${f.clock(at)}`}</Toned>
    return <span class="muted">{t.notYet}</span>
  }
  const rows = (some: typeof sorted) => (
    <Rows
      rows={some.map(({ id, outcome, evidence, at }) => ({
        main: told.get(id) ?? id,
        note: <span lang="en">{`${id}: ${evidence}`}</span>,
        end: end(outcome, at),
      }))}
    />
  )
  const checked = sorted.filter(({ outcome }) => outcome !== 'not yet')
  const pending = sorted.filter(({ outcome }) => outcome === 'not yet')
  return (
    <OfficeFrame {...props} title={t.promisesTitle} lead={t.promisesLead}>
      <Panel>
        {sorted.length === 0 ? <EmptyState title={t.noPromises}>{t.noPromisesText}</EmptyState> : rows(checked)}
      </Panel>
      {pending.length > 0 && (
        <Details summary={t.pending(pending.length)} panel>
          {rows(pending)}
        </Details>
      )}
    </OfficeFrame>
  )
}
