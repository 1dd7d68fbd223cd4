import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { accountsUnderTest } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { db, membership } from '../../data.ts'

const { modules } = accountsUnderTest()
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const close = (organisation: Organisation, cookie: string) =>
  web.browse({ cookie }).post(`/${organisation.slug}/team/ich/daten/schliessen`, {})
const mainsOf = (organisation: Organisation): Promise<string[]> =>
  web.scope({ organisation, purpose: membership }, async (at) => {
    const rows = await db(at)
      .selectFrom('members')
      .select('account_id')
      .where('left_at', 'is', null)
      .where('role', '=', 'main-administrator')
      .execute()
    return rows.map(({ account_id }) => account_id)
  })

test('optigem/last-main-admin', async () => {
  const organisation = await web.organisation({ name: 'Verein Linde' })
  const one = await web.member(organisation, { mail: 'eins@example.org' })
  // the only one: nothing happens, and it is said what to do
  const alone = await close(organisation, one.cookie)
  expect(alone.status).toBe(409)
  expect(alone.page.text).toContain('einzige Hauptadministration von Verein Linde')
  expect((await web.browse({ cookie: one.cookie }).open(`/${organisation.slug}/team`)).status).toBe(200)
  // with another one the account closes at once, everywhere
  const two = await web.member(organisation, { mail: 'zwei@example.org' })
  const closed = await close(organisation, one.cookie)
  expect(closed.page.text).toContain('Ihr Konto ist geschlossen')
  expect((await web.browse({ cookie: one.cookie }).open(`/${organisation.slug}/team/ich`)).url).toContain('/anmelden')
  expect(await mainsOf(organisation)).toEqual([two.account])
})

test('optigem/last-main-admin: of two who close at the same moment one stays', async () => {
  for (let round = 0; round < 8; round++) {
    const organisation = await web.organisation()
    const both = [await web.member(organisation), await web.member(organisation)]
    const answers = await Promise.all(both.map(({ cookie }) => close(organisation, cookie)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await mainsOf(organisation)).toHaveLength(1)
  }
})

test('optigem/last-main-admin: nor is another organisation of theirs left without one', async () => {
  const [here, there] = [await web.organisation({ name: 'Hier' }), await web.organisation({ name: 'Dort' })]
  const own = await web.member(here, { mail: 'beide@example.org' })
  await web.member(here)
  await web.member(there, { mail: 'beide@example.org' })
  const blocked = await close(here, own.cookie)
  expect([blocked.status, blocked.page.text.includes('Hauptadministration von Dort')]).toEqual([409, true])
  expect(await mainsOf(here)).toHaveLength(2) // nothing was ended half
})

type World = {
  readonly people: number
  readonly mains: readonly (readonly number[])[]
  readonly who: readonly number[]
}
const worlds: fc.Arbitrary<World> = fc.integer({ min: 2, max: 4 }).chain((people) =>
  fc.record({
    people: fc.constant(people),
    // which people are main administrators of each organisation
    mains: fc.array(fc.uniqueArray(fc.nat({ max: people - 1 }), { minLength: 1, maxLength: people }), {
      minLength: 1,
      maxLength: 3,
    }),
    who: fc.uniqueArray(fc.nat({ max: people - 1 }), { minLength: 1, maxLength: people }),
  }),
)

test('optigem/last-main-admin: whoever closes at the same moment in whatever organisations, none is left alone', async () => {
  let world = 0
  await fc.assert(
    fc.asyncProperty(worlds, async ({ people, mains, who }) => {
      world++
      const organisations: Organisation[] = []
      const cookies = new Map<number, { cookie: string; account: string; home: Organisation }>()
      for (const these of mains) {
        const organisation = await web.organisation()
        organisations.push(organisation)
        for (const person of these) {
          const member = await web.member(organisation, { mail: `w${world}p${person}@example.org` })
          if (!cookies.has(person)) cookies.set(person, { ...member, home: organisation })
        }
      }
      const going = who.flatMap((person) => cookies.get(person) ?? [])
      const answers = await Promise.all(going.map(({ home, cookie }) => close(home, cookie)))
      expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
      const left = await Promise.all(organisations.map(mainsOf))
      for (const [place, these] of mains.entries()) {
        expect(left[place]?.length).toBeGreaterThan(0)
        for (const person of these) {
          const at = going.findIndex(({ account }) => account === cookies.get(person)?.account)
          const isGone = at >= 0 && answers[at]?.status === 200
          expect(left[place]?.includes(cookies.get(person)?.account ?? '')).toBe(!isGone)
        }
      }
      void people
    }),
    { numRuns: 8 },
  )
}, 90_000)
