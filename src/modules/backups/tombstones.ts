import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { type DecisionMark, decisionMarks } from '#privacy'
import { OPERATOR } from '#platform/http/app.tsx'
import { openStream, SealedStreamError, sealStream } from '#platform/keys/sealed-stream.ts'
import { db, keeping, raw } from './data.ts'
import { BackupProblem } from './problem.ts'
import { filesWritten, noteFile } from './marks-written.ts'
import type { Target } from './target/target.ts'
import type { Vault } from './vault.ts'

// Marks of erased people, of blocked addresses and of what people decided (consents withdrawn, objections, restrictions, holds)
// leave the machine within minutes, sealed, as a row of small files that name each other: a restore knows from them whom it
// must not bring back, write to or use, and what it must not delete, and sees when one is missing.

const FOLDER = 'tombstones/'
const MOST_AT_ONCE = 5_000
/** Longer than the marks themselves in the database. */
export const LOG_DAYS = 401
/** Any constant does; 'marks' in ASCII. */
const LOCK = 0x6d61726b73

export type Mark =
  | { readonly organisation: string; readonly person: string }
  | { readonly organisation: string; readonly ended: true }
  | ({ readonly organisation: string } & Block)
  | { readonly organisation: string; readonly decision: DecisionMark }
/** An address that must not be written to, by its keyed hash in base64; see `suppressions`. */
export type Block = { readonly blocked: string; readonly activity: string; readonly since: string }
type Head = { readonly sequence: number; readonly previous: string; readonly at: string }
type LogFile = { readonly head: Head; readonly marks: readonly Mark[]; readonly digest: string }

const nameOf = (sequence: number): string => `${FOLDER}${String(sequence).padStart(12, '0')}`
const contextOf = (sequence: number): string => `tombstones ${sequence}`
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

async function sequences(target: Target): Promise<readonly number[]> {
  return (await target.list(FOLDER)).flatMap(({ name }) => {
    const digits = /^tombstones\/(\d{12})$/.exec(name)?.[1]
    return digits ? [Number(digits)] : []
  })
}

/** A file of marks is lost or not what was written; a target that does not answer is something else. */
class MarksLost extends BackupProblem {}
const ifLost = (error: unknown): undefined => {
  if (!(error instanceof MarksLost)) throw error
}

async function readFile(target: Target, vault: Vault, sequence: number): Promise<LogFile> {
  const content = await target.get(nameOf(sequence))
  if (!content) throw new MarksLost(`${nameOf(sequence)} vanished from ${target.where} while it was read.`)
  const opened = openStream(vault.keyFor('tombstones'), contextOf(sequence), content)
  const pieces = await Array.fromAsync(opened).catch((cause: unknown) => {
    if (!(cause instanceof SealedStreamError)) throw cause
    throw new MarksLost(
      `${nameOf(sequence)} in ${target.where} was damaged. Nothing was written. Bring it back as it was; if it is lost, take it ` +
        'away: the next file then leaves a gap, which a restore of an older backup tells.',
      { cause },
    )
  })
  const text = Buffer.concat(pieces).toString('utf8')
  const [head, ...marks] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  return { head: head as Head, marks: marks as Mark[], digest: digestOf(text) }
}

type Carried = {
  /** The number of the newest file. */
  readonly sequence: number
  readonly marks: number
}

/**
 * Carries off what has not been carried yet: people erased, addresses blocked and organisations ended. Killed in the middle it carries some
 * of them twice, which does no harm.
 * @param always writes a file even when there is nothing new: it then shows how far the marks reach
 */
export async function carryTombstones(
  house: Pick<House, 'pool' | 'directory' | 'clock' | 'keyring' | 'handlers' | 'changes'>,
  target: Target,
  vault: Vault,
  { always = false }: { always?: boolean } = {},
): Promise<Carried> {
  const client = await house.pool.connect()
  let broken: Error | undefined
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    const last = (await sequences(target)).at(-1) ?? 0
    // where files were lost the numbers go on behind them: a gap stays seen
    let sequence = Math.max(last, await filesWritten(house, vault.id))
    let previous = last > 0 && last === sequence ? (await readFile(target, vault, last)).digest : ''
    let marks = 0
    const write = async (found: readonly Mark[]): Promise<void> => {
      sequence++
      const head: Head = { sequence, previous, at: String(house.clock.now()) }
      const text = [head, ...found].map((one) => `${JSON.stringify(one)}\n`).join('')
      await target.put(
        nameOf(sequence),
        sealStream(vault.keyFor('tombstones'), contextOf(sequence), [Buffer.from(text)]),
      )
      await noteFile(house, vault.id, sequence)
      previous = digestOf(text)
      marks += found.length
    }
    for (const organisation of await house.directory.all()) {
      for (let more = true; more;) {
        const actor = { kind: 'system', job: 'backups.marks' } as const
        const found = await inScope(house as House, { organisation, actor, purpose: keeping, readOnly: true }, (at) =>
          uncarried(at, vault.id),
        )
        more = found.length === MOST_AT_ONCE
        if (found.length === 0) break
        await write(found.map((one) => markOf(organisation.id, one)))
        await inScope(house as House, { organisation, actor, purpose: keeping }, (at) =>
          markCarried(
            at,
            vault.id,
            found.map(({ id }) => id),
          ),
        )
      }
    }
    if (always && marks === 0) await write([])
    return { sequence, marks }
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // without its connection the lock is gone as well
    if (!broken) await client.query('select pg_advisory_unlock($1)', [LOCK]).catch((error: Error) => (broken = error))
    client.release(broken)
  }
}

type Uncarried = {
  readonly id: string
  readonly ended: boolean
  readonly blocked: Buffer | null
  readonly activity: string | null
  readonly since: string | null
  readonly decision: DecisionMark | null
}

const markOf = (organisation: string, { id, ended, blocked, activity, since, decision }: Uncarried): Mark => {
  if (ended) return { organisation: id, ended }
  if (decision) return { organisation, decision }
  if (blocked === null) return { organisation, person: id }
  return { organisation, blocked: blocked.toString('base64'), activity: activity ?? '', since: since ?? '' }
}

/**
 * People erased, addresses blocked and decisions made here; in the operator's organisation also organisations that ended, of which only its
 * ledger still knows. A block and a decision have no id of their own: one is made of what it says.
 */
async function uncarried(at: Scope<string>, target: string): Promise<readonly Uncarried[]> {
  const ended =
    at.organisation.slug === OPERATOR
      ? sql`union all select (body->>'organisation')::uuid, true from ledger_leaves where kind = 'organisation.erased'`
      : sql``
  const { rows } = await sql<Uncarried>`
    select * from (
      select id, ended, null::bytea as blocked, null as activity, null as since, null::jsonb as decision
      from (select person_id as id, false as ended from tombstones ${ended}) as gone
      union all
      select md5(concat_ws(' ', encode(mail_hash, 'hex'), activity, extract(epoch from since)))::uuid, false,
        mail_hash, activity, to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), null
      from suppressions
      union all
      select id, false, null, null, null, mark from (${decisionMarks()}) as decided
    ) as gone
    where not exists (select from tombstones_carried c where c.target = ${target}::uuid and c.object_id = gone.id) limit ${MOST_AT_ONCE}`.execute(
    raw(at),
  )
  return rows
}

async function markCarried(at: Scope<string>, target: string, ids: readonly string[]): Promise<void> {
  await db(at)
    .insertInto('tombstones_carried')
    .values(ids.map((object_id) => ({ organisation_id: at.organisation.id, target, object_id, carried_at: at.now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export type Marks = {
  /** Ids of erased people by organisation. */
  readonly people: ReadonlyMap<string, readonly string[]>
  readonly ended: readonly string[]
  readonly blocks: ReadonlyMap<string, readonly Block[]>
  readonly decisions: ReadonlyMap<string, readonly DecisionMark[]>
  /** Up to when the marks reach. */
  readonly until: string | undefined
  /** What is missing; undefined when the row of files is whole. */
  readonly missing: string | undefined
}

/**
 * Reads the marks from a backup on.
 * @param from how far they had been carried when the backup was made
 * @param known how far they had been carried at least, by the newest backup or keyring
 */
export async function readMarks(target: Target, vault: Vault, from: number, known: number): Promise<Marks> {
  const there = new Set(await sequences(target))
  const last = Math.max(...there, 0)
  const people = new Map<string, string[]>()
  const ended: string[] = []
  const blocks = new Map<string, Block[]>()
  const decisions = new Map<string, DecisionMark[]>()
  const gaps: number[] = []
  let until: string | undefined
  let before: string | undefined
  for (let sequence = Math.max(from, 1); sequence <= Math.max(last, known); sequence++) {
    const file = there.has(sequence) ? await readFile(target, vault, sequence).catch(ifLost) : undefined
    if (!file || file.head.sequence !== sequence || (before !== undefined && file.head.previous !== before)) {
      gaps.push(sequence)
      before = undefined
      if (!file) continue
    }
    before = file.digest
    until = file.head.at
    for (const mark of file.marks) {
      if ('ended' in mark) ended.push(mark.organisation)
      else if ('blocked' in mark) listed(blocks, mark.organisation).push(mark)
      else if ('decision' in mark) listed(decisions, mark.organisation).push(mark.decision)
      else listed(people, mark.organisation).push(mark.person)
    }
  }
  const missing =
    gaps.length > 0 ? `files ${gaps.slice(0, 10).join(', ')} of the marks are missing or damaged` : undefined
  return { people, ended, blocks, decisions, until, missing }
}

function listed<T>(lists: Map<string, T[]>, organisation: string): T[] {
  const list = lists.get(organisation) ?? []
  lists.set(organisation, list)
  return list
}

/**
 * Takes away marks older than any backup may be. The last file always stays, and so does every one from which a backup that
 * lies there is read on: by a clock that is ahead all of them are old.
 */
export async function pruneMarks(
  target: Target,
  vault: Vault,
  { now, needed }: { readonly now: Temporal.Instant; readonly needed: number },
): Promise<number> {
  const limit = now.subtract({ hours: 24 * LOG_DAYS })
  let removed = 0
  for (const sequence of (await sequences(target)).slice(0, -1)) {
    if (sequence >= needed) break
    const file = await readFile(target, vault, sequence).catch(ifLost)
    if (!file) continue // nobody knows how old it is
    if (Temporal.Instant.compare(Temporal.Instant.from(file.head.at), limit) >= 0) break
    await target.remove(nameOf(sequence))
    removed++
  }
  return removed
}
