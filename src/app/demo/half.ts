import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { ConfigError } from '#platform/config/config.ts'
import { createDatabase } from '#platform/data/roles.ts'
import type { DatabaseServer } from '#platform/data/server.ts'
import type { House } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'

// On the database itself, so that it goes with it; durable before the first invented organisation is.
const HALF = 'The invented organisations of the demo are being filled.'

async function connected<T>(login: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Marks the demo as half filled, or as whole again. */
export const markHalf = (house: House, half: boolean): Promise<unknown> =>
  connected(house.maintenance, async (client) => {
    const { rows } = await client.query<{ name: string }>('select current_database() as name')
    const name = client.escapeIdentifier(rows[0]?.name ?? '')
    return client.query(`comment on database ${name} is ${half ? client.escapeLiteral(HALF) : 'null'}`)
  })

/**
 * A demo that was stopped or killed before it was whole begins anew: its database and files are thrown away, all of them
 * invented. Before anything is opened.
 * @throws ConfigError when somebody has set up a real organisation in it meanwhile
 */
export async function beginAnewWhereHalf({ login }: Pick<DatabaseServer, 'login'>, dataFolder: string): Promise<void> {
  const half = await connected(login('root'), async (client) => {
    const { rows } = await client.query(
      `select from pg_database where datname = 'belegt' and shobj_description(oid, 'pg_database') = $1`,
      [HALF],
    )
    return rows.length > 0
  })
  if (!half) return
  await refuseReal(login('root', 'belegt'), dataFolder)
  await connected(login('root'), (client) => client.query('drop database belegt with (force)'))
  for (const folder of ['blobs', 'ledger']) await rm(join(dataFolder, folder), { recursive: true, force: true })
  await createDatabase((database) => login('root', database), 'belegt')
}

const refuseReal = (login: pg.ClientConfig, dataFolder: string): Promise<void> =>
  connected(login, async (client) => {
    const { rows } = await client.query(`select to_regclass('public.organisations') is not null as there`)
    if (!rows[0]?.there) return
    const real = await client.query('select from organisations where not demo and slug <> $1 limit 1', [OPERATOR])
    if (real.rows.length === 0) return
    throw new ConfigError([
      `${dataFolder} holds a real organisation. Nothing was changed. The demo needs a folder of its own: set BELEGT_DATA.`,
    ])
  })
