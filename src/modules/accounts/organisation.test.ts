import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setUpLink } from '#accounts'
import { accountsUnderTest, linkIn } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'

const { mails, modules } = accountsUnderTest()
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const answers = (slug: string) => ({
  operator_name: 'Rechenzentrum Mitte',
  operator_address: 'Am Server 1\n12345 Musterstadt',
  operator_mail: 'betrieb@example.org',
  name: 'Stadt Müllheim',
  slug,
  kind: 'public',
  address: 'Marktplatz 1\n79379 Müllheim',
  contact_mail: 'stadt@example.org',
  represented_by: 'Bürgermeister Max Muster',
  region: 'DE-NW',
  admin_name: 'Anna Amt',
  admin_mail: `anna@${slug}.example`,
  password: 'ein sehr eigener Satz',
})

describe('setting up', () => {
  test('leads from the one-time link to the first page of the organisation, and the link works once', async () => {
    const path = await setUpLink(web.house)
    const browser = web.browse({ keepCookies: true })
    await browser.open(path)
    const wrong = await browser.submit('Einrichten', { ...answers('en'), password: 'passwort123' })
    expect(wrong.status).toBe(422)
    expect(wrong.page.text).toContain('Diese Adresse braucht das Programm selbst')
    expect(wrong.page.text).toContain('leicht zu erraten')
    expect(wrong.html).toContain('value="Stadt Müllheim"')
    const incomplete = await browser.submit('Einrichten', {
      ...answers('muellheim'),
      address: ' ',
      contact_mail: 'stadt',
      represented_by: '',
    })
    expect(incomplete.status).toBe(422)
    for (const field of ['address', 'contact_mail', 'represented_by'])
      expect(incomplete.html).toContain(`id="field-${field}-error"`)
    expect(incomplete.page.text).toContain('wer die öffentliche Stelle vertritt')
    expect(incomplete.html).toContain('value="stadt"')
    expect(incomplete.html).toContain('value="Stadt Müllheim"')
    const inside = await browser.submit('Einrichten', answers('muellheim'))
    expect(new URL(inside.url).pathname).toBe('/muellheim/team/einrichtung/organisation')
    expect(inside.page.text).toContain('Anna Amt')
    expect((await browser.open(path)).status).toBe(410)
    expect(
      (await web.browse().post(path, { ...answers('zweite'), short_name: '', zone: 'Europe/Berlin' })).status,
    ).toBe(410)
    expect(await web.house.directory.bySlug('zweite')).toBeUndefined()
    const operator = await web.house.directory.bySlug('betrieb')
    expect(operator).toMatchObject({ name: 'Rechenzentrum Mitte', contact_mail: 'betrieb@example.org' })
    const { address, contact_mail, represented_by } = answers('muellheim')
    expect(await web.house.directory.bySlug('muellheim')).toMatchObject({ address, contact_mail, represented_by })
  })

  test('has one winner when the form is sent many times at once', async () => {
    const path = await setUpLink(web.house)
    const sent = ['eins', 'zwei', 'drei', 'vier'].map((slug) =>
      web.browse().post(path, { ...answers(slug), short_name: '', zone: 'Europe/Berlin' }),
    )
    const statuses = (await Promise.all(sent)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 410)).toHaveLength(3)
    web.house.directory.refresh()
    const made = (await web.house.directory.all()).filter(({ slug }) => ['eins', 'zwei', 'drei', 'vier'].includes(slug))
    expect(made).toHaveLength(1)
  })

  test('ends after 24 hours, with a newer link, and for a forged one', async () => {
    const old = await setUpLink(web.house)
    const path = await setUpLink(web.house)
    expect((await web.browse().open(old)).status).toBe(410)
    expect((await web.browse().open(path)).status).toBe(200)
    expect((await web.browse().open(`${path.slice(0, -1)}!`)).status).toBe(410)
    web.clock.advance({ hours: 24 })
    expect((await web.browse().open(path)).status).toBe(410)
  })

  test('keeps the link where the address is taken', async () => {
    await web.organisation({ slug: 'vergeben' })
    const path = await setUpLink(web.house)
    const browser = web.browse({ keepCookies: true })
    await browser.open(path)
    const taken = await browser.submit('Einrichten', answers('vergeben'))
    expect(taken.page.text).toContain('hat schon eine andere Organisation')
    const fields = { ...answers('noch-frei') }
    expect((await browser.submit('Einrichten', fields)).status).toBe(200)
  })
})

describe('further organisations', () => {
  test('are created by the operator, whose members work at its own address', async () => {
    const path = await setUpLink(web.house)
    const browser = web.browse({ keepCookies: true })
    await browser.open(path)
    await browser.submit('Einrichten', answers('erste'))
    const list = await browser.open('/betrieb/team/einrichtung/organisationen')
    expect(list.status).toBe(200)
    mails.length = 0
    const { name, slug, region, admin_name, address, contact_mail, represented_by } = answers('verein')
    const entered = { name, slug, region, admin_name, kind: 'private', admin_mail: 'vorstand@example.org' }
    const refused = await browser.submit('Organisation anlegen', { ...entered, represented_by })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('id="field-address-error"')
    expect(refused.html).toContain('id="field-contact_mail-error"')
    expect(refused.html).toContain(`value="${represented_by}"`)
    // one natural person is represented by nobody
    const done = await browser.submit('Organisation anlegen', { ...entered, address, contact_mail, represented_by: '' })
    expect(done.page.text).toContain('Die Organisation ist angelegt')
    expect(done.page.text).toContain('/verein')
    const founded = await web.house.directory.bySlug('verein')
    expect(founded).toMatchObject({ address, contact_mail, represented_by: '' })
    expect(linkIn(mails[0])).toMatch(/^http:\/\/belegt\.test\/verein\/team\/einladung\//)
    expect(mails).toMatchObject([{ to: 'vorstand@example.org', organisation: 'verein' }])
    expect((await web.browse().open(linkIn(mails[0]))).status).toBe(200)
    expect((await browser.open('/erste/team/einrichtung/organisationen')).status).toBe(404)
  })
})

describe('the organisation’s facts', () => {
  const open = async () => {
    const organisation = await web.organisation({ address: 'Markt 1\n12345 Ort', contactMail: 'amt@ort.example' })
    const { cookie } = await web.member(organisation)
    const browser = web.browse({ cookie })
    const path = `/${organisation.slug}/team/einrichtung/organisation`
    await browser.open(path)
    return { organisation, browser, path, cookie }
  }

  test('are shown everywhere at once after saving', async () => {
    const { browser, organisation } = await open()
    const saved = await browser.submit('Speichern', {
      name: 'Stadt Köln am Rhein',
      address: 'Domplatz 1\n50667 Köln',
      accent: '#FFD100',
      holiday_region: 'DE-NW',
    })
    expect(saved.page.text).toContain('Gespeichert')
    expect(saved.page.text).toContain('den nächsten Ton, der lesbar ist')
    const now = await web.house.directory.byId(organisation.id)
    expect(now).toMatchObject({
      name: 'Stadt Köln am Rhein',
      address: 'Domplatz 1\n50667 Köln',
      accent: '#ffd100',
      holiday_region: 'DE-NW',
      version: 2,
    })
  })

  test('two editors at once: the second sees what changed and keeps their entries', async () => {
    const { organisation, browser, cookie, path } = await open()
    const second = web.browse({ cookie })
    await second.open(path)
    await browser.submit('Speichern', { name: 'Neu vom Ersten', contact_phone: '0221 1' })
    const late = await second.submit('Speichern', { name: 'Neu vom Zweiten', represented_by: 'Zwei' })
    expect(late.status).toBe(409)
    expect(late.page.text).toContain('Jemand anderes hat inzwischen gespeichert')
    expect(late.page.text).toContain('dort steht jetzt „Neu vom Ersten“')
    expect(late.html).toContain('value="Neu vom Zweiten"')
    expect((await web.house.directory.byId(organisation.id))?.name).toBe('Neu vom Ersten')
    const saved = await second.submit('Speichern')
    expect(saved.status).toBe(200)
    expect(await web.house.directory.byId(organisation.id)).toMatchObject({
      name: 'Neu vom Zweiten',
      represented_by: 'Zwei',
    })
  })

  test('what does not fit is refused field by field, and kept on the page', async () => {
    const { browser, organisation, path } = await open()
    for (const [field, value] of [
      ['name', ''],
      ['address', ' '],
      ['contact_mail', ''],
      ['name', 'x'.repeat(10_000)],
      ['accent', 'red;}body{display:none'],
      ['contact_mail', 'x@y, Bcc: z@example.org'],
    ] as const) {
      await browser.open(path)
      const seen = await browser.submit('Speichern', { [field]: value, represented_by: 'Behalten' })
      expect(seen.status, field).toBe(422)
      expect(seen.html, field).toContain('value="Behalten"')
      expect(seen.html, field).toContain(`id="field-${field}-error"`)
    }
    expect((await web.house.directory.byId(organisation.id))?.version).toBe(1)
  })

  test('a logo is a picture by its bytes, is served with its type, and goes when it is replaced', async () => {
    const { browser, organisation, path } = await open()
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
    const upload = (bytes: Uint8Array<ArrayBuffer>, name = 'logo.png') => {
      const form = new FormData()
      form.set('logo', new File([bytes], name, { type: 'image/png' }))
      return browser.upload(`${path}/logo`, form)
    }
    expect((await upload(new Uint8Array(Buffer.from('<svg onload="alert(1)">')))).status).toBe(422)
    expect((await upload(new Uint8Array(210_000))).status).toBe(422)
    expect((await upload(png)).page.text).toContain('Das Logo ist gespeichert')
    const blob = (await web.house.directory.byId(organisation.id))?.logo_blob ?? ''
    const shown = await web.app.request(`${web.origin}/${organisation.slug}/logo/${blob}`)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(png)
    const other = await web.organisation()
    expect((await web.browse().open(`/${other.slug}/logo/${blob}`)).status).toBe(404)
    const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 9])
    await upload(jpeg)
    expect((await web.browse().open(`/${organisation.slug}/logo/${blob}`)).status).toBe(404)
    expect(await Array.fromAsync(web.house.blobs.list(organisation.id))).toHaveLength(1)
    await browser.open(path)
    await browser.submit('Logo entfernen')
    expect((await web.house.directory.byId(organisation.id))?.logo_blob).toBeNull()
    await expect.poll(() => Array.fromAsync(web.house.blobs.list(organisation.id))).toEqual([])
  })
})

describe('the own account', () => {
  test('changes its name in every organisation, and its language', async () => {
    const [one, two] = [await web.organisation(), await web.organisation()]
    const member = await web.member(one, { mail: 'nora@example.org' })
    await web.member(two, { mail: 'nora@example.org' })
    const browser = web.browse({ cookie: member.cookie })
    await browser.open(`/${one.slug}/team/ich`)
    const seen = await browser.submit('Speichern', { name: 'Nora Neu', language: 'en' })
    expect(new URL(seen.url).pathname).toBe(`/en/${one.slug}/team/ich`)
    const there = await browser.open(`/${two.slug}/team/einrichtung/mitglieder`)
    expect(there.page.text).toContain('Nora Neu')
  })

  test('changes its password only with the old one, and that ends the other sessions', async () => {
    const organisation = await web.organisation()
    const { cookie, account } = await web.member(organisation)
    const { signInAs } = await import('#accounts')
    const elsewhere = `belegt=${await signInAs(web.house, account)}`
    const browser = web.browse({ cookie })
    await browser.open(`/${organisation.slug}/team/ich`)
    const wrong = await browser.submit('Passwort ändern', { old: 'falsch geraten', fresh: 'ein ganz neuer Satz' })
    expect(wrong.page.text).toContain('Das bisherige Passwort stimmt nicht')
    const done = await browser.submit('Passwort ändern', { old: 'ein gutes Passwort', fresh: 'ein ganz neuer Satz' })
    expect(done.page.text).toContain('Ihr Passwort ist geändert')
    const other = await web.browse({ cookie: elsewhere }).open(`/${organisation.slug}/team/ich`)
    expect(other.url).toContain('/team/anmelden')
  })

  test('ends one session, all of them, and none of somebody else', async () => {
    const organisation = await web.organisation()
    const { cookie, account } = await web.member(organisation)
    const stranger = await web.member(organisation)
    const { signInAs, identify } = await import('#accounts')
    const tokens = [await signInAs(web.house, account), await signInAs(web.house, account)]
    const foreign = await identify(web.house, stranger.token, organisation)
    const browser = web.browse({ cookie })
    const post = (sitzung: string) => browser.post(`/${organisation.slug}/team/ich/sitzungen`, { sitzung })
    await post(foreign?.session ?? '')
    expect(await identify(web.house, stranger.token, organisation)).toBeDefined()
    await post((await identify(web.house, tokens[0] ?? '', organisation))?.session ?? '')
    expect(await identify(web.house, tokens[0] ?? '', organisation)).toBeUndefined()
    expect(await identify(web.house, tokens[1] ?? '', organisation)).toBeDefined()
    expect((await post('alle')).page.text).toContain('auf allen Geräten abgemeldet')
    expect(await identify(web.house, tokens[1] ?? '', organisation)).toBeUndefined()
  })
})
