import { sql, type Kysely } from 'kysely'
import type { StoredBlob } from '#platform/data/columns.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables, type Table } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { handOverBlob } from '#platform/keys/sealed-blob.ts'
import { handOver } from '#platform/keys/sealed.ts'
import { noteAct } from '../working/audit.ts'
import { db } from './data.ts'

type Row = Readonly<Record<string, unknown>> & { readonly ctid: string }
const raw = (at: Scope<string>) => at.tx as unknown as Kysely<never>

/**
 * Says whom a document concerns: everything of it is sealed anew under that person's key, so that the person's answer holds
 * it and the person's erasure ends it. The key of an unknown holder goes with the next deletion run.
 * @param person who has a key
 * @throws Refusal documents.unknown; Error when the person is unknown or erased
 */
export async function assignHolder(at: Scope<string>, documentId: string, person: string): Promise<void> {
  const document = await db(at)
    .selectFrom('documents')
    .select('holder_id')
    .where('id', '=', documentId)
    .forUpdate()
    .executeTakeFirst()
  if (!document) throw refuse('documents.unknown', 'not-found')
  if (document.holder_id === person) return
  const wish = { from: document.holder_id, to: person }
  const done = new Map<string, readonly string[]>([['documents', [documentId]]])
  await rewrite(at, tableOf('documents'), { column: 'id', ids: [documentId] }, wish)
  // tables that go with what was rewritten, until nothing is left: pages go with versions, versions with the document
  for (let more = true; more;) {
    more = false
    for (const table of allTables()) {
      const { subject } = table
      if (done.has(table.name) || !('goesWith' in subject)) continue
      const ids = done.get(subject.goesWith)
      if (!ids) continue
      done.set(table.name, await rewrite(at, table, { column: subject.by, ids }, wish))
      more = true
    }
  }
  await db(at)
    .updateTable('documents')
    .set((row) => ({ holder_id: person, version: row('version', '+', 1) }))
    .where('id', '=', documentId)
    .execute()
  await db(at)
    .updateTable('document_uploads')
    .set({ holder_id: person })
    .where('document_id', '=', documentId)
    .execute()
  await db(at).updateTable('document_leases').set({ person_id: person }).where('document_id', '=', documentId).execute()
  await noteAct(at, documentId, 'document.assigned')
}

const tableOf = (name: string): Table => {
  const found = allTables().find((table) => table.name === name)
  if (!found) throw new Error(`${name} is not declared`)
  return found
}

/** Seals the columns of these rows anew; the rows' ids, for what goes with them. */
async function rewrite(
  at: Scope<string>,
  table: Table,
  where: { column: string; ids: readonly string[] },
  wish: { from: string; to: string },
): Promise<readonly string[]> {
  const names = Object.keys(table.columns)
  const sealed = names.filter((name) => table.columns[name]?.treatment.is === 'sealed')
  const blobs = names.filter((name) => table.columns[name]?.blob && table.columns[name].sqlType === 'jsonb')
  const wanted = [...(names.includes('id') ? ['id'] : []), ...sealed, ...blobs]
  if (where.ids.length === 0 || wanted.length === 0) return []
  const { rows } = await sql<Row>`
    select ctid::text as ctid, ${sql.join(wanted.map((name) => sql.ref(name)))} from ${sql.table(table.name)}
    where ${sql.ref(where.column)} = any(${where.ids}::uuid[]) for update`.execute(raw(at))
  for (const row of rows) {
    const set: Record<string, unknown> = {}
    const there = sealed.filter((name) => row[name] !== null)
    const anew = await handOver(
      at,
      there.map((name) => row[name] as Buffer),
      wish.to,
    )
    for (const [place, name] of there.entries()) if (anew[place]) set[name] = anew[place]
    for (const name of blobs) {
      const stored = row[name] as StoredBlob | null
      const given = stored?.keys ? await handOverBlob(at, table, name as never, stored, wish) : undefined
      if (given) set[name] = JSON.stringify(given)
    }
    if (Object.keys(set).length === 0) continue
    const values = Object.entries(set).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
    await sql`update ${sql.table(table.name)} set ${sql.join(values)} where ctid = ${row.ctid}::tid`.execute(raw(at))
  }
  return names.includes('id') ? rows.map((row) => row['id'] as string) : []
}
