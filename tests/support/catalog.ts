import pg from 'pg'
import { activity } from '../../src/platform/data/activity.ts'
import { checkCatalog } from '../../src/platform/data/catalog.ts'
import { exactTokenOf, instant, integer, text, uuid, type AnyColumn } from '../../src/platform/data/columns.ts'
import { organisationKeys, organisations, personKeys } from '../../src/platform/data/organisations.ts'
import type { Table } from '../../src/platform/data/table.ts'
import { testDatabase } from './database.ts'

// Two tables and their declarations, to be changed until they no longer fit each other.

export const none = { de: 'Zum Prüfen', en: 'To test' }
export const visiting = activity('catalog-test.visiting', { why: none, basis: { art6: 'b' }, obligation: none })
export const key = uuid().notPersonal('key')

/** A declaration that is in no registry, so that other files do not see it. */
export const declare = (
  name: string,
  rules: Pick<Table, 'subject' | 'keep'>,
  columns: Record<string, AnyColumn>,
): Table => ({
  name,
  ...rules,
  columns,
  anchor: 'from' in rules.keep,
})
export const visitColumns = {
  organisation_id: key,
  id: key,
  person_id: uuid().personal(visiting, 'identifier'),
  ended_at: instant().personal(visiting, 'time'),
  note: text().optional().sealed(visiting, 'free-text'),
  note_exact: exactTokenOf('note'),
  keep_days: integer().notPersonal('period'),
}
export const visits = declare(
  'visits',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: { days: 'keep_days', most: 'P90D' } } },
  visitColumns,
)
const remarks = declare(
  'remarks',
  { subject: { goesWith: 'visits', by: 'visit_id' }, keep: { while: 'parent' } },
  { organisation_id: key, id: key, visit_id: key, remark: text().personal(visiting, 'free-text') },
)
export const declarations = [organisations, organisationKeys, personKeys, visits, remarks]

/** The declarations with one table said otherwise. */
export const instead = (table: Table) => declarations.map((one) => (one.name === table.name ? table : one))
export const visitsWith = (columns: Record<string, AnyColumn>) =>
  instead({ ...visits, columns: { ...visitColumns, ...columns } })

/** A database of its own that is as declared, and what is found in it once something was changed. */
export async function openCatalog() {
  const database = await testDatabase({ incomplete: true })
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(`
    create table visits (
      organisation_id uuid not null references organisations (id), id uuid not null, person_id uuid not null,
      ended_at timestamptz not null, note bytea, note_exact bytea, keep_days integer not null,
      primary key (organisation_id, id));
    create table remarks (
      organisation_id uuid not null, id uuid not null, visit_id uuid not null, remark text not null,
      primary key (organisation_id, id), foreign key (organisation_id, visit_id) references visits (organisation_id, id));
    select protect('visits'), protect('remarks'), restrictable_with('remarks', 'visits', 'visit_id')`)

  /** What is found once `sql` was done, beside what is found without it; the change is taken back. */
  async function foundAfter(
    sql: string,
    told: readonly Table[] = declarations,
    as: pg.Client = owner,
  ): Promise<string[]> {
    const before = new Set(await checkCatalog(as, declarations))
    await as.query('begin')
    try {
      await as.query(sql)
      return (await checkCatalog(as, told)).filter((sentence) => !before.has(sentence))
    } finally {
      await as.query('rollback')
    }
  }

  const close = async () => {
    await owner.end()
    await database.drop()
  }
  return { owner, root: database.root, foundAfter, close }
}
export type Catalog = Awaited<ReturnType<typeof openCatalog>>
