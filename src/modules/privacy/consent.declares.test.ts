import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { CollectionNotice, collectionWording, specialWording } from './collection.tsx'
import { consentsOf, recordConsent, withdrawConsents } from './consent.ts'
import { db } from './data.ts'
import { noticeVersion } from './notice/versions.ts'
import { textOf } from './verify/visitor.ts'

const told = {
  why: { de: 'Ihre Anfrage beantworten', en: 'Answer your question' },
  basis: { art6: 'b' },
  obligation: { de: 'Ohne Frage keine Antwort.', en: 'No question, no answer.' },
} as const
const asking = activity('consent-test.asking', told)
const caring = activity('consent-test.caring', { ...told, basis: { art6: 'a', art9: 'a' } })

let database: TestDatabase
let house: TestHouse
let organisation: Organisation
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  organisation = await house.organisation()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const shown = () => ({
  organisation,
  language: 'de' as const,
  activities: [asking],
  keep: 'Wir löschen Ihre Anfrage nach 30 Tagen.',
})

test('smartcx/consent-on-submit: text, version, time and purpose are recorded, Art. 9 by a tick of its own', async () => {
  const person = randomUUID()
  const wording = collectionWording(shown())
  const special = specialWording('de', caring)
  await house.within(organisation, asking, async (at) => {
    await recordConsent(at, { person, activity: asking, wording, special: false })
    await recordConsent(at, { person, activity: caring, wording: special, special: true })
  })
  await house.within(organisation, asking, async (at) => {
    const found = await consentsOf(at, person)
    const common = { noticeVersion: await noticeVersion(at), language: 'de', givenAt: at.now, withdrawnAt: null }
    expect(found.toSorted((a, b) => Number(a.special) - Number(b.special))).toMatchObject([
      { ...common, activity: 'consent-test.asking', basis: 'art6.b', special: false, wording },
      { ...common, activity: 'consent-test.caring', basis: 'art9.a', special: true, wording: special },
    ])
    const leaves = await db(at).selectFrom('ledger_leaves').select('body').where('kind', '=', 'consent.given').execute()
    const hash = createHash('sha256').update(wording).digest('hex')
    expect(leaves.map(({ body }) => body)).toContainEqual({
      consent: found.find(({ special: ticked }) => !ticked)?.id,
      activity: 'consent-test.asking',
      notice: common.noticeVersion,
      wording: hash,
      special: false,
    })
    expect(JSON.stringify(leaves)).not.toContain(person)
    const published = await db(at).selectFrom('notice_versions').select('version').execute()
    expect(published).toEqual([{ version: common.noticeVersion }])
  })
})

test('two consents of one form may be the first under a notice', async () => {
  const fresh = await house.organisation()
  const person = randomUUID()
  await house.within(fresh, asking, async (at) => {
    await Promise.all([
      recordConsent(at, { person, activity: asking, wording: 'Ich frage.', special: false }),
      recordConsent(at, { person, activity: caring, wording: 'Ich willige ein.', special: true }),
    ])
  })
  await house.within(fresh, asking, async (at) => {
    expect(await consentsOf(at, person)).toHaveLength(2)
    const leaves = await db(at)
      .selectFrom('ledger_leaves')
      .select('id')
      .where('kind', '=', 'notice.published')
      .execute()
    expect(leaves).toHaveLength(1)
  })
})

test('the words that are recorded are the words that are shown', () => {
  const html = String(CollectionNotice({ ...shown(), href: (path) => path }))
  const text = textOf(html)
  for (const line of collectionWording(shown()).split('\n')) expect(text).toContain(line)
  expect(html).toContain('href="/datenschutz"')
  expect(collectionWording({ ...shown(), keep: 'Nie.' })).not.toBe(collectionWording(shown()))
})

test('what is taken back leaves neither consent nor the belief that its text is stored', async () => {
  const person = randomUUID()
  const given = { person, activity: asking, wording: 'Nur einmal gezeigt.', special: false }
  const failing = house.within(organisation, asking, async (at) => {
    await recordConsent(at, given)
    throw new Error('the booking failed')
  })
  await expect(failing).rejects.toThrow('the booking failed')
  expect(await house.within(organisation, asking, (at) => consentsOf(at, person))).toEqual([])
  await house.within(organisation, asking, (at) => recordConsent(at, given))
  const found = await house.within(organisation, asking, (at) => consentsOf(at, person))
  expect(found.map(({ wording }) => wording)).toEqual(['Nur einmal gezeigt.'])
})

test('a consent is withdrawn once, for one activity or for all, and stays on record', async () => {
  const person = randomUUID()
  await house.within(organisation, asking, async (at) => {
    for (const of of [asking, caring]) await recordConsent(at, { person, activity: of, wording: 'x', special: false })
  })
  const withdraw = (of?: typeof asking | typeof caring) =>
    house.within(organisation, asking, (at) => withdrawConsents(at, person, of))
  expect(await withdraw(caring)).toBe(1)
  expect(await withdraw(caring)).toBe(0)
  expect(await withdraw()).toBe(1)
  await house.within(organisation, asking, async (at) => {
    const found = await consentsOf(at, person)
    expect(found.map(({ withdrawnAt }) => withdrawnAt?.toString())).toEqual([at.now.toString(), at.now.toString()])
    const leaves = await db(at)
      .selectFrom('ledger_leaves')
      .selectAll()
      .where('kind', '=', 'consent.withdrawn')
      .execute()
    expect(new Set(leaves.map(({ body }) => body['consent']))).toEqual(new Set(found.map(({ id }) => id)))
  })
})

test('recording costs two statements once text and version are known', async () => {
  const given = { person: randomUUID(), activity: asking, wording: collectionWording(shown()), special: false }
  await house.within(organisation, asking, (at) => recordConsent(at, given))
  const client = await house.pool.connect()
  client.release()
  const sent: string[] = []
  const query = client.query.bind(client)
  client.query = ((statement: string | { text: string }, ...rest: unknown[]) => {
    sent.push(typeof statement === 'string' ? statement : statement.text)
    return (query as (...all: unknown[]) => unknown)(statement, ...rest)
  }) as typeof client.query
  await house.within(organisation, asking, (at) => recordConsent(at, given))
  client.query = query
  expect(
    sent
      .filter((text) => !/^begin|^select set_config|^commit/.test(text))
      .map((text) => text.trim().split(/\s+/).slice(0, 3).join(' ')),
  ).toEqual(['insert into "consents"', 'insert into ledger_leaves'])
})
