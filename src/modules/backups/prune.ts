import { completeOnes, isId, newestOf, readManifest, timeOf } from './manifest.ts'
import { BackupProblem } from './problem.ts'
import { pruneMarks } from './tombstones.ts'
import type { Target } from './target/target.ts'
import type { Vault } from './vault.ts'

export type Periods = { readonly keepDays: number; readonly keyringDays: number }
export type Pruned = {
  readonly backups: readonly string[]
  readonly keyrings: readonly string[]
  readonly marks: number
}

/** Which of these are over their time; the newest stays always, or nothing could be restored. */
export function overdue(ids: readonly string[], now: Temporal.Instant, days: number): string[] {
  const limit = now.subtract({ hours: 24 * days })
  return ids
    .toSorted()
    .toReversed()
    .slice(1)
    .filter((id) => Temporal.Instant.compare(timeOf(id), limit) < 0)
}

/** Longer than this without a backup the machine rested, or its clock jumped: nobody can tell which. */
export const MOST_BETWEEN_DAYS = 3
const DAY_MS = 24 * 3_600_000

/**
 * Of those over their time the ones that backups witness: the time between two of them counts for `MOST_BETWEEN_DAYS` at most.
 * A clock that is ahead, by however much, then takes no more away than these days would; what is kept too long for it goes later.
 */
export function witnessedOverdue(ids: readonly string[], now: Temporal.Instant, days: number): string[] {
  const late = new Set(overdue(ids, now, days))
  let [after, age] = [now.epochMilliseconds, 0]
  return ids
    .filter((id) => Temporal.Instant.compare(timeOf(id), now) <= 0)
    .toSorted()
    .toReversed()
    .filter((id) => {
      const made = timeOf(id).epochMilliseconds
      age += Math.min(after - made, MOST_BETWEEN_DAYS * DAY_MS)
      after = made
      return late.has(id) && age > days * DAY_MS
    })
}

/** How far the marks had been carried when the oldest of these backups was made; 0 where one cannot tell. */
async function marksNeeded(target: Target): Promise<number> {
  const reached = await Promise.all(
    (await completeOnes(target, 'backups')).map((id) =>
      readManifest(target, id).then(
        ({ manifest }) => manifest.tombstones,
        (error: unknown) => {
          if (error instanceof BackupProblem) return 0
          throw error
        },
      ),
    ),
  )
  return Math.min(...reached)
}

/**
 * Keyrings that a clock ahead of ours made: they would be too young to go for as long as it was ahead, with keys of people
 * who were erased since. The newest holds every key that is needed.
 */
async function ahead(target: Target, ids: readonly string[], now: Temporal.Instant): Promise<string[]> {
  const later = ids.filter((id) => Temporal.Instant.compare(timeOf(id), now.add({ hours: 1 })) > 0)
  if (later.length === 0) return []
  const newest = await newestOf(target, 'keyrings')
  return later.filter((id) => id !== newest)
}

/** What has a folder there, complete or not. */
async function begun(target: Target, kind: 'backups' | 'keyrings'): Promise<string[]> {
  const ids = (await target.list(`${kind}/`)).map(({ name }) => name.split('/')[1] ?? '')
  return [...new Set(ids)].filter(isId)
}

/** The list of contents goes first: what is half removed is no backup any more. */
async function removeAll(target: Target, folder: string): Promise<void> {
  await target.remove(`${folder}manifest.json`)
  for (const { name } of await target.list(folder)) await target.remove(name)
}

/**
 * Removes backups and keyrings whose days have ended, and what interrupted ones left behind; marks only that no backup needs.
 * Only while no backup is being made.
 */
export async function prune(target: Target, vault: Vault, now: Temporal.Instant, periods: Periods): Promise<Pruned> {
  const removed = { backups: [] as string[], keyrings: [] as string[] }
  for (const kind of ['backups', 'keyrings'] as const) {
    const complete = await completeOnes(target, kind)
    const torn = (await begun(target, kind)).filter((id) => !complete.includes(id))
    const days = kind === 'backups' ? periods.keepDays : periods.keyringDays
    const early = kind === 'keyrings' ? await ahead(target, complete, now) : []
    // keyrings hold keys of people who were erased since, and the newest has every key that is needed: they go by the clock
    const late = kind === 'keyrings' ? overdue(complete, now, days) : witnessedOverdue(complete, now, days)
    for (const id of [...late, ...early, ...torn]) {
      await removeAll(target, `${kind}/${id}/`)
      removed[kind].push(id)
    }
  }
  return { ...removed, marks: await pruneMarks(target, vault, { now, needed: await marksNeeded(target) }) }
}
