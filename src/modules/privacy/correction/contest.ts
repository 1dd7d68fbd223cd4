import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { event } from '#platform/data/events.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import { aboutThem } from '../export/selection.ts'
import { record } from '../ledger/record.ts'
import { raw } from '../ledger/rows.ts'
import { checked, isContestable, isWritable, type Place, tableOf } from './correctable.ts'
import { corrections, db, type CorrectionRow } from './data.ts'
import { writeValue } from './write.ts'

/** A value about a person was put right: whoever received it is to be told (Art. 19 GDPR). */
export const valueCorrected = event<{
  readonly person: string
  readonly table: string
  readonly column: string
  readonly correction: string
  readonly request: string | undefined
}>('privacy.value-corrected')

export type Contest = Place & {
  readonly person: string
  readonly askedBy: 'person' | 'staff'
  /** What it should be, empty for nothing; left out where only staff can tell. */
  readonly proposed?: string | undefined
  readonly reason?: string | undefined
  readonly request?: string | undefined
}

/**
 * Marks a value as contested until it is decided (Art. 16 GDPR). Said again about the same value, it takes the place of
 * what was said before. The scope's purpose must be, or use, `correcting`.
 * @returns the correction's id
 * @throws Refusal privacy.not-correctable when the value is not the person's to contest; privacy.wrong-value
 */
export async function contest(at: Scope<string>, given: Contest): Promise<string> {
  const { person, table: name, column, id: row, proposed } = given
  await mustBeTheirs(at, given)
  const value = proposed === undefined ? undefined : (fitting(given, proposed) ?? '')
  const said = {
    proposed: value === undefined ? null : await seal(at, corrections, 'proposed', person, value),
    reason: given.reason ? await seal(at, corrections, 'reason', person, given.reason) : null,
    asked_by: given.askedBy,
    asked_at: at.now,
  }
  const known = await db(at)
    .updateTable('corrections')
    .set(said)
    .where('object_table', '=', name)
    .where('object_column', '=', column)
    .where('object_id', '=', row)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  if (known) return known.id
  const id = randomUUID()
  await db(at)
    .insertInto('corrections')
    .values({
      organisation_id: at.organisation.id,
      id,
      person_id: person,
      request_id: given.request ?? null,
      object_table: name,
      object_column: column,
      object_id: row,
      state: 'open',
      ...said,
    })
    .execute()
  await record(at, 'correction.asked', { correction: id, table: name, column, by: given.askedBy })
  return id
}

async function mustBeTheirs(at: Scope<string>, { person, table: name, column, id }: Contest): Promise<void> {
  const table = tableOf(name)
  const where =
    table && isContestable(table, column)
      ? aboutThem(table, [person], new Map(allTables().map((one) => [one.name, one])))
      : undefined
  if (!where) throw refuse('privacy.not-correctable', 'invalid')
  const { rows } = await sql`select 1 from ${sql.table(name)} where id = ${id} and ${where}`.execute(raw(at))
  if (rows.length === 0) throw refuse('privacy.not-correctable', 'not-found')
}

function fitting({ table: name, column }: Place, entered: string): string | null {
  const table = tableOf(name)
  if (!table || !isWritable(table, column)) return entered
  const outcome = checked(table, column, entered)
  if ('problem' in outcome) throw refuse('privacy.wrong-value', 'invalid', { problem: outcome.problem })
  return outcome.value
}

export type Decision =
  /** The right value; left out, what was proposed, or what staff have put right themselves. */
  | { readonly accept: true; readonly value?: string | undefined; readonly by?: string | undefined }
  | { readonly accept: false; readonly answer: string; readonly by?: string | undefined }

/**
 * Ends a contest: the value is put right, with the tokens it is found by and word to whoever received it, or it stays and
 * the person gets the reason. All of it or nothing.
 * @throws Refusal privacy.no-such-correction when it is decided already; privacy.wrong-value
 */
export async function decide(at: Scope<string>, id: string, decision: Decision): Promise<CorrectionRow> {
  const row = await db(at)
    .selectFrom('corrections')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'open')
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw refuse('privacy.no-such-correction', 'conflict')
  const answer = decision.accept ? null : await seal(at, corrections, 'answer', row.person_id, decision.answer)
  if (decision.accept) await put(at, row, decision.value)
  const decided = await db(at)
    .updateTable('corrections')
    .set({
      state: decision.accept ? 'done' : 'refused',
      answer,
      // what was proposed stands in its place now; a second copy serves nobody
      ...(decision.accept ? { proposed: null } : {}),
      decided_at: at.now,
      decided_by: decision.by ?? null,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const { object_table: table, object_column: column, person_id: person } = row
  await record(at, decision.accept ? 'correction.done' : 'correction.refused', { correction: id, table, column })
  if (decision.accept) {
    const request = row.request_id ?? undefined
    await at.announce(valueCorrected, { person, table, column, correction: id, request })
  }
  return decided
}

async function put(at: Scope<string>, row: CorrectionRow, given: string | undefined): Promise<void> {
  const table = tableOf(row.object_table)
  if (!table || !isWritable(table, row.object_column)) return // staff have done it where it can be done
  const place = { table: row.object_table, column: row.object_column, id: row.object_id }
  const proposed = row.proposed === null ? undefined : ((await open(at, row.proposed)) as string)
  if (given === undefined && proposed === undefined) return
  const value = fitting(place, given ?? proposed ?? '')
  if (!(await writeValue(at, table, { ...place, person: row.person_id }, value)))
    throw refuse('privacy.not-correctable', 'not-found')
}

/** Puts a value right at once: what a person may change alone, and what staff have checked. */
export async function correct(at: Scope<string>, given: Contest & { readonly proposed: string }): Promise<void> {
  const id = await contest(at, given)
  await decide(at, id, { accept: true })
}
