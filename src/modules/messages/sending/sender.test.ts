import { dkimVerify } from 'mailauth'
import { SMTPServer } from 'smtp-server'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { somebody } from '#testing/person.ts'
import { startDns, type Zone } from '#testing/dns.ts'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { testWeb, type Seen, type TestWeb } from '#testing/web.ts'
import { privacy, readRecipientsBy, type Recipient } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { runJob } from '#platform/jobs/jobs.ts'
import { db, delivering } from '../data.ts'
import { messages, type Sending } from '../module.ts'
import { queueMail } from '../queue.ts'
import { smtpTransport } from '../transport.ts'
import { sendersDb } from './data.ts'
import { textsFrom } from './dns.ts'

const HOUSE = 'belegt@installation.example'
let web: TestWeb
let zone: Zone
let mailbox: Mailbox
let town: Organisation
let on: Recipient[] = []
let sending: Sending
const transports: { close(): void }[] = []

beforeAll(async () => {
  zone = await startDns()
  mailbox = await startSmtp()
  const transport = smtpTransport(new URL(mailbox.url))
  transports.push(transport)
  sending = {
    transport,
    from: HOUSE,
    failed: (error) => void web.defects.push(error),
    dnsServers: [zone.address],
    mechanism: 'a:mail.installation.example',
    privateServers: true,
  }
  web = await testWeb({ modules: [privacy, messages(sending)] })
  readRecipientsBy(async () => on)
  town = await web.organisation()
}, 60_000)
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
afterAll(async () => {
  readRecipientsBy(async () => [])
  for (const one of transports) one.close()
  await web.close()
  await mailbox[Symbol.asyncDispose]()
  await zone[Symbol.asyncDispose]()
})

const registered: Recipient = {
  id: 'mail-server',
  name: 'Sendwerk GmbH',
  place: 'Hamburg',
  task: { de: 'versendet Mails', en: 'sends mails' },
  role: 'processor',
  contract: 'AVV 1',
}
const path = (of: Organisation, below = '') => `/${of.slug}/team/absender${below}`
async function arrive(of = town) {
  const { cookie } = await web.member(of, { role: 'administrator' })
  const browser = web.browse({ cookie })
  return {
    browser,
    post: (below: string, fields: Record<string, string> = {}) => browser.post(path(of, below), fields),
  }
}
const keys = (of = town) =>
  web.scope({ organisation: of, purpose: delivering }, (at) =>
    sendersDb(at).selectFrom('dkim_keys').selectAll().orderBy('made_at').execute(),
  )
/** The values to copy, by the name they belong under: what a person would type into the DNS. */
function records(seen: Seen): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of seen.html.matchAll(
    /<dd><bdi class="name"[^>]*>([^<\s@]+)<\/bdi><\/dd>[\s\S]*?<textarea[^>]*>\n?([^<]*)<\/textarea>/g,
  ))
    found.set(name, value.trim())
  return found
}
async function send(of: Organisation, to: string): Promise<void> {
  await web.scope({ organisation: of, purpose: delivering }, async (at) => {
    const person = await somebody(at, { name: 'Paula Post', mail: to })
    const content = { subject: 'Guten Tag', text: 'Guten Tag', html: '<p>Guten Tag</p>' }
    await queueMail(at, { person, to, cause: crypto.randomUUID(), kind: 'test.mail', version: 0, content })
  })
  const [job] = messages(sending).jobs
  await runJob(web.house, job!, (error) => void web.defects.push(error))
}

test('an address of one’s own: entered, shown in the DNS, checked, used; every mail then passes DKIM by an independent library', async () => {
  const { browser, post } = await arrive()
  const start = await browser.open(path(town))
  expect(start.status).toBe(200)
  expect(start.page.text).toContain(`${HOUSE} (Adresse dieser Installation)`)
  const named = await browser.submit('Speichern', { address: 'Termine@Musterhausen.example' })
  expect(named.page.text).toContain('Einträge im DNS von musterhausen.example')

  // before the DNS shows a key nobody sends in its name
  const early = await post('/verwenden')
  expect([early.status, early.page.text]).toEqual([409, expect.stringContaining('zeigt noch keinen Schlüssel')])
  await send(town, 'erste@example.org')
  expect((await mailbox.mailTo('erste@example.org')).from?.address).toBe(HOUSE)

  await post('/pruefen')
  const missing = await browser.open(path(town))
  expect(missing.page.text).toContain('Es gibt noch keinen SPF-Eintrag')
  expect(missing.page.text).toContain('Es gibt noch keinen DMARC-Eintrag')
  const wanted = records(missing)
  expect([...wanted.keys()].toSorted()).toEqual([
    '_dmarc.musterhausen.example',
    expect.stringMatching(/^belegt-[0-9a-f]{8}\._domainkey\.musterhausen\.example$/),
    'musterhausen.example',
  ])
  // what the page says is what a person copies
  for (const [name, value] of wanted) zone.texts.set(name, [value])
  const good = await post('/pruefen')
  expect(good.page.text.match(/in Ordnung/g)).toHaveLength(3)
  const used = await browser.submit('Diese Adresse ab jetzt verwenden')
  expect(used.page.text).toContain('mit einem Schlüssel')

  await send(town, 'zweite@example.org')
  const arrived = await mailbox.mailTo('zweite@example.org')
  expect(arrived.from?.address).toBe('Termine@musterhausen.example')
  expect(arrived.envelope.from).toBe('Termine@musterhausen.example')
  expect(arrived.messageId).toMatch(/@musterhausen\.example>$/)
  expect(await verdicts(arrived.raw)).toEqual(['pass'])
  const [key] = await keys()
  expect(key?.private_key?.includes('PRIVATE')).toBe(false)
  await expect(
    import('node:crypto').then(({ createPrivateKey }) =>
      createPrivateKey({ key: key!.private_key!, format: 'der', type: 'pkcs8' }),
    ),
  ).rejects.toThrow()
})

async function verdicts(raw: string): Promise<string[]> {
  const read = textsFrom([zone.address])
  const resolver = async (name: string) => ((await read(name)) ?? []).map((text) => [text])
  const { results } = await dkimVerify(raw, { resolver } as never)
  return results.map(({ status }) => status.result)
}

test('a key is changed with two names in the DNS: the old mail still passes while the new one signs', async () => {
  const { browser, post } = await arrive()
  const [old] = await keys()
  await post('/schluessel', { algorithm: 'rsa' })
  expect((await post('/schluessel', { algorithm: 'rsa' })).status).toBe(409)
  await post('/schluessel', { algorithm: 'ed25519' })
  const coming = (await keys()).filter(({ state }) => state === 'coming')
  expect(coming.map(({ algorithm }) => algorithm).toSorted()).toEqual(['ed25519', 'rsa'])
  const blind = await post(`/schluessel/${coming[0]!.id}/umstellen`)
  expect(blind.status).toBe(409)

  for (const [name, value] of records(await browser.open(path(town)))) zone.texts.set(name, [value])
  await post('/pruefen')
  for (const { id } of coming) expect((await post(`/schluessel/${id}/umstellen`)).status).toBe(200)
  await send(town, 'dritte@example.org')
  const raw = (await mailbox.mailTo('dritte@example.org')).raw
  expect(await verdicts(raw)).toEqual(['pass', 'pass'])
  expect(raw).not.toContain(`s=${old!.selector};`)
  expect(await verdicts((await mailbox.mailTo('zweite@example.org')).raw)).toEqual(['pass'])

  const left = (await keys()).find(({ id }) => id === old!.id)
  expect([left?.state, left?.private_key]).toEqual(['leaving', null])
  expect((await post(`/schluessel/${old!.id}/entfernen`)).status).toBe(409)
  web.clock.advance({ hours: 7 * 24 })
  const later = await arrive() // the session of a week ago is over
  expect((await later.post(`/schluessel/${old!.id}/entfernen`)).status).toBe(200)
  expect((await later.post(`/schluessel/${coming[0]!.id}/entfernen`)).status).toBe(409)
})

test('another organisation cannot take the same address: its own key would have to stand in that DNS', async () => {
  const other = await web.organisation()
  const { post } = await arrive(other)
  await post('', { address: 'termine@musterhausen.example' })
  await post('/pruefen')
  expect((await post('/verwenden')).status).toBe(409)
  await send(other, 'vierte@example.org')
  expect((await mailbox.mailTo('vierte@example.org')).from?.address).toBe(HOUSE)
})

test('the DNS is silent or broken: said so, nothing taken for missing', async () => {
  const { post } = await arrive()
  zone.behave('fails')
  const failing = await post('/pruefen')
  expect(failing.page.text).toContain('Das DNS hat nicht geantwortet')
  expect(failing.page.text).not.toContain('Es gibt noch keinen SPF-Eintrag')
  zone.behave('answers')
})

test('an own mail server: nothing goes to it before its company stands in the register; wrong password, test, use, and the end of the contract', async () => {
  const own = await ownSmtp()
  try {
    const { browser, post } = await arrive()
    await browser.open(path(town, '/server'))
    const wish = { host: '127.0.0.1', port: String(own.port), security: 'tls', username: 'amt' }
    const saved = await post('/server', { ...wish, password: 'falsch' })
    expect(saved.page.text).toContain('Gespeichert')
    expect(saved.html).not.toContain('falsch')
    expect((await post('/server/testmail', { to: 'amt@example.org' })).status).toBe(409)
    expect(own.mails).toEqual([])

    on = [registered]
    const wrong = await post('/server/testmail', { to: 'amt@example.org' })
    expect(wrong.page.text).toContain('Benutzername oder Passwort stimmen nicht')
    expect((await post('/server/ein')).status).toBe(409)
    await post('/server', { ...wish, password: 'richtig' })
    const tested = await post('/server/testmail', { to: 'amt@example.org' })
    expect(tested.page.text).toContain('Der Mailserver hat die Testmail angenommen')
    expect(own.mails).toEqual(['amt@example.org'])
    // an empty field keeps the password; a change asks for a new test
    await post('/server', { ...wish, per_minute: '60' })
    expect((await post('/server/ein')).status).toBe(409)
    await post('/server/testmail', { to: 'amt@example.org' })
    expect((await post('/server/ein')).page.text).toContain('wird verwendet')
    await send(town, 'fuenfte@example.org')
    expect(own.mails.at(-1)).toBe('fuenfte@example.org')

    on = []
    await send(town, 'sechste@example.org')
    expect((await mailbox.mailTo('sechste@example.org')).from?.address).toBe('Termine@musterhausen.example')
    expect(own.mails).toHaveLength(3)
    expect((await browser.open(path(town))).page.text).toContain('nicht eingeschaltet ist')
  } finally {
    on = []
    await own.close()
  }
})

test('entries that cannot be are sent back with words; nothing is stored', async () => {
  const { browser, post } = await arrive(await web.organisation())
  for (const address of ['', 'kein@', 'a@umläut.de', 'a@localhost', 'a@b.example\r\nBcc: c@d.example'])
    expect((await post('', { address })).status).toBe(422)
  expect((await post('/pruefen')).status).toBe(409)
  expect((await post('/server', { host: 'x y', port: '0', security: 'keine', per_minute: '-1' })).status).toBe(422)
  expect((await post('/schluessel/nichts/umstellen')).status).toBe(410)
  expect((await browser.open(path(town))).status).not.toBe(200)
})

test('a forged limit of the house: an own server in a private network is refused unless the installation allows it', async () => {
  const { guardedSocket } = await import('./guarded.ts')
  const { isPrivate } = await import('#platform/net/public.ts')
  for (const inside of [
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '0.0.0.0',
  ])
    expect([inside, isPrivate(inside)]).toEqual([inside, true])
  for (const outside of ['9.9.9.9', '2620:fe::fe', '172.32.0.1'])
    expect([outside, isPrivate(outside)]).toEqual([outside, false])
  for (const host of ['127.0.0.1', 'localhost']) {
    const error = await new Promise<Error | null>((done) => guardedSocket(host, mailbox.port, 1_000, done))
    expect(error).toMatchObject({ code: 'EPRIVATE' })
  }
})

test('every act is in the protocol, and no address is', async () => {
  const rows = await web.scope({ organisation: town, purpose: delivering }, (at) =>
    db(at).selectFrom('messages').select(['state', 'content']).execute(),
  )
  expect(rows.every(({ state, content }) => state === 'sent' && content === null)).toBe(true)
})

/** A mail server with TLS from the first byte and one account. */
async function ownSmtp() {
  const mails: string[] = []
  const server = new SMTPServer({
    secure: true,
    closeTimeout: 100,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'amt' && password === 'richtig' ? done(null, { user: 'amt' }) : done(new Error('no')),
    onData(stream, session, done) {
      stream.on('data', () => undefined)
      stream.on('end', () => {
        mails.push(...session.envelope.rcptTo.map(({ address }) => address))
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    mails,
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
