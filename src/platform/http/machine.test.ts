import { expect, test } from 'vitest'
import { isMachine } from './machine.ts'

const asked = (headers: Record<string, string>, method = 'GET') => isMachine(method, new Headers(headers))
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

test('people are people', () => {
  for (const agent of [
    FIREFOX,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.6.0',
  ])
    expect(asked({ 'user-agent': agent }), agent).toBe(false)
})

test('machines are machines', () => {
  expect(asked({})).toBe(true)
  expect(asked({ 'user-agent': FIREFOX }, 'HEAD')).toBe(true)
  expect(asked({ 'user-agent': FIREFOX, 'sec-purpose': 'prefetch;prerender' })).toBe(true)
  expect(asked({ 'user-agent': FIREFOX, 'x-moz': 'prefetch' })).toBe(true)
  for (const agent of [
    'Mozilla/5.0',
    'curl/8.10.1',
    'Googlebot/2.1',
    'python-requests/2.32',
    'BarracudaCentral',
    'Mozilla/5.0 (compatible; bingbot/2.0)',
  ])
    expect(asked({ 'user-agent': agent }), agent).toBe(true)
})
