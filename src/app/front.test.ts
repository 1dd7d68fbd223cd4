import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureOperator } from '#accounts'
import { testWeb, type TestWeb } from '#testing/web.ts'

let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules: [] })
})
afterAll(() => web?.close())

const ask = (path: string) => web.app.request(web.origin + path)

test('the bare address leads to the only organisation, in its language; else it says where to go', async () => {
  await ensureOperator(web.house, { name: 'Rechenzentrum' })
  const none = await ask('/')
  expect([none.status, await none.text()]).toEqual([404, expect.stringContaining('steht der Link zum Einrichten')])
  await web.organisation({ slug: 'neuland', name: 'Gemeinde Neuland' })
  web.house.directory.refresh()
  for (const [path, to] of [
    ['/', '/neuland'],
    ['/en', '/en/neuland'],
    ['/en/', '/en/neuland'],
  ] as const) {
    const led = await ask(path)
    expect([path, led.status, led.headers.get('location')]).toEqual([path, 303, to])
    expect(led.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
  await web.organisation({ slug: 'altland', name: 'Gemeinde Altland' })
  web.house.directory.refresh()
  const several = await (await ask('/')).text()
  expect(several).toContain('Jede Organisation hat hier ihre eigene Adresse')
  expect(several).not.toMatch(/neuland|altland/i) // whom else the operator works for is not told
})

test('what is not there is said by the organisation that the address begins with', async () => {
  const there = await (await ask('/neuland/nirgends')).text()
  for (const text of [
    'Das finden wir nicht',
    'Gemeinde Neuland',
    'href="/neuland/impressum"',
    'href="/neuland/datenschutz"',
  ])
    expect(there).toContain(text)
  const english = await (await ask('/en/neuland/nowhere')).text()
  expect(english).toContain('href="/en/neuland/impressum"')
  const nobody = await (await ask('/nirgends')).text()
  expect(nobody).toContain('Das finden wir nicht')
  expect(nobody).not.toContain('impressum')
})
