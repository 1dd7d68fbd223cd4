import pg from 'pg'
import { DatabaseProblem } from './server-problem.ts'
import type { DatabaseServer } from './server-logins.ts'

/**
 * A PostgreSQL that somebody else runs (15 or newer), reached as the program's role by `url` and as the tables' owner
 * by `ownerUrl`. Same shape as the embedded one, without a process. Throws DatabaseProblem when it cannot be used.
 */
export async function externalServer(urls: { url: string; ownerUrl: string }): Promise<Omit<DatabaseServer, 'pid'>> {
  const given = { app: parse('DATABASE_URL', urls.url), owner: parse('DATABASE_OWNER_URL', urls.ownerUrl) }
  if (given.app.username === given.owner.username)
    throw new DatabaseProblem(
      'DATABASE_URL and DATABASE_OWNER_URL name the same user. The program must not own its tables: it could then ' +
        'switch off the separation of the organisations. See docs/operating/database.md.',
    )
  await refuseOld('DATABASE_URL', given.app)
  await refuseOld('DATABASE_OWNER_URL', given.owner)
  return {
    login(role, database) {
      if (role === 'root')
        throw new DatabaseProblem('An external database server gives no root login; its operator makes databases.')
      const url = new URL(given[role])
      if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`
      return { connectionString: url.href }
    },
    stop: async () => undefined,
    lost: new Promise(() => undefined),
  }
}

function parse(variable: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // The text itself is not repeated: it holds a password.
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol) || url.pathname.length < 2)
    throw new DatabaseProblem(`${variable} must look like postgres://user:password@host:5432/database`)
  return url
}

async function refuseOld(variable: string, url: URL): Promise<void> {
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ number: number; version: string }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
    )
    const found = rows[0]
    if (found) refuseOldVersion(variable, found)
  } catch (error) {
    if (error instanceof DatabaseProblem) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new DatabaseProblem(`The database server of ${variable} cannot be used: ${why}`, { cause: error })
  } finally {
    await client.end()
  }
}

/** Throws DatabaseProblem for a server before PostgreSQL 15. `number` as server_version_num gives it, such as 150004. */
export function refuseOldVersion(variable: string, found: { number: number; version: string }): void {
  if (found.number >= 150_000) return
  throw new DatabaseProblem(
    `The database server of ${variable} is PostgreSQL ${found.version}; Belegt needs 15 or newer. ` +
      `Nothing was changed. Upgrade the server, or leave the variable out to use the embedded one.`,
  )
}
