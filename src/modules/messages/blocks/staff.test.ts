import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { messages } from '../module.ts'
import { blocking } from './data.ts'
import { sortAddresses } from './import.ts'

let web: TestWeb
let town: Organisation
let desk: TestBrowser
let page: string

beforeAll(async () => {
  web = await testWeb({
    modules: [messages({ transport: undefined, from: 'a@b.example', failed: (error) => void web.defects.push(error) })],
  })
  town = await web.organisation()
  page = `/${town.slug}/team/mailsperren`
  desk = web.browse({ cookie: (await web.member(town, { role: 'desk' })).cookie })
})
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
afterAll(() => web?.close())

const free = async (list: string) =>
  (await web.scope({ organisation: town, purpose: blocking }, (at) => sortAddresses(at, list))).free.join()

test('optigem/mail-block the desk blocks an address on behalf of a letter and lifts it again, each with its occasion', async () => {
  const list = await desk.open(page)
  expect(list.page.text).toContain('0 Adressen sind gesperrt.')
  const one = await desk.submit('Nachsehen', { address: 'Paula.Post@Example.org' })
  expect(one.page.text).toContain('Nicht gesperrt')
  // neither the page nor its address says whose it is
  expect(one.html + one.url).not.toMatch(/paula/i)
  const missing = await desk.submit('Sperren', { note: 'Az. 12/26' })
  expect([missing.status, missing.html.includes('Az. 12/26')]).toEqual([422, true])
  const blocked = await desk.submit('Sperren', { reason: 'letter' })
  expect(blocked.page.text).toContain('Die Adresse ist gesperrt.')
  expect(blocked.page.text).toContain('durch Mitarbeitende')
  expect(blocked.page.text).toContain('Brief: Az. 12/26')
  expect(await free('paula.post@example.org')).toBe('')
  expect((await desk.open(page)).page.text).toContain('1 Adresse ist gesperrt.')
  await desk.open(one.url)
  const lifted = await desk.submit('Sperre aufheben', { reason: 'call' })
  expect(lifted.page.text).toContain('Die Sperre ist aufgehoben.')
  expect(await free('paula.post@example.org')).toBe('paula.post@example.org')
})

test('a phone number is blocked beside the mail address, and is another block', async () => {
  await desk.open(page)
  expect((await desk.submit('Nachsehen', { address: '0171 2345678' })).page.text).toContain('Diese Telefonnummer')
  await desk.submit('Sperren', { reason: 'visit' })
  await desk.open(page)
  expect((await desk.submit('Nachsehen', { address: '+49 171 2345678' })).page.text).toContain('Gesperrt seit')
})

test('a list is compared without being stored, or blocked as a whole', async () => {
  await desk.open(page)
  await desk.submit('Alle sperren', { list: 'alt1@example.org\nalt2@example.org\nniemand' })
  expect((await desk.open(page)).page.text).toContain('Adressen sind gesperrt.')
  const compared = await desk.post(`${page}/abgleich`, { list: 'neu@example.org;Neu\nALT1@example.org;Alt' })
  expect(compared.page.text).toContain('1 Adresse ist frei, 1 ist gesperrt')
  expect(compared.html).toContain('neu@example.org')
  expect(compared.html).not.toContain('ALT1@example.org')
  const empty = await desk.post(`${page}/abgleich`, { list: 'nichts' })
  expect([empty.status, empty.page.text.includes('In der Liste steht keine Mailadresse')]).toEqual([422, true])
})

test('what is no address is said and kept; a forged link, and whoever may not, see nothing', async () => {
  await desk.open(page)
  const wrong = await desk.submit('Nachsehen', { address: 'keine Adresse' })
  expect([wrong.status, wrong.html.includes('keine Adresse')]).toEqual([422, true])
  expect((await desk.open(`${page}/mail/${'A'.repeat(43)}`)).status).toBe(404)
  const reader = web.browse({ cookie: (await web.member(town, { role: 'read-only' })).cookie })
  expect((await reader.open(page)).status).toBe(403)
})
