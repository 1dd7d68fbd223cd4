import { join } from 'node:path'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  erasePeople,
  evidenceOf,
  mergeAndPublish,
  proving,
  receiptOf,
  receiptsPath,
  restrict,
  restricting,
} from '#privacy'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'

const PROGRAM = join(import.meta.dirname, '../../../docs/evidence/verify-receipt.mjs')
const { verifyReceipt } = (await import(PROGRAM)) as {
  verifyReceipt: (text: string) => Promise<{ entries: { kind: string; body: Record<string, unknown> }[] }>
}

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

test('smartcx/withdrawal-not-retroactive: consent, request and restriction of a person are receipts that verify offline, and stay so after the erasure', async () => {
  const ada = { name: 'Ada Auskunft', mail: 'ada@example.org' }
  const person = await web.known(ada, proving)
  await web.confirmed('auskunft', ada)
  const officer = await web.officer()
  const list = await officer.open(`/${web.town.slug}/team/datenschutz/anfragen`)
  await officer.open(list.page.link('Auskunft'))
  await officer.submit('Daten zusammenstellen')
  await web.scope({ organisation: web.town, purpose: restricting }, (at) => restrict(at, { person, ground: 'a' }))
  await mergeAndPublish(web.house, web.town)

  const path = await web.scope({ organisation: web.town, purpose: proving }, (at) => receiptsPath(at, person))
  const page = await web.browse().open(`/${web.town.slug}${path}`)
  for (const words of ['Einwilligung erteilt', 'Verarbeitung eingeschränkt']) expect(page.page.text).toContain(words)
  const entries = await web.scope({ organisation: web.town, purpose: restricting }, (at) => evidenceOf(at, person))
  const kinds = entries.map(({ kind }) => kind)
  for (const kind of ['consent.given', 'restriction.set', 'rights.persons-chosen']) expect(kinds).toContain(kind)

  const receipts = await web.scope({ organisation: web.town, purpose: proving }, (at) =>
    receiptOf(
      at,
      entries.map(({ id }) => id),
    ),
  )
  const saved = JSON.stringify(receipts?.receipt)
  for (const words of [ada.name, ada.mail, person]) expect(saved).not.toContain(words)
  expect((await verifyReceipt(saved)).entries.map(({ kind }) => kind)).toEqual(kinds)

  await web.scope({ organisation: web.town, purpose: { ...proving, whileRestricted: 'storage' } }, async (at) => {
    await erasePeople(at, [person], 'request')
    const { rows } = await sql<{ n: number }>`select count(*) as n from consents where person_id = ${person}`.execute(
      at.tx as unknown as Kysely<never>,
    )
    expect(rows[0]?.n).toBe(0)
  })
  await verifyReceipt(saved)
  const left = await web.scope({ organisation: web.town, purpose: restricting }, (at) => evidenceOf(at, person))
  expect(left.map(({ kind }) => kind)).not.toContain('consent.given')
  expect(web.defects).toEqual([])
})
