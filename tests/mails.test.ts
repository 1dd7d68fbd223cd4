// Every mail that the system can write, looked at in a real browser: light and dark, on the narrowest phone and at a desk.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modulesOf } from '../src/app/modules.ts'
import { composeOurs } from '../src/modules/messages/index.ts'
import { renderWithOptOut } from '../src/modules/messages/blocks/opt-out.ts'
import { filled, ourWording } from '../src/modules/messages/templates/fill.ts'
import { invented } from '../src/modules/messages/templates/samples.ts'
import type { House } from '#platform/data/scope.ts'
import { allMailTemplates } from '#platform/mail/template.ts'
import { accessibilityFindings } from './support/axe.ts'
import { openPage, type Visit } from './support/browser.ts'

// the modules are listed so that all of them declare their mails
modulesOf({
  house: () => undefined as unknown as House,
  transport: undefined,
  mailFrom: 'amt@belegt.test',
  failed: () => undefined,
})
const templates = allMailTemplates()
const organisation = {
  name: 'Verbandsgemeinde Musterlingen-Oberhohenwestedt',
  accent: '#2044aa',
  address: 'Rathausplatz 1\n12345 Musterlingen',
}
/** A colour that is unreadable on white, one that is so on black, and one of the middle. */
const accents = ['#ffe600', '#0a0a2a', '#7f8c3a']
const pictures = process.env['PICTURES']

let visit: Visit
beforeAll(async () => {
  visit = await openPage({ width: 320 })
})
afterAll(() => visit[Symbol.asyncDispose]())

const mailOf = (template: (typeof templates)[number], language: 'de' | 'en', accent = organisation.accent) => {
  const given = invented(template, language)
  if (template.lane === undefined) return composeOurs({ ...organisation, accent }, template, given)
  const mail = filled(template, ourWording(template, language), { ...organisation, accent }, given)
  return renderWithOptOut(mail, { url: 'https://belegt.example/abmelden/x' })
}

async function look(html: string, name: string): Promise<void> {
  await visit.page.setContent(html)
  for (const width of [320, 1280]) {
    await visit.page.setViewportSize({ width, height: 800 })
    const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wide, `${name} sticks out at ${width} px`).toBeLessThanOrEqual(0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit.page.emulateMedia({ colorScheme })
      // the rules do not depend on the width, and reading them takes a while
      if (width === 320) expect(await accessibilityFindings(visit.page), `${name}, ${colorScheme}`).toEqual([])
      if (pictures && !name.endsWith('-en'))
        await visit.page.screenshot({ path: `${pictures}/mail-${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
  }
}

test('all modules’ mails are here', () => {
  const kinds = templates.map(({ kind }) => kind)
  for (const module of ['accounts', 'appointments', 'customers', 'messages', 'privacy', 'registers', 'rights'])
    expect(
      kinds.some((kind) => kind.startsWith(`${module}.`)),
      module,
    ).toBe(true)
  expect(kinds.length).toBeGreaterThan(20)
})

describe.each(templates.map((template) => [template.kind, template] as const))('%s', (kind, template) => {
  test.each(['de', 'en'] as const)(
    'in %s: readable by everybody, from 320 px, in the light and in the dark',
    async (language) => {
      const mail = mailOf(template, language)
      expect(mail.subject).toMatch(/\S/)
      expect(mail.subject + mail.text).not.toMatch(/[{}]|undefined|\[object/)
      expect(mail.html).toContain(`<html lang="${language}">`)
      expect(mail.html).not.toMatch(/<(table|img|script|link|form|iframe)\b|url\(/)
      expect(mail.html.match(/<h1/g)).toHaveLength(1)
      const words = [...mail.html.matchAll(/<a [^>]*>([^<]*)<\/a>/g)].map(([, text]) => text ?? '')
      for (const said of words)
        expect(said, 'words of a link').not.toMatch(/^(https?:|hier|here|mehr|more|klick|click)?$/i)
      // what a link leads to also stands in the plain text
      for (const [, url] of mail.html.matchAll(/<a [^>]*href="([^"]*)"/g)) expect(mail.text).toContain(url)
      await look(mail.html, `${kind}-${language}`)
    },
  )
})

test.each(accents)('the accent %s is made readable', async (accent) => {
  const template = templates.find(({ kind }) => kind === 'appointments.confirmed')
  if (!template) throw new Error('the mail is missing')
  await look(mailOf(template, 'de', accent).html, `accent-${accent.slice(1)}`)
})

test('a long word and a long address break, and nothing is asked of anybody else', async () => {
  const template = templates.find(({ kind }) => kind === 'appointments.confirmed')
  if (!template) throw new Error('the mail is missing')
  const given = invented(template, 'de')
  const long = { ...given.values, name: 'Ö'.repeat(120), ort: `${'x'.repeat(90)}\nMusterlingen` }
  await look(composeOurs(organisation, template, { language: 'de', values: long }).html, 'long')
  expect(visit.requests.filter((url) => !url.startsWith('about:'))).toEqual([])
})
