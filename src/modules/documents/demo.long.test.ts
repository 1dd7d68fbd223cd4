import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { readIban } from '#platform/text/iban.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { filing } from './data.ts'
import { fillDocuments } from './demo.ts'
import { letters } from './demo-letters.ts'
import { casePageOf } from './facts/actions/cases.ts'
import './facts/kinds.ts'
import './kinds.ts'
import { db } from './storing/data.ts'
import { lease } from './storing/lease.ts'
import { keptOf } from './working/actions/keeping.ts'
import { overdueLocks } from './working/actions/locks.ts'
import { requestsOf } from './working/actions/requests.ts'
import { tasksOf } from './working/actions/tasks.ts'
import { actsOf } from './working/audit.ts'
import './working/kinds.ts'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

test('each invented organisation has letters of its own as real PDF files, those about people under their keys', async () => {
  for (const [story, list] of letters.entries()) {
    const town = await house.organisation()
    const id = await house.within(town, contact, (at) => personFor(at, { name: 'Berta Ähler', mail: 'b@example.org' }))
    await fillDocuments(house, town, {
      story,
      archives: ['Ablage', 'Vorgänge'],
      people: [{ id, name: 'Berta Ähler' }],
    })
    await house.within(town, filing, async (at) => {
      const rows = await db(at)
        .selectFrom('documents as d')
        .innerJoin('document_versions as v', 'v.document_id', 'd.id')
        .select(['v.id', 'd.holder_id', 'v.size'])
        .execute()
      expect(rows).toHaveLength(list.length)
      expect(rows.filter(({ holder_id }) => holder_id === id)).toHaveLength(list.filter(({ about }) => about).length)
      const first = await lease(at, { versionId: rows[0]?.id ?? '', purpose: 'preview' }, ({ content }) =>
        Array.fromAsync(content),
      )
      expect(Buffer.concat(first).subarray(0, 8).toString()).toBe('%PDF-1.7')
    })
  }
})

test('weeks of work have happened with them: every page of the demo has something to show', async () => {
  const now = house.clock.now().toZonedDateTimeISO('Europe/Berlin').toPlainDate().toString()
  for (const story of letters.keys()) {
    const town = await house.organisation()
    const id = await house.within(town, contact, (at) => personFor(at, { name: 'Berta Ähler', mail: 'b@example.org' }))
    const member = async (role: string) => {
      // an account has a key of its own, like everybody
      const account = await house.within(town, contact, (at) =>
        personFor(at, { name: role, mail: `${role}@example.org` }),
      )
      return { account, member: randomUUID(), role }
    }
    const [lead, checker] = [await member('main-administrator'), await member('administrator')]
    await fillDocuments(house, town, {
      story,
      archives: ['Ablage', 'Vorgänge'],
      people: [{ id, name: 'Berta Ähler' }],
      staff: [lead, checker],
    })
    await house.within(town, filing, async (at) => {
      const open = await tasksOf(at, { account: lead.account })
      expect(open.some(({ dueOn }) => dueOn !== null && dueOn < now)).toBe(true)
      expect(open.some(({ dueOn }) => dueOn !== null && dueOn > now)).toBe(true)
      expect((await tasksOf(at, { done: true })).length).toBeGreaterThan(1)
      expect((await overdueLocks(at, undefined)).rows).toHaveLength(1)
      expect((await casePageOf(at, 'all')).rows.map(({ closed_at }) => closed_at === null)).toEqual([false, true, true])
      expect((await requestsOf(at, {})).filter(({ known, alive }) => known && alive)).toHaveLength(1)
      const rows = await db(at).selectFrom('documents').selectAll().execute()
      expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['new', 'checked', 'archived', 'rejected']))
      expect(rows.filter(({ shown_at }) => shown_at !== null)).toHaveLength(1)
      const kept = []
      for (const row of rows) kept.push((await keptOf(at, row))?.is)
      expect(new Set(kept)).toEqual(new Set(['locked', 'running', 'waiting', 'open']))
      for (const { id: document } of rows) expect((await actsOf(at, document)).whole).toBe(true)
    })
  }
})

test('account numbers in the letters are valid, so that they are found as such', () => {
  const ibans = JSON.stringify(letters).match(/DE\d{2}(?: ?\d{4}){4} ?\d{2}/g) ?? []
  expect(ibans.length).toBeGreaterThan(5)
  for (const iban of ibans) expect(readIban(iban)).toHaveProperty('iban')
})
