import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import type { Table } from '#platform/data/table.ts'
import { db } from './data.ts'
import { personColumns, sealedColumns } from '../export/selection.ts'
import { raw } from '../ledger/rows.ts'
import { record } from '../ledger/record.ts'
import type { AllDeclarations } from './types.ts'

/** That a kind of data (a table) serves a purpose (an activity). */
export type Use = { readonly activity: string; readonly kind: string }

/** From the telling to the start: time enough to read it and to object (Art. 21(1) GDPR). */
export const DAYS_BEFORE = 14
const PEOPLE_AT_ONCE = 2_000

/** What serves what, as declared today; data about nobody left out. */
export const usesOf = ({ tables }: Pick<AllDeclarations, 'tables'>): Use[] =>
  tables.flatMap(({ name, subject, columns }) => {
    if ('none' in subject) return []
    const activities = Object.values(columns).flatMap(({ treatment }) =>
      treatment.is === 'personal' || treatment.is === 'sealed' ? treatment.activities : [],
    )
    return [...new Set(activities.map((one) => one.name))].map((activity) => ({ activity, kind: name }))
  })

const sameUse = (a: Use, b: Use) => a.activity === b.activity && a.kind === b.kind
/** How a use that has not begun is named in `Organisation.waiting_uses`; see platform/keys/sealed.ts. */
export const useName = ({ activity, kind }: Use): string => `${activity} ${kind}`

/** What changed since the uses that are known: new ones, of them those of data that were there before, and ended ones. */
export function changesOf(known: readonly Use[], declared: readonly Use[]) {
  const kinds = new Set(known.map(({ kind }) => kind))
  const added = declared.filter((use) => !known.some((one) => sameUse(one, use)))
  return {
    added,
    further: added.filter(({ kind }) => kinds.has(kind)),
    ended: known.filter((use) => !declared.some((one) => sameUse(one, use))),
  }
}

/**
 * Keeps the uses of the scope's organisation in step with the declarations. A new purpose for data that are there waits:
 * those concerned are told first (`tellOfUses`), and it begins fourteen days after the last of them was.
 */
export async function followUses(at: Scope<string>, told: Pick<AllDeclarations, 'tables'>): Promise<void> {
  const known = await db(at).selectFrom('purpose_uses').selectAll().execute()
  const { added, further, ended } = changesOf(known, usesOf(told))
  const waits = new Set<string>()
  for (const use of further) if (await anybodyIn(at, tableOf(told, use.kind), told)) waits.add(useName(use))
  if (added.length > 0)
    await db(at)
      .insertInto('purpose_uses')
      .values(
        added.map((use) => ({
          organisation_id: at.organisation.id,
          ...use,
          since: at.now,
          ...(waits.has(useName(use)) ? {} : { told_at: at.now, starts_at: at.now }),
        })),
      )
      .execute()
  for (const { activity, kind } of ended)
    await db(at).deleteFrom('purpose_uses').where('activity', '=', activity).where('kind', '=', kind).execute()
  const waiting = known.filter(({ starts_at, told_at }) => !told_at || !starts_at || isLater(starts_at, at.now))
  // read anew: the scope's organisation may be a second old
  const before = await waitingNow(at)
  const still = [
    ...waiting.filter((use) => !ended.some((one) => sameUse(one, use))),
    ...added.filter((use) => waits.has(useName(use))),
  ].map(useName)
  await Promise.all([
    ...still.filter((name) => !before.includes(name)).map((use) => record(at, 'notice.use-announced', { use })),
    ...before.filter((name) => !still.includes(name)).map((use) => record(at, 'notice.use-begun', { use })),
  ])
  if (before.toSorted().join() !== still.toSorted().join())
    await sql`update organisations set waiting_uses = ${still}, version = version + 1
      where id = ${at.organisation.id}`.execute(raw(at))
}

/** Tells people, whom the caller can reach, that a kind of data about them will serve a purpose from an instant on. */
export type Tell = (people: readonly string[], use: Use, startsAt: Temporal.Instant) => Promise<void>

/**
 * Tells the next people concerned by each use that waits, some thousands at a time; the next call goes on from there. When
 * nobody is left, the use's start is set (Art. 13(3) GDPR).
 */
export async function tellOfUses(at: Scope<string>, told: Pick<AllDeclarations, 'tables'>, tell: Tell): Promise<void> {
  for (const row of await untold(at)) await tellSome(at, row, told, tell)
}

async function waitingNow(at: Scope<string>): Promise<readonly string[]> {
  const { rows } = await sql<{ waiting_uses: string[] }>`
    select waiting_uses from organisations where id = ${at.organisation.id}`.execute(raw(at))
  return rows[0]?.waiting_uses ?? []
}

const isLater = (one: Temporal.Instant, other: Temporal.Instant) => Temporal.Instant.compare(one, other) > 0
const untold = (at: Scope<string>) =>
  db(at).selectFrom('purpose_uses').selectAll().where('told_at', 'is', null).execute()

function tableOf({ tables }: Pick<AllDeclarations, 'tables'>, kind: string): Table {
  const table = tables.find(({ name }) => name === kind)
  if (!table) throw new Error(`the kind of data ${kind} is not declared`)
  return table
}

type Told = Awaited<ReturnType<typeof untold>>[number]

async function tellSome(
  at: Scope<string>,
  row: Told,
  told: Pick<AllDeclarations, 'tables'>,
  tell: Tell,
): Promise<void> {
  const startsAt = at.now.add({ hours: 24 * DAYS_BEFORE })
  const { rows } = await sql<{ person: string }>`
    select distinct person from (${personsOf(tableOf(told, row.kind), told)}) p
    where person is not null and person > ${row.told_until ?? NOBODY} order by person limit ${PEOPLE_AT_ONCE}`.execute(
    raw(at),
  )
  const people = rows.map(({ person }) => person)
  if (people.length > 0) await tell(people, row, startsAt)
  const last = people.length < PEOPLE_AT_ONCE
  const count = row.people + people.length
  await db(at)
    .updateTable('purpose_uses')
    .set({
      people: count,
      ...(last
        ? { told_until: null, told_at: at.now, starts_at: startsAt }
        : { told_until: people.at(-1) ?? row.told_until }),
    })
    .where('activity', '=', row.activity)
    .where('kind', '=', row.kind)
    .execute()
  if (last) await record(at, 'notice.use-told', { use: useName(row), people: count })
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

async function anybodyIn(at: Scope<string>, table: Table, told: Pick<AllDeclarations, 'tables'>): Promise<boolean> {
  const { rows } = await sql`select 1 from (${personsOf(table, told)}) p where person is not null limit 1`.execute(
    raw(at),
  )
  return rows.length > 0
}

/** The persons of a table's rows: named in them, in the row they go with, or by what is sealed in them. */
function personsOf(table: Table, told: Pick<AllDeclarations, 'tables'>): RawBuilder<unknown> {
  const named = personColumns(table).map((name) => sql`select ${sql.ref(name)} as person from ${sql.table(table.name)}`)
  const sealed = sealedColumns(table).map(
    (name) => sql`select encode(substring(${sql.ref(name)} from 6 for 16), 'hex')::uuid from ${sql.table(table.name)}`,
  )
  const above =
    'goesWith' in table.subject
      ? [personsOf(tableOf(told, table.subject.goesWith), told)]
      : ([] as RawBuilder<unknown>[])
  return sql.join([...named, ...(named.length > 0 ? [] : [...sealed, ...above])], sql` union all `)
}
