import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountsUnderTest, linkIn } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { ownArchive } from './export.ts'
import { operatorOf } from '../../elsewhere.ts'
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

const password = 'ein gutes Passwort'
const signIn = async (slug: string, mail: string) => {
  const browser = web.browse({ keepCookies: true })
  await browser.open(`/${slug}/team/anmelden`)
  return browser.submit('Anmelden', { mail, password })
}

describe('another mail address', () => {
  test('holds when confirmed from the new one; the old one is told twice, sessions end, every membership follows', async () => {
    const [one, two] = [await web.organisation(), await web.organisation()]
    const own = await web.member(one, { mail: 'alt@example.org', name: 'Ada Alt' })
    await web.member(two, { mail: 'alt@example.org', role: 'desk' })
    const browser = web.browse({ cookie: own.cookie })
    await browser.open(`/${one.slug}/team/ich/mail`)
    expect((await browser.submit('Link senden', { mail: 'Alt@example.org' })).status).toBe(422)
    const asked = await browser.submit('Link senden', { mail: 'neu@example.org' })
    expect(asked.page.text).toContain('Bitte sehen Sie in das neue Postfach')
    expect(mails.map(({ to, kind }) => [to, kind])).toEqual([
      ['neu@example.org', 'accounts.mail-change'],
      ['alt@example.org', 'accounts.mail-change-notice'],
    ])
    expect(mails[1]?.content.text).not.toContain('neu@example.org')
    expect((await signIn(one.slug, 'neu@example.org')).status).toBe(422)
    const link = linkIn(mails[0])
    const opened = await web.browse().open(link)
    expect(opened.page.text).toContain('neu@example.org')
    expect((await signIn(one.slug, 'alt@example.org')).status).toBe(200) // opening a link changes nothing
    const confirmed = await web.browse().post(link, {})
    expect(confirmed.page.text).toContain('Ihre Mailadresse ist geändert')
    expect(mails.at(-1)).toMatchObject({ to: 'alt@example.org', kind: 'accounts.mail-changed' })
    expect((await browser.open(`/${one.slug}/team/ich`)).url).toContain('/team/anmelden')
    expect((await signIn(one.slug, 'alt@example.org')).status).toBe(422)
    expect((await signIn(two.slug, 'neu@example.org')).status).toBe(200)
    const boss = await web.member(two)
    const list = await web.browse({ cookie: boss.cookie }).open(`/${two.slug}/team/einrichtung/mitglieder`)
    expect(list.page.text).toContain('neu@example.org')
    const again = await web.browse().open(link)
    expect([again.status, again.page.text.includes('gilt nicht mehr')]).toEqual([410, true])
    expect((await web.browse().post(link, {})).status).toBe(410)
  })

  test('that somebody else has is refused at the link, and nothing tells before', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'belegt@example.org' })
    const own = await web.member(organisation, { mail: 'wechsel@example.org' })
    const browser = web.browse({ cookie: own.cookie })
    const asked = await browser.post(`/${organisation.slug}/team/ich/mail`, { mail: 'belegt@example.org' })
    expect(asked.page.text).toContain('Bitte sehen Sie in das neue Postfach')
    const taken = await web.browse().post(linkIn(mails[0]), {})
    expect([taken.status, taken.page.text.includes('schon ein Konto')]).toEqual([409, true])
    expect((await signIn(organisation.slug, 'wechsel@example.org')).status).toBe(200)
  })

  test('ends after a day, and three in an hour are enough', async () => {
    const organisation = await web.organisation()
    const own = await web.member(organisation, { mail: 'oft@example.org' })
    const browser = web.browse({ cookie: own.cookie })
    const ask = (mail: string) => browser.post(`/${organisation.slug}/team/ich/mail`, { mail })
    for (const n of [1, 2, 3]) expect((await ask(`oft${n}@example.org`)).status).toBe(200)
    expect((await ask('oft4@example.org')).status).toBe(429)
    expect(mails).toHaveLength(6)
    web.clock.advance({ hours: 24 })
    expect((await web.browse().open(linkIn(mails[0]))).status).toBe(410)
  })
})

describe('one person in several organisations', () => {
  test('changes between them, and leaves one while the account stays', async () => {
    const [one, two] = [
      await web.organisation({ name: 'Verein Eins' }),
      await web.organisation({ name: 'Verein Zwei' }),
    ]
    await web.member(one)
    const own = await web.member(one, { mail: 'mehrere@example.org', role: 'desk' })
    await web.member(two, { mail: 'mehrere@example.org', role: 'read-only' })
    const browser = web.browse({ cookie: own.cookie })
    const list = await browser.open(`/${one.slug}/team/ich/organisationen`)
    expect(list.page.text).toMatch(/Verein Eins.*Schalter/s)
    expect(list.page.text).toMatch(/Verein Zwei.*Nur lesen/s)
    const there = list.page.links.find(({ href }) => href.endsWith(`/${two.slug}/team`))
    expect((await browser.open(there?.href ?? '')).status).toBe(200)
    await browser.open(`/${one.slug}/team/ich/organisationen/${one.id}/verlassen`)
    const left = await browser.submit('Organisation verlassen')
    expect(left.page.text).toContain('Sie haben die Organisation verlassen')
    expect((await browser.open(`/${one.slug}/team`)).status).toBe(403)
    expect((await browser.open(`/${two.slug}/team`)).status).toBe(200)
  })
})

describe('handing over the main administration', () => {
  test('needs who takes it; then both roles change in one step', async () => {
    const organisation = await web.organisation()
    const main = await web.member(organisation, { name: 'Berta Bisher', mail: 'bisher@example.org' })
    const next = await web.member(organisation, { name: 'Nora Nachfolge', mail: 'nach@example.org', role: 'desk' })
    const [from, to] = [web.browse({ cookie: main.cookie }), web.browse({ cookie: next.cookie })]
    const page = `/${organisation.slug}/team/ich/organisationen`
    await from.open(page)
    const offered = await from.submit('Anbieten', { member: next.member, after: 'read-only' })
    expect(offered.page.text).toContain('Nora Nachfolge kann bis')
    expect(mails).toMatchObject([{ to: 'nach@example.org', kind: 'accounts.handover' }])
    expect((await to.open(`/${organisation.slug}/team/einrichtung/mitglieder`)).status).toBe(403)
    // only who was asked may answer, and one offer is open at a time
    const id = /uebergabe\/([0-9a-f-]{36})\//.exec(offered.html)?.[1] ?? ''
    expect((await from.post(`/${organisation.slug}/team/ich/uebergabe/${id}/annehmen`, {})).status).toBe(410)
    expect(
      (await from.post(`/${organisation.slug}/team/ich/uebergabe`, { member: next.member, after: 'desk' })).status,
    ).toBe(409)
    expect((await to.open(page)).page.text).toContain('Berta Bisher bietet Ihnen')
    expect((await to.submit('Annehmen')).page.text).toContain('Sie sind jetzt Hauptadministration')
    expect((await to.open(`/${organisation.slug}/team/einrichtung/mitglieder`)).status).toBe(200)
    expect((await from.open(`/${organisation.slug}/team/einrichtung/mitglieder`)).status).toBe(403)
    expect((await to.post(`/${organisation.slug}/team/ich/uebergabe/${id}/annehmen`, {})).status).toBe(410)
  })

  test('can be declined, withdrawn, and runs out', async () => {
    const organisation = await web.organisation()
    const main = await web.member(organisation)
    const next = await web.member(organisation, { role: 'desk' })
    const path = `/${organisation.slug}/team/ich`
    const offer = async () => {
      const answer = await web
        .browse({ cookie: main.cookie })
        .post(`${path}/uebergabe`, { member: next.member, after: 'desk' })
      return /uebergabe\/([0-9a-f-]{36})\//.exec(answer.html)?.[1] ?? ''
    }
    const answer = (cookie: string, id: string, how: string) =>
      web.browse({ cookie }).post(`${path}/uebergabe/${id}/${how}`, {})
    expect((await answer(next.cookie, await offer(), 'ablehnen')).status).toBe(200)
    const second = await offer()
    expect((await answer(main.cookie, second, 'zurueckziehen')).status).toBe(200)
    expect((await answer(next.cookie, second, 'annehmen')).status).toBe(410)
    const third = await offer()
    web.clock.advance({ hours: 7 * 24 })
    const anew = `${main.cookie.split('=')[0]}=${await signInAs(web.house, next.account)}`
    expect((await answer(anew, third, 'annehmen')).status).toBe(410)
  })
})

test('everything about the own account can be seen, corrected and taken along', async () => {
  const organisation = await web.organisation()
  const own = await web.member(organisation, { mail: 'alles@example.org', name: 'Alma Alles' })
  const browser = web.browse({ cookie: own.cookie })
  const seen = await browser.open(`/${organisation.slug}/team/ich/daten`)
  for (const text of ['Alma Alles', 'alles@example.org', 'Hauptadministration']) expect(seen.page.text).toContain(text)
  const operator = await operatorOf(web.house)
  const archive = await ownArchive(web.house, own.account, [operator, organisation], 'de')
  expect(Buffer.from(archive.subarray(0, 2)).toString()).toBe('PK')
  const got = await web.app.request(`${web.origin}/${organisation.slug}/team/ich/daten/mitnehmen`, {
    method: 'POST',
    headers: { cookie: own.cookie, origin: web.origin, host: new URL(web.origin).host },
    body: '',
  })
  expect([got.status, got.headers.get('content-type')]).toEqual([200, 'application/zip'])
})
