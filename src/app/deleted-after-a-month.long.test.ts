import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accounts } from '#accounts'
import { appointments, rightPlaces } from '#appointments'
import { directoryTarget, forgetOrganisation, makeBackup, restore, type Target } from '#backups'
import { composeMail, messages, queueMail } from '#messages'
import { people } from '#people'
import { deletionRun, privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { residueInTables, residueOf } from '#platform/residue/residue.ts'
import { runJob, type Job } from '#platform/jobs/jobs.ts'
import type { Module } from '#platform/module.ts'
import { rights } from '#rights'
import { siteIn } from '#testing/desk.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { emptyPlace, namesIn } from '#testing/restored.ts'

let program: ProgramUnderTest
let target: Target
let folder: string
let unreachable = false
const sent: { to: string; kind: string; text: string }[] = []

beforeAll(async () => {
  program = await programUnderTest((house) => [
    privacy,
    messages({ transport: undefined, from: 'termine@belegt.example', failed: () => undefined }),
    people({ timelines: [] }),
    accounts({
      house,
      sendMail: async (at, mail) => {
        sent.push({ to: mail.to, kind: mail.kind, text: mail.content.text })
        await queueMail(at, mail)
      },
      composeMail,
      life: {
        places: rightPlaces,
        forgetBackups: async (on, organisation) => {
          if (unreachable) throw new Error('the place of the backups is out of reach')
          return (await forgetOrganisation(on, target, organisation)).backups
        },
      },
    }),
    rights({ house }),
    appointments,
  ])
})
afterAll(() => program.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  target = directoryTarget(folder)
  unreachable = false
  sent.length = 0
  return () => rmSync(folder, { recursive: true, force: true })
})

const run = async (name: string, modules: readonly Module[] = program.program.modules) => {
  const job = modules.flatMap(({ jobs }) => jobs).find((one) => one.name === name) as Job
  await runJob(program.web.house, job, (error) => {
    throw error
  })
}
/** How many rows of an organisation every table holds, with the eyes of a superuser. */
async function rowsOf(organisation: string): Promise<Record<string, number>> {
  const root = new pg.Client(program.web.database.root)
  await root.connect()
  try {
    const { rows } = await root.query<{ table: string }>(
      `select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
    )
    const found: Record<string, number> = {}
    for (const { table } of rows) {
      const { rows: counted } = await root.query<{ n: number }>(
        `select count(*)::int as n from ${pg.escapeIdentifier(table)} where organisation_id = $1`,
        [organisation],
      )
      if (counted[0]?.n) found[table] = counted[0].n
    }
    const { rows: own } = await root.query('select 1 from organisations where id = $1', [organisation])
    return own.length > 0 ? { ...found, organisations: own.length } : found
  } finally {
    await root.end()
  }
}
/** Where these strings are read: in every table as a superuser, and in every file of the data folder. */
async function look(strings: string[]): Promise<string[]> {
  const { web } = program
  const root = new pg.Client(web.database.root)
  await root.connect()
  try {
    const { hits } = await residueInTables(root, { strings })
    return [...hits, ...(await residueOf({ dataFolder: web.dataFolder, strings }))].map(({ where }) => where)
  } finally {
    await root.end()
  }
}
const filesIn = (path: string): string[] => (existsSync(path) ? readdirSync(path, { recursive: true }).map(String) : [])

/** An organisation with people, files, a member of its own and one who also works elsewhere. */
async function association(mark: string) {
  const { web } = program
  const organisation = await web.organisation({
    slug: `verein-${mark}`,
    name: `Verein ${mark}`,
    address: `Lindenweg ${mark}`,
    contactMail: `buero-${mark}@example.org`,
  })
  const site = await siteIn(web, organisation)
  await site.book('2026-11-20T08:00:00Z', { name: `Mitglied ${mark}`, mail: `mitglied-${mark}@example.org` })
  await web.house.blobs.put(organisation.id, Buffer.from(`file of ${mark}`))
  const main = await web.member(organisation, { name: `Haupt ${mark}`, mail: `haupt-${mark}@example.org` })
  const desk = await web.member(organisation, {
    name: `Schalter ${mark}`,
    mail: `desk-${mark}@example.org`,
    role: 'desk',
  })
  return { organisation, main, desk }
}
const cancel = async (organisation: Organisation, cookie: string) => {
  const path = `/${organisation.slug}/team/einrichtung/kuendigung`
  const done = await program.web.browse({ cookie }).post(path, { name: organisation.name })
  expect(done.page.text).toContain('Gekündigt')
}

test('optigem/deleted-after-a-month', async () => {
  const { web } = program
  const mark = randomUUID().slice(0, 8)
  const { organisation, main, desk } = await association(mark)
  const staying = await web.organisation({ slug: `bleibt-${mark}` })
  await (await siteIn(web, staying)).book('2026-11-20T08:00:00Z', { name: 'Jan Bleibt' })
  await web.member(staying, { mail: `desk-${mark}@example.org`, role: 'desk' })
  const operator = (await web.house.directory.bySlug('betrieb')) as Organisation
  const boss = await web.member(operator, { name: 'Olga Betrieb', mail: `betrieb-${mark}@example.org` })
  const needles = [`mitglied-${mark}@example.org`, `Mitglied ${mark}`, `Lindenweg ${mark}`, `buero-${mark}@example.org`]
  expect(await look(needles)).toContain('public.organisations.address')
  const older = await makeBackup(web.house, target)
  web.clock.advance({ hours: 30 })
  const again = await web.member(organisation, { mail: `zweite-${mark}@example.org` })
  await cancel(organisation, again.cookie)
  const newer = await makeBackup(web.house, target)
  expect(older.organisations).toContain(organisation.id)

  web.clock.advance({ hours: 29 * 24 })
  await run('accounts.organisation-ends')
  expect(Object.keys(await rowsOf(organisation.id)).length).toBeGreaterThan(5) // not a day early
  web.clock.advance({ hours: 3 * 24 })
  sent.length = 0
  await run('accounts.organisation-ends')

  // the database, the files, the ledger beside it
  expect(await rowsOf(organisation.id)).toEqual({})
  expect(await web.house.directory.bySlug(organisation.slug)).toBeUndefined()
  expect((await web.browse().open(`/${organisation.slug}`)).status).toBe(404)
  expect(filesIn(join(web.dataFolder, 'blobs')).filter((name) => name.includes(organisation.id))).toEqual([])
  expect(filesIn(join(web.dataFolder, 'ledger')).filter((name) => name.includes(organisation.id))).toEqual([])

  // the older backups: no file, no key, no entry; and what is left of them can still be restored
  expect(filesIn(folder).filter((name) => name.includes(organisation.id))).toEqual([])
  for (const backup of [older.id, newer.id]) {
    const place = await emptyPlace(web.dataFolder, web.clock.now())
    try {
      const restored = await restore(target, place, { backup })
      expect(restored.unreadable).toEqual([])
      const house = await place.open()
      try {
        expect((await house.directory.all()).map(({ slug }) => slug)).not.toContain(organisation.slug)
        expect(await namesIn(house, staying)).toEqual(['Jan Bleibt'])
      } finally {
        await house.close()
      }
    } finally {
      await place.close()
    }
  }

  // the certificate goes to who administered it and to the operator, and is checked without us
  const told = sent.filter(({ kind }) => kind === 'accounts.deletion-certificate')
  expect(told.map(({ to }) => to)).toEqual(
    expect.arrayContaining([`haupt-${mark}@example.org`, `zweite-${mark}@example.org`, `betrieb-${mark}@example.org`]),
  )
  const link = /https?:\/\/\S+\/loeschnachweis\/\S+/.exec(told[0]?.text ?? '')?.[0] ?? ''
  const seen = await web.browse().open(link)
  expect(seen.page.text).toContain(`Verein ${mark} ist gelöscht`)
  const paper = await web.app.request(`${link}/nachweis.pdf`)
  expect(
    Buffer.from(await paper.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  const receipt = await (await web.app.request(`${link}/beleg.json`)).text()
  const verify = (text: string): string => {
    const path = join(folder, 'beleg.json')
    writeFileSync(path, text)
    const program_ = join(import.meta.dirname, '../../docs/evidence/verify-receipt.mjs')
    return execFileSync(process.execPath, [program_, path], { encoding: 'utf8', stdio: 'pipe' })
  }
  expect(verify(receipt)).toContain(organisation.id)
  expect(() => verify(receipt.replace(organisation.id, randomUUID()))).toThrow()
  expect((await web.browse().open(`${link.slice(0, -2)}AA`)).status).toBe(410)

  // accounts: who belonged elsewhere stays; who did not is gone, the recipients three days later
  const accountsLeft = async () => {
    const root = new pg.Client(web.database.root)
    await root.connect()
    try {
      const ids = [main.account, again.account, desk.account, boss.account]
      const { rows } = await root.query<{ id: string }>('select id from accounts where id = any($1)', [ids])
      return new Set(rows.map(({ id }) => id))
    } finally {
      await root.end()
    }
  }
  expect(await accountsLeft()).toEqual(new Set([main.account, again.account, desk.account, boss.account]))
  expect((await web.browse({ cookie: main.cookie }).open('/betrieb/team/ich')).url).toContain('/anmelden')
  web.clock.advance({ hours: 3 * 24 + 1 })
  await run('accounts.organisation-ends')
  expect(await accountsLeft()).toEqual(new Set([desk.account, boss.account]))

  // nothing of its people or its facts is readable anywhere; the certificate's name goes after 90 days
  expect(await look(needles)).toEqual([])
  web.clock.advance({ hours: 91 * 24 })
  await deletionRun(web.house, operator, web.clock.now())
  expect((await web.browse().open(link)).status).toBe(410)
  expect(await look([`Verein ${mark}`])).toEqual([])
}, 300_000)

test('optigem/deleted-after-a-month: an end that is interrupted goes on, and is told once', async () => {
  const { web } = program
  const { organisation, main } = await association(randomUUID().slice(0, 8))
  await makeBackup(web.house, target)
  await cancel(organisation, main.cookie)
  web.clock.advance({ hours: 32 * 24 })
  unreachable = true
  sent.length = 0
  await expect(run('accounts.organisation-ends')).rejects.toThrow()
  // the database is clear already; the backups wait, and nobody has been told that all is done
  expect(await rowsOf(organisation.id)).toEqual({})
  expect([sent, filesIn(folder).some((name) => name.includes(organisation.id))]).toEqual([[], true])
  unreachable = false
  await run('accounts.organisation-ends')
  await run('accounts.organisation-ends')
  expect(filesIn(folder).some((name) => name.includes(organisation.id))).toBe(false)
  expect(new Set(sent.map(({ to }) => to)).size).toBe(sent.length)
  expect(sent.length).toBeGreaterThan(0)
}, 120_000)
