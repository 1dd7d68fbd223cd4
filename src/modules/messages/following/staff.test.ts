import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { returnedMails } from '#testing/bounces.ts'
import { openPostOffice, RETURN_PATH, type PostOffice, type Sent } from '#testing/returned.ts'
import { registerOfThisTest, switchOffHere, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestBrowser, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { db } from './data.ts'

const PAGE = '/team/rueckmeldungen'
const SETUP = `${PAGE}/einrichten`
const SAVE = 'Speichern und ausprobieren'

let web: TestWeb
let office: PostOffice
let town: Organisation
let desk: TestBrowser
let head: TestBrowser

beforeAll(async () => {
  registerOfThisTest()
  web = await testWeb({
    modules: [
      privacy,
      messages({
        transport: undefined,
        from: 'a@b.example',
        privateServers: true,
        failed: (error) => void web.defects.push(error),
        personPage: (person) => `/team/personen/${person}`,
      }),
    ],
  })
  office = await openPostOffice(web.house)
  town = await web.organisation()
  head = web.browse({ cookie: (await web.member(town, { role: 'main-administrator' })).cookie })
  desk = web.browse({ cookie: (await web.member(town, { role: 'desk' })).cookie })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await office[Symbol.asyncDispose]()
  await web.close()
})

const at = (path: string) => `/${town.slug}${path}`
const values = () => ({
  server: '127.0.0.1',
  port: String(office.imap.port),
  benutzer: office.imap.user,
  passwort: office.imap.password,
  ordner: 'INBOX',
  adresse: RETURN_PATH,
  lesen: true,
})
const stored = () =>
  office.within(town, (scope) => db(scope).selectFrom('mail_feedback').selectAll().executeTakeFirst())
const returned = (name: string, sent: Sent) =>
  returnedMails()
    .find((one) => one.name === name)
    ?.mail(sent) ?? ''

test('the mailbox is set up, tried out, and not read before its company stands in the register', async () => {
  await head.open(at(SETUP))
  const off = await head.submit(SAVE, values())
  expect(off.page.text).toContain('Eintrag fehlt')
  expect(off.page.text).toContain('steht nicht im Verzeichnis der Auftragsverarbeiter')
  expect(await stored()).toMatchObject({ active: false, host: '127.0.0.1' })
  expect(off.html).not.toContain(office.imap.password)

  switchOnHere(town, 'returned-mail')
  await head.open(at(SETUP))
  const wrong = await head.submit(SAVE, { ...values(), passwort: 'falsch' })
  expect(wrong.page.text).toContain('lässt uns nicht herein')
  await head.open(at(SETUP))
  const folder = await head.submit(SAVE, { ...values(), ordner: 'Gibtesnicht' })
  expect(folder.page.text).toContain('Diesen Ordner gibt es im Postfach nicht')
  await head.open(at(SETUP))
  const done = await head.submit(SAVE, values())
  expect(done.page.text).toContain('Das Postfach ist erreichbar')
  expect(await stored()).toMatchObject({ active: true, return_path: RETURN_PATH })
  expect(String((await stored())?.password)).not.toContain(office.imap.password)
  const kept = await head.open(at(SETUP))
  expect(kept.html).not.toContain(office.imap.password)
  expect((await head.submit(SAVE, { ...values(), passwort: '' })).page.text).toContain('Das Postfach ist erreichbar')
})

test('what is wrong is said at the field, and the password is not sent back', async () => {
  await head.open(at(SETUP))
  const wrong = await head.submit(SAVE, {
    ...values(),
    server: 'https://x',
    port: '0',
    adresse: 'ohne-stern@amt.example',
  })
  expect(wrong.status).toBe(422)
  expect(wrong.page.text).toContain('ohne https:// davor')
  expect(wrong.page.text).toContain('von 1 bis 65535')
  expect(wrong.page.text).toContain('mit genau einem Stern')
  expect(wrong.html).toContain('ohne-stern@amt.example')
  expect(wrong.html).not.toContain(office.imap.password)
})

test('the desk sees what came back and what is not written to, settles and releases', async () => {
  const sent = await office.send(town, `max.${randomUUID().slice(0, 8)}@empfang.example`)
  await office.imap.deliver(
    returned('postfix-unknown', sent),
    returned('no-machine-knows', sent),
    returned('letter', sent),
  )
  await office.read(town)
  const list = await desk.open(at(PAGE))
  expect(list.page.text).toContain('Jemand hat geantwortet')
  expect(list.page.text).toContain('Nicht zu verstehen')
  expect(list.page.text).toContain('dauerhaft unzustellbar')
  expect(list.page.text).toContain('550 5.1.1 <…>')
  expect(list.html).not.toContain(sent.to)
  expect(list.html).toContain(`/team/personen/${sent.person}`)
  for (const [, action = ''] of list.html.matchAll(/action="([^"]+\/erledigt)"/g)) await desk.post(action, {})
  const settled = await desk.open(`${at(PAGE)}?stand=erledigt`)
  expect(settled.page.text).toContain('Alle zurückgekommenen Mails sind eingeordnet')
  expect(settled.page.text).toContain('Als erledigt vermerkt')
  const free = await desk.submit('Wieder anschreiben')
  expect(free.page.text).toContain('wird wieder angeschrieben')
  expect(free.page.text).toContain('Alle Adressen sind erreichbar')
  expect((await desk.post(at(`${PAGE}/${randomUUID()}/frei`), {})).status).toBe(410)
  expect((await desk.post(at(`${PAGE}/x/erledigt`), {})).status).toBe(410)
})

test('the key is shown once; measuring is off until it is switched on', async () => {
  await head.open(at(SETUP))
  const made = await head.submit('Neuen Schlüssel erzeugen')
  expect(made.html).toMatch(/whsec_[A-Za-z0-9+/]{43}=/)
  expect((await head.open(at(SETUP))).html).not.toContain('whsec_')
  expect(await stored()).toMatchObject({ measures: false })
  await head.submit('Speichern', { messen: true })
  expect(await stored()).toMatchObject({ measures: true })
})

test('a provider that tells in its own format is chosen; its password is made and shown once', async () => {
  const choose = async (anbieter: string, zugang = '') => {
    await head.open(at(SETUP))
    return head.submit('Anbieter übernehmen', { anbieter, zugang })
  }
  const postmark = await choose('postmark')
  const [, password = ''] =
    /https?:\/\/belegt:([\w-]{32})@[^<]*\/zustellung\/meldung\/postmark/.exec(postmark.html) ?? []
  expect(password).not.toBe('')
  expect((await head.open(at(SETUP))).html).not.toContain(password)
  const told = { authorization: `Bearer ${password}` }
  const tell = () =>
    web.app.request(`${web.origin}${at('/zustellung/meldung/postmark')}`, {
      method: 'POST',
      body: '{"RecordType":"Delivery"}',
      headers: told,
    })
  expect((await tell()).status).toBe(200)
  expect((await choose('ses', 'kein Thema')).status).toBe(422)
  expect((await tell()).status).toBe(200) // what does not fit changes nothing
  expect((await choose('ses', 'arn:aws:sns:eu-central-1:123456789012:belegt')).page.text).toContain('Amazon SNS')
  expect((await tell()).status).toBe(403)
  expect(await stored()).toMatchObject({ provider: 'ses' })
  await choose('')
  expect(await stored()).toMatchObject({ provider: '', provider_secret: null })
})

test('when its company leaves the register, the mailbox is not read and no mail names it', async () => {
  switchOffHere(town)
  expect((await desk.open(at(PAGE))).page.text).toContain('werden noch nicht gelesen')
  switchOnHere(town, 'returned-mail')
})

test('not for everybody', async () => {
  expect((await desk.open(at(SETUP))).status).toBe(403)
  const reading = web.browse({ cookie: (await web.member(town, { role: 'read-only' })).cookie })
  expect((await reading.open(at(PAGE))).status).toBe(403)
  expect((await web.browse().post(at(`${SETUP}/schluessel`), {})).status).toBe(403)
})

test('in English', async () => {
  const list = await desk.open(`/en${at(PAGE)}`)
  expect(list.page.text).toContain('What became of the mails')
  expect((await head.open(`/en${at(SETUP)}`)).page.text).toContain('Mailbox for returned mails')
})
