import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DesignPage } from '#platform/ui/design-page.tsx'
import { BookSample, SignInSample } from '#platform/ui/samples-public.tsx'
import { BeginSample, DeskSample, OfficerSample } from '#platform/ui/samples-staff.tsx'
import { compileStyles } from '#platform/ui/styles.ts'
import { themeSheet } from '#platform/ui/theme.ts'
import { expectAccessible } from './support/axe.ts'
import { openPage } from './support/browser.ts'

const styles = compileStyles()
const assets = (stylesheet: string) =>
  ({ language: 'de', assets: { stylesheet, theme: '/theme.css', icon: '/i.svg' } }) as const
const pages: Readonly<Record<string, string>> = {
  '/design': String(DesignPage(assets('/staff.css'))),
  '/desk': String(DeskSample(assets('/staff.css'))),
  '/begin': String(BeginSample(assets('/staff.css'))),
  '/officer': String(OfficerSample(assets('/staff.css'))),
  '/book': String(BookSample(assets('/public.css'))),
  '/sign-in': String(SignInSample(assets('/public.css'))),
}
const files: Readonly<Record<string, [type: string, body: string]>> = {
  '/public.css': ['text/css', styles.public],
  '/staff.css': ['text/css', styles.staff],
  '/theme.css': ['text/css', themeSheet('#0b5d5e')],
  '/i.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
}

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const [type, body] = files[path] ?? ['text/html; charset=utf-8', pages[path] ?? '']
  // Stricter than the product: what works here works with any policy of ours.
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'",
  )
  response.setHeader('content-type', type)
  response.end(body)
})
let origin = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

describe.each(Object.keys(pages))('%s', (path) => {
  test.each([
    [320, false], // WCAG 2.2, 1.4.10: what 1280 px become at 400 %
    [390, false],
    [390, true],
    [1280, false],
    [1280, true],
  ])('%d px wide, dark: %s: accessible, nothing sticks out, no policy broken', async (width, dark) => {
    await using visit = await openPage({ origin, width, dark })
    await visit.page.goto(path)
    const sticksOut = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(sticksOut).toBeLessThanOrEqual(0)
    await expectAccessible(visit.page)
    expect(visit.problems).toEqual([])
  })
})

test('by keyboard alone, without scripts: skip link, days, times, each with a visible ring', async () => {
  await using visit = await openPage({ origin, javaScript: false })
  await visit.page.goto('/book')
  const walked: string[] = []
  for (let step = 0; step < 9; step += 1) {
    await visit.page.keyboard.press('Tab')
    const focused = visit.page.locator(':focus')
    walked.push(((await focused.textContent()) ?? '').trim())
    const ring = await focused.evaluate((element) => getComputedStyle(element).outlineStyle)
    expect(ring).toBe('solid')
  }
  expect(walked[0]).toBe('Zum Inhalt springen')
  expect(walked.join(' ')).toContain('08:20')
})

test('the error summary has the focus and leads to its field; a dialog opens and closes without script', async () => {
  await using visit = await openPage({ origin, width: 1280, javaScript: false })
  await visit.page.goto('/sign-in')
  expect(await visit.page.locator(':focus').getAttribute('class')).toBe('summary')
  await visit.page.getByRole('link', { name: 'Bitte geben Sie Ihr Passwort ein.' }).click()
  expect(await visit.page.locator(':target').getAttribute('id')).toBe('field-password')

  await visit.page.goto('/design')
  const dialog = visit.page.getByRole('dialog', { name: 'Termin absagen?' })
  await visit.page.getByRole('button', { name: 'Fenster öffnen' }).click()
  expect(await dialog.isVisible()).toBe(true)
  await visit.page.getByRole('button', { name: 'Schließen', exact: true }).click()
  expect(await dialog.isVisible()).toBe(false)
})
