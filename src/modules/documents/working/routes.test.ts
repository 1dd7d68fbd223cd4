import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import type { TestBrowser, TestWeb } from '#testing/web.ts'
import { wholeWeb } from '#testing/whole.ts'
import { filing } from '../data.ts'
import { lockOn } from './actions/locks.ts'

let web: TestWeb
let here: Organisation
let base: string
let archive: string
beforeAll(async () => {
  web = await wholeWeb()
  here = await web.organisation()
  base = `/${here.slug}`
  archive = await web.scope({ organisation: here, purpose: filing }, (at) => archiveRow(at, 'Rechnungen'))
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const made = (title: string) =>
  web.scope({ organisation: here, purpose: filing }, (at) => documentRow(at, { archive, title }))
const staff = async (role = 'administrator', name?: string): Promise<TestBrowser> => {
  const { cookie } = await web.member(here, { role: role as 'desk', ...(name ? { name } : {}) })
  return web.browse({ cookie })
}

describe('work on a document, without script', () => {
  test('a stamp, a task and the archive lock on its page, and what happened in its course', async () => {
    const id = await made('Rechnung der Gärtnerei')
    const anna = await staff('administrator', 'Anna Archiv')
    await anna.open(`${base}/team/dokumente/${id}/bearbeitung`)
    let seen = await anna.submit('Stempeln', { note: 'Betrag stimmt' })
    expect(seen.page.text).toContain('Stand: Geprüft')
    expect(seen.page.text).toContain('Betrag stimmt')

    seen = await anna.submit('Aufgabe geben', { what: 'Skonto prüfen', due: '2026-11-20' })
    expect(seen.page.text).toContain('Skonto prüfen')
    seen = await anna.open(`${base}/team/aufgaben`)
    expect(seen.page.text).toContain('Rechnung der Gärtnerei')
    expect(seen.page.text).toContain('20.11.2026')
    seen = await anna.submit('Erledigt')
    expect(seen.page.text).toContain('Nichts zu tun')

    await anna.open(`${base}/team/dokumente/${id}/bearbeitung`)
    seen = await anna.submit('Archivieren und sperren', { ground: 'vouchers' })
    expect(seen.status).toBe(422)
    await anna.open(`${base}/team/dokumente/${id}/bearbeitung`)
    seen = await anna.submit('Archivieren und sperren', { ground: 'vouchers', sure: true })
    expect(seen.page.text).toContain('bis 31.12.2034 gesperrt')
    expect(seen.page.text).toContain('Anna Archiv')

    seen = await anna.open(`${base}/team/dokumente/${id}/verlauf`)
    expect(seen.page.text).toContain('lückenlos und unverändert')
    expect(seen.page.text).toContain('Gestempelt: Geprüft')
    expect(seen.page.text).toContain('Archiviert und gesperrt')
  })

  test('who may not lock is offered no archiving, and is refused when asking for it', async () => {
    const id = await made('Satzung')
    const desk = await staff('desk')
    const seen = await desk.open(`${base}/team/dokumente/${id}/bearbeitung`)
    expect(seen.page.text).not.toContain('Archivieren und sperren')
    const forged = await desk.post(`${base}/team/dokumente/${id}/archivieren`, { ground: 'books', sure: 'yes' })
    expect(forged.status).toBe(403)
    const readOnly = await staff('read-only')
    expect((await readOnly.post(`${base}/team/dokumente/${id}/stempeln`, {})).status).toBe(403)
  })

  test('an archive without a right is unknown, with its documents', async () => {
    const id = await made('Geheim')
    const other = await web.scope({ organisation: here, purpose: filing }, (at) => archiveRow(at))
    const { cookie } = await web.member(here, {
      role: 'by-place' as 'desk',
      further: [{ role: 'administrator', place: other }] as never,
    })
    const elsewhere = web.browse({ cookie })
    const stamping = await elsewhere.post(`${base}/team/dokumente/${id}/aufgabe`, {
      account: '',
      stamp: '',
      what: 'x',
      due: '',
    })
    expect(stamping.status).toBe(404)
    expect((await elsewhere.open(`${base}/team/aufgaben?zeige=all`)).page.text).not.toContain('Geheim')
  })
})

describe('the set-up of stamps', () => {
  test('makes one, renames one of the house, and says what is missing', async () => {
    const anna = await staff()
    await anna.open(`${base}/team/einrichtung/stempel/neu`)
    let seen = await anna.submit('Speichern', { name: '' })
    expect(seen.status).toBe(422)
    expect(seen.page.text).toContain('Bitte geben Sie dem Stempel einen Namen')
    // the list above the form names the field and leads to it
    expect(seen.html).toMatch(/<a href="#field-name">[^<:]+: Bitte geben Sie dem Stempel einen Namen/)
    expect(seen.html).toContain('id="field-name"')
    seen = await anna.submit('Speichern', { name: 'Kassenwart', followDays: '7', otherPerson: true })
    expect(seen.page.text).toContain('Der Stempel ist gespeichert')
    expect(seen.page.text).toContain('Kassenwart')
    seen = await anna.open(`${base}/team/einrichtung/stempel`)
    const link = /\/team\/einrichtung\/stempel\/[0-9a-f-]{36}/.exec(seen.html)?.[0] ?? ''
    await anna.open(`${base}${link}`)
    seen = await anna.submit('Speichern', { name: 'Noch offen' })
    expect(seen.page.text).toContain('Noch offen')
    seen = await anna.open(`${base}/team/einrichtung/stempel/neu`)
    seen = await anna.submit('Speichern', { name: 'kassenwart' })
    expect(seen.page.text).toContain('gibt es schon')
  })
})

describe('the hold behind an archive lock', () => {
  test('stands in the officer’s list, and nobody ends it there', async () => {
    const id = await made('Gesperrt')
    const anna = await staff('main-administrator')
    await anna.open(`${base}/team/dokumente/${id}/bearbeitung`)
    await anna.submit('Archivieren und sperren', { ground: 'books', sure: true })
    const holds = `${base}/team/datenschutz/sperren`
    let seen = await anna.open(holds)
    expect(seen.page.text).toContain('Archivsperre einer Unterlage (')
    expect(seen.page.text).toContain('endet mit dem Vorgang')
    seen = await anna.submit('Anzeigen', { shown: 'ended' })
    expect(seen.page.text).toContain('Keine Sperre passt')
    const hold = await web.scope({ organisation: here, purpose: filing }, async (at) => (await lockOn(at, id))?.hold_id)
    for (const answer of [
      await anna.open(`${holds}/${hold}/aufheben`),
      await anna.post(`${holds}/${hold}/aufheben`, {}),
    ])
      expect(answer.page.text).toContain('Diese Sperre endet nicht von Hand')
    expect((await anna.open(`${holds}/x/aufheben`)).status).toBe(404)
  })
})

describe('archive periods that have ended', () => {
  test('are listed until somebody releases them', async () => {
    const id = await made('Alt')
    const anna = await staff()
    await anna.open(`${base}/team/dokumente/${id}/bearbeitung`)
    await anna.submit('Archivieren und sperren', { ground: 'letters', sure: true })
    web.clock.advance({ hours: 24 * 365 * 6 + 24 * 90 })
    const again = await staff()
    let seen = await again.open(`${base}/team/aufgaben/archivfristen`)
    expect(seen.page.text).toContain('Frist bis 31.12.2032')
    seen = await again.submit('Freigeben')
    expect(seen.page.text).not.toContain('Frist bis 31.12.2032')
  })
})
