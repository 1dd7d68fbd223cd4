// The screens by which people come in, see their rights, leave, and by which an organisation ends, as somebody sees them.
// LIFE_PICTURES=folder keeps the pictures.
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handlerOf, serve, type Listening } from '../src/app/server.ts'
import { endOrganisation, signInAs } from '#accounts'
import { composeOurs } from '#messages'
import { compileStyles } from '#platform/ui/styles.ts'
import { themeSheet } from '#platform/ui/theme.ts'
import { accountsUnderTest, linkIn } from './support/accounts.ts'
import { openPage } from './support/browser.ts'
import { openAuditor } from './support/screens.ts'
import { testWeb, type TestWeb } from './support/web.ts'

const places = [
  { id: '5c4f9c6e-52a1-4f43-9d04-61c2f5f3b001', name: 'Rathaus' },
  { id: '5c4f9c6e-52a1-4f43-9d04-61c2f5f3b002', name: 'Bürgerbüro am Donaudampfschifffahrtsplatz' },
]
const { mails, modules } = accountsUnderTest({
  places: async () => places,
  permissions: () => listed,
})
const listed = modules(() => {
  throw new Error('only the rights are asked for')
})
  .flatMap(({ routes }) => routes)
  .flatMap(({ rules: { who } }) => (typeof who === 'string' ? [] : [who]))
const styles = compileStyles()
let web: TestWeb
let listening: Listening
let origin = ''
const screens: { name: string; path: string; cookie?: string; status?: number }[] = []

beforeAll(async () => {
  web = await testWeb({ modules })
  web.app.get('/assets/:file', (context) => {
    const file = context.req.param('file')
    const accent = /^theme-([0-9a-f]{6})\.css$/.exec(file)?.[1]
    const sheet = accent ? themeSheet(`#${accent}`) : file === 'staff.css' ? styles.staff : styles.public
    return context.body(sheet, 200, { 'content-type': 'text/css' })
  })
  web.app.get('/assets/accounts/:file', (context) => context.body('', 200, { 'content-type': 'text/javascript' }))
  listening = await serve(createServer(handlerOf(web.app)), { host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${listening.port}`

  const facts = { address: 'Markt 1\n12345 Musterstadt', contactMail: 'rathaus@musterstadt.example' }
  const stadt = await web.organisation({ ...facts, slug: 'musterstadt', name: 'Stadt Musterstadt' })
  const verein = await web.organisation({ ...facts, slug: 'verein-linde', name: 'Verein Linde e. V.' })
  const alt = await web.organisation({ ...facts, slug: 'verein-alt', name: 'Verein Alt' })
  const anna = await web.member(stadt, { name: 'Anna Amt', mail: 'anna@example.org' })
  await web.member(verein, { name: 'Anna Amt', mail: 'anna@example.org' })
  await web.member(alt, { name: 'Anna Amt', mail: 'anna@example.org' })
  const desk = await web.member(stadt, {
    name: 'Friederike Sommer-Winterfeld von und zu Hohenstein',
    role: 'by-place',
    further: [
      { role: 'desk', place: places[0]?.id },
      { role: 'administrator', place: places[1]?.id },
      { role: 'data-protection' },
    ],
  })
  const browser = web.browse({ cookie: anna.cookie })
  const members = '/musterstadt/team/einrichtung/mitglieder'
  const invite = { name: 'Neu Eingeladen', role: 'desk', language: 'de' }
  const posted = async (mail: string) => {
    await browser.post(members, { ...invite, mail })
    return new URL(linkIn(mails.at(-1))).pathname
  }
  const withdrawn = await posted('zurueck@example.org')
  await browser.open(members)
  await browser.submit('Zurückziehen')
  const open = await posted('neu@example.org')
  await browser.post(`${members}/code`, { wish: 'on' })
  const code = /<p class="big">([^<]+)</.exec((await browser.open(members)).html)?.[1] ?? ''
  await web.browse().post('/musterstadt/team/beitreten', { code, name: 'Olga Offen', mail: 'offen@example.org' })
  await browser.post('/musterstadt/team/ich/uebergabe', { member: desk.member, after: 'administrator' })
  await browser.post('/musterstadt/team/ich/mail', { mail: 'anna.neu@example.org' })
  const mailLink = new URL(linkIn(mails.find(({ kind }) => kind === 'accounts.mail-change'))).pathname
  await browser.post('/verein-linde/team/einrichtung/kuendigung', { name: 'Verein Linde e. V.' })
  const { cookie } = anna
  const offered = `${cookie.split('=')[0]}=${await signInAs(web.house, desk.account)}`
  const ports = {
    house: () => web.house,
    sendMail: async (_at: unknown, mail: (typeof mails)[number]) => void mails.push(mail),
    composeMail: async (at: never, template: never, given: never) =>
      composeOurs((at as { organisation: never }).organisation, template, given),
  }
  await endOrganisation(web.house, ports as never, alt)
  const certificate = new URL(linkIn(mails.find(({ kind }) => kind === 'accounts.deletion-certificate'))).pathname
  screens.push(
    { name: 'members', path: `${members}?ok=eingeladen`, cookie },
    { name: 'member', path: `${members}/${desk.member}`, cookie },
    { name: 'matrix', path: '/musterstadt/team/einrichtung/rechte', cookie },
    { name: 'invitation', path: open },
    { name: 'invitation-withdrawn', path: withdrawn, status: 410 },
    { name: 'join', path: '/musterstadt/team/beitreten' },
    { name: 'places', path: '/musterstadt/team/ich/organisationen', cookie },
    { name: 'offer', path: '/musterstadt/team/ich/organisationen', cookie: offered },
    { name: 'leave', path: `/musterstadt/team/ich/organisationen/${verein.id}/verlassen`, cookie },
    { name: 'mail', path: '/musterstadt/team/ich/mail?ok=gesendet', cookie },
    { name: 'mail-confirm', path: mailLink },
    { name: 'data', path: '/en/musterstadt/team/ich/daten', cookie },
    { name: 'cancel', path: '/musterstadt/team/einrichtung/kuendigung', cookie },
    { name: 'cancelled', path: '/verein-linde/team/einrichtung/kuendigung', cookie },
    { name: 'ending-public', path: '/en/verein-linde/team/anmelden' },
    { name: 'certificate', path: certificate },
  )
}, 60_000)
afterAll(async () => {
  await listening?.stop()
  await web?.close()
})

test('every screen is accessible, in both widths, light and dark, and nothing sticks out', async () => {
  await using auditor = await openAuditor(process.env['LIFE_PICTURES'])
  for (const { name, path, cookie, status = 200 } of screens) {
    await using visit = await openPage({ origin, javaScript: false })
    const [key = '', value = ''] = (cookie ?? '').split('=')
    if (cookie) await visit.context.addCookies([{ name: key, value, url: origin }])
    const response = await visit.page.goto(path)
    expect([name, response?.status()]).toEqual([name, status])
    await auditor.look(visit, name)
  }
}, 300_000)
