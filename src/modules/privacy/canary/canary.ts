import { randomBytes, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { type House, inScope } from '#platform/data/scope.ts'
import type { Hit } from '#platform/residue/residue.ts'
import { proving } from '../data.ts'
import { afterErasure, type Cleaned } from '../erasure/after.ts'
import { CLOCK_MAY_DIFFER } from '../erasure/alarm.ts'
import { erasePeople } from '../erasure/erase.ts'
import { mergeAndPublish } from '../ledger/published.ts'
import { raw } from '../ledger/rows.ts'
import { openProbe, type Probe } from '../verify/probe.ts'
import { clearAway, endScratch } from '../verify/verify.ts'
import {
  hasDatabaseFiles,
  inFiles,
  inRows,
  namedStill,
  searchEverything,
  tracesOf,
  type Known,
  type Searched,
} from './search.ts'
import type { CanaryOptions, CanaryPerson, CanaryReport, Needles } from './types.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'
const word = (length: number): string => Array.from(randomBytes(length), (byte) => letters[byte % 26]).join('')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function invented(): CanaryPerson {
  const digits = Array.from({ length: 8 }, () => randomInt(10)).join('')
  return {
    name: `${capital(word(10))} ${capital(word(12))}`,
    mail: `${word(14)}@pruef.invalid`,
    phone: `+49 151 ${digits}`,
    note: `Prüfsatz ${word(16)}`,
  }
}

const stringsOf = ({ name, mail, phone, note }: CanaryPerson): string[] => [
  ...name.split(' '),
  mail.split('@')[0] ?? mail,
  phone,
  note.split(' ')[1] ?? note,
]

/** A table that was in use is written anew by the next attempt. */
const CLEAN_UPS = 4

/**
 * Sends an invented person through every module, erases them by the one eraser, and searches for them everywhere: rows,
 * job queue, database files with indexes and write-ahead log, files, logs, and a restored backup. Works beside the living
 * system on an organisation of its own, which is ended afterwards.
 * @throws when a module's pages did not answer, or the scanner did not find the person before the erasure
 */
export async function runCanary(house: House, options: CanaryOptions): Promise<CanaryReport> {
  await clearAway(house, options.operator)
  const probe = await openProbe(house, options.operator, options.web, options.routes, options.found)
  try {
    return await walked(house, probe, options)
  } finally {
    // first: who they were is known only as long as the organisation is there
    try {
      await forgotten(house, probe)
    } finally {
      await endScratch(house, probe)
    }
  }
}

async function walked(house: House, probe: Probe, options: CanaryOptions): Promise<CanaryReport> {
  const person = invented()
  const steps: { module: string; done: string }[] = []
  for (const { module, walk } of options.steps) steps.push({ module, done: await walk({ probe, person }) })
  await mergeAndPublish(house, probe.organisation)
  await options.flushed?.()
  const known = [await knownToOperator(probe), await knownHere(probe)]
  const needles: Needles = { strings: stringsOf(person), bytes: await traces(probe, known) }
  const before = await control(house, known, needles)
  const backup = await options.restored?.backUp()

  await erase(house, probe, known)
  await options.flushed?.()
  const { later, ...searched } = await searchedClean(house, probe, known, needles)
  const restored = backup === undefined ? [] : ((await options.restored?.search(backup, needles)) ?? [])
  return {
    steps,
    before,
    tables: searched.tables,
    files: searched.files,
    bytes: searched.bytes,
    backup: backup !== undefined ? 'restored' : options.restored ? 'none configured' : 'not in this run',
    waiting: later,
    hits: [...searched.hits, ...restored],
  }
}

const keysIn = sql<{ id: string }>`select distinct person_id as id from person_keys`
const everybodyOf = (probe: Probe): Promise<string[]> =>
  probe.within(probe.organisation, async (at) => (await keysIn.execute(raw(at))).rows.map(({ id }) => id))

/** Everybody of the invented organisation. */
const knownHere = async (probe: Probe): Promise<Known> => {
  const { organisation } = probe
  return { organisation, ids: await everybodyOf(probe), all: true }
}

/** Who of them the operator knows under the same id: accounts live there, beside those of other people. */
async function knownToOperator(probe: Probe): Promise<Known> {
  const among = await everybodyOf(probe)
  const { rows } = await probe.within(probe.operator, (at) =>
    sql<{ id: string }>`${keysIn} where person_id = any(${among}::uuid[])`.execute(raw(at)),
  )
  return { organisation: probe.operator, ids: rows.map(({ id }) => id), all: false }
}

/** After a run that broke off nobody of it stays with the operator either. */
async function forgotten(house: House, probe: Probe): Promise<void> {
  const known = await knownToOperator(probe)
  if (known.ids.length > 0) await erase(house, probe, [known])
}

async function traces(probe: Probe, known: readonly Known[]): Promise<Record<string, Buffer>> {
  const found = {}
  for (const one of known) Object.assign(found, await probe.within(one.organisation, (at) => tracesOf(at, one)))
  return found
}

const organisationsOf = (known: readonly Known[]) => known.map(({ organisation }) => organisation)

/** The scanner must find keys and tokens while the person is there, in rows and, where they lie here, in files. */
async function control(house: House, known: readonly Known[], needles: Needles): Promise<number> {
  if (Object.keys(needles.bytes).length === 0)
    throw new Error('the canary left no traces before its erasure: no module took it')
  const rows = await inRows(house, organisationsOf(known), needles)
  const lines = new Set(rows.hits.map(({ what }) => what))
  const unseen = Object.keys(needles.bytes).filter((what) => !lines.has(what))
  if (unseen.length > 0) throw new Error(`the scanner does not see what is there: ${unseen.join(', ')}`)
  const clear = rows.hits.filter(({ what }) => needles.strings.includes(what))
  if (clear.length > 0) throw new Error(`the canary stands in clear in ${clear.map(({ where }) => where).join(', ')}`)
  if (!hasDatabaseFiles(house)) return rows.hits.length
  const { hits } = await inFiles(house, needles, (path) => !path.startsWith('database/base/'))
  if (!hits.some(({ where }) => where.startsWith('database/')))
    throw new Error('the scanner does not see database files')
  return rows.hits.length + hits.length
}

async function erase(house: House, probe: Probe, known: readonly Known[]): Promise<void> {
  const touched = new Set(['person_keys'])
  for (const { organisation, ids } of known) {
    if (ids.length === 0) continue
    const { deleted } = await probe.within(organisation, (at) => erasePeople(at, ids, 'check'))
    for (const table of Object.keys(deleted)) touched.add(table)
  }
  await cleared(house, touched)
}

const cleared = (house: House, tables: Iterable<string>) =>
  afterErasure(house.maintenance, tables, { now: house.clock.now() })

/**
 * What still lies in files because a table was in use is cleaned up again, as the next night would. A table that is too
 * large to be closed now is named, and what lies in its file is no fault before its night has passed.
 */
async function searchedClean(
  house: House,
  probe: Probe,
  known: readonly Known[],
  needles: Needles,
): Promise<Searched & Pick<Cleaned, 'later'>> {
  const still: Hit[] = []
  for (const { organisation, ids } of known)
    still.push(...(await probe.within(organisation, (at) => namedStill(at, ids))))
  for (let attempt = 1; ; attempt++) {
    const { later } = await cleared(house, attempt === 1 ? [] : ['person_keys'])
    const searched = await searchEverything(house, organisationsOf(known), needles)
    const hits = searched.hits.filter(({ table }) => table === undefined || !later.includes(table))
    const inTables = hits.some(({ where }) => where.startsWith('database/'))
    if (!inTables || attempt === CLEAN_UPS) return { ...searched, hits: [...still, ...hits], later }
  }
}

/** How the newest run went, as every organisation's ledger holds it. */
export async function lastCanary(
  house: House,
  organisation: Probe['organisation'],
): Promise<{ at: Temporal.Instant; body: Record<string, string | number | boolean> } | undefined> {
  const actor = { kind: 'system', job: 'privacy.canary' } as const
  return inScope(house, { organisation, actor, purpose: proving, readOnly: true }, newestCanary)
}

export async function newestCanary(at: Parameters<typeof tracesOf>[0]) {
  const { rows } = await sql<{ at: Temporal.Instant; body: Record<string, string | number | boolean> }>`
    select at, body from ledger_leaves where kind = 'canary.done' and at <= ${at.now.add(CLOCK_MAY_DIFFER)}
    order by at desc limit 1`.execute(raw(at))
  return rows[0]
}
