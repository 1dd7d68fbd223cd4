import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountsUnderTest } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { identify, signingIn } from '#accounts'
import { startSession } from '../../actions/sessions.ts'
import { db } from '../../data.ts'
import { operatorOf } from '../../elsewhere.ts'

const { modules } = accountsUnderTest()
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const menu = (html: string): string => /<nav id="works-for".*?<\/nav>/s.exec(html)?.[0] ?? ''
const named = (html: string) => [...menu(html).matchAll(/<(a|span)( [^>]*)?><bdi[^>]*>([^<]*)/g)].map((hit) => hit[3])

async function threePlaces(mail: string) {
  const [one, two, three, foreign] = [
    await web.organisation({ name: `Amt A ${mail}` }),
    await web.organisation({ name: `Bad B ${mail}` }),
    await web.organisation({ name: `Chor C ${mail}` }),
    await web.organisation({ name: `Dom D ${mail}` }),
  ]
  const own = await web.member(one, { mail, role: 'desk' })
  await web.member(two, { mail, role: 'read-only' })
  await web.member(three, { mail, role: 'desk' })
  return { one, two, three, foreign, own }
}

test('who works for several organisations changes between them at the top of every page; this one is marked', async () => {
  const { one, two, three, own } = await threePlaces('mehrere@example.org')
  const browser = web.browse({ cookie: own.cookie })
  const seen = await browser.open(`/${one.slug}/team/ich`)
  expect(named(seen.html)).toEqual([one.name, two.name, three.name])
  expect(menu(seen.html)).toMatch(new RegExp(`aria-current="true"><bdi[^>]*>${one.name}`))
  expect(seen.html).toContain('popovertarget="works-for"')
  const english = await browser.open(`/en/${two.slug}/team/ich`)
  expect(menu(english.html)).toMatch(new RegExp(`aria-current="true"><bdi[^>]*>${two.name}`))
  expect(menu(english.html)).toContain(`href="/en/${one.slug}/team"`)
  expect((await browser.open(`/${three.slug}/team`)).status).toBe(200)
})

test('only where they are a member now: removed, left, closed organisations and erased rows lead nowhere', async () => {
  const { one, two, three, own } = await threePlaces('weniger@example.org')
  const browser = web.browse({ cookie: own.cookie })
  const names = async () => named((await browser.open(`/${one.slug}/team/ich`)).html)
  const boss = await web.member(two)
  const elsewhere = await identify(web.house, own.token, two)
  const members = `/${two.slug}/team/einrichtung/mitglieder/${elsewhere?.member?.id}`
  await web.browse({ cookie: boss.cookie }).post(`${members}/entfernen`, {})
  expect(await names()).toEqual([one.name, three.name])
  // a row that went in another way than by leaving: what stands beside the account is not believed
  await web.scope({ organisation: three, purpose: signingIn }, (at) =>
    db(at).deleteFrom('members').where('account_id', '=', own.account).execute(),
  )
  expect(await names()).toEqual([])
  await web.member(two, { mail: 'weniger@example.org', role: 'desk' })
  expect(await names()).toEqual([one.name, two.name])
  await browser.post(`/${one.slug}/team/ich/organisationen/${two.id}/verlassen`, {})
  expect(await names()).toEqual([])
})

test('who works for one organisation, or came in by its provider alone, sees no way to others', async () => {
  const { one, own } = await threePlaces('gebunden@example.org')
  const alone = await web.member(one)
  expect((await web.browse({ cookie: alone.cookie }).open(`/${one.slug}/team/ich`)).html).not.toContain('works-for')
  const token = await web.scope({ organisation: await operatorOf(web.house), purpose: signingIn }, (at) =>
    startSession(at, web.house, own.account, 'Firefox', { boundTo: one.id, strength: 'two' }),
  )
  const bound = await identify(web.house, token, one)
  expect([bound?.member?.role, bound?.member?.elsewhere]).toEqual(['desk', undefined])
})

test('a page of one organisation is answered in the scope of that one, whatever was asked of others', async () => {
  const { one, two, own } = await threePlaces('grenze@example.org')
  const boss = await web.member(one)
  const list = await web.browse({ cookie: boss.cookie }).open(`/${one.slug}/team/einrichtung/mitglieder`)
  expect(list.page.text).not.toContain(two.name)
  const seen = await identify(web.house, own.token, two)
  expect(seen?.member).toMatchObject({ role: 'read-only' })
  expect(seen?.member?.elsewhere?.map(({ slug }) => slug)).toContain(one.slug)
})
