import { randomUUID } from 'node:crypto'
import { generateKey } from 'openpgp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { type ImapServer, startImap } from '#testing/dovecot.ts'
import { registerOfThisTest, switchOnHere } from '#testing/texting.ts'
import { APPLICATION, tokenServer } from '#testing/token-server.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { db as houseDb, filing } from '../data.ts'
import { documents } from '../module.ts'
import { db } from './data.ts'

const PAGE = '/team/einrichtung/postfaecher'
const SAVE = 'Speichern und ausprobieren'

let web: TestWeb
let imap: ImapServer
let town: Organisation
let head: TestBrowser
let archive: string

beforeAll(async () => {
  registerOfThisTest()
  imap = await startImap()
  web = await testWeb({
    modules: (house) => [
      documents({
        house,
        privateServers: true,
        failed: (error) => void web.defects.push(error),
        watched: { root: '/nirgends', days: 7 },
      }),
    ],
  })
  town = await web.organisation()
  archive = await web.scope(
    { organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } },
    async (at) => {
      const id = randomUUID()
      await houseDb(at)
        .insertInto('document_archives')
        .values({
          organisation_id: at.organisation.id,
          id,
          name: 'Posteingang',
          mode: 'readable',
          public_key: Buffer.from('x'),
          private_key: Buffer.from('x'),
          created_at: at.now,
        })
        .execute()
      return id
    },
  )
  head = web.browse({ cookie: (await web.member(town, { role: 'main-administrator' })).cookie })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await imap[Symbol.asyncDispose]()
  await web.close()
})

const at = (path: string) => `/${town.slug}${path}`
const values = () => ({
  name: 'Poststelle',
  server: '127.0.0.1',
  port: String(imap.port),
  benutzer: imap.user,
  passwort: imap.password,
  lesen: true,
})
const stored = () =>
  web.scope({ organisation: town, purpose: filing }, (scope) =>
    db(scope).selectFrom('document_mailboxes').selectAll().execute(),
  )

test('a mailbox is set up and tried out, not before its company stands in the register; its password never comes back', async () => {
  await head.open(at(`${PAGE}/neu`))
  const off = await head.submit(SAVE, values())
  expect(off.page.text).toContain('steht nicht im Verzeichnis der Auftragsverarbeiter')
  switchOnHere(town, 'document-mail')
  const [row] = await stored()
  await head.open(at(`${PAGE}/${row?.id}`))
  const wrong = await head.submit(SAVE, { ...values(), passwort: 'falsch' })
  expect(wrong.page.text).toContain('lässt uns nicht herein')
  await head.open(at(`${PAGE}/${row?.id}`))
  const done = await head.submit(SAVE, values())
  expect(done.page.text).toContain('Das Postfach ist erreichbar. Legen Sie jetzt einen Ordner fest.')
  expect(done.html).not.toContain(imap.password)
  const kept = await head.submit(SAVE, { ...values(), passwort: '' })
  expect(kept.page.text).toContain('Das Postfach ist erreichbar')
  expect((await stored()).every(({ password }) => !password.toString('latin1').includes(imap.password))).toBe(true)
})

test('the stored password is sent to no other server', async () => {
  const [row] = await stored()
  await head.open(at(`${PAGE}/${row?.id}`))
  const moved = await head.submit(SAVE, { ...values(), server: 'boese.example', passwort: '' })
  expect(moved.status).toBe(422)
  expect(moved.page.text).toContain('gilt nur für denselben Server')
  expect((await stored())[0]?.host).toBe('127.0.0.1')
})

test('a private key is given, told by its number, never shown again, and taken out', async () => {
  const { privateKey } = await generateKey({
    userIDs: [{ name: 'Amt', email: 'amt@example.org' }],
    passphrase: 'rüben',
  })
  const [row] = await stored()
  await head.open(at(`${PAGE}/${row?.id}`))
  const wrong = await head.submit('Schlüssel hinterlegen', { schluessel: privateKey, kennwort: 'falsch' })
  expect(wrong.status).toBe(422)
  expect(wrong.page.text).toContain('Dieses Kennwort passt nicht zum Schlüssel')
  expect(wrong.html).not.toContain(privateKey.slice(60, 120))
  const done = await head.submit('Schlüssel hinterlegen', { schluessel: privateKey, kennwort: 'rüben' })
  expect(done.page.text).toContain('Hinterlegt ist der Schlüssel')
  expect(done.html).not.toContain(privateKey.slice(60, 120))
  expect((await stored())[0]?.mail_key).not.toBeNull()
  const gone = await head.submit('Schlüssel entfernen', {})
  expect(gone.page.text).not.toContain('Hinterlegt ist der Schlüssel')
  expect((await stored())[0]?.mail_key).toBeNull()
})

test('a mailbox without password: an application of the organisation gets in by tokens; its secrets never come back', async () => {
  await using tokens = await tokenServer(imap.user)
  await using server = await startImap(tokens)
  await head.open(at(`${PAGE}/neu?mit=oauth`))
  const oauth = {
    name: 'Poststelle in der Wolke',
    server: '127.0.0.1',
    port: String(server.port),
    benutzer: server.user,
    token_adresse: tokens.endpoint,
    anwendung: APPLICATION.id,
    bereich: 'imap',
    geheimnis: APPLICATION.secret,
    ausweis: 'client',
    auffrischung: '',
    lesen: true,
  }
  const odd = await head.submit(SAVE, { ...oauth, token_adresse: 'login.example', anwendung: '' })
  expect(odd.status).toBe(422)
  expect(odd.page.text).toContain('die mit https:// beginnt')
  expect(odd.page.text).toContain('Client Credentials') // still the same form
  expect((await head.submit(SAVE, { ...oauth, geheimnis: '' })).page.text).toContain(
    'Bitte geben Sie das Geheimnis an.',
  )
  expect((await head.submit(SAVE, { ...oauth, ausweis: 'refresh' })).page.text).toContain(
    'Bitte geben Sie das Refresh-Token an.',
  )
  const made = await head.submit(SAVE, oauth)
  expect(made.page.text).toContain('Das Postfach ist erreichbar')
  const wrong = await head.submit(SAVE, { ...oauth, geheimnis: 'falsch' })
  expect(wrong.page.text).toContain('gibt der Anwendung keine Zugangsmarke')
  const refresh = tokens.refresh()
  const changed = await head.submit(SAVE, { ...oauth, ausweis: 'refresh', auffrischung: refresh })
  expect(changed.page.text).toContain('Das Postfach ist erreichbar')
  const kept = await head.submit(SAVE, { ...oauth, ausweis: 'refresh', geheimnis: '' })
  expect(kept.page.text).toContain('Das Postfach ist erreichbar')
  const foreign = await head.submit(SAVE, { ...oauth, geheimnis: '', token_adresse: 'https://boese.example/token' })
  expect(foreign.page.text).toContain('gilt nur für dieselbe Adresse')
  const hosted = await head.open(foreign.url)
  const moved = await head.submit(SAVE, { ...oauth, geheimnis: '', server: 'boese.example' })
  expect(moved.page.text).toContain('gilt nur für dieselbe Adresse')
  for (const { html } of [odd, made, wrong, changed, kept, foreign, hosted, moved])
    for (const secret of [APPLICATION.secret, refresh, tokens.refresh()]) expect(html).not.toContain(secret)
  // back to a password: what was for tokens is forgotten
  const row = (await stored()).find(({ name }) => name === oauth.name)
  await head.open(at(`${PAGE}/${row?.id}?mit=passwort`))
  const plain = { name: oauth.name, server: oauth.server, port: oauth.port, benutzer: oauth.benutzer, lesen: true }
  expect((await head.submit(SAVE, { ...plain, passwort: '' })).page.text).toContain('Bitte geben Sie das Passwort an.')
  const back = await head.submit(SAVE, { ...plain, passwort: server.password })
  expect(back.page.text).toContain('Das Postfach ist erreichbar')
  expect((await stored()).find(({ id }) => id === row?.id)).toMatchObject({ oauth_endpoint: '', oauth_client: '' })
  await head.open(at(`${PAGE}/${row?.id}`))
  await head.submit('Postfach entfernen')
})

test('a folder is named, and made in the mailbox with those for what was filed', async () => {
  const [row] = await stored()
  await head.open(at(`${PAGE}/${row?.id}`))
  const odd = await head.submit('Ordner festlegen', { ordner: 'a*b', archiv: archive })
  expect(odd.status).toBe(422)
  const made = await head.submit('Ordner festlegen', { ordner: 'Belegt/Rechnungen', archiv: archive, wie: 'manual' })
  expect(made.page.text).toContain('der Ordner ist angelegt')
  const names = await imap.within(async (client) => (await client.list()).map(({ path }) => path))
  expect(names).toEqual(
    expect.arrayContaining(['Belegt.Rechnungen', 'Belegt.Rechnungen.Übernommen', 'Belegt.Rechnungen.Nicht übernommen']),
  )
})

test('what is wrong is said at the field', async () => {
  await head.open(at(`${PAGE}/neu`))
  const wrong = await head.submit(SAVE, { ...values(), server: 'https://x', port: '0', name: '' })
  expect(wrong.status).toBe(422)
  expect(wrong.page.text).toContain('ohne https:// davor')
  expect(wrong.page.text).toContain('von 1 bis 65535')
  expect(wrong.html).not.toContain(imap.password)
})

test('a watched folder is made and removed', async () => {
  await head.open(at(PAGE))
  const odd = await head.submit('Ordner anlegen', { name: '../x', archiv: archive })
  expect(odd.page.text).toContain('nur kleine Buchstaben')
  const made = await head.submit('Ordner anlegen', { name: 'scanner', archiv: archive })
  expect(made.page.text).toContain(`/nirgends/${town.slug}/scanner`)
  await head.open(at(PAGE))
  expect((await head.submit('Ordner anlegen', { name: 'scanner', archiv: archive })).page.text).toContain(
    'gibt es schon',
  )
  await head.open(at(PAGE))
  expect((await head.submit('Entfernen')).page.text).toContain('Entfernt.')
})

test('in English, and not for everybody', async () => {
  expect((await head.open(`/en${at(PAGE)}`)).page.text).toContain('Mailboxes and folders for documents')
  const desk = web.browse({ cookie: (await web.member(town, { role: 'desk' })).cookie })
  expect((await desk.open(at(PAGE))).status).toBe(403)
  expect((await desk.open(at('/team/dokumente/postfaecher'))).page.text).toContain('Belegt/Rechnungen')
  const reading = web.browse({ cookie: (await web.member(town, { role: 'read-only' })).cookie })
  expect((await reading.open(at('/team/dokumente/postfaecher'))).status).toBe(403)
})
