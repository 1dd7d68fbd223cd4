import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSuppressed, objectable, preferencesPath } from '#privacy'
import { deskPath, newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { handling } from './data.ts'
import { rightsPath } from './routes/ask.tsx'

// The ways in beside the form: the link of a mail, and what staff take down.

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const newest = () => newestRequest(web)
const desk = (id = '') => deskPath(web, id)
const open = (id: string) => openAtDesk(web, id)
const later = () => web.clock.advance({ minutes: 5 })

describe('by the signed link of a mail', () => {
  test('smartcx/rights: who comes by it is known, and is not asked for a confirmation', async () => {
    later()
    const person = await web.known({ name: 'Linus Link', mail: 'linus@example.org' })
    const path = await web.scope({ organisation: web.town, purpose: handling }, (at) => rightsPath(at, person))
    const visitor = web.browse()
    const chosen = await visitor.open(`/${web.town.slug}${path}`)
    await visitor.open(chosen.page.link('Meine Daten löschen'))
    web.clock.advance({ seconds: 20 })
    const status = await visitor.submit('Absenden', { message: 'Bitte alles.' })
    expect(status.page.text).toContain('Wir arbeiten daran.')
    const row = await newest()
    expect(row).toMatchObject({ channel: 'link', identity: 'proven', kind: 'erasure' })
    expect((await web.mails('linus@example.org')).map(({ kind }) => kind)).not.toContain('rights.confirm')
    const officer = await open(row.id)
    await officer.submit('Endgültig löschen', { sure: true })
    // the person is gone, and the link with them
    expect((await web.browse().open(`/${web.town.slug}${path}/loeschung`)).status).toBe(410)
    expect((await web.browse().open(`/${web.town.slug}/datenschutz/rechte/von/x/loeschung`)).status).toBe(410)
  })

  test('cxomni/withdraw-per-measure: the page of consents leads there', async () => {
    later()
    const person = await web.known({ name: 'Lia Link', mail: 'lia@example.org' })
    const path = await web.scope({ organisation: web.town, purpose: handling }, (at) => preferencesPath(at, person))
    const page = await web.browse().open(`/${web.town.slug}${path}`)
    const rights = page.page.link('Meine Rechte ausüben')
    expect(new URL(rights).pathname).toContain('/datenschutz/rechte/von/')
    expect((await web.browse().open(new URL(rights).pathname)).status).toBe(200)
  })
})

describe('smartcx/offline-requests', () => {
  test.each(['letter', 'fax', 'mail', 'call', 'counter'])('cxomni/offline-identification: by %s', async (channel) => {
    later()
    const name = `Otto ${channel}`
    await web.known({ name, mail: `${channel}@example.org` })
    const officer = await web.officer()
    await officer.open(desk('neu'))
    await officer.submit('Eintragen', {
      kind: 'access',
      channel,
      received: '2026-11-02',
      name,
      address: 'Am Wall 3\n48999 Musterlingen',
      mail: channel === 'letter' ? '' : `${channel}@example.org`,
    })
    const row = await newest()
    expect(row).toMatchObject({ channel, identity: 'open' })
    const [{ due_on: due }] = (await web.rows<{ due_on: string }>(
      `select due_on::text from rights_requests where id = '${row.id}'`,
    )) as [{ due_on: string }]
    expect(due).toBe('2026-12-02') // from receipt, not from today
    if (channel === 'letter') {
      const applicant = `(select applicant_id from rights_requests where id = '${row.id}')`
      const owed = await web.rows(`select obtained_on::text from notices_owed where person_id = ${applicant}`)
      expect(owed).toEqual([{ obtained_on: '2026-11-02' }]) // the month of Art. 14(3)(a) as well
    }
    await officer.submit('Ist die Person', { method: 'call-back', said: 'Rückruf am Vormittag' })
    expect(await newest()).toMatchObject({ identity: 'proven' })
    const course = (await officer.open(desk(row.id))).page.text
    expect(course).toContain('Rückruf am Vormittag')
    expect(course).toContain('Rückruf unter einer bekannten Nummer')
  })

  test('A1 a day of receipt in the future is not taken', async () => {
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const answer = await officer.submit('Eintragen', {
      kind: 'access',
      channel: 'letter',
      received: '2027-01-01',
      name: 'Zu Früh',
    })
    expect(answer.status).toBe(422)
    expect(answer.page.text).toContain('liegt in der Zukunft')
  })

  test.each(['0026-11-10', '0000-01-01', '1926-11-10'])(
    'A1 a year that was mistyped is asked for again: %s',
    async (received) => {
      const officer = await web.officer()
      await officer.open(desk('neu'))
      const answer = await officer.submit('Eintragen', { kind: 'access', channel: 'letter', received, name: 'Zu Alt' })
      expect(answer.status).toBe(422)
      expect(answer.page.text).toContain('Bitte die Jahreszahl prüfen')
    },
  )

  test('A1 no letter has left, and nobody was told, before the request came', async () => {
    later()
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const taken = { kind: 'access', channel: 'letter', received: '2026-11-12', name: 'Paul Post' }
    await officer.submit('Eintragen', taken)
    const early = await officer.submit('Ablehnung senden und abschließen', {
      reason: 'unfounded',
      words: 'Ohne Grund.',
      posted: '2026-01-12',
    })
    expect(early.status).toBe(422)
    expect(early.page.text).toContain('vor dem Eingang des Antrags')
    expect(await newest()).toMatchObject({ outcome: null })
  })

  test('smartcx/offline-requests: an objection by letter stops what it is against, as soon as it is known whose it is', async () => {
    later()
    const person = await web.known({ name: 'Oda Einspruch', mail: 'oda@example.org' })
    const other = await web.known({ name: 'Nora Nachbarin', mail: 'oda@example.org' })
    const names = objectable(web.town.kind).map(({ name }) => name)
    const [first = '', second = '', third = ''] = names
    expect(names.length).toBeGreaterThan(2)
    const stopped = (id: string) =>
      web.rows<{ only_for: string }>(`select only_for from restricted where person_id = '${id}' order by only_for`)
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const taken = { kind: 'objection', channel: 'letter', name: 'Oda Einspruch', address: 'Am Wall 5\n48999 Ort' }
    const bare = await officer.submit('Eintragen', { ...taken, objected: `${first},${second}` })
    expect(bare.status).toBe(422)
    expect(bare.page.text).toContain('Was sie geschrieben oder gesagt hat')
    await officer.submit('Eintragen', { message: 'Ich werde bedroht.' }) // what was ticked is still there
    const row = await newest()
    expect(await stopped(person)).toEqual([])
    await officer.submit('Ist die Person', { method: 'signature' })
    expect(await stopped(person)).toEqual([]) // whose data it is about, nobody has said yet
    await officer.submit('Diese Einträge betrifft der Antrag', { persons: person })
    const both = [first, second].toSorted().map((only_for) => ({ only_for }))
    expect(await stopped(person)).toEqual(both)
    expect(await stopped(other)).toEqual([])

    await officer.submit('Festhalten und anhalten', { objected: third })
    expect(await stopped(person)).toHaveLength(3)
    const { status } = await officer.post(`${desk(row.id)}/wogegen`, {
      version: String(
        (await web.rows<{ version: number }>(`select version from rights_requests where id = '${row.id}'`))[0]?.version,
      ),
      objected: handling.name, // a duty: there is no objection to it
    })
    expect(status).toBe(422)
    await officer.open(desk(row.id))
    await officer.submit('Widerspruch umsetzen', { weighing: 'Die Bedrohung wiegt schwerer.' })
    const outcomes = await web.rows<{ outcome: string }>(`select outcome from objections where person_id = '${person}'`)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['upheld', 'upheld', 'upheld'])
  })

  test('A12 no more advertising, by call or letter: from the moment it is taken down, whoever it was that asked', async () => {
    later()
    const person = await web.known({ name: 'Wim Werbung', mail: 'wim@example.org' })
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const page = await officer.submit('Eintragen', {
      kind: 'marketing',
      channel: 'call',
      name: 'Wim Werbung',
      mail: 'wim@example.org',
    })
    const suppressed = await web.scope({ organisation: web.town, purpose: handling }, (at) =>
      isSuppressed(at, 'wim@example.org', undefined, true),
    )
    expect(suppressed).toBe(true)
    const objected = `select 1 from objections where person_id = '${person}' and article = '21.2'`
    expect(await web.rows(objected)).toHaveLength(1)
    expect(await newest()).toMatchObject({ identity: 'proven', outcome: null })
    expect(page.page.text).toContain('Nächster Schritt: Beantworten')
    // without an address staff find whom it is about; nobody has to show who they are
    later()
    await officer.open(desk('neu'))
    const letter = await officer.submit('Eintragen', {
      kind: 'marketing',
      channel: 'letter',
      name: 'Wim Werbung',
      address: 'Am Wall 3\n48999 Ort',
    })
    expect(letter.page.text).toContain('Nächster Schritt: Daten finden')
  })

  test('smartcx/offline-requests: letters on paper, in the window of an envelope, in both languages', async () => {
    later()
    const officer = await web.officer()
    await officer.open(desk('neu'))
    const page = await officer.submit('Eintragen', {
      kind: 'erasure',
      channel: 'letter',
      name: 'Erna Papier',
      address: 'Am Wall 4\n48999 Musterlingen',
      letters: 'en',
    })
    const letter = page.page.links.find(({ text }) => text.startsWith('PDF'))
    const pdf = await officer.open(new URL(letter?.href ?? '').pathname)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(pdf.html.slice(0, 5)).toBe('%PDF-')
    const file = await officer.open(new URL(page.page.link('Akte drucken (PDF)')).pathname)
    expect(file.headers.get('content-type')).toBe('application/pdf')
  })
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
