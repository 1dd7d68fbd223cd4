import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agent } from '#platform/http/agent.ts'
import { accessFields, accessLine, eventFields, eventLine, type AccessEntry } from '#platform/log/fields.ts'

const time = Temporal.Instant.from('2026-03-04T08:05:00.123456Z')
const request: AccessEntry = {
  time,
  method: 'get',
  route: '/t/:token',
  status: 200,
  ms: 12.3456,
  bytes: 4321,
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  referrer: 'https://suche.example/treffer?q=erika+mustermann',
  host: 'termine.example.org:8443',
  address: '203.0.113.77',
}

describe('cxomni/log-anonymisation', () => {
  test('an access line holds the declared facts, the address without its host part', () => {
    expect(JSON.parse(accessLine(request))).toEqual({
      time: '2026-03-04T08:05:00.123Z',
      method: 'GET',
      route: '/t/:token',
      status: 200,
      ms: 12.3,
      bytes: 4321,
      browser: 'Firefox',
      os: 'Linux',
      referrer: 'suche.example',
      host: 'termine.example.org',
      address: '203.0.113.0',
    })
  })

  test('two neighbours in a network leave the same address', () => {
    const addressOf = (address: string): unknown => JSON.parse(accessLine({ ...request, address })).address
    expect(addressOf('203.0.113.1')).toBe(addressOf('203.0.113.254'))
    expect(addressOf('2001:db8:1:2::3')).toBe('2001:db8:1::')
    expect(addressOf('rubbish')).toBe('unknown')
  })

  test('a field that is not declared does not compile and is not written', () => {
    // @ts-expect-error not in the list
    const line = accessLine({ ...request, mail: 'erika@example.org' })
    expect(line).not.toContain('erika')
    // @ts-expect-error not in the list
    expect(eventLine({ time, level: 'info', code: 'a.b', name: 'Erika' })).not.toContain('Erika')
  })

  test('whatever a visitor sends, it comes out as one line of declared fields without the text', () => {
    const visitor = fc.string({ unit: 'binary', minLength: 8 })
    fc.assert(
      fc.property(visitor, visitor, visitor, visitor, (userAgent, path, host, method) => {
        const line = accessLine({
          ...request,
          userAgent,
          referrer: `https://a.example/${path}`,
          host: `x ${host}`,
          method,
        })
        expect(line.indexOf('\n')).toBe(line.length - 1)
        const entry: Record<string, unknown> = JSON.parse(line)
        expect(Object.keys(accessFields)).toEqual(expect.arrayContaining(Object.keys(entry)))
        expect(entry).toMatchObject({ method: 'other', referrer: 'a.example' })
        expect(entry['host']).toBeUndefined()
        expect(['robot', 'other']).toContain(entry['browser'])
      }),
    )
  })
})

test('a raw path with a token in place of the route is not written', () => {
  const routeOf = (route: string): unknown => JSON.parse(accessLine({ ...request, route })).route
  expect(routeOf('/t/k3J9xQ2mV7pL0aZ4')).toBe('unreadable')
  expect(routeOf('/person/0199c3f2-7b1e-7c4a-9f2d-1a2b3c4d5e6f')).toBe('unreadable')
  expect(routeOf('/suche?name=Erika Mustermann')).toBe('unreadable')
  expect(routeOf('/rathaus/auftragsverarbeitungsvertraege/:id{[0-9]+}')).toBe(
    '/rathaus/auftragsverarbeitungsvertraege/:id{[0-9]+}',
  )
})

test('every field says why it is there', () => {
  for (const field of [...Object.values(accessFields), ...Object.values(eventFields)])
    expect(field.why.length).toBeGreaterThan(10)
})

describe('errors', () => {
  const eventOf = (error: unknown): Record<string, unknown> =>
    JSON.parse(eventLine({ time, level: 'error', code: 'http.defect', route: '/t/:token', error }))

  test('kind and place are written, the message is not', () => {
    const entry = eventOf(new TypeError('cannot book for Erika Mustermann'))
    expect(entry).toMatchObject({ level: 'error', code: 'http.defect', route: '/t/:token', error: 'TypeError' })
    expect(JSON.stringify(entry)).not.toContain('Erika')
    expect(entry['stack']).toEqual(
      expect.arrayContaining([expect.stringMatching(/ src\/platform\/log\/fields\.test\.ts:\d+:\d+$/)]),
    )
  })

  test('a message that looks like stack frames is not written either', () => {
    const message = 'x\n    at Erika (/home/mustermann/secret.ts:1:1)\n    at Erika (/home/mustermann/b.ts:1:1)'
    const changed = new Error(message)
    expect(changed.stack).toContain('Erika') // from here on the stack keeps the first message
    changed.message = 'another'
    for (const error of [new Error(message), new Error('outer', { cause: new Error(message) }), changed])
      expect(JSON.stringify(eventOf(error))).not.toMatch(/Erika|mustermann|secret/)
  })

  test('causes and codes are followed, in bounds', () => {
    const inner = Object.assign(new Error('Key (mail)=(erika@example.org) exists'), { code: '23505' })
    const entry = eventOf(new Error('outer', { cause: inner }))
    expect(entry['stack']).toEqual(expect.arrayContaining(['caused by Error 23505']))
    expect(JSON.stringify(entry)).not.toContain('erika')
    const endless = new Error('loop')
    endless.cause = endless
    expect(JSON.stringify(eventOf(endless)).length).toBeLessThan(20_000)
  })

  test('anything can be thrown', () => {
    expect(eventOf('Erika')).toMatchObject({ error: 'string' })
    expect(eventOf(null)).toMatchObject({ error: 'object' })
    expect(eventOf(undefined)['error']).toBeUndefined()
  })

  test('a code that is a sentence is not written', () => {
    const line = eventLine({ time, level: 'info', code: 'Erika hat gebucht', job: 'Für Erika', count: Number.NaN })
    expect(JSON.parse(line)).toEqual({
      time: '2026-03-04T08:05:00.123Z',
      level: 'info',
      code: 'unreadable',
      job: 'unreadable',
    })
  })
})

const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
test.each([
  [windows, 'Chrome', 'Windows'],
  [`${windows} Edg/140.0.0.0`, 'Edge', 'Windows'],
  [`${windows} OPR/120.0`, 'Opera', 'Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E Safari/604',
    'Safari',
    'iOS',
  ],
  ['Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140.0 Mobile/15E Safari/604', 'Chrome', 'iOS'],
  [
    'Mozilla/5.0 (Linux; Android 15; SM-S9) AppleWebKit/537 SamsungBrowser/28.0 Chrome/130 Mobile Safari/537',
    'Samsung Internet',
    'Android',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18.0 Safari/605', 'Safari', 'macOS'],
  ['Mozilla/5.0 (X11; CrOS x86_64 1) AppleWebKit/537 Chrome/140 Safari/537', 'Chrome', 'ChromeOS'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'robot', 'other'],
  ['curl/8.5.0', 'robot', 'other'],
  ['', 'other', 'other'],
  [undefined, 'other', 'other'],
])('%s', (userAgent, browser, os) => {
  expect(agent(userAgent)).toEqual({ browser, os })
})
