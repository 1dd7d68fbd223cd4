import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { runJob, type Job } from '#platform/jobs/jobs.ts'
import { unzip } from '#platform/files/unzip.ts'
import { deletionRun } from '#privacy'
import { accountsUnderTest } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { signInAs } from '../../actions/sessions.ts'

const { mails, modules } = accountsUnderTest()
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})
beforeEach(() => {
  mails.length = 0
})

const HERE = 'team/einrichtung/kuendigung'
const job = async (name: string) => {
  const found = modules(() => web.house)
    .flatMap(({ jobs }) => jobs)
    .find((one) => one.name === name) as Job
  await runJob(web.house, found, (error) => {
    throw error
  })
}
async function town(name: string) {
  const organisation = await web.organisation({ name })
  const main = await web.member(organisation, { name: 'Petra Plan' })
  /** Signed in anew, as sessions end while the clock goes on. */
  const admin = async () =>
    web.browse({ cookie: `${main.cookie.split('=')[0]}=${await signInAs(web.house, main.account)}` })
  const cancel = async () => (await admin()).post(`/${organisation.slug}/${HERE}`, { name })
  return { organisation, main, admin, cancel }
}

describe('cancelling', () => {
  test('asks for the name, tells the main administrators, and lets nothing be written but what must go on', async () => {
    const { organisation, admin, cancel } = await town('Verein Linde')
    const wrong = await (await admin()).post(`/${organisation.slug}/${HERE}`, { name: 'Verein Linden' })
    expect([wrong.status, mails.length]).toEqual([422, 0])
    const done = await cancel()
    expect(done.page.text).toContain('alles gelöscht')
    expect(mails).toMatchObject([{ kind: 'accounts.organisation-cancelled', organisation: organisation.slug }])
    const browser = await admin()
    const invite = { name: 'N', mail: 'n@example.org', role: 'desk', language: 'de' }
    const refused = await browser.post(`/${organisation.slug}/team/einrichtung/mitglieder`, invite)
    expect(refused.status).toBe(409)
    expect(refused.page.text).toMatch(/hat gekündigt und schließt am .* 2026.*nichts gespeichert/s)
    expect((await browser.open(`/${organisation.slug}/team/einrichtung/mitglieder`)).status).toBe(200)
    // every page says so, also those for everybody
    expect((await web.browse().open(`/${organisation.slug}/team/anmelden`)).page.text).toContain(
      'Diese Seiten schließen am',
    )
    // signing in, the own account and its data go on
    expect((await browser.post(`/${organisation.slug}/team/ich`, { name: 'Petra Plan', language: 'de' })).status).toBe(
      200,
    )
    expect((await cancel()).status).toBe(409)
  })

  test('can be undone until the last moment; then all can be written again', async () => {
    const { organisation, admin, cancel } = await town('Verein Eiche')
    await cancel()
    web.clock.advance({ hours: 29 * 24 })
    const back = await (await admin()).post(`/${organisation.slug}/${HERE}/zuruecknehmen`, {})
    expect(back.page.text).toContain('zurückgenommen')
    expect(mails.at(-1)).toMatchObject({ kind: 'accounts.cancellation-undone' })
    const invite = { name: 'N', mail: 'neu@eiche.example', role: 'desk', language: 'de' }
    expect((await (await admin()).post(`/${organisation.slug}/team/einrichtung/mitglieder`, invite)).status).toBe(200)
    web.clock.advance({ hours: 5 * 24 })
    await job('accounts.organisation-ends')
    expect(await web.house.directory.bySlug(organisation.slug)).toBeDefined()
    expect((await (await admin()).post(`/${organisation.slug}/${HERE}/zuruecknehmen`, {})).status).toBe(409)
  })

  test('is for main administrators, and not for the operator', async () => {
    const { organisation } = await town('Verein Buche')
    const other = await web.member(organisation, { role: 'administrator' })
    const tried = await web
      .browse({ cookie: other.cookie })
      .post(`/${organisation.slug}/${HERE}`, { name: 'Verein Buche' })
    expect(tried.status).toBe(403)
    const operator = (await web.house.directory.bySlug('betrieb')) as Organisation
    const boss = await web.member(operator)
    const own = await web.browse({ cookie: boss.cookie }).post(`/betrieb/${HERE}`, { name: operator.name })
    expect([own.status, (await web.house.directory.bySlug('betrieb'))?.ends_at]).toEqual([403, null])
  })

  test('is reminded of 14, 7 and 1 days before, each once', async () => {
    const { organisation, cancel } = await town('Verein Ahorn')
    await cancel()
    mails.length = 0
    const mine = () => mails.filter(({ organisation: slug }) => slug === organisation.slug).length
    const seen: number[] = []
    const ends = (await web.house.directory.bySlug(organisation.slug))?.ends_at as Temporal.Instant
    const left = () => Math.round(web.clock.now().until(ends).total('hours') / 24)
    while (left() > 1) {
      web.clock.advance({ hours: 24 })
      await job('accounts.end-reminders')
      await job('accounts.end-reminders')
      if (mine() > seen.length) seen.push(left())
    }
    expect(seen).toEqual([14, 7, 1])
    expect(mails.filter(({ organisation: slug }) => slug === organisation.slug).map(({ kind }) => kind)).toEqual(
      Array(3).fill('accounts.end-reminder'),
    )
  })
})

test('everything can be taken along, opened, without keys and passwords', async () => {
  const { organisation, admin, cancel } = await town('Verein Erle')
  await web.member(organisation, { name: 'Özlem Yıldız', mail: 'oezlem@erle.example', role: 'desk' })
  await cancel()
  const { cookies } = await admin()
  const response = await web.app.request(`${web.origin}/${organisation.slug}/${HERE}/archiv`, {
    method: 'POST',
    headers: {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      origin: web.origin,
      host: new URL(web.origin).host,
    },
    body: '',
  })
  expect(response.status).toBe(200)
  const packed = unzip(new Uint8Array(await response.arrayBuffer()), { bytes: 1e8, files: 1e4 })
  const files = new Map([...packed].map(([name, content]) => [name, content.toString()]))
  const members = files.get('data/members.jsonl') ?? ''
  expect(members).toContain('Özlem Yıldız')
  expect(members).toContain('oezlem@erle.example')
  expect(files.get('data/organisations.jsonl')).toContain('Verein Erle')
  expect([...files.keys()].some((name) => /organisation_keys|person_keys/.test(name))).toBe(false)
  expect([...files.values()].join('')).not.toMatch(/argon2id|mail_exact"/)
  expect(JSON.parse(files.get('tables.json') ?? '')).toEqual(
    expect.arrayContaining([expect.objectContaining({ table: 'members' })]),
  )
})

test('a clock that jumps ahead ends nobody: there is a day to put it right, and then the end comes', async () => {
  const { organisation, cancel } = await town('Verein Esche')
  const night = () => deletionRun(web.house, organisation, web.clock.now())
  const isThere = async () => {
    await job('accounts.organisation-ends')
    web.house.directory.refresh()
    return (await web.house.directory.bySlug(organisation.slug)) !== undefined
  }
  await cancel()
  await night()
  web.clock.advance({ hours: 24 * 40 })
  expect(await isThere()).toBe(true)
  // the clock was right, and the machine had rested: the run waits for its day, and then goes on
  await night()
  expect(await isThere()).toBe(false)
})
