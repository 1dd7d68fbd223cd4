import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { decideAgain, type DecisionMark, decisionMarks, toRepeat } from '../../src/modules/privacy/restriction/marks.ts'
import { erasePeople } from '../../src/modules/privacy/erasure/erase.ts'
import { deletionRun } from '../../src/modules/privacy/erasure/run.ts'
import { raw } from '../../src/modules/privacy/ledger/rows.ts'
import { dayIn, inWorld, type World } from './law-world.ts'

// A backup of the small world and its way back, as `modules/backups` does it: rows and files of then, the marks of now.

type Kept = Pick<World, 'people' | 'invoices' | 'letters' | 'holds' | 'restrictions' | 'objections'> & {
  readonly askedRows: string[]
}
type Backup = { readonly at: Temporal.Instant; readonly files: string; readonly model: Kept }
const kept = new WeakMap<World, Backup>()
/** No backup is older than the marks of those who were erased since (modules/backups/settings.ts). */
const OLDEST = { hours: 24 * 400 }

/** A table with rows of organisations, and its columns but those that the database computes. */
type Found = { readonly name: string; readonly columns: string }

async function asRoot(world: World, work: (root: pg.Client, tables: readonly Found[]) => Promise<void>): Promise<void> {
  const root = new pg.Client(world.shop.database.root)
  await root.connect()
  try {
    const { rows } = await root.query<Found>(
      `select c.relname as name, string_agg(quote_ident(a.attname), ', ') filter (where a.attgenerated = '') as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       group by c.relname having bool_or(a.attname = 'organisation_id')`,
    )
    await work(root, rows)
  } finally {
    await root.end()
  }
}

const schemaOf = ({ here }: World): string => `backup_${here.id.replaceAll('-', '')}`
const filesOf = ({ shop, here }: World): string => join(shop.house.dataFolder, 'blobs', here.id)

export async function backUp(world: World): Promise<void> {
  await asRoot(world, async (root, tables) => {
    await root.query(`drop schema if exists ${schemaOf(world)} cascade; create schema ${schemaOf(world)}`)
    for (const { name, columns } of tables)
      await root.query(
        `create table ${schemaOf(world)}.${name} as select ${columns} from public.${name} where organisation_id = '${world.here.id}'`,
      )
  })
  const before = kept.get(world)
  if (before) rmSync(before.files, { recursive: true, force: true })
  const files = mkdtempSync(join(world.shop.house.dataFolder, 'law-backup-'))
  if (existsSync(filesOf(world))) cpSync(filesOf(world), files, { recursive: true })
  const { people, invoices, letters, holds, restrictions, objections, askedRows } = world
  const model = structuredClone({ people, invoices, holds, restrictions, objections, askedRows: [...askedRows] })
  kept.set(world, { at: world.now, files, model: { ...model, letters: [...letters] } })
}

/**
 * Everything is lost and comes back from the backup; the marks that left the machine meanwhile are heeded.
 * @returns whether there was a backup
 */
export async function goBack(world: World): Promise<boolean> {
  const backup = kept.get(world)
  if (!backup || Temporal.Instant.compare(backup.at.add(OLDEST), world.now) < 0) return false
  const erased = (await world.shop.rows(world.here, 'select person_id from tombstones')).map((row) =>
    String(row['person_id']),
  )
  const decisions = await inWorld(world, async (at) => {
    const { rows } = await sql<{ mark: DecisionMark }>`select mark from (${decisionMarks()}) as m`.execute(raw(at))
    return rows.map(({ mark }) => mark)
  })
  await asRoot(world, async (root, tables) => {
    await root.query(`begin; set local session_replication_role = replica`)
    for (const { name, columns } of tables) {
      await root.query(`delete from public.${name} where organisation_id = '${world.here.id}'`)
      await root.query(`insert into public.${name} (${columns}) select ${columns} from ${schemaOf(world)}.${name}`)
    }
    await root.query('commit')
  })
  rmSync(filesOf(world), { recursive: true, force: true })
  cpSync(backup.files, filesOf(world), { recursive: true })
  remember(world, backup.model)
  await inWorld(world, async (at) => {
    await decideAgain(at, toRepeat(decisions))
    await erasePeople(at, erased, 'restore')
  })
  if (Temporal.Instant.compare(world.now, world.latestRun) > 0) world.latestRun = world.now
  await deletionRun(world.shop.house, world.here, world.now, { batch: 3 })
  return true
}

/** The world knows what it knew then, and of what was known then what was asked, restricted, held and released since. */
function remember(world: World, model: Kept): void {
  const known = new Set(model.people)
  const things = new Set([...model.letters, ...model.invoices].map(({ id }) => id))
  const since = world.restrictions.filter(
    ({ id, person, row }) =>
      known.has(person) && !model.restrictions.some((one) => one.id === id) && (!row || things.has(row)),
  )
  const ended = new Set(world.holds.flatMap((one) => (one.ended ? [one.id] : [])))
  const holds = [
    ...model.holds.map((one) => ({ ...one, ended: one.ended || ended.has(one.id) })),
    ...world.holds.filter(
      ({ id, object, until }) =>
        !model.holds.some((one) => one.id === id) && things.has(object) && until >= dayIn(world.now),
    ),
  ]
  const replace = <T>(list: T[], by: readonly T[]) => void list.splice(0, list.length, ...by)
  replace(world.people as string[], model.people)
  replace(world.invoices, model.invoices)
  replace(world.letters, model.letters)
  replace(world.holds, holds)
  replace(world.restrictions, [...model.restrictions, ...since])
  replace(
    world.objections,
    world.objections.filter(({ person }) => known.has(person)),
  )
  world.askedRows.clear()
  for (const row of model.askedRows) world.askedRows.add(row)
}
