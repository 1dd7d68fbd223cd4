import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { type Table } from '#platform/data/table.ts'
import { open, seal } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { acts, db, shares, stampings, tasks } from './data.ts'

type Opens = (typeof filing)['opens'][number]

const sealed: readonly (readonly [Table, string])[] = [
  [acts, 'facts'],
  [stampings, 'note'],
  [tasks, 'what'],
  [shares, 'label'],
]

/**
 * Seals anew what this part keeps sealed about a document, when it is handed from one holder to another; to be called while
 * both keys exist.
 */
export async function resealWork(at: Scope<Opens>, documentId: string, to: string): Promise<void> {
  for (const [table, column] of sealed) {
    const [from, of] = [sql.table(table.name), sql.ref(column)]
    const { rows } = await sql<{ id: string; value: Buffer }>`
      select id, ${of} as value from ${from} where document_id = ${documentId} and ${of} is not null`.execute(db(at))
    for (const { id, value } of rows) {
      const plain = await open(at, value as never)
      if (plain === null) continue
      const anew = await seal(at, table, column as never, to, plain as never)
      await sql`update ${from} set ${of} = ${anew} where id = ${id}`.execute(db(at))
    }
  }
}
