import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate, readMigrations } from '../../src/platform/data/migrate.ts'
import { createDatabase } from '../../src/platform/data/roles.ts'
import { startServer, type DatabaseServer } from '../../src/platform/data/server.ts'
import { prepareFolder } from '../../src/platform/data/server-folder.ts'
import { lockHolder } from '../../src/platform/data/server-lock.ts'
import { endCluster, lives } from '../../src/platform/data/server-processes.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    database: {
      root: pg.ClientConfig
      owner: pg.ClientConfig
      app: pg.ClientConfig
      /** Why there is no template to clone: a migration failed. Tests that need no database run nevertheless. */
      failure: string | undefined
    }
  }
}

const prefix = 'belegt-test-'
const template = 'template_belegt'

/** One database server for the whole run, with a migrated database that every test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const folder = mkdtempSync(join(place(), prefix))
  const server = await startServer({ folder, tuning: 'test' }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  const failure = await makeTemplate(server).then(
    () => undefined,
    (error: unknown) => String(error),
  )
  const [root, owner, app] = [server.login('root'), server.login('owner'), server.login('app')]
  project.provide('database', { root, owner, app, failure })
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(server: DatabaseServer): Promise<void> {
  await createDatabase((database) => server.login('root', database), template)
  const folder = join(import.meta.dirname, '../../migrations')
  await migrate({
    login: server.login('owner', template),
    folder,
    // Numbered anew, so that a module can be tested before the migrations in front of it are written.
    files: readMigrations(folder).map((file, index) => ({ ...file, number: index + 1 })),
    now: Temporal.Instant.from('2026-01-01T00:00:00Z'),
  })
  const root = new pg.Client(server.login('root'))
  await root.connect()
  try {
    // A database can be cloned only while nobody is connected to it.
    await root.query(`alter database ${template} allow_connections false`)
  } finally {
    await root.end()
  }
}

const memory = '/dev/shm'
/** A million mails lie in one of them for a while, and browsers want memory too. */
const enough = 6 * 1024 ** 3

/** In memory where there is much of it: hundreds of databases are made and dropped, each of a thousand files. */
function place(): string {
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= enough ? memory : tmpdir()
}

const anHour = 3_600_000

/** Clears away what a killed run left: its server and its folder. Runs that still live, or just begin, are left alone. */
async function sweep(): Promise<void> {
  const folders = [memory, tmpdir()]
    .filter((one) => existsSync(one))
    .flatMap((one) => readdirSync(one).map((name) => join(one, name)))
  for (const folder of folders.filter((one) => basename(one).startsWith(prefix))) {
    const holder = lockHolder(folder)
    const abandoned = holder ? !lives(holder) : statSync(folder).mtimeMs < Date.now() - anHour
    if (!abandoned) continue
    await endCluster(prepareFolder(folder).cluster)
    rmSync(folder, { recursive: true, force: true })
  }
}
