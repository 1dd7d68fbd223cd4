import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#platform/clock/clock.ts'
import { readConfig } from '#platform/config/config.ts'
import { logFolder, openLog, type Log } from '#platform/log/log.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { databaseOf } from './database.ts'
import { openHouse } from './house.ts'
import { listen } from './listen.ts'
import { settings } from './modules.ts'

let database: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'belegt-house-'))
let log: Log
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  log = openLog({ folder: logFolder(folder) })
})
afterAll(async () => {
  await log?.close()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('the program does not start with a role that could see the rows of other organisations', async () => {
  const opening = openHouse({
    dataFolder: folder,
    login: { app: database.root, owner: database.owner },
    migrations: join(import.meta.dirname, '../../migrations'),
    modules: [],
    publicUrl: 'http://belegt.test',
    log,
  })
  await expect(opening).rejects.toThrow(/role root is a superuser/)
})

test.each(['DATABASE_URL', 'DATABASE_OWNER_URL'])(
  'with %s alone nothing is started, least of all on another database than the one meant',
  (name) => {
    const config = readConfig(settings, { BELEGT_DATA: folder, [name]: 'postgres://somebody:secret@db.example/belegt' })
    expect(() => databaseOf(config, false)).toThrow(`go together: only ${name} is set`)
    expect(() => databaseOf(config, true)).not.toThrow('secret')
  },
)

test('a redirect to TLS without TLS is refused, and so is half of its files', async () => {
  const closed = { host: '127.0.0.1', port: 0, redirectPort: null, tlsCertificate: null, tlsKey: null }
  const opened = (web: Partial<Parameters<typeof listen>[1]['web']>) =>
    listen(new Hono(), { web: { ...closed, ...web } }, 'http://belegt.test', systemClock, log)
  await expect(opened({ redirectPort: 8_081 })).rejects.toThrow('BELEGT_REDIRECT_PORT leads to TLS')
  await expect(opened({ tlsKey: '/keys/tls.pem' })).rejects.toThrow('only one of them is set')
})
