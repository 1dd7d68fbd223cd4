import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openAll } from '#platform/keys/sealed.ts'
import { contactOf } from '#people'
import { answering, personData } from '#privacy'
import { caring, db, handling } from './data.ts'
import { BOOK, openTownHall, type TownHall } from '#testing/citizen.ts'
import { createService } from './setup/index.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall()
  await hall.web.scope({ organisation: hall.town.organisation, purpose: handling }, (at) =>
    createService(at, {
      name: 'Sperrmüll anmelden',
      durationMinutes: 20,
      locations: [hall.town.location],
      fields: [
        field('amount', 'Wie viele Teile?', 'number', true),
        field('kind', 'Welche Art?', 'choice', true, ['Möbel', 'Geräte']),
        field('remark', 'Anmerkung', 'long', false),
      ],
    }),
  )
})
afterAll(() => hall[Symbol.asyncDispose]())

function field(id: string, de: string, type: 'number' | 'choice' | 'long', required: boolean, choices?: string[]) {
  const why = { de: 'Damit wir planen können.', en: 'So that we can plan.' }
  return { id, label: { de, en: id }, type, required, special: false, why, ...(choices ? { choices } : {}) }
}

/** The last booking as staff would read it. */
const last = () =>
  hall.web.scope({ organisation: hall.town.organisation, purpose: caring }, async (at) => {
    const row = await db(at)
      .selectFrom('bookings')
      .selectAll()
      .where('state', '=', 'booked')
      .orderBy('booked_at', 'desc')
      .executeTakeFirstOrThrow()
    const person = await contactOf(at, row.person_id ?? '')
    const [name] = await openAll(at, [person?.name ?? null])
    const [answers] = await openAll(at, [row.answers])
    const [special] = await openAll(at, [row.special_answers])
    return { row, name, answers, special, sealedName: person?.name }
  })

const consents = () => hall.rows(`select activity, special from consents order by special`)

describe('what is missing or wrong is said at its field, and everything entered stays', () => {
  test('name and mail', async () => {
    const { browser } = await hall.choose()
    const wrong = await browser.submit(BOOK, { name: '   ', mail: 'oeznur@example', phone: '0171 2345678' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('Bitte füllen Sie „Vor- und Nachname“ aus.')
    expect(wrong.page.text).toContain('Die E-Mail-Adresse ist nicht vollständig.')
    expect(wrong.html).toContain('value="oeznur@example"')
    expect(wrong.html).toContain('value="0171 2345678"')
    const links = wrong.page.root.querySelectorAll('.summary a').map((link) => link.getAttribute('href'))
    expect(links).toEqual(['#field-name', '#field-mail'])
  })

  test.each([
    '',
    'a',
    'a@b',
    'a b@example.org',
    'a@example..org',
    '"a b"@example.org',
    'a@example.org\r\nBcc: x@y.de',
    `${'x'.repeat(300)}@example.org`,
    '<a@example.org>',
  ])('mail address %j', async (mail) => {
    const { browser } = await hall.choose()
    const wrong = await browser.submit(BOOK, { name: 'Emil', mail })
    expect(wrong.status).toBe(422)
    expect(wrong.page.root.querySelector('#field-mail')?.getAttribute('aria-invalid')).toBe('true')
  })

  test("a service's own questions", async () => {
    const { browser } = await hall.choose(undefined, undefined, 'Sperrmüll anmelden')
    const wrong = await browser.submit(BOOK, { name: 'Emil', mail: 'emil@example.org', f_amount: 'viele' })
    expect(wrong.page.text).toContain('Bitte geben Sie bei „Wie viele Teile?“ eine Zahl ein.')
    expect(wrong.page.text).toContain('Bitte füllen Sie „Welche Art?“ aus.')
    const forged = await browser.post(wrong.url, {
      ...Object.fromEntries(wrong.page.form(BOOK).submit({ f_amount: '3' }, BOOK).body ?? []),
      f_kind: 'Bargeld',
    })
    expect(forged.page.text).toContain('Bitte wählen Sie bei „Welche Art?“ eine der Möglichkeiten.')
    const booked = await browser.submit(BOOK, {
      f_amount: '3',
      f_kind: 'Möbel',
      f_remark: 'Sofa\u0000\u202E,\n\n\n\nTisch ',
    })
    expect(booked.page.text).toContain('Ihr Termin ist gebucht')
    expect((await last()).answers).toEqual({ amount: '3', kind: 'Möbel', remark: 'Sofa,\n\nTisch' })
    // an answer to the person speaks of the questions, not of our names for them (Art. 12(1) GDPR)
    const [row] = await hall.rows(`select person_id as person from bookings where answers is not null`)
    const told = await hall.web.scope({ organisation: hall.town.organisation, purpose: answering }, async (at) => {
      const { tables } = await personData(at, [String(row?.['person'])], 'de')
      const rows = await Array.fromAsync(tables.find(({ name }) => name === 'bookings')?.rows() ?? [])
      return [rows[0]?.values['answers'], rows[0]?.values['state'], rows[0]?.values['location_id']]
    })
    expect(told).toEqual([
      {
        value: { amount: '3', kind: 'Möbel', remark: 'Sofa,\n\nTisch' },
        shown: 'Wie viele Teile?: 3\nWelche Art?: Möbel\nAnmerkung: Sofa,\n\nTisch',
      },
      { value: 'booked', shown: 'gebucht' },
      { value: hall.town.location, shown: expect.stringMatching(/^[A-ZÄÖÜ]/) },
    ])
  })
})

describe('names as people have them, and as nobody has them', () => {
  test.each([
    ['right to left', 'עֲדִי כהן', 'עֲדִי כהן'],
    ['Arabic', 'محمد بن سلمان', 'محمد بن سلمان'],
    ['emoji', 'Zoë 👩🏽‍🚀 Müller', 'Zoë 👩🏽‍🚀 Müller'],
    ['direction overrides', 'Anna\u202Egro.elpmaxe\u2066', 'Annagro.elpmaxe'],
    ['control characters', 'Bo\u0000b\u0007 \u001b[31mRot', 'Bob [31mRot'],
    ['markup', '<b onclick=x>Fett</b> & "Söhne"', '<b onclick=x>Fett</b> & "Söhne"'],
    ['header injection', 'Eva\r\nBcc: alle@example.org\r\n\r\nHallo', 'Eva Bcc: alle@example.org Hallo'],
  ])('%s', async (_, entered, kept) => {
    const mail = `name${crypto.randomUUID().slice(0, 8)}@example.org`
    const { browser } = await hall.choose()
    const booked = await browser.submit(BOOK, { name: entered, mail })
    expect(booked.page.text).toContain('Ihr Termin ist gebucht')
    expect(booked.html).not.toContain('<b onclick')
    const { name, sealedName } = await last()
    expect(name).toBe(kept)
    expect(sealedName?.includes(kept)).toBe(false)
    const received = await hall.mailbox.mailTo(mail)
    expect(received.text).toContain(`Guten Tag ${kept},`)
    expect(received.html).not.toContain('<b onclick')
    expect(received.envelope.to).toEqual([mail])
    expect(received.bcc ?? []).toEqual([])
    expect(received.header('bcc')).toBeUndefined()
    await hall.rows(`update bookings set state = 'cancelled', blocked = null where state = 'booked'`)
  })

  test('10,000 characters: too long is said, not cut off', async () => {
    const { browser } = await hall.choose()
    const wrong = await browser.submit(BOOK, { name: 'x'.repeat(10_000), mail: 'lang@example.org' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('„Vor- und Nachname“ ist zu lang.')
    expect(wrong.html).toContain('x'.repeat(10_000))
    const monstrous = await browser.submit(BOOK, { name: 'y'.repeat(100_000), mail: 'lang@example.org' })
    expect(monstrous.status).toBe(422)
    expect(monstrous.page.text).toContain('zu groß')
  })

  test('an advertisement where a name belongs does not go out in the name of the town', async () => {
    const { browser } = await hall.choose()
    const wrong = await browser.submit(BOOK, { name: 'Gewinn! https://spam.example', mail: 'opfer@example.org' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('nur Ihren Namen')
  })
})

test('smartcx/consent-on-submit', async () => {
  // without anything special: the sending of the form is what was agreed to
  const plain = await hall.choose(undefined, undefined, 'Sozialberatung')
  expect(plain.form.page.text).toContain('Stadt Musterlingen ist für Ihre Angaben verantwortlich')
  const before = (await consents()).length
  await plain.browser.submit(BOOK, { name: 'Nora Nichts', mail: 'nora@example.org' })
  expect((await consents()).slice(before)).toHaveLength(1)
  expect((await last()).special).toBeNull()

  // special data without the tick: nothing is stored, everything entered stays
  const special = await hall.choose(undefined, undefined, 'Sozialberatung')
  const refused = await special.browser.submit(BOOK, {
    name: 'Sina Sonder',
    mail: 'sina@example.org',
    f_health: 'Rollstuhl',
  })
  expect(refused.status).toBe(422)
  expect(refused.page.text).toContain('brauchen wir Ihre Einwilligung')
  expect(refused.html).toContain('value="Rollstuhl"')
  expect(await hall.rows(`select id from bookings where special_answers is not null`)).toEqual([])

  // with the tick, which is never set beforehand: both consents, the special one marked
  expect(refused.page.root.querySelector('input[name=special_consent]')?.hasAttribute('checked')).toBe(false)
  const booked = await special.browser.submit(BOOK, {
    f_health: 'Rollstuhl',
    special_consent: true,
    consent_by: 'person',
  })
  expect(booked.page.text).toContain('Ihr Termin ist gebucht')
  expect((await last()).special).toEqual({ health: 'Rollstuhl' })
  const mine = await hall.rows(`select activity, special, length(wording_hash) as hash, notice_version <> '' as notice,
    given_at is not null as time from consents where person_id = (select person_id from bookings where special_answers is not null)
    order by special`)
  expect(mine).toMatchObject([
    { activity: 'appointments.handling', special: false, hash: 32, notice: true, time: true },
    { activity: 'appointments.caring', special: true, hash: 32, notice: true, time: true },
  ])
})

test('A15 optigem/children: a guardian consents for a child; the name is sealed with the consent', async () => {
  const child = await hall.choose(undefined, undefined, 'Sozialberatung')
  const form = child.form.page.root
  for (const radio of form.querySelectorAll('input[name=consent_by]')) expect(radio.hasAttribute('checked')).toBe(false)
  const entered = { name: 'Kim Kind', mail: 'kim@example.org', f_health: 'Asthma', special_consent: true }
  const refused = await child.browser.submit(BOOK, entered)
  expect(refused.status).toBe(422)
  expect(refused.page.text).toContain('Bitte wählen Sie, wer einwilligt.')
  const nameless = await child.browser.submit(BOOK, { ...entered, consent_by: 'guardian' })
  expect(nameless.page.text).toContain('Namen der sorgeberechtigten Person')
  const booked = await child.browser.submit(BOOK, { ...entered, consent_by: 'guardian', guardian: 'Mia Mutter' })
  expect(booked.page.text).toContain('Ihr Termin ist gebucht')
  const rows = await hall.rows(`select c.given_by, c.guardian, w.content from consents c
    join wordings w on w.hash = c.wording_hash where c.given_by = 'guardian'`)
  expect(rows).toHaveLength(1)
  expect(rows[0]?.['content']).toContain('Ich bin sorgeberechtigt')
  expect(Buffer.from(rows[0]?.['guardian'] as Buffer).includes('Mia')).toBe(false)
  const [leaf] = await hall.rows(
    `select body from ledger_leaves where kind = 'consent.given' and body ->> 'by' = 'guardian'`,
  )
  expect(JSON.stringify(leaf)).not.toContain('Mia')
})
