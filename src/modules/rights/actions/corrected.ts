import { sql } from 'kysely'
import { allActivities } from '#platform/data/activity.ts'
import { type Table, tableNamed } from '#platform/data/table.ts'
import { openForAnswer } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { columnWords, kindName, recipientsNow } from '#privacy'
import { db, type RequestRow } from '../data.ts'
import { receiversOf } from '../rules/recipients.ts'
import type { Handling } from './letters.ts'
import { personsOf } from './persons.ts'

type Corrected = { readonly object_table: string; readonly object_column: string; readonly object_id: string }

/**
 * How the data are right that a request corrected, for one recipient: of what they received and nothing else. A rectification
 * is communicated (Art. 19 GDPR), not only that there was one.
 */
export async function correctedFor(
  at: Handling,
  row: RequestRow,
  recipient: string,
  language: Language,
): Promise<(readonly [term: string, value: string])[]> {
  if (row.kind !== 'rectification') return []
  const received = await receivedBy(at, recipient)
  const lines: (readonly [string, string])[] = []
  for (const one of await correctedBy(at, row)) {
    const table = tableNamed(one.object_table)
    if (!table || !received(table)) continue
    const value = await valueNow(at, table, one)
    const label = columnWords(table, one.object_column)?.[language] ?? one.object_column
    if (value !== undefined) lines.push([`${kindName(table.name, language)}: ${label}`, value])
  }
  return lines
}

/** Whether a recipient received what stands in a table; whom only a record names may have received all of it. */
async function receivedBy(at: Handling, recipient: string): Promise<(table: Table) => boolean> {
  const declared = (await recipientsNow(at)).find(({ id }) => id === recipient)
  if (!declared || declared.everything) return () => true
  return (table) => receiversOf(table, allActivities()).includes(recipient)
}

async function correctedBy(at: Handling, row: RequestRow): Promise<readonly Corrected[]> {
  const persons = await personsOf(at, row.id)
  const { rows } = await sql<Corrected>`
    select distinct object_table, object_column, object_id from corrections
    where person_id = any(${persons}::uuid[]) and state = 'done' and decided_at between ${row.received_at} and ${row.carried_at}
    order by 1, 2, 3`.execute(db(at))
  return rows
}

async function valueNow(at: Handling, table: Table, one: Corrected): Promise<string | undefined> {
  const { rows } = await sql<{ value: unknown }>`
    select ${sql.ref(one.object_column)} as value from ${sql.table(table.name)} where id = ${one.object_id}::uuid`.execute(
    db(at),
  )
  const stored = rows[0]?.value
  if (!Buffer.isBuffer(stored)) return typeof stored === 'string' ? stored : undefined
  const [opened] = await openForAnswer(at, [stored])
  return opened && 'value' in opened && typeof opened.value === 'string' ? opened.value : undefined
}
