import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allActivities } from '#platform/data/activity.ts'
import type { Setting } from '#platform/config/config.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { allTables } from '#platform/data/table.ts'
import { truncateAddress } from '#platform/http/client-address.ts'
import type { Module } from '#platform/module.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { modulesOf, settings } from './modules.ts'

let web: TestWeb
let modules: readonly Module[] = []
let city: Organisation
let club: Organisation
beforeAll(async () => {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, ...given } as never)) })
  city = await web.organisation()
  club = await web.organisation({ kind: 'private' })
})
afterAll(() => web.close())

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

test('A16 unless somebody decides otherwise, the least is kept for the shortest time and nobody else is told', () => {
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
