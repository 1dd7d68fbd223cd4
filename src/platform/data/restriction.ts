import { sql, type Kysely } from 'kysely'
import { refuse } from '../errors/errors.ts'
import { RESTRICTED } from './restriction-refused.ts'
import type { Scope } from './scope.ts'
import { ownerColumns, type Table } from './table.ts'

/** The table that the policies read: what is restricted now. It is the one table with persons that no policy hides. */
const SOURCE = 'restricted'

const list = '( SELECT r.r FROM restricted_refs() r(r))'
const nobody = '(NOT (EXISTS ( SELECT 1 FROM restricted_refs() r(r))))'

/** What `restricted_refs()` must do, with single spaces (migration 0009): emptied, it would hide nobody. */
export const HIDING = `
  select ref from restricted
  where coalesce(current_setting('app.restricted', true), '') = ''
    and (only_for is null or only_for = current_setting('app.purpose', true))
    and (allowed = '{}' or not coalesce(current_setting('app.purpose', true), '') = any (allowed))`
  .replaceAll(/\s+/g, ' ')
  .trim()

/**
 * The policy `restriction` that a table must have by its declaration, as PostgreSQL writes it back with single spaces;
 * undefined where no person's rows are. Made by `restrictable()` and `restrictable_with()` (migration 0009).
 * Whoever merely sees a row of others does not hide it from them: looked at are its owners, the column `person_id` (whom
 * a row is about), and the row itself.
 */
export function restrictionOf(table: Table, declared: ReadonlyMap<string, Table>): string | undefined {
  const { name, subject, columns } = table
  if (name === SOURCE || !isSomebodys(table, declared)) return undefined
  const own = 'id' in columns && !ownersOf(table).includes('id') ? [termOf(table, 'id')] : []
  if ('goesWith' in subject) {
    const of = `((p.organisation_id = ${name}.organisation_id) AND (p.id = ${name}.${subject.by}))`
    const parent = `(EXISTS ( SELECT 1 FROM ${subject.goesWith} p WHERE ${of}))`
    return `(${nobody} OR ${joined([parent, ...own])})`
  }
  return `(${nobody} OR ${joined([...ownersOf(table).map((owner) => termOf(table, owner)), ...own])})`
}

function ownersOf({ subject }: Table): readonly string[] {
  const owners = ownerColumns({ subject })
  const about = 'accessedBy' in subject && [subject.accessedBy ?? []].flat().includes('person_id') ? ['person_id'] : []
  return [...new Set([...owners, ...about] as string[])]
}

/** Persons in a row whom its policy does not look at: they act or see, and the row is others'. */
export function passedOver(table: Table): readonly string[] {
  const { subject } = table
  if (!('accessedBy' in subject) || 'ownedBy' in subject) return []
  const hidden = ownersOf(table)
  return ([subject.accessedBy ?? []].flat() as string[]).filter((column) => !hidden.includes(column))
}

function isSomebodys(table: Table, declared: ReadonlyMap<string, Table>): boolean {
  let root: Table | undefined = table
  for (let steps = 0; root && 'goesWith' in root.subject && steps <= declared.size; steps++)
    root = declared.get(root.subject.goesWith)
  return root !== undefined && ownersOf(root).length > 0
}

const termOf = ({ columns }: Table, column: string): string =>
  columns[column]?.sqlType === 'uuid[]'
    ? `((${column} IS NULL) OR (NOT (${column} && ARRAY${list})))`
    : `((${column} IS NULL) OR (NOT (${column} IN ${list})))`

const joined = (terms: readonly string[]): string => (terms.length === 1 ? terms[0]! : `(${terms.join(' AND ')})`)

/**
 * Whether one of these persons or rows is hidden from this scope because its processing is restricted. For the moment in
 * which something was not found, to say why.
 */
export async function isRestricted(at: Scope<string>, ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ hidden: boolean }>`
    select exists (select from restricted_refs() as r where r = any(${[...ids]}::uuid[])) as hidden`.execute(
    at.tx as unknown as Kysely<unknown>,
  )
  return rows[0]?.hidden ?? false
}

/** Throws the refusal that says so, when one of these persons or rows is restricted for this scope. */
export async function refuseRestricted(at: Scope<string>, ids: readonly string[]): Promise<void> {
  if (await isRestricted(at, ids)) throw refuse(RESTRICTED, 'locked')
}
