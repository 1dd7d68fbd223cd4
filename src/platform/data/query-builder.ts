import {
  type Compilable,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type LimitNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  ValueNode,
} from 'kysely'
import type pg from 'pg'
import { parameter } from './pool.ts'
import type { Schema, Table } from './table.ts'

const NAMED_AFTER = 3
const MOST_NAMED = 400
const seen = new Map<string, number>()
const names = new Map<string, string>()

/** What is planned has the same columns at each use; a FETCH has those of its cursor, which is another one each time. */
const PLANNED = /^\s*(?:select|insert|update|delete|with)\b/i

/** Statements that come again are prepared once per connection; the count is bounded because list lengths vary. */
function statementName(sql: string): string | undefined {
  const known = names.get(sql)
  if (known || names.size >= MOST_NAMED || !PLANNED.test(sql)) return known
  const times = (seen.get(sql) ?? 0) + 1
  if (times < NAMED_AFTER) {
    if (seen.size > MOST_NAMED * 10) seen.clear()
    seen.set(sql, times)
    return undefined
  }
  seen.delete(sql)
  const name = `q${names.size}`
  names.set(sql, name)
  return name
}

/** Sends a statement at once; with others of the same turn it leaves in one packet. */
export function send<R extends pg.QueryResultRow>(
  client: pg.PoolClient,
  query: CompiledQuery,
): Promise<pg.QueryResult<R>> {
  const name = statementName(query.sql)
  return client.query<R>({ text: query.sql, values: query.parameters.map(parameter), ...(name ? { name } : {}) })
}

function connection(client: pg.PoolClient): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const result = await send<R & pg.QueryResultRow>(client, query)
      return result.command === 'SELECT'
        ? { rows: result.rows }
        : { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
    },
    // oxlint-disable-next-line require-yield
    async *streamQuery() {
      throw new Error('read large results in batches by key')
    },
  }
}

/**
 * Writes a limit into the statement. As a parameter it hides from the server how few rows are wanted, and the server
 * then plans the statement anew at every use (half a millisecond) instead of once per connection.
 */
class LimitWritten extends PostgresQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const limit = ValueNode.is(node.limit) ? node.limit.value : undefined
    if (Number.isSafeInteger(limit)) this.append(`limit ${limit}`)
    else super.visitLimit(node)
  }
}

/** The query builder over one connection; transactions belong to the scope, never to the builder. */
export function queryBuilder(client: pg.PoolClient): Tx {
  const one = connection(client)
  const scopeOnly = async () => {
    throw new Error('a scope is a transaction already')
  }
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => one,
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
    beginTransaction: scopeOnly,
    commitTransaction: scopeOnly,
    rollbackTransaction: scopeOnly,
  }
  return new Kysely<never>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new LimitWritten(),
    },
  }) as unknown as Tx
}

declare const bound: unique symbol
/** A tenant-bound transaction. It is opaque: a module reaches its own tables through `tables(...)`. */
export type Tx = { readonly [bound]: true }

/** Gives a module the query builder for the tables that it declares, and for no others. */
export function tables<const T extends Record<string, Table>>(_declared: T) {
  return (at: { readonly tx: Tx }) => at.tx as unknown as Kysely<Schema<T>>
}

type Marker = { readonly marks: string }
const isMarker = (value: unknown): value is Marker => value !== null && typeof value === 'object' && 'marks' in value

/**
 * A statement that is sent so often that putting its text together counts: built at the first use, filled in at each.
 * @param build takes the values only to where the statement has parameters; always the same names are given
 */
export function written<A extends { readonly tx: Tx }, const G extends Readonly<Record<string, unknown>>, O>(
  build: (at: A, given: G) => Compilable<O>,
): (at: A, given: G) => CompiledQuery<O> {
  let made: CompiledQuery<O> | undefined
  return (at, given) => {
    made ??= build(
      at,
      Object.fromEntries(Object.keys(given).map((name) => [name, { marks: name }])) as unknown as G,
    ).compile()
    return { ...made, parameters: made.parameters.map((one) => (isMarker(one) ? given[one.marks] : one)) }
  }
}
