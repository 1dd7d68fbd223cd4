import { afterAll, beforeAll, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { openTown, type Town } from '#testing/registers.ts'
import { registering } from './data/index.ts'
import { fillRegisters } from './demo.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

test('the demo shows registers as a careful organisation keeps them', async () => {
  const { organisation, browser, account, at } = await town.arrive()
  const person = await town.web.scope({ organisation, purpose: contact }, (scope) =>
    personFor(scope, { name: 'Anna Demo', mail: 'anna.demo@example.org' }),
  )
  const operator = { name: 'Rechenzentrum Beispiel', address: 'Weg 1\n12345 Ort' }
  await town.web.scope({ organisation, purpose: registering }, (scope) =>
    fillRegisters(scope, { by: account, operator, people: [person] }),
  )
  const page = async (path: string) => (await browser.open(at(path))).page.text
  expect(await page('/auftragsverarbeiter')).toContain('vollständig')
  expect(await page('/auftragsverarbeiter')).not.toContain('Der Vertrag mit dem Betreiber fehlt')
  expect(await page('/massnahmen')).not.toContain('niemand zuständig')
  expect(await page('/vorfaelle')).toContain('keine Meldung nötig')
  expect(await page('/folgenabschaetzung')).toContain('keine nötig')
  expect(await page('/behoerden')).toContain('§ 163')
  expect(town.web.defects).toEqual([])
})
