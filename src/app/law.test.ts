import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allActivities } from '#platform/data/activity.ts'
import type { Setting } from '#platform/config/config.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { allTables } from '#platform/data/table.ts'
import { allMailTemplates } from '#platform/mail/template.ts'
import { truncateAddress } from '#platform/http/client-address.ts'
import type { Module } from '#platform/module.ts'
import { proving } from '#privacy'
import { openTown, type Town } from '#testing/town.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { modulesOf, settings } from './modules.ts'

const health = {
  id: 'health',
  label: { de: 'Brauchen Sie Hilfe?', en: 'Do you need help?' },
  type: 'text',
  required: false,
  special: true,
  why: { de: 'Damit wir vorbereitet sind.', en: 'So that we are prepared.' },
} as const

let web: TestWeb
let modules: readonly Module[] = []
let city: Organisation
let town: Town
let club: Organisation
beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, ...given } as never)) })
  town = await openTown(web, { fields: [health] })
  city = town.organisation
  club = await web.organisation({ kind: 'private' })
})
afterAll(() => web.close())

const raw = (at: { readonly tx: unknown }) => at.tx as Kysely<never>

/** The form behind the first free time of a service that asks for health as well. */
async function atTheForm() {
  const browser = web.browse()
  const start = await browser.open(town.path)
  const day = await browser.open(start.page.link('Personalausweis beantragen'))
  return { form: await browser.submit(day.page.forms[0]?.buttons[0] ?? 'a free time') }
}

const noticeOf = async ({ slug }: Organisation, language: 'de' | 'en') =>
  web.browse({ language }).open(`${language === 'en' ? '/en' : ''}/${slug}/datenschutz`)

describe('A3 the notice is easy to reach, to read and to keep', () => {
  test('from every public page with one click, without a cookie', async () => {
    const reached = modules
      .flatMap(({ routes }) => routes)
      .filter(({ method, rules }) => method === 'get' && rules.who === 'anyone')
      .map(({ path }) => path)
      .filter((path) => /^\/:organisation(\/[a-z]+)*$/.test(path) && !path.includes('/team'))
    let pages = 0
    for (const path of reached) {
      const seen = await web.browse().open(path.replace(':organisation', city.slug))
      expect([path, seen.headers.getSetCookie()]).toEqual([path, []])
      if (seen.status !== 200 || !seen.headers.get('content-type')?.startsWith('text/html')) continue
      pages++
      expect([path, seen.html.includes(`href="/${city.slug}/datenschutz"`)]).toEqual([path, true])
    }
    expect(pages).toBeGreaterThan(3)
  })

  test.each(['de', 'en'] as const)(
    'in layers, the short one first, and every word of it on paper (%s)',
    async (language) => {
      const { page } = await noticeOf(city, language)
      const titles = page.root.querySelectorAll('main h2').map(({ text }) => text.trim())
      expect(titles[0]).toBe(language === 'de' ? 'Auf einen Blick' : 'At a glance')
      expect(page.root.querySelector('main .panel')?.text.length).toBeLessThan(900)
      // a printer opens no fold: only the table of contents may stand in one
      for (const fold of page.root.querySelectorAll('main details'))
        expect(fold.querySelectorAll('p, li, dd')).toEqual([])
      const links = page.root.querySelectorAll('main details a').map((link) => link.getAttribute('href') ?? '')
      expect(links.length).toBeGreaterThan(10)
      for (const link of links) expect(page.root.querySelector(link), link).not.toBeNull()
    },
  )

  test.each(['de', 'en'] as const)('in short sentences and without foreign words (%s)', async (language) => {
    for (const organisation of [city, club]) {
      const { page, status } = await noticeOf(organisation, language)
      expect(status).toBe(200)
      const texts = page.root.querySelectorAll('main p, main li, main dd').map(({ text }) => text)
      // brackets hold the law a sentence rests on; they may be skipped while reading
      const sentences = texts
        .flatMap((text) => text.replaceAll(/\([^)]*\)/g, '').split(/(?<=[.!?;:])\s+/))
        .map((one) => one.trim())
      const lengths = sentences.map((one) => one.split(/\s+/).length)
      expect(sentences.filter((_, i) => (lengths[i] ?? 0) > 35)).toEqual([])
      expect(lengths.reduce((a, b) => a + b, 0) / lengths.length).toBeLessThan(14)
      expect(page.text).not.toMatch(/\b(gem\.|i\.S\.d\.|bzw\.|vorgenannt|hereinafter|pursuant|aforementioned)\b/i)
    }
  })
})

test('A13 nothing decides about people by itself, and the notice says so', async () => {
  expect((await noticeOf(city, 'de')).page.text).toContain('Art. 22 DSGVO')
  expect((await noticeOf(city, 'en')).page.text).toContain('Art. 22 GDPR')
  // scores, ratings and segments would be columns: none is declared
  const judging = /(^|_)(scores?|ratings?|rank|segment|profile|propensity)(_|$)/
  const columns = allTables().flatMap(({ name, columns: of }) =>
    Object.entries(of).flatMap(([column, { treatment }]) =>
      (treatment.is === 'personal' || treatment.is === 'sealed') && judging.test(column) ? [`${name}.${column}`] : [],
    ),
  )
  expect(columns).toEqual([])
  expect(allActivities().filter(({ name }) => /scoring|profiling|deciding/.test(name))).toEqual([])
})

test('A14 nothing is ticked or chosen beforehand where somebody is asked for a consent', async () => {
  const { form } = await atTheForm()
  const consents = form.page.root.querySelectorAll('input[type=checkbox], input[type=radio]')
  expect(consents.length).toBeGreaterThan(2)
  expect(consents.filter((one) => one.hasAttribute('checked')).map((one) => one.getAttribute('name'))).toEqual([])
})

test('A16 a form asks for the least: a name and a way to reach the person, all else may stay empty', async () => {
  const { form } = await atTheForm()
  const asked = form.page.root.querySelectorAll('input:not([type=hidden]), textarea, select')
  expect(asked.length).toBeGreaterThan(4)
  const required = asked.filter((one) => one.hasAttribute('required')).map((one) => one.getAttribute('name'))
  expect(required).toEqual(['name', 'mail'])
  for (const path of ['auskunft', 'loeschung', 'werbung']) {
    const { page } = await web.browse().open(`/${city.slug}/datenschutz/rechte/${path}`)
    const fields = page.root.querySelectorAll('main input[required], main textarea[required], main select[required]')
    expect([path, fields.map((one) => one.getAttribute('name'))]).toEqual([path, ['name', 'mail']])
  }
})

test('A16 unless somebody decides otherwise, what was booked goes after a month, and SMS, photos and measuring are off', async () => {
  const boss = web.browse({ cookie: (await web.member(city, { role: 'main-administrator' })).cookie })
  const { page } = await boss.open(`/${city.slug}/team/einrichtung/leistungen/neu`)
  expect(Number(page.root.querySelector('[name=keep_days]')?.getAttribute('value'))).toBeLessThanOrEqual(30)
  for (const name of ['sms_confirm', 'sms_remind'])
    expect(page.root.querySelector(`[name=${name}]`)?.hasAttribute('checked') ?? false, name).toBe(false)
  const kept = await web.scope({ organisation: city, purpose: proving }, async (at) => {
    const { rows } = await sql<{ days: number }>`select keep_days as days from services`.execute(raw(at))
    return rows.map(({ days }) => days)
  })
  expect(kept.length).toBeGreaterThan(0)
  expect(Math.max(...kept)).toBeLessThanOrEqual(30)
})

test('A16 unless somebody decides otherwise, nobody else is asked or told, and addresses are cut', () => {
  // nothing outside is asked or told before somebody sets it: every address of others is unset at first
  const all = Object.values(settings).flatMap((group) => Object.values(group) as readonly Setting[])
  const outside = all.filter(({ name }) => /URL|CDN|SMTP|TARGET|SERVICE/.test(name))
  expect(outside.map(({ name }) => name)).toContain('BELEGT_SMTP_URL')
  expect(outside.filter(({ spec }) => spec.default !== null)).toEqual([])
  expect(truncateAddress('203.0.113.77')).toBe('203.0.113.0')
  expect(truncateAddress('2001:db8:1234:5678::1')).toBe('2001:db8:1234::')
})

test('B8 the notice has every part that people look for in Germany, in its usual order', async () => {
  const { page } = await noticeOf(city, 'de')
  const titles = page.root.querySelectorAll('main h2').map(({ text }) => text.trim())
  // the parts without which a German notice is not one, and each purpose between them with law, data and period
  const purposes = page.root.querySelectorAll('main dt').map(({ text }) => text.trim())
  for (const term of ['Rechtsgrund', 'Welche Daten, woher', 'Wie lange', 'Wer sie erhält'])
    expect(purposes.filter((one) => one === term).length, term).toBeGreaterThan(10)
  const all = page.text
  for (const words of [
    'Art. 20 DSGVO',
    '(TLS)',
    'Art. 28 DSGVO',
    'Art. 7 Abs. 3 DSGVO',
    'Art. 77 DSGVO',
    'Webserver ein Protokoll',
  ])
    expect(all, words).toContain(words)
  // Art. 21(4) GDPR: by itself, apart from all other information, and to be seen
  const objection = page.root
    .querySelectorAll('main section, main .panel')
    .filter(({ text }) => text.trim().startsWith('Ihr Recht auf Widerspruch'))
  expect(objection).toHaveLength(1)
  expect(objection[0]?.querySelectorAll('strong, b').length).toBeGreaterThan(0)
  const wanted = [
    'Wer verantwortlich ist',
    'Wer Ihnen beim Datenschutz hilft',
    'Wer das System betreibt',
    'Wer Daten von uns erhält',
    'Protokolle des Webservers',
    'Cookies und Inhalte anderer',
    'Wie wir Ihre Daten schützen',
    'Ihre Rechte',
    'Einwilligung widerrufen',
    'Ihr Recht auf Widerspruch',
    'Beschwerde',
  ]
  expect(titles.filter((title) => wanted.includes(title))).toEqual(wanted)
})

test('B5 six years and more stand only where a statute of tax, trade or procedure asks for them', () => {
  const years = (period: unknown) => (typeof period === 'string' ? Number(/^P(\d+)Y$/.exec(period)?.[1] ?? 0) : 0)
  const long = allTables().filter(({ keep }) => 'from' in keep && years(keep.period) >= 6)
  expect(long.map(({ name }) => name)).toContain('customer_letters')
  for (const { name, keep } of long)
    expect([name, 'law' in keep && keep.law]).toEqual([name, expect.stringMatching(/HGB|AO/)])
  const ofMails = allTables().filter(({ name }) => /^(messages|message_|mail_)/.test(name))
  expect(ofMails.length).toBeGreaterThan(3)
  expect(ofMails.filter(({ name }) => long.some((one) => one.name === name))).toEqual([])
})

test('B2 a mail that asks for a confirmation says nothing else: no advertising, no other way on, no picture', () => {
  const asking = allMailTemplates().filter(({ kind }) => kind.endsWith('confirm'))
  expect(asking.map(({ kind }) => kind).toSorted()).toEqual(['customers.confirm', 'rights.confirm'])
  for (const { kind, lane, body, closing, actions = {}, placeholders } of asking) {
    expect([kind, lane]).toEqual([kind, undefined])
    expect([kind, Object.keys(actions).length]).toEqual([kind, 1])
    const words = Object.values({ ...body, ...closing }).flatMap(({ de, en }) => [de, en])
    for (const text of words) {
      expect(text).not.toMatch(
        /https?:|!\[|<img|Angebot|Newsletter|Rabatt|Aktion|folgen Sie uns|offer|discount|follow us/i,
      )
      for (const [, link = ''] of text.matchAll(/\]\(\{(\w+)\}\)/g)) expect(placeholders).toHaveProperty(link)
    }
  }
})

test('B8 the notice says of cookies and of whom it concerns what is so', async () => {
  const { page } = await noticeOf(city, 'de')
  const cookies =
    page.root.querySelectorAll('main .panel').find(({ text }) => text.trim().startsWith('Cookies'))?.text ?? ''
  // everybody who can get one is named: staff and customers
  const getting = modules.flatMap(({ routes }) => routes).filter(({ rules }) => rules.who === 'customer')
  expect([getting.length > 0, /Kundenkonto/.test(cookies), /Team/.test(cookies)]).toEqual([true, true, true])
  // blocked addresses are those of people from outside
  const block = page.root
    .querySelectorAll('main h2')
    .find(({ text }) => text.includes('keine Nachrichten von uns wollen'))
  expect(block?.text).not.toContain('betrifft nur Beschäftigte')
})
