import type pg from 'pg'
import { type Found, type Policy, readCatalog, type Relation } from './catalog-read.ts'
import { rulesAgainst } from './catalog-rules.ts'
import type { AnyColumn } from './columns.ts'
import type { Table } from './table.ts'

/** Tables that hold no organisation's rows, and why they may be there undeclared. */
const bookkeeping: Readonly<Record<string, string>> = {
  migrations: 'which migrations were applied; for the owner only',
  restore_state: 'whether a restored system may be opened; for the owner only',
}

const bound = (column: string) =>
  `(${column} = (NULLIF(current_setting('app.organisation'::text, true), ''::text))::uuid)`
const tenantPolicies = [
  {
    name: 'tenant',
    command: 'ALL',
    role: 'belegt_tenant',
    using: bound('organisation_id'),
    check: bound('organisation_id'),
  },
]
// The directory of organisations is the one table that is not bound: their public facts lead to them.
const directoryPolicies = [
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
): Promise<string[]> {
  const found = await readCatalog(client)
  const declared = new Map(declarations.map((table) => [table.name, table]))
  const real = new Map(found.relations.map((relation) => [relation.name, relation]))
  return [
    ...found.relations.flatMap((relation) => undeclared(relation, declared, found)),
    ...declarations.flatMap((table) => {
      const relation = real.get(table.name)
      if (!relation) return [`table ${table.name} is declared, but does not exist`]
      return [...columnsOf(table, found), ...protectionOf(relation, found)]
    }),
    ...found.others,
    ...rulesAgainst(declarations, found),
  ]
}

function undeclared({ name, kind }: Relation, declared: ReadonlyMap<string, Table>, found: Found): string[] {
  if (kind !== 'r' && kind !== 'p') return [`${kinds[kind]} ${name} shows rows outside the declared tables`]
  if (declared.has(name)) return []
  if (!(name in bookkeeping)) return [`table ${name} is not declared`]
  return found.grants
    .filter((grant) => grant.table === name)
    .map(({ to, privilege }) => `table ${name} is for its owner only, but ${to} may ${privilege}`)
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

function protectionOf(relation: Relation, found: Found): string[] {
  const { name } = relation
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
  return [...sentences, ...policiesOf(name, found.policies, directory ? directoryPolicies : tenantPolicies)]
}

function policiesOf(name: string, policies: readonly Policy[], expected: typeof directoryPolicies): string[] {
  const mine = policies.filter((policy) => policy.table === name)
  const missing = expected.filter((one) => !mine.some((policy) => policy.name === one.name))
  return [
    ...missing.map((one) => `table ${name} lacks the policy ${one.name}`),
    ...mine.flatMap((policy) => {
      const wanted = expected.find((one) => one.name === policy.name)
      if (!wanted)
        return [`table ${name} has a policy ${policy.name} that is not expected: ${policy.using ?? policy.check}`]
      const same =
        policy.permissive &&
        policy.command === wanted.command &&
        policy.roles.length === 1 &&
        policy.roles[0] === wanted.role &&
        policy.using === wanted.using &&
        policy.check === wanted.check
      return same
        ? []
        : [`the policy ${policy.name} of table ${name} is not as expected: ${policy.using ?? policy.check}`]
    }),
  ]
}
