import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFindings, expectAccessible } from './axe.ts'
import { expectNoTraces, openPage } from './browser.ts'

const clean = `<!doctype html><html lang="de"><title>Größe</title><style>:root { color-scheme: light dark }</style>
<main><h1>Über uns</h1><p id="a">ohne</p></main><script>document.getElementById('a').textContent = 'mit'</script></html>`
const dirty = `<!doctype html><html><img src="/x.png"><p style="color:#999">kaum lesbar</p>
<script>localStorage.setItem('seen', '1'); sessionStorage.setItem('tab', '1'); indexedDB.open('base').onsuccess = () => { document.title = 'fertig' }</script></html>`

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  if (request.url === '/clean') {
    // No eval, no scripts from elsewhere: axe must run all the same.
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'",
    )
    return response.end(clean)
  }
  if (request.url === '/dirty') return response.setHeader('set-cookie', 'a=b').end(dirty)
  response.statusCode = 404
  return response.end()
})
let origin = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

describe('the browser of the tests', () => {
  test('has the width, colours, language and scripts that were asked for', async () => {
    await using phone = await openPage({ origin, dark: true })
    await phone.page.goto('/clean')
    expect(await phone.page.textContent('#a')).toBe('mit')
    const seen = await phone.page.evaluate(() => [
      innerWidth,
      matchMedia('(prefers-color-scheme: dark)').matches,
      navigator.language,
    ])
    expect(seen).toEqual([390, true, 'de-DE'])
    await using plain = await openPage({ origin, width: 1280, javaScript: false, language: 'en-GB' })
    await plain.page.goto('/clean')
    expect(await plain.page.textContent('#a')).toBe('ohne')
    expect(await plain.page.evaluate(() => [innerWidth, navigator.language])).toEqual([1280, 'en-GB'])
  })

  test('a page that asks nobody else and leaves nothing passes, with and without scripts', async () => {
    for (const javaScript of [true, false]) {
      await using visit = await openPage({ origin, javaScript })
      await visit.page.goto('/clean')
      await expectNoTraces(visit, origin)
      await expectAccessible(visit.page)
      expect(visit.problems).toEqual([])
    }
  })

  test('cookies, storage, strangers, console errors and inaccessible parts are seen', async () => {
    await using visit = await openPage({ origin })
    await visit.page.goto('/dirty')
    await visit.page.waitForFunction(() => document.title === 'fertig')
    expect(await visit.traces()).toEqual({
      cookies: ['a'],
      storage: ['seen', 'tab', 'base'],
      setCookie: [`${origin}/dirty`],
    })
    expect(visit.problems.join()).toContain('404')
    await expect(expectNoTraces(visit, 'http://127.0.0.1:1')).rejects.toThrow('requests beyond')
    const rules = (await accessibilityFindings(visit.page)).map((finding) => finding.rule)
    expect(rules).toEqual(expect.arrayContaining(['html-has-lang', 'image-alt', 'color-contrast']))
    await expect(expectAccessible(visit.page)).rejects.toThrow('image-alt')
  })
})
