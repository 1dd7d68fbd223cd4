import { sql } from 'kysely'
import { refuseUnsafeRole } from '#platform/data/roles.ts'
import type { Scope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import { raw } from '../ledger/rows.ts'
import { broken, kept, type Check } from './probe.ts'

type Attempt = { readonly done: number } | { readonly refused: string }

/** One statement as an attacker behind the application would send it; undone afterwards. */
async function attempt(at: Scope<string>, statement: string): Promise<Attempt> {
  await sql.raw('savepoint attempt').execute(raw(at))
  try {
    const { rows, numAffectedRows } = await sql.raw(statement).execute(raw(at))
    return { done: Number(numAffectedRows ?? rows.length) }
  } catch (error) {
    return { refused: (error as { code?: string }).code ?? 'unknown' }
  } finally {
    await sql.raw('rollback to savepoint attempt').execute(raw(at))
  }
}

const FORBIDDEN = '42501'

/** optigem/tenants: every declared table is attacked from within another organisation, past the application. */
export const tenants: Check = async ({ within, organisation, neighbour, house }) => {
  const tables = allTables().filter(({ columns }) => 'organisation_id' in columns)
  const own = await within(neighbour, (at) => attempt(at, `select 1 from organisation_keys`))
  if (!('done' in own) || own.done !== 1)
    return broken('the neighbour does not see its own key: the probe proves nothing')
  const breaches = await within(organisation, async (at) => {
    const found: string[] = []
    const foreign = `organisation_id <> '${organisation.id}'`
    for (const { name } of tables) {
      const table = `"${name}"`
      const tries = {
        read: `select 1 from ${table} where ${foreign} limit 1`,
        change: `update ${table} set organisation_id = organisation_id where ${foreign}`,
        delete: `delete from ${table} where ${foreign}`,
        insert: `insert into ${table} (organisation_id) values ('${neighbour.id}')`,
      }
      for (const [verb, statement] of Object.entries(tries)) {
        const outcome = await attempt(at, statement)
        const harmless = 'refused' in outcome ? outcome.refused === FORBIDDEN : verb !== 'insert' && outcome.done === 0
        if (!harmless) found.push(`${verb} ${name} (${JSON.stringify(outcome)})`)
      }
    }
    return found
  })
  const client = await house.pool.connect()
  try {
    await refuseUnsafeRole(client)
  } finally {
    client.release()
  }
  return breaches.length === 0
    ? kept(
        `${tables.length} tables read, changed, deleted from and inserted into across organisations: nothing came of it`,
      )
    : broken(`reached another organisation: ${breaches.join(', ')}`)
}
