import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import type { Route } from '#platform/http/route.ts'
import { proving } from '../data.ts'
import { eraseOrganisation } from '../erasure/organisation.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { catalogue } from './catalogue.ts'
import { isScratch, openProbe, type Asking, type Checks, type Evidence, type Found, type Probe } from './probe.ts'

export type Outcome = 'kept' | 'broken' | 'not yet'
export type Verified = { readonly promise: string; readonly outcome: Outcome; readonly evidence: string }
export type VerifyReport = {
  readonly results: readonly Verified[]
  readonly kept: number
  readonly broken: number
  readonly notYet: number
}

export type VerifyOptions = {
  /** One set per module. */
  readonly checks: readonly Checks[]
  /** The web application on a house: `(house) => webApp(...).request`. */
  readonly web: (house: House) => Asking
  readonly routes: readonly Route[]
  readonly operator: Organisation
  /** The modules that there are, so that a promise without a check says whose it will be. */
  readonly built?: readonly string[]
  /** How organisations are founded: the checks make two of their own. */
  readonly found: Found
}

/**
 * Runs every promise's check on the living system, with two organisations made for it and erased afterwards, and stores
 * the results where each organisation's data protection officer reads them.
 */
export async function verify(house: House, options: VerifyOptions): Promise<VerifyReport> {
  const unknown = options.checks.flatMap(Object.keys).filter((id) => !catalogue.some((one) => one.id === id))
  if (unknown.length > 0) throw new Error(`checks of promises nobody made: ${unknown.join(', ')}`)
  await clearAway(house, options.operator)
  const probe = await openProbe(house, options.operator, options.web, options.routes, options.found)
  const results: Verified[] = []
  try {
    for (const { id } of catalogue) results.push(await verified(id, options, probe))
  } finally {
    const left = await endScratch(house, probe)
    if (left) mark(results, 'smartcx/purpose-bound-storage', left)
  }
  const count = (outcome: Outcome) => results.filter((one) => one.outcome === outcome).length
  const report = { results, kept: count('kept'), broken: count('broken'), notYet: count('not yet') }
  await store(house, report)
  return report
}

/** Whose a promise without a check is: modules that are not built, or a part of one that is. */
export function notYetOf(promise: string, built: readonly string[] = []): string {
  const modules = catalogue.find(({ id }) => id === promise)?.modules ?? []
  const missing = modules.filter((name) => !built.includes(name))
  return missing.length > 0 ? `not built yet: ${missing.join(', ')}` : `no check yet in: ${modules.join(', ')}`
}

async function verified(promise: string, options: VerifyOptions, probe: Probe): Promise<Verified> {
  const checks = options.checks.flatMap((of) => of[promise] ?? [])
  if (checks.length === 0) return { promise, outcome: 'not yet', evidence: notYetOf(promise, options.built) }
  const seen: Evidence[] = []
  for (const check of checks) {
    seen.push(
      await check(probe).catch((error: unknown) => ({
        kept: false,
        evidence: `the check could not be made: ${error instanceof Error ? error.message : String(error)}`,
      })),
    )
  }
  const outcome = seen.some((one) => one.kept === false)
    ? 'broken'
    : seen.some((one) => one.kept === undefined)
      ? 'not yet'
      : 'kept'
  return { promise, outcome, evidence: seen.map(({ evidence }) => evidence).join('; ') }
}

/** What a killed run left behind. */
export async function clearAway(house: House, operator: Organisation): Promise<void> {
  const old = house.clock.now().subtract({ hours: 1 })
  for (const one of await house.directory.all()) {
    if (!isScratch(one) || Temporal.Instant.compare(one.created_at, old) > 0) continue
    await eraseOrganisation(house, one, operator)
  }
}

/** Ends a run's two organisations; says what was left of them, if anything. */
export async function endScratch(
  house: House,
  { organisation, neighbour, operator }: Probe,
): Promise<string | undefined> {
  const left: string[] = []
  for (const one of [organisation, neighbour]) {
    const ended = await eraseOrganisation(house, one, operator)
    left.push(...Object.entries(ended.left).map(([table, count]) => `${count} in ${table}`))
  }
  return left.length > 0 ? `rows of an ended organisation are left: ${left.join(', ')}` : undefined
}

function mark(results: Verified[], promise: string, evidence: string): void {
  const at = results.findIndex((one) => one.promise === promise)
  if (at >= 0) results[at] = { promise, outcome: 'broken', evidence }
}

/** Stored with each organisation: what holds for the whole system is what its officer is told. */
async function store(house: House, { results, kept, broken, notYet }: VerifyReport): Promise<void> {
  const run = randomUUID()
  const actor = { kind: 'system', job: 'verify' } as const
  for (const organisation of await house.directory.all()) {
    await inScope(house, { organisation, actor, purpose: proving }, async (at) => {
      await sql`
        insert into verify_results (organisation_id, run_id, promise, outcome, evidence, at)
        select ${organisation.id}, ${run}, promise, outcome, evidence, ${at.now}
        from unnest(${results.map(({ promise }) => promise)}::text[], ${results.map(({ outcome }) => outcome)}::text[],
          ${results.map(({ evidence }) => evidence)}::text[]) as given (promise, outcome, evidence)`.execute(raw(at))
      await record(at, 'verify.done', { run, kept, broken, notYet })
    })
  }
}

/** The report as lines for the command line; the last one is the sum. */
export function reportLines({ results, kept, broken, notYet }: VerifyReport): string[] {
  const lines = results.map(
    ({ promise, outcome, evidence }) => `${outcome.padEnd(7)}  ${promise}  ${evidence.replaceAll(/\s+/g, ' ')}`,
  )
  return [...lines, `promises: ${kept} kept, ${broken} broken, ${notYet} not yet`]
}
