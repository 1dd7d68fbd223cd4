import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { answering, type ExportValue, personData } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { db, registering, watching } from './data/index.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

test('A6 who a breach or a review of accesses concerns reads in their answer which data, and how it was decided', async () => {
  const { organisation, account } = await town.arrive()
  const desk = await town.arrive('desk', organisation)
  const { web } = town
  const person = await web.scope({ organisation, purpose: contact }, (at) =>
    personFor(at, { name: 'Berta Betroffen', mail: 'berta@example.org' }),
  )
  const ids = () => ({ organisation_id: organisation.id, id: randomUUID() })
  await web.scope({ organisation, purpose: registering }, async (at) => {
    const breach = { ...ids(), title: 'Laptop gestohlen', aware_at: at.now, what: 'gestohlen', kinds: ['integrity'] }
    await db(at)
      .insertInto('breaches')
      .values({ ...breach, tables: ['people'], reported_by: account, created_at: at.now })
      .execute()
    await db(at)
      .insertInto('breach_people')
      .values({
        ...ids(),
        breach_id: breach.id,
        person_id: person,
        found_in: ['people', 'consents'],
        listed_at: at.now,
      })
      .execute()
  })
  await web.scope({ organisation, purpose: watching }, async (at) => {
    const review = { account_id: desk.account, reason: 'Verdacht', requested_by: account, requested_at: at.now }
    const span = { from_at: at.now.subtract({ hours: 2 }), until_at: at.now.subtract({ hours: 1 }) }
    for (const decision of [null, 'approved', 'refused'])
      await db(at)
        .insertInto('log_reviews')
        .values({
          ...ids(),
          ...review,
          ...span,
          decision,
          decided_by: decision === null ? null : randomUUID(),
          decided_at: decision === null ? null : at.now,
          ...(decision === 'refused' ? { closed_at: at.now } : {}),
        })
        .execute()
  })
  const said = (who: string, language: 'de' | 'en', table: string, column: string) =>
    web.scope({ organisation, purpose: answering }, async (at) => {
      const { tables } = await personData(at, [who], language)
      const rows = await Array.fromAsync(tables.find(({ name }) => name === table)?.rows() ?? [])
      const shown = (value: ExportValue | undefined) => (value && 'shown' in value ? value.shown : '')
      return rows.map(({ values }) => shown(values[column])).toSorted()
    })
  expect(await said(person, 'de', 'breach_people', 'found_in')).toEqual([
    'Kontaktangaben; Einwilligungen und gezeigte Hinweise',
  ])
  expect(await said(person, 'en', 'breach_people', 'found_in')).toEqual([expect.stringMatching(/^[^_]+; [^_]+$/)])
  expect(await said(desk.account, 'de', 'log_reviews', 'decision')).toEqual(['', 'abgelehnt', 'zugestimmt'])
  expect(await said(desk.account, 'en', 'log_reviews', 'decision')).toEqual(['', 'approved', 'refused'])
})
