import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { berta, customerWeb, type CustomerWeb } from '#testing/customers.ts'

let web: CustomerWeb
beforeAll(async () => (web = await customerWeb()))
afterAll(() => web.close())

const open = (path: string) => web.browse().open(`/${web.here.slug}/konto${path}`)

describe('amagno/registration', () => {
  test('first and last name, mail and an own password: confirmed by the link with that password, then signed in', async () => {
    const sent = await web.register()
    expect(sent.status).toBe(200)
    expect(sent.page.text).toContain('Bitte sehen Sie in Ihr Postfach')
    expect(await web.rows('select 1 from customers')).toHaveLength(0)
    const link = await web.link(berta.mail, '/bestaetigen/')
    const visitor = web.browse({ keepCookies: true })
    // a link scanner opens the page: nothing happens by that
    expect((await visitor.open(link)).page.text).toContain(berta.mail)
    expect(await web.rows('select 1 from customers')).toHaveLength(0)
    const account = await visitor.submit('Bestätigen und anmelden', { password: berta.password })
    expect(new URL(account.url).pathname).toBe(`/${web.here.slug}/konto`)
    expect(account.page.text).toContain('Berta')
    expect(account.page.text).toContain('Bäcker-Grün')
    const [cookie] = [...visitor.cookies.keys()]
    expect(cookie).toBe(`konto-${web.here.slug}`)
    expect(await web.rows('select 1 from customer_registrations')).toHaveLength(0)
    expect((await open(`/bestaetigen/${link.split('/').at(-1)}`)).status).toBe(410)
    expect(web.defects).toEqual([])
  })

  test('of the password only an argon2id hash is in the database', async () => {
    const [row] = await web.rows<{ password: string }>('select password from customers')
    expect(row?.password).toMatch(/^\$argon2id\$v=19\$m=\d{5,},t=\d,p=1\$/)
    const [{ dump } = { dump: '' }] = await web.rows<{ dump: string }>(
      `select string_agg(t::text, ' ') as dump from customers t`,
    )
    for (const secret of [berta.password, berta.mail, 'Bäcker', 'Berta']) {
      expect(dump).not.toContain(secret)
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })

  test('a consent with its text is on record for the person', async () => {
    const [{ n } = { n: 0 }] = await web.rows<{ n: number }>(
      `select count(*)::int as n from consents c join customers k on k.person_id = c.person_id
       where c.activity = 'customers.account'`,
    )
    expect(n).toBe(1)
  })

  test('an address that has an account gets the same answer, and its owner a mail without a link to confirm', async () => {
    const before = (await web.rows('select 1 from customer_registrations')).length
    const known = await web.register({ first: 'Mallory', password: 'ein fremder langer Satz' })
    const unknown = await web.register({ mail: 'neu@example.org', first: 'Neu', last: 'Anfang' })
    expect([known.status, known.url, known.page.text]).toEqual([unknown.status, unknown.url, unknown.page.text])
    expect(await web.rows('select 1 from customer_registrations')).toHaveLength(before + 1)
    const told = (await web.mails(berta.mail)).filter(({ kind }) => kind === 'customers.known')
    expect(told).toHaveLength(1)
    expect(told[0]?.content.text).toContain('/konto/anmelden')
    expect(told[0]?.content.text).not.toContain('bestaetigen')
    expect(told[0]?.content.text).not.toContain('Mallory')
    expect((await web.signIn({ password: 'ein fremder langer Satz' })).seen.status).toBe(422)
    expect((await web.signIn()).seen.page.text).toContain('Mein Konto')
  })

  test('nobody confirms an account that somebody else prepared: without its password the link does nothing', async () => {
    await web.register({
      mail: 'opfer@example.org',
      first: 'Olga',
      last: 'Opfer',
      password: 'Satz einer Angreiferin 1',
    })
    const owner = web.browse({ keepCookies: true })
    await owner.open(await web.link('opfer@example.org', '/bestaetigen/'))
    const refused = await owner.submit('Bestätigen und anmelden', { password: 'das eigene Passwort von Olga' })
    expect(refused.status).toBe(422)
    expect(owner.cookies.size).toBe(0)
    expect(await web.rows(`select 1 from people`)).toHaveLength(1)
  })

  test('a registration that nobody confirms ends after two days', async () => {
    await web.register({ mail: 'spaet@example.org', first: 'Sven', last: 'Spät' })
    const link = await web.link('spaet@example.org', '/bestaetigen/')
    web.clock.advance({ hours: 48, seconds: 1 })
    expect((await web.browse().open(link)).status).toBe(410)
  })

  test('one address gets three mails a day at most, however often the form is sent', async () => {
    for (let round = 0; round < 5; round++)
      expect((await web.register({ mail: 'flut@example.org', first: 'Fe', last: 'Flut' })).status).toBe(200)
    expect(await web.mails('flut@example.org')).toHaveLength(3)
  })

  test('a form that comes too fast is shown once more without the password, and taken after a pause', async () => {
    const program = web.browse()
    await program.open(`/${web.here.slug}/konto/registrieren`)
    const again = await program.submit('Konto anlegen', { ...berta, mail: 'schnell@example.org' })
    expect(again.status).toBe(422)
    expect(again.html).not.toContain(berta.password)
    expect(again.html).toContain('schnell@example.org')
    web.clock.advance({ seconds: 5 })
    expect((await program.submit('Konto anlegen', { password: berta.password })).url).toContain('/konto/gesendet')
    const trapped = web.browse()
    await trapped.open(`/${web.here.slug}/konto/registrieren`)
    web.clock.advance({ seconds: 30 })
    expect((await trapped.submit('Konto anlegen', { ...berta, website: 'https://spam.example' })).status).toBe(422)
  })

  test.each([
    [{ password: 'kurz' }, 'zu kurz'],
    [{ password: 'Bäcker-Grün 1' }, 'aus Ihrem Namen'],
    [{ first: 'www.gewinn.example' }, 'keine Internetadresse'],
    [{ last: '' }, 'Nachname: Bitte füllen Sie dieses Feld aus'],
    [{ mail: 'keine' }, 'keine Mailadresse'],
  ])('%o is refused with a sentence that helps', async (wrong, sentence) => {
    const seen = await web.register({ mail: 'x@example.org', ...wrong })
    expect(seen.status).toBe(422)
    expect(seen.page.text).toContain(sentence)
  })

  test('who is known by name and address already keeps their record, and a namesake at another address gets a new one', async () => {
    const visitor = web.browse()
    await visitor.open(`${web.town.path}`)
    const before = (await web.rows('select 1 from people')).length
    await web.joined({ mail: 'zwei@example.org', first: 'Berta', last: 'Bäcker-Grün' })
    expect(await web.rows('select 1 from people')).toHaveLength(before + 1)
  })
})
