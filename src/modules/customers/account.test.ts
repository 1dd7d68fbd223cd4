import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopwatch } from '#platform/clock/clock.ts'
import { berta, customerWeb, type CustomerWeb } from '#testing/customers.ts'
import { oeznur } from '#testing/citizen.ts'
import type { TestBrowser } from '#testing/web.ts'
import { EVEN_MS } from './routes/evenly.ts'

const IBAN = 'DE89370400440532013000'

let web: CustomerWeb
let base: string
beforeAll(async () => {
  web = await customerWeb()
  base = `/${web.here.slug}/konto`
})
afterAll(() => web.close())

const details = {
  street: 'Kornweg 3',
  postalCode: '48999',
  city: 'Musterlingen',
  phone: '02599 123456',
  fax: '02599 123457',
}

describe('amagno/self-service cxomni/account', () => {
  let browser: TestBrowser
  beforeAll(async () => (browser = await web.joined()))

  test('everything stands on one page after signing in, and nothing of it before', async () => {
    const seen = await browser.open(base)
    for (const part of ['Meine Angaben', 'Bankverbindung', 'Meine Termine', 'Meine Anträge', 'Vertrag', 'Datenschutz'])
      expect(seen.page.text).toContain(part)
    const stranger = await web.browse().open(base)
    expect(new URL(stranger.url).pathname).toBe(`${base}/anmelden`)
    expect(stranger.page.text).not.toContain('Berta')
  })

  test('name, address, phone and fax are changed and seen at once; what was there before is kept nowhere', async () => {
    await browser.open(`${base}/angaben`)
    const seen = await browser.submit('Speichern', { ...details, last: 'Müller-Bäcker' })
    expect(seen.url).toContain('/konto?ok=gespeichert')
    for (const value of ['Müller-Bäcker', 'Kornweg 3', '48999 Musterlingen', '02599 123456', '02599 123457'])
      expect(seen.page.text).toContain(value)
    expect(seen.page.text).not.toContain('Bäcker-Grün')
    await browser.open(`${base}/angaben`)
    expect((await browser.submit('Speichern', { phone: '' })).page.text).not.toContain('02599 123456')
    expect(await web.rows('select 1 from people where phone is not null')).toHaveLength(0)
  })

  test('an IBAN with a wrong digit is refused with a sentence; a right one is shown masked, also to staff', async () => {
    await browser.open(`${base}/bank`)
    const wrong = await browser.submit('Speichern', { iban: 'DE89 3704 0044 0532 0130 01', bic: 'x' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('Prüfziffern')
    expect(wrong.page.text).toContain('kein BIC')
    const seen = await browser.submit('Speichern', { iban: 'de89 3704 0044 0532 0130 00', bic: 'cobadeffxxx' })
    expect(seen.page.text).toContain('DE•• •••• •••• •••• ••30 00')
    expect(seen.page.text).toContain('COBADEFFXXX')
    const staff = await web.staff('desk')
    await staff.open(`/${web.here.slug}/team/kunden`)
    const found = await staff.submit('Suchen', { query: 'müll' })
    const page = await staff.open(found.page.link('Berta Müller-Bäcker'))
    expect(page.page.text).toContain('••30 00')
    for (const html of [seen.html, page.html, (await browser.open(`${base}/bank`)).html]) {
      expect(html).not.toContain(IBAN)
      expect(html).not.toContain('37040044')
    }
    await browser.open(`${base}/bank`)
    expect((await browser.submit('Bankverbindung entfernen')).page.text).toContain('keine Bankverbindung')
    expect(await web.rows('select 1 from customers where iban is not null')).toHaveLength(0)
  })

  test('two tabs: the second form does not overwrite what the first one changed', async () => {
    const second = web.browse({ cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`)[0] ?? '' })
    await browser.open(`${base}/angaben`)
    await second.open(`${base}/angaben`)
    await browser.submit('Speichern', { city: 'Erststadt' })
    const late = await second.submit('Speichern', { city: 'Zweitstadt' })
    expect(late.status).toBe(409)
    expect(late.page.text).toContain('inzwischen an anderer Stelle geändert')
    expect((await browser.open(base)).page.text).toContain('Erststadt')
  })

  test('asking for another mail address tells nothing of whether it has an account: same page, time and limit', async () => {
    const own = { first: 'Gerd', last: 'Gleich', mail: 'gerd.gleich@example.org' }
    const asker = await web.joined(own)
    const ask = async (mail: string) => {
      await asker.open(`${base}/mail`)
      const elapsed = stopwatch()
      const seen = await asker.submit('Bestätigung schicken', { mail, password: berta.password })
      return { status: seen.status, text: seen.page.text, lasted: elapsed() }
    }
    const [known, unknown] = [await ask(berta.mail), await ask('noch.niemand@example.org')]
    expect(known.text).toBe(unknown.text)
    expect(Math.min(known.lasted, unknown.lasted)).toBeGreaterThanOrEqual(EVEN_MS)
    const kinds = (await web.mails(berta.mail)).map(({ kind }) => kind)
    expect(kinds).toContain('customers.known')
    let asked = 2
    while ((await ask(berta.mail)).status === 200) expect(++asked).toBeLessThan(20)
    expect((await ask('auch.niemand@example.org')).status).toBe(429)
  })

  test('a new mail address holds only once it is confirmed from there; the old one is told', async () => {
    await browser.open(`${base}/mail`)
    expect((await browser.submit('Bestätigung schicken', { mail: 'neu@example.org', password: 'falsch' })).status).toBe(
      422,
    )
    const sent = await browser.submit('Bestätigung schicken', { mail: 'neu@example.org', password: berta.password })
    expect(sent.page.text).toContain('Mail an die neue Adresse')
    expect((await web.signIn({ mail: 'neu@example.org' })).seen.status).toBe(422)
    const link = await web.link('neu@example.org', '/konto/mail/')
    const reader = web.browse()
    expect((await reader.open(link)).page.text).toContain('neu@example.org')
    expect((await web.signIn({ mail: 'neu@example.org' })).seen.status).toBe(422)
    expect((await reader.submit('Diese Adresse verwenden')).page.text).toContain('Ihre neue Mailadresse gilt')
    expect((await web.signIn({ mail: 'neu@example.org' })).seen.page.text).toContain('neu@example.org')
    expect((await web.signIn()).seen.status).toBe(422)
    expect((await web.mails(berta.mail)).some(({ kind }) => kind === 'customers.address-changed')).toBe(true)
    expect((await web.browse().open(link)).status).toBe(410)
  })

  test('an address that has an account is not given to another one, and who asks does not learn of it', async () => {
    await web.joined({ mail: 'other@example.org', first: 'Otto', last: 'Ohne' })
    await browser.open(`${base}/mail`)
    const sent = await browser.submit('Bestätigung schicken', { mail: 'other@example.org', password: berta.password })
    expect(sent.page.text).toContain('Mail an die neue Adresse')
    const told = (await web.mails('other@example.org')).map(({ kind }) => kind)
    expect(told).toContain('customers.known')
    expect(told).not.toContain('customers.new-address')
  })

  test('sessions are listed and ended one by one or all at once', async () => {
    const { browser: elsewhere } = await web.signIn({ mail: 'neu@example.org' })
    const listed = await browser.open(`${base}/sicherheit`)
    expect(listed.page.text).toContain('Firefox')
    const ended = await elsewhere.open(`${base}/sicherheit`)
    const other = /name="sitzung" value="([0-9a-f-]{36})"/g
    expect([...ended.html.matchAll(other)].length).toBeGreaterThan(1)
    await browser.submit('Überall abmelden')
    expect(new URL((await elsewhere.open(base)).url).pathname).toBe(`${base}/anmelden`)
    expect(new URL((await browser.open(base)).url).pathname).toBe(`${base}/anmelden`)
  })

  test('a forgotten password is set by the mail, once; an unknown address gets the same answer', async () => {
    const visitor = web.browse()
    await visitor.open(`${base}/passwort`)
    const known = await visitor.submit('Link anfordern', { mail: 'neu@example.org' })
    await visitor.open(`${base}/passwort`)
    const unknown = await visitor.submit('Link anfordern', { mail: 'niemand@example.org' })
    expect(known.page.text).toBe(unknown.page.text)
    expect(await web.mails('niemand@example.org')).toHaveLength(0)
    const link = await web.link('neu@example.org', '/konto/passwort/')
    await visitor.open(link)
    expect((await visitor.submit('Passwort setzen', { password: 'passwort123' })).status).toBe(422)
    await visitor.submit('Passwort setzen', { password: 'fünf Hörnchen am Freitag' })
    expect((await web.signIn({ mail: 'neu@example.org' })).seen.status).toBe(422)
    const { seen } = await web.signIn({ mail: 'neu@example.org', password: 'fünf Hörnchen am Freitag' })
    expect(seen.page.text).toContain('Mein Konto')
    expect((await web.browse().open(link)).status).toBe(410)
  })

  test('an appointment booked while signed in has the form filled in, and stands in the account', async () => {
    const { browser: signedIn } = await web.signIn({ mail: 'neu@example.org', password: 'fünf Hörnchen am Freitag' })
    const start = await signedIn.open(web.town.path)
    const day = await signedIn.open(start.page.link('Personalausweis beantragen'))
    const form = await signedIn.submit(day.page.forms[0]?.buttons[0] ?? 'a free time')
    expect(form.html).toContain('value="Berta Müller-Bäcker"')
    expect(form.html).toContain('value="neu@example.org"')
    web.clock.advance({ seconds: 20 })
    await signedIn.submit('Termin verbindlich buchen')
    const account = await signedIn.open(base)
    expect(account.page.text).toContain('Personalausweis beantragen')
    const own = await signedIn.open(account.page.link('Personalausweis beantragen'))
    expect(own.status).toBe(200)
    // who is not signed in finds an empty form: nothing is remembered in the browser
    const stranger = web.browse()
    await stranger.open(web.town.path)
    const times = await stranger.open(start.page.link('Personalausweis beantragen'))
    expect((await stranger.submit(times.page.forms[0]?.buttons[0] ?? 'a free time')).html).not.toContain('Berta')
  })
})

test('appointments booked before without an account are in it, if name and confirmed address are the same', async () => {
  const visitor = web.browse()
  const start = await visitor.open(web.town.path)
  const day = await visitor.open(start.page.link('Personalausweis beantragen'))
  await visitor.submit(day.page.forms[0]?.buttons[0] ?? 'a free time')
  web.clock.advance({ seconds: 20 })
  await visitor.submit('Termin verbindlich buchen', oeznur)
  const same = await web.joined({ first: 'Öznur', last: 'Yıldız-Großmann', mail: oeznur.mail })
  expect((await same.open(base)).page.text).toContain('Personalausweis beantragen')
  expect(
    await web.rows(`select 1 from people p join customers c on c.person_id = p.id
    join bookings b on b.person_id = p.id where b.state = 'booked' and p.mail_exact = (
      select mail_exact from people where id = c.person_id)`),
  ).not.toHaveLength(0)
  expect(web.defects).toEqual([])
})
