import { sql } from 'kysely'
import pg from 'pg'
import {
  afterErasure,
  decideAgain,
  declareFork,
  deletionRun,
  eraseOrganisation,
  endPassing,
  erasePeople,
  type Fork,
  mergeAndPublish,
  record,
  toRepeat,
} from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { keeping, raw } from '../data.ts'
import { type Part, recordRun } from '../runs.ts'
import type { Block, Marks } from '../tombstones.ts'

const AT_ONCE = 1_000
const actor = { kind: 'system', job: 'backups.restore' } as const

export type Replayed = {
  /** People whose erasure the backup did not know of; those who came and went since are among them. */
  readonly people: number
  readonly organisations: number
  /** Rows whose period has ended since the backup. */
  readonly rows: number
}

/**
 * Repeats what was erased since the backup, by the one eraser, and deletes what has come due since: before anybody sees
 * the restored data (SDM M60.S10). May be called again after an interruption.
 */
export async function replay(house: House, marks: Marks, step: (name: string) => void): Promise<Replayed> {
  const operator = await house.directory.bySlug(OPERATOR)
  const touched = new Set<string>()
  let [people, organisations, rows] = [0, 0, 0]
  for (const organisation of await house.directory.all()) {
    if (operator && marks.ended.includes(organisation.id)) {
      step(`end of ${organisation.id}`)
      await eraseOrganisation(house, organisation, operator)
      organisations++
      continue
    }
    await repeatDecisions(house, organisation, marks, step)
    const ids = [...new Set(marks.people.get(organisation.id) ?? [])]
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      step(`erasures of ${organisation.id}`)
      const some = ids.slice(from, from + AT_ONCE)
      const { deleted } = await inScope(house, { organisation, actor, purpose: keeping }, async (at) => {
        const unmarked = await withoutMark(at, some)
        people += unmarked.length
        return erasePeople(at, unmarked, 'restore')
      })
      for (const table of Object.keys(deleted)) touched.add(table)
    }
    step(`deletion run of ${organisation.id}`)
    const { deleted } = await deletionRun(house, organisation, house.clock.now())
    for (const [table, count] of Object.entries(deleted)) {
      touched.add(table)
      rows += count
    }
  }
  // nobody is served yet: a table may be closed for as long as it takes
  await afterErasure(house.maintenance, touched, { now: house.clock.now(), seconds: Infinity })
  return { people, organisations, rows }
}

/** Before anything is erased or deleted: what people decided and staff held or released since. Of who is erased, nothing. */
async function repeatDecisions(
  house: House,
  organisation: Organisation,
  marks: Marks,
  step: (name: string) => void,
): Promise<void> {
  const wish = { organisation, actor, purpose: keeping } as const
  const blocks = marks.blocks.get(organisation.id) ?? []
  if (blocks.length > 0) {
    step(`blocked addresses of ${organisation.id}`)
    await inScope(house, wish, (at) => blockAgain(at, blocks))
  }
  step(`sessions of ${organisation.id}`)
  await inScope(house, wish, endPassing)
  const erased = new Set(marks.people.get(organisation.id))
  const decisions = toRepeat(marks.decisions.get(organisation.id) ?? []).filter(
    (mark) => !('person' in mark && erased.has(mark.person)),
  )
  for (let from = 0; from < decisions.length; from += AT_ONCE) {
    step(`decisions of ${organisation.id}`)
    await inScope(house, wish, (at) => decideAgain(at, decisions.slice(from, from + AT_ONCE)))
  }
}

/** Of these people those whom the restored data do not know as erased. */
async function withoutMark(at: Scope<string>, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ person: string }>`
    select person from unnest(${[...ids]}::uuid[]) as given (person)
    where person not in (select person_id from tombstones)`.execute(raw(at))
  return rows.map(({ person }) => person)
}

/**
 * Blocks again what was blocked since the backup. Who let themselves be written to again in between is blocked as well:
 * once too seldom does no harm.
 */
async function blockAgain(at: Scope<string>, blocks: readonly Block[]): Promise<void> {
  const column = (name: keyof Block) => blocks.map((one) => one[name])
  await sql`insert into suppressions (organisation_id, mail_hash, activity, since)
    select ${at.organisation.id}, decode(hash, 'base64'), activity, since
    from unnest(${column('blocked')}::text[], ${column('activity')}::text[], ${column('since')}::timestamptz[])
      as given (hash, activity, since)
    on conflict do nothing`.execute(raw(at))
}

export type Opened = {
  readonly backup: string
  readonly started: Temporal.Instant
  readonly replayed: Replayed
  readonly parts: readonly Part[]
  /** Whether every mark since the backup was there. */
  readonly whole: boolean
  /** Why somebody decided to open without all marks. */
  readonly decision?: string | undefined
  /** Where signed states lie that left the old machine. */
  readonly copies: readonly string[]
}

export type LostStates = Fork & { readonly organisation: string }

/** Writes what was done into every ledger, also which of its signed states are lost, and opens the system. */
export async function openSystem(house: House, done: Opened): Promise<LostStates[]> {
  const forks: LostStates[] = []
  for (const organisation of await house.directory.all()) {
    await recordIn(house, organisation, done)
    const fork = await declareFork(house, organisation, done.copies)
    if (fork) forks.push({ organisation: organisation.slug, ...fork })
  }
  await recordRun(house, { kind: 'restore', started: done.started, ok: true, backup: done.backup, parts: done.parts })
  const client = new pg.Client(house.maintenance)
  await client.connect()
  try {
    await client.query(
      `update restore_state set state = 'open', opened_at = $1, people = $2, decision = $3 where state = 'closed'`,
      [String(house.clock.now()), done.replayed.people, done.decision ?? null],
    )
  } finally {
    await client.end()
  }
  return forks
}

async function recordIn(house: House, organisation: Organisation, done: Opened): Promise<void> {
  await inScope(house, { organisation, actor, purpose: keeping }, async (at) => {
    await record(at, 'restore.done', {
      backup: done.backup.toLowerCase(),
      people: done.replayed.people,
      organisations: done.replayed.organisations,
      rows: done.replayed.rows,
      complete: done.whole,
      decided: done.decision !== undefined,
    })
  })
  // leaves that were waiting when the backup was made arrived under the numbers of another server
  await mergeAndPublish(house, organisation, { all: true })
}
