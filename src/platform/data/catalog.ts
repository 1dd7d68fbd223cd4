import type pg from 'pg'
import { type Found, type Policy, readCatalog, type Relation } from './catalog-read.ts'
import { rulesAgainst } from './catalog-rules.ts'
import type { AnyColumn } from './columns.ts'
import { allGuards } from './guards.ts'
import { HIDING, restrictionOf } from './restriction.ts'
import type { Table } from './table.ts'
import { allViews, type View } from './view.ts'

/** Tables that hold no organisation's rows, and why they may be there undeclared. */
const bookkeeping: Readonly<Record<string, string>> = {
  migrations: 'which migrations were applied; for the owner only',
  restore_state: 'whether a restored system may be opened; for the owner only',
}

const bound = (column: string) =>
  `(${column} = (NULLIF(current_setting('app.organisation'::text, true), ''::text))::uuid)`
type Expected = {
  readonly name: string
  readonly command: string
  readonly role: string
  readonly using: string | null
  readonly check: string | null
  readonly restrictive?: boolean
}
const tenantPolicy: Expected = {
  name: 'tenant',
  command: 'ALL',
  role: 'belegt_tenant',
  using: bound('organisation_id'),
  check: bound('organisation_id'),
}
// The directory of organisations is the one table that is not bound: their public facts lead to them.
const directoryPolicies: readonly Expected[] = [
  { name: 'change', command: 'UPDATE', role: 'belegt_tenant', using: bound('id'), check: bound('id') },
  { name: 'directory', command: 'SELECT', role: 'belegt_app', using: 'true', check: null },
  { name: 'found', command: 'INSERT', role: 'belegt_app', using: null, check: 'true' },
  { name: 'operator', command: 'SELECT', role: 'belegt_tenant', using: `(slug = 'betrieb'::text)`, check: null },
  { name: 'own', command: 'SELECT', role: 'belegt_tenant', using: bound('id'), check: null },
]
const tenantGrants = new Set(['select', 'insert', 'update', 'delete'].map((right) => `belegt_tenant ${right}`))
const directoryGrants = new Set([
  'belegt_app select',
  'belegt_app insert',
  'belegt_tenant select',
  'belegt_tenant update',
])
const kinds = { r: 'table', p: 'partitioned table', v: 'view', m: 'materialised view', f: 'foreign table' } as const

/**
 * Compares the database with the declarations, in both directions: columns, keys, row-level security, policies, grants,
 * and everything that could hold or change rows beside the declared tables.
 * @param client connected as the tables' owner
 * @returns what is wrong, one plain sentence each; empty when all is as declared
 */
export async function checkCatalog(
  client: Pick<pg.ClientBase, 'query'>,
  declarations: readonly Table[],
  views: readonly View[] = allViews(),
): Promise<string[]> {
  const found = await readCatalog(client)
  const declared = new Map(declarations.map((table) => [table.name, table]))
  const real = new Map(found.relations.map((relation) => [relation.name, relation]))
  return [
    ...found.relations.flatMap((relation) => undeclared(relation, declared, views, found)),
    ...declarations.flatMap((table) => {
      const relation = real.get(table.name)
      if (!relation) return [`table ${table.name} is declared, but does not exist`]
      return [...columnsOf(table, found), ...protectionOf(relation, table, { declared, views }, found)]
    }),
    ...guardsOf(declared, found),
    ...found.others,
    ...(spaced(found.hiding ?? '') === HIDING
      ? []
      : ['the function restricted_refs() does not hide those who are restricted as it must']),
    ...rulesAgainst(declarations, found),
  ]
}

/** Triggers nobody declared, and declared ones that are not there or could do more than refuse. */
function guardsOf(declared: ReadonlyMap<string, Table>, { triggers }: Found): string[] {
  const guards = allGuards().filter(({ table }) => declared.has(table))
  const named = ({ table, trigger }: { table: string; trigger: string }) => `trigger ${trigger} on table ${table}`
  return [
    ...triggers.flatMap(({ name, table, before }) => {
      const guard = guards.find((one) => one.table === table && one.trigger === name)
      // a table that nobody declared is a finding already
      if (!guard && !declared.has(table) && !(table in bookkeeping)) return []
      if (!guard) return [`${named({ table, trigger: name })} is not declared`]
      return before ? [] : [`${named(guard)} does not run before the change of each row`]
    }),
    ...guards
      .filter(({ table, trigger }) => !triggers.some((one) => one.table === table && one.name === trigger))
      .map((guard) => `${named(guard)} is declared, but does not exist`),
  ]
}

function undeclared(
  relation: Relation,
  declared: ReadonlyMap<string, Table>,
  views: readonly View[],
  found: Found,
): string[] {
  const { name, kind } = relation
  const view = views.find((one) => one.name === name)
  if (kind === 'v' && view) return viewOf(view, relation, found)
  if (kind !== 'r' && kind !== 'p') return [`${kinds[kind]} ${name} shows rows outside the declared tables`]
  if (declared.has(name)) return []
  if (!(name in bookkeeping)) return [`table ${name} is not declared`]
  return found.grants
    .filter((grant) => grant.table === name)
    .map(({ to, privilege }) => `table ${name} is for its owner only, but ${to} may ${privilege}`)
}

const spaced = (sql: string) => sql.replaceAll(/\s+/g, ' ').trim()

/** A declared view shows the named columns of its table as the table's owner, to the tenant role for reading only. */
function viewOf({ name, of, columns }: View, { owner, definition, options }: Relation, found: Found): string[] {
  const wanted = `SELECT ${columns.join(', ')} FROM ${of.name};`
  const table = found.relations.find((one) => one.name === of.name)
  return [
    ...(spaced(definition ?? '') === wanted && options.length === 0
      ? []
      : [`view ${name} is not as declared: ${spaced(definition ?? '')}`]),
    ...(owner === table?.owner ? [] : [`view ${name} does not belong to the owner of table ${of.name}`]),
    ...found.grants
      .filter((grant) => grant.table === name && `${grant.to} ${grant.privilege}` !== 'belegt_tenant select')
      .map(({ to, privilege }) => `view ${name} is granted to ${to} for ${privilege}`),
  ]
}

function columnsOf(table: Table, found: Found): string[] {
  const real = new Map(found.columns.filter((column) => column.table === table.name).map((one) => [one.name, one]))
  const surplus = [...real.keys()].filter((name) => !(name in table.columns))
  return [
    ...surplus.map((name) => `column ${table.name}.${name} is not declared`),
    ...Object.entries(table.columns).flatMap(([name, column]) => {
      const at = `${table.name}.${name}`
      const there = real.get(name)
      if (!there) return [`column ${at} is declared, but does not exist`]
      const sentences: string[] = []
      if (there.type !== column.sqlType)
        sentences.push(`column ${at} is ${there.type}, but declared as ${column.sqlType}`)
      if (column.treatment.is === 'sealed' && there.type !== 'bytea')
        sentences.push(`column ${at} is sealed, but ${there.type} cannot hold sealed bytes`)
      if (there.required && column.nullable && !mayBeRequired(column, table))
        sentences.push(`column ${at} is NOT NULL, but declared as optional`)
      if (!there.required && !column.nullable)
        sentences.push(`column ${at} may be NULL, but is not declared as optional`)
      if (column.defaulted && !there.filled)
        sentences.push(`column ${at} is declared as filled in by the database, which does not do so`)
      return sentences
    }),
  ]
}

/** Tokens are always there where the sealed column that they lead to is. */
const mayBeRequired = ({ treatment }: AnyColumn, table: Table): boolean =>
  treatment.is === 'tokens' && table.columns[treatment.of]?.nullable === false

type Told = { readonly declared: ReadonlyMap<string, Table>; readonly views: readonly View[] }

function protectionOf(relation: Relation, table: Table, told: Told, found: Found): string[] {
  const { name, owner } = relation
  const directory = name === 'organisations'
  const sentences: string[] = []
  if (!directory && !relation.key.includes('organisation_id'))
    sentences.push(`table ${name} does not have organisation_id in its primary key`)
  if (!relation.secured) sentences.push(`table ${name} has no row-level security`)
  if (!relation.forced) sentences.push(`table ${name} does not force row-level security on its owner`)
  const rights = directory ? directoryGrants : tenantGrants
  for (const { to, privilege } of found.grants.filter((grant) => grant.table === name)) {
    if (!rights.has(`${to} ${privilege}`)) sentences.push(`table ${name} is granted to ${to} for ${privilege}`)
  }
  if (!directory) {
    for (const index of found.indexes.filter((one) => one.table === name && one.unique)) {
      if (!index.columns.includes('organisation_id'))
        sentences.push(`index ${index.name} is unique across organisations, so one learns what another has`)
    }
  }
  const expected = directory ? directoryPolicies : policiesFor(table, told, owner)
  return [...sentences, ...policiesOf(name, found.policies, expected)]
}

/** Every table is bound to its organisation; where persons' rows are, the restriction of processing hides them. */
function policiesFor(table: Table, { declared, views }: Told, owner: string): readonly Expected[] {
  const using = restrictionOf(table, declared)
  const hidden = { name: 'restriction', command: 'ALL', role: 'belegt_tenant', check: null, restrictive: true } as const
  const shown = views.filter(({ of }) => of.name === table.name)
  return [
    tenantPolicy,
    ...(using === undefined ? [] : [{ ...hidden, using }]),
    ...shown.map(({ name }) => ({
      name,
      command: 'SELECT',
      role: owner,
      using: bound('organisation_id'),
      check: null,
    })),
  ]
}

const howTo = (name: string) =>
  name === 'restriction' ? ': call restrictable() or restrictable_with() for it in its migration' : ''

function policiesOf(name: string, policies: readonly Policy[], expected: readonly Expected[]): string[] {
  const mine = policies.filter((policy) => policy.table === name)
  const missing = expected.filter((one) => !mine.some((policy) => policy.name === one.name))
  return [
    ...missing.map((one) => `table ${name} lacks the policy ${one.name}${howTo(one.name)}`),
    ...mine.flatMap((policy) => {
      const wanted = expected.find((one) => one.name === policy.name)
      if (!wanted)
        return [`table ${name} has a policy ${policy.name} that is not expected: ${policy.using ?? policy.check}`]
      const same =
        policy.permissive === !wanted.restrictive &&
        policy.command === wanted.command &&
        policy.roles.length === 1 &&
        policy.roles[0] === wanted.role &&
        (policy.using === null ? null : spaced(policy.using)) === wanted.using &&
        policy.check === wanted.check
      return same
        ? []
        : [
            `the policy ${policy.name} of table ${name} is not as expected: ${spaced(policy.using ?? policy.check ?? '')}`,
          ]
    }),
  ]
}
