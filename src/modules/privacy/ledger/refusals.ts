import { type House, inScope, type RefusedPurpose } from '#platform/data/scope.ts'
import { proving } from '../data.ts'
import { ledgerKind } from './kinds.ts'
import { record } from './record.ts'

ledgerKind('purpose.refused', { de: 'Öffnen für fremden Zweck verweigert', en: 'Opening for another purpose refused' })

/** Of equal attempts one is written in this time, the others are counted into the next entry. */
const QUIET_MINUTES = 10
/** Different attempts that are remembered; a flood of them ends in counts, not in a full ledger. */
const MOST = 200

type Known = { until: Temporal.Instant; suppressed: number }

export type PurposeRefusals = {
  /** Notes an attempt in a transaction of its own, so that it stays when the one it came from is rolled back. */
  readonly tell: (house: House, refused: RefusedPurpose) => void
  /** Resolves when everything told so far is written or given up. */
  readonly written: () => Promise<void>
}

/**
 * Puts attempts to open sealed data for an undeclared purpose on record: column, purpose, kind of actor and the random id
 * of a member; at a bounded rate. One per process.
 * @param failed told when an entry could not be written
 */
export function purposeRefusals(failed: (error: unknown) => void): PurposeRefusals {
  const known = new Map<string, Known>()
  const pending = new Set<Promise<void>>()

  const admit = (key: string, now: Temporal.Instant): number | undefined => {
    const before = known.get(key)
    if (before && Temporal.Instant.compare(now, before.until) < 0) {
      before.suppressed++
      return undefined
    }
    if (!before && known.size >= MOST) {
      for (const [old, { until }] of known) if (Temporal.Instant.compare(until, now) <= 0) known.delete(old)
      if (known.size >= MOST) return undefined
    }
    known.set(key, { until: now.add({ minutes: QUIET_MINUTES }), suppressed: 0 })
    return before?.suppressed ?? 0
  }

  return {
    tell(house, { organisation, actor, purpose, column }) {
      const by = actor.kind === 'member' ? actor.id : actor.kind === 'system' ? actor.job : ''
      const suppressed = admit(`${organisation.id} ${column} ${purpose} ${actor.kind} ${by}`, house.clock.now())
      if (suppressed === undefined) return
      const wish = { organisation, actor: { kind: 'system', job: 'privacy.refusals' }, purpose: proving } as const
      const said = { column, purpose, actor: actor.kind, ...(by ? { by } : {}), suppressed }
      const writing = inScope(house, wish, async (at) => void (await record(at, 'purpose.refused', said)))
        .catch(failed)
        .finally(() => pending.delete(writing))
      pending.add(writing)
    },
    written: async () => void (await Promise.all(pending)),
  }
}
