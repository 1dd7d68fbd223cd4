// The demo as it is started: served at once, whole soon, never half, and apart from everything real.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { rootLogin } from '../chaos/running.ts'
import { startServer } from '../../src/platform/data/server.ts'
import { build } from '../../tools/build.ts'
import { started, type Started } from '../support/started.ts'

const WHOLE = /^Alles Erfundene ist da\.$/
const ADDRESS = /^Vorführung: (http:\S+)$/
const FILLING = 'Die Unterlagen werden gerade noch abgelegt'

const folders: string[] = []
const running: Started[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'belegt-start-'))
  folders.push(folder)
  return folder
}
const start = (command: string, environment: Record<string, string>): Started => {
  const one = started([command], environment)
  running.push(one)
  return one
}

beforeAll(async () => void (await build()), 120_000)
afterEach(async () => {
  for (const one of running.splice(0)) await one.end('SIGTERM')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}, 60_000)

const page = async (address: string) => (await fetch(address)).text()

/** Rows of a table of the data folder's running database. */
async function rows(folder: string, question: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(rootLogin(folder))
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(question)).rows
  } finally {
    await client.end()
  }
}
const documents = async (folder: string): Promise<number> =>
  Number((await rows(folder, 'select count(*)::int as n from documents'))[0]?.['n'])

test(
  'serves before all is filled in and says so, gives every address, and is whole soon',
  { timeout: 120_000 },
  async () => {
    const folder = newFolder()
    const demo = start('demo', { BELEGT_DATA: folder })
    const [, address = ''] = await demo.says(ADDRESS)
    expect(demo.lines.some((line) => WHOLE.test(line))).toBe(false)
    for (const path of ['/', '/musterlingen', '/nachbarschaft', '/fahrwerk'])
      expect(await page(address + path)).toContain(FILLING)
    for (const path of ['/en', '/en/musterlingen'])
      expect(await page(address + path)).toContain('The documents are still being filed')
    // anybody can be anybody at once
    const account = /name="account" value="([^"]+)"/.exec(await page(`${address}/`))?.[1] ?? ''
    const entered = await fetch(`${address}/_demo/anmelden`, {
      method: 'POST',
      body: new URLSearchParams({ account }),
      redirect: 'manual',
    })
    expect([entered.status, entered.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/\w+\/team$/)])

    await demo.says(WHOLE)
    expect(await page(`${address}/musterlingen`)).not.toContain(FILLING)
    expect(await documents(folder)).toBeGreaterThan(20)
    const said = demo.lines.join('\n')
    expect(said).toContain(`${address}/_design`)
    // whatever is not there says so too, and leads to imprint and privacy
    for (const path of ['/musterlingen/nirgends', '/musterlingen/termin/nirgends']) {
      const answer = await fetch(address + path)
      const text = await answer.text()
      expect([path, answer.status]).toEqual([path, 404])
      for (const shown of ['alle Personen und Angaben hier sind erfunden', '/impressum', '/datenschutz'])
        expect(text.toLowerCase()).toContain(shown.toLowerCase())
    }
    for (const slug of ['musterlingen', 'nachbarschaft', 'fahrwerk', '_demo/mails']) {
      expect(said).toContain(`${address}/${slug}`)
      const response = await fetch(`${address}/${slug}`)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('Vorführung: Alle Personen und Angaben hier sind erfunden.')
    }
    expect(await demo.end('SIGTERM')).toBe(0)

    // started again it is the same demo, and real use keeps off it
    const again = start('demo', { BELEGT_DATA: folder })
    await again.says(WHOLE)
    expect(await documents(folder)).toBeGreaterThan(20)
    expect(await again.end('SIGTERM')).toBe(0)
    const real = start('start', { BELEGT_DATA: folder })
    expect(await real.ended).toBe(1)
    expect(real.lines.join('\n')).toContain('This folder holds the invented data of the demo.')
  },
)

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'ended by %s while it is filled, the next start begins anew: never half',
  { timeout: 180_000 },
  async (signal) => {
    const folder = newFolder()
    const demo = start('demo', { BELEGT_DATA: folder })
    await demo.says(ADDRESS)
    await expect.poll(() => documents(folder), { timeout: 60_000, interval: 20 }).toBeGreaterThan(0)
    const [before] = await rows(folder, `select id from organisations where slug = 'musterlingen'`)
    expect(await demo.end(signal)).toBe(signal === 'SIGTERM' ? 0 : signal)
    expect(demo.lines.some((line) => WHOLE.test(line))).toBe(false)

    const again = start('demo', { BELEGT_DATA: folder })
    await again.says(WHOLE)
    const [after] = await rows(folder, `select id from organisations where slug = 'musterlingen'`)
    expect(after?.['id']).not.toBe(before?.['id'])
    const open = await rows(
      folder,
      `select slug, (select count(*)::int from documents d where d.organisation_id = o.id) as n
         from organisations o where slug <> 'betrieb' order by slug`,
    )
    expect(open.map(({ slug }) => slug)).toEqual(['fahrwerk', 'musterlingen', 'nachbarschaft'])
    for (const { n } of open) expect(Number(n)).toBeGreaterThan(5)
    // of what was thrown away no file is left
    const organisations = await rows(folder, 'select id from organisations')
    const known = new Set(organisations.map(({ id }) => String(id)))
    expect(
      readdirSync(join(folder, 'blobs')).filter((name) => /^[0-9a-f-]{36}$/.test(name) && !known.has(name)),
    ).toEqual([])
  },
)

test.each([
  [{ BELEGT_HOST: '0.0.0.0' }, 'so it only listens on this machine'],
  [{ DATABASE_URL: 'postgres://a:b@localhost/c' }, 'The demo brings its own database'],
  [{ BELEGT_SMTP_URL: 'smtp://127.0.0.1:25' }, 'The demo sends no real mail'],
])('%o is refused before anything is made', async (environment: Record<string, string>, said) => {
  const folder = newFolder()
  const demo = start('demo', { BELEGT_DATA: folder, ...environment })
  expect(await demo.ended).toBe(1)
  expect(demo.lines.join('\n')).toContain(said)
  expect(readdirSync(folder)).toEqual([])
})

test(
  'a folder with a real organisation is refused, half filled or not, and keeps it',
  { timeout: 120_000 },
  async () => {
    const folder = newFolder()
    const real = start('start', { BELEGT_DATA: folder })
    await real.says(/^Einrichten/)
    expect(await real.end('SIGTERM')).toBe(0)
    const server = await startServer({ folder })
    const client = new pg.Client(server.login('root', 'belegt'))
    await client.connect()
    await client.query(`insert into organisations (id, slug, name, short_name, kind, created_at)
    values (gen_random_uuid(), 'echt', 'Echte Stadt', 'Echt', 'public', now())`)
    await client.query(`comment on database belegt is 'The invented organisations of the demo are being filled.'`)
    await client.end()
    await server.stop()
    const demo = start('demo', { BELEGT_DATA: folder })
    expect(await demo.ended).toBe(1)
    expect(demo.lines.join('\n')).toContain('holds a real organisation')
    const after = await startServer({ folder })
    const looking = new pg.Client(after.login('root', 'belegt'))
    await looking.connect()
    expect((await looking.query(`select name from organisations where slug = 'echt'`)).rows).toEqual([
      { name: 'Echte Stadt' },
    ])
    await looking.end()
    await after.stop()
  },
)
