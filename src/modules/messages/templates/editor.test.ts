import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bookingSamples, oeznur, openTownHall, type TownHall } from '#testing/citizen.ts'
import type { TestBrowser } from '#testing/web.ts'

let hall: TownHall
let staff: TestBrowser
let page: string
let account = ''
const CONFIRMED = '/team/mailtexte/appointments.confirmed'

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({
    sending: {
      wordings: {
        samples: [bookingSamples(() => hall.web.house)],
        memberNames: async () => new Map([[account, 'Anna Amt']]),
      },
    },
  })
  const { cookie, ...joined } = await hall.web.member(hall.town.organisation, { role: 'administrator' })
  account = joined.account
  staff = hall.web.browse({ cookie })
  page = hall.town.path + CONFIRMED
})
afterAll(() => hall[Symbol.asyncDispose]())

const texts = (html: string, name: string) =>
  new RegExp(`name="${name.replaceAll('.', '\\.')}"[^>]*value="([^"]*)"`).exec(html)?.[1]

test('every mail is in the list, and each has its page', async () => {
  const list = await staff.open(`${hall.town.path}/team/mailtexte`)
  expect(list.page.text).toContain('Termin bestätigt')
  expect(list.page.text).toContain('Kontrast')
  const editor = await staff.open(page)
  expect(editor.status).toBe(200)
  expect(texts(editor.html, 'de.subject')).toBe('Ihr Termin: {anliegen}, {wann}')
  expect(texts(editor.html, 'en.subject')).toBe('Your appointment: {anliegen}, {wann}')
  expect(editor.page.text).toContain('Tag und Uhrzeit, kurz')
  expect(editor.page.text).toContain('Art. 7 Abs. 3')
  expect((await staff.open(`${hall.town.path}/team/mailtexte/unfug`)).status).toBe(404)
  expect((await staff.open(`${hall.town.path}/team/mailtexte/constructor`)).status).toBe(404)
})

test('a text that cannot be filled in is refused in clear words, and stays in the field', async () => {
  await staff.open(page)
  const refused = await staff.submit('Speichern', {
    'de.subject': 'Ihr Termin am {wnn}',
    'en.heading': ' ',
    'de.body.text': 'Siehe [hier]({name}) und {termin}',
  })
  expect(refused.status).toBe(422)
  expect(refused.page.text).toContain('Den Platzhalter {wnn} gibt es in dieser Mail nicht. Meinten Sie {wann}?')
  expect(refused.page.text).toContain('Überschrift, Englisch: Hier fehlt der Text.')
  expect(refused.page.text).toContain('{name} ist keine Adresse')
  expect(refused.page.text).toContain('{termin} ist eine Adresse')
  expect(texts(refused.html, 'de.subject')).toBe('Ihr Termin am {wnn}')
  expect(await hall.rows('select 1 from mail_wordings')).toEqual([])
})

test('an own text is in the next mail; who and when is seen; one way back to ours', async () => {
  await staff.open(page)
  const saved = await staff.submit('Speichern', {
    'de.subject': 'Moin {name}: {anliegen}',
    'de.body.text': '{hinweis}\n\nWir freuen uns auf Sie.',
  })
  expect(saved.page.text).toContain('Der Text gilt ab jetzt.')
  expect(saved.page.text).toContain('Fassung 1')
  expect(saved.page.text).toContain('von Anna Amt')
  await hall.book()
  const mail = await hall.mailbox.mailTo(oeznur.mail)
  expect(mail.subject).toBe(`Moin ${oeznur.name}: Personalausweis beantragen`)
  expect(mail.text).toContain('Wir freuen uns auf Sie.')
  expect(mail.html).toContain('Wir freuen uns auf Sie.')

  const again = await staff.submit('Speichern')
  expect(again.page.text).toContain('Es hat sich nichts geändert.')
  const compared = await staff.open(`${page}/fassung/0`)
  expect(compared.html).toContain('<del>')
  expect(compared.page.text).toContain('Wir freuen uns auf Sie.')
  const back = await staff.submit('Zu unserem Text zurückkehren')
  expect(back.page.text).toContain('Fassung 2, zurück zu unserem Text')
  expect(texts(back.html, 'de.subject')).toBe('Ihr Termin: {anliegen}, {wann}')
  const first = await staff.open(`${page}/fassung/1`)
  expect(first.html).toContain('<ins>')
  const third = await staff.submit('Zu dieser Fassung zurückkehren')
  expect(third.page.text).toContain('Fassung 3, zurück zu Fassung 1')
  expect(texts(third.html, 'de.subject')).toBe('Moin {name}: {anliegen}')
  expect((await staff.open(`${page}/fassung/99`)).status).toBe(404)
})

test('what the law fixes does not change, not even by a forged form', async () => {
  const [{ version } = { version: 0 }] = await hall.rows(
    `select version from mail_wordings where kind = 'appointments.confirmed' and replaced_at is null`,
  )
  await staff.post(page, {
    basis: String(version),
    'de.closing.rights': 'Keine Rechte.',
    'de.heading': 'Gebucht',
    'de.nirgends': 'x',
  })
  const [row] = await hall.rows(
    `select texts from mail_wordings where kind = 'appointments.confirmed' and replaced_at is null`,
  )
  expect(row?.['texts']).toEqual({ de: { heading: 'Gebucht' }, en: {} })
})

test('two who write at once: the slower one is told, keeps the text and overwrites nothing', async () => {
  const url = `${hall.town.path}/team/mailtexte/appointments.moved`
  const other = hall.web.browse({ cookie: (await hall.web.member(hall.town.organisation)).cookie })
  await Promise.all([staff.open(url), other.open(url)])
  const [one, two] = await Promise.all([
    staff.submit('Speichern', { 'de.heading': 'Eins' }),
    other.submit('Speichern', { 'de.heading': 'Zwei' }),
  ])
  const [won, lost] = one.status === 200 ? [one, two] : [two, one]
  expect([won.status, lost.status]).toEqual([200, 409])
  expect(lost.page.text).toContain('Jemand anderes war schneller')
  expect(texts(lost.html, 'de.heading')).toBe(lost === one ? 'Eins' : 'Zwei')
  expect(await hall.rows(`select version from mail_wordings where kind = 'appointments.moved'`)).toHaveLength(1)
})

test('the preview shows what is being written, on invented and on real data, and keeps nothing', async () => {
  const before = await hall.rows('select count(*) from mail_wordings')
  const fields = { 'de.heading': 'Hallo {name}', sprache: 'de', modus: 'dark' }
  const invented = await staff.post(`${page}/ansicht`, fields)
  expect(invented.html).toContain('Hallo Alex Beispiel')
  expect(invented.headers.get('content-security-policy')).toContain('sandbox')
  expect(invented.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(invented.html).toContain('@media all')

  const editor = await staff.open(page)
  const sample = /<option value="([0-9a-f-]{36})">Personalausweis/.exec(editor.html)?.[1] ?? ''
  expect(editor.html).not.toContain(oeznur.name)
  const real = await staff.post(`${page}/ansicht`, { ...fields, muster: sample })
  expect(real.html).toContain(`Hallo ${oeznur.name}`)
  const links = await hall.rows(`select id from bookings where id = '${sample}'`)
  expect(links).toHaveLength(1)
  // a real link would open the booking of somebody else
  expect(real.html).toContain('https://belegt.example/mein-termin/…')
  expect(real.html).not.toContain(hall.web.origin)

  const wrong = await staff.post(`${page}/ansicht`, { ...fields, 'de.heading': '{unbekannt}' })
  expect(wrong.html).toContain('Den Platzhalter {unbekannt} gibt es in dieser Mail nicht.')
  const text = await staff.open(`${page}/ansicht?sprache=en&form=text`)
  expect(text.html).toContain('<pre')
  expect(text.html).toContain('Hello Alex Example,')
  expect(await hall.rows('select count(*) from mail_wordings')).toEqual(before)
})

test('the gallery shows every mail in a frame, and only those who word mails see any of it', async () => {
  const gallery = await staff.open(`${hall.town.path}/team/mailtexte/alle?modus=dark&sprache=en&breite=desk`)
  expect(gallery.html.match(/<iframe/g)?.length).toBeGreaterThanOrEqual(3)
  expect(gallery.html).toContain('modus=dark')
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'desk' })
  expect((await hall.web.browse({ cookie }).open(page)).status).toBe(403)
  expect((await hall.web.browse({ cookie }).post(`${page}/ansicht`, {})).status).toBe(403)
})
