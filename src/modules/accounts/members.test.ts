import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '#accounts'
import { accountsUnderTest, linkIn } from '#testing/accounts.ts'
import { matrixDifferences } from '#testing/matrix.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { db, membership } from './data.ts'
import { openAll } from '#platform/keys/sealed.ts'

const { mails, modules } = accountsUnderTest()
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const PATH = 'team/einrichtung/mitglieder'
const rolesIn = (organisation: Awaited<ReturnType<TestWeb['organisation']>>) =>
  web.scope({ organisation, purpose: membership, readOnly: true }, async (at) => {
    const rows = await db(at).selectFrom('members').select(['role', 'name']).where('left_at', 'is', null).execute()
    const names = await openAll(
      at,
      rows.map(({ name }) => name),
    )
    return Object.fromEntries(rows.map(({ role }, index) => [names[index] ?? '', role]))
  })

test('the matrix test sees a route that lets in who should stay out', async () => {
  const lying = modules(() => web.house)
    .flatMap(({ routes }) => routes)
    .filter(({ path }) => path.endsWith('/mitglieder'))
    .map((route) => ({ ...route, rules: { ...route.rules, who: 'account' as const } }))
  const differences = await matrixDifferences(web, lying)
  expect(differences).toContain('get /:organisation/team/einrichtung/mitglieder as elsewhere: refused, declared in')
  expect(differences).toContain('post /:organisation/team/einrichtung/mitglieder as desk: refused, declared in')
}, 90_000)

describe('inviting', () => {
  test('sends a link; who accepts gets in as what they are', async () => {
    const organisation = await web.organisation()
    const { cookie } = await web.member(organisation)
    const browser = web.browse({ cookie })
    await browser.open(`/${organisation.slug}/${PATH}`)
    mails.length = 0
    const name = 'محمد 👩‍👩‍👧‍👦 <b>Öz</b>'
    const listed = await browser.submit('Einladen', { name, mail: 'neu@example.org', role: 'desk' })
    expect(listed.page.text).toContain('Die Einladung ist unterwegs')
    expect(listed.page.text).toContain(name)
    expect(listed.html).not.toContain('<b>Öz')
    expect(mails).toMatchObject([
      { to: 'neu@example.org', kind: 'accounts.invitation', organisation: organisation.slug },
    ])
    const guest = web.browse({ keepCookies: true })
    expect((await guest.open(linkIn(mails[0]))).page.text).toContain('Schalter')
    await guest.submit('Einladung annehmen', { name, password: 'ein sehr eigener Satz' })
    const inside = await guest.submit('Anmelden', { mail: 'neu@example.org', password: 'ein sehr eigener Satz' })
    expect(inside.status).toBe(200)
    expect(inside.page.text).toContain(name)
    expect((await guest.open(`/${organisation.slug}/${PATH}`)).status).toBe(403)
  })

  test('gives an existing account a second organisation and leaves its password alone', async () => {
    const [one, two] = [await web.organisation(), await web.organisation()]
    const member = await web.member(one, { mail: 'beide@example.org', name: 'Berta Beide', role: 'desk' })
    const { cookie } = await web.member(two)
    mails.length = 0
    const invite = { name: 'B. Beide', mail: 'beide@example.org', role: 'read-only', language: 'de' }
    expect((await web.browse({ cookie }).post(`/${two.slug}/${PATH}`, invite)).status).toBe(200)
    const accepting = web.browse()
    expect((await accepting.open(linkIn(mails[0]))).page.text).toContain('Sie haben schon ein Konto')
    expect((await rolesIn(two))['B. Beide']).toBeUndefined()
    await accepting.submit('Einladung annehmen', { name: 'B. Beide' })
    expect(await rolesIn(one)).toEqual({ 'Berta Beide': 'desk' })
    expect((await rolesIn(two))['B. Beide']).toBe('read-only')
    expect((await web.browse({ cookie: member.cookie }).open(`/${two.slug}/team`)).status).toBe(200)
    expect((await web.browse({ cookie }).post(`/${two.slug}/${PATH}`, invite)).status).toBe(409)
  })

  test('refuses what is no name, no address, no role, and keeps what was entered', async () => {
    const organisation = await web.organisation()
    const { cookie } = await web.member(organisation)
    mails.length = 0
    const post = (fields: Record<string, string>) =>
      web.browse({ cookie }).post(`/${organisation.slug}/${PATH}`, {
        name: 'N',
        mail: 'n@example.org',
        role: 'desk',
        language: 'de',
        ...fields,
      })
    for (const fields of [
      { name: 'x'.repeat(10_000) },
      { name: '   ' },
      { mail: 'a@example.org\r\nBcc: all@example.org' },
      { mail: 'nobody' },
      { role: 'god' },
    ]) {
      const seen = await post(fields)
      expect(seen.status, JSON.stringify(fields).slice(0, 60)).toBe(422)
    }
    const kept = await post({ name: 'Behalten', mail: 'nobody' })
    expect(kept.html).toContain('value="Behalten"')
    expect(mails).toEqual([])
    const header = await post({ name: 'Kopf\r\nBcc: all@example.org', mail: 'kopf@example.org' })
    expect(header.status).toBe(200)
    expect(header.page.text).toContain('Kopf Bcc: all@example.org')
    expect(mails[0]?.content.subject).not.toMatch(/[\r\n]/)
  })

  test('lets only main administrators make main administrators', async () => {
    const organisation = await web.organisation()
    const main = await web.member(organisation)
    const { cookie, member } = await web.member(organisation, { role: 'administrator' })
    const browser = web.browse({ cookie })
    const fields = { name: 'N', mail: 'mehr@example.org', role: 'main-administrator', language: 'de' }
    expect((await browser.post(`/${organisation.slug}/${PATH}`, fields)).status).toBe(403)
    expect((await browser.post(`/${organisation.slug}/${PATH}/${member}`, { role: 'main-administrator' })).status).toBe(
      403,
    )
    expect((await browser.post(`/${organisation.slug}/${PATH}/${main.member}`, { role: 'desk' })).status).toBe(403)
    expect((await browser.post(`/${organisation.slug}/${PATH}/${main.member}/entfernen`, {})).status).toBe(403)
    expect(Object.values(await rolesIn(organisation)).toSorted()).toEqual(['administrator', 'main-administrator'])
  })
})

describe('removing and changing', () => {
  test('a removed member is out at the next request, and an account without any organisation is closed', async () => {
    const [one, two] = [await web.organisation(), await web.organisation()]
    const { cookie } = await web.member(one)
    const leaving = await web.member(one, { role: 'desk', mail: 'geht@example.org' })
    const staying = await web.member(one, { role: 'desk', mail: 'bleibt@example.org' })
    await web.member(two, { role: 'desk', mail: 'bleibt@example.org' })
    for (const { cookie: own, member } of [leaving, staying]) {
      const visitor = web.browse({ cookie: own })
      expect((await visitor.open(`/${one.slug}/team`)).status).toBe(200)
      expect((await web.browse({ cookie }).post(`/${one.slug}/${PATH}/${member}/entfernen`, {})).status).toBe(200)
      const after = await visitor.open(`/${one.slug}/team`)
      expect(after.status === 403 || after.url.includes('/team/anmelden')).toBe(true)
    }
    expect((await web.browse({ cookie: staying.cookie }).open(`/${two.slug}/team`)).status).toBe(200)
    const again = await web.browse({ cookie: leaving.cookie }).open(`/${one.slug}/team/ich`)
    expect(again.url).toContain('/team/anmelden')
    const returning = await web.member(one, { role: 'read-only', mail: 'geht@example.org' })
    expect(returning.account).not.toBe(leaving.account)
  })

  test('a changed role holds from the next request', async () => {
    const organisation = await web.organisation()
    const { cookie } = await web.member(organisation)
    const other = await web.member(organisation, { role: 'administrator' })
    const visitor = web.browse({ cookie: other.cookie })
    expect((await visitor.open(`/${organisation.slug}/${PATH}`)).status).toBe(200)
    const browser = web.browse({ cookie })
    await browser.open(`/${organisation.slug}/${PATH}/${other.member}`)
    await browser.submit('Rolle speichern', { role: 'read-only' })
    expect((await visitor.open(`/${organisation.slug}/${PATH}`)).status).toBe(403)
  })

  test('nobody reaches a member of another organisation', async () => {
    const [one, two] = [await web.organisation(), await web.organisation()]
    const { cookie } = await web.member(one)
    const foreign = await web.member(two, { role: 'desk' })
    const browser = web.browse({ cookie })
    expect((await browser.open(`/${one.slug}/${PATH}/${foreign.member}`)).status).toBe(404)
    expect((await browser.post(`/${one.slug}/${PATH}/${foreign.member}/entfernen`, {})).status).toBe(404)
    expect((await browser.post(`/${two.slug}/${PATH}/${foreign.member}/entfernen`, {})).status).toBe(403)
    expect(Object.values(await rolesIn(two))).toEqual(['desk'])
  })

  test('the last main administrator stays, also when two leave at the same moment', async () => {
    const organisation = await web.organisation()
    const one = await web.member(organisation, { name: 'Eins' })
    const remove = (by: string, member: string) =>
      web.browse({ cookie: by }).post(`/${organisation.slug}/${PATH}/${member}/entfernen`, {})
    const demote = (by: string, member: string) =>
      web.browse({ cookie: by }).post(`/${organisation.slug}/${PATH}/${member}`, { role: 'desk' })
    const alone = await remove(one.cookie, one.member)
    expect(alone.status).toBe(409)
    expect(alone.page.text).toContain('die einzige Hauptadministration')
    expect((await demote(one.cookie, one.member)).status).toBe(409)
    for (let round = 0; round < 10; round++) {
      const two = await web.member(organisation, { name: `Zwei ${round}`, mail: `zwei${round}@example.org` })
      const three = await web.member(organisation, { name: `Drei ${round}`, mail: `drei${round}@example.org` })
      const way = (index: number) => (index % 2 === 0 ? remove : demote)
      // all three go at once, each by their own hand
      await Promise.all([one, two, three].map((who, index) => way(round + index)(who.cookie, who.member)))
      const left = Object.values(await rolesIn(organisation)).filter((role) => role === 'main-administrator')
      expect(left).toHaveLength(1)
      // for the next round somebody new begins
      const fresh = await web.member(organisation, { name: `Eins ${round}`, mail: `eins${round}@example.org` })
      Object.assign(one, fresh)
      await onlyMain(organisation, fresh.member)
    }
  })

  const onlyMain = (organisation: Awaited<ReturnType<TestWeb['organisation']>>, member: string) =>
    web.scope({ organisation, purpose: membership }, async (at) => {
      await db(at).updateTable('members').set({ role: 'desk' }).where('id', '<>', member).execute()
    })
})

test('every role has its words, and enters', async () => {
  const organisation = await web.organisation()
  await web.member(organisation)
  for (const role of roles) {
    const { cookie } = await web.member(organisation, { role })
    for (const prefix of ['', '/en']) {
      const seen = await web.browse({ cookie }).open(`${prefix}/${organisation.slug}/team`)
      expect(seen.status, role).toBe(200)
      expect(seen.page.links.some(({ href }) => href.includes('/einrichtung/'))).toBe(role.includes('administrator'))
    }
  }
})
