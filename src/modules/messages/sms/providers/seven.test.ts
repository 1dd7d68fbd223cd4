import { expect, test } from 'vitest'
import { SEVEN, sevenCall } from '#testing/sms.ts'
import { seven, sevenSignature } from './seven.ts'

const now = Temporal.Instant.from('2026-11-24T11:00:00Z')
const URL_OF = 'https://amt.example/stadt/meldungen/sms/seven'
type Sent = ReturnType<typeof sevenCall>
const heard = ({ url, init }: Sent, at = now) =>
  seven.hear(SEVEN, { headers: new Headers(init.headers), body: Buffer.from(init.body), url }, at)
const dlr = (status: string) => ({
  data: { msg_id: '77149843739', status, timestamp: '2026-11-24 12:00:00.000000' },
  webhook_event: 'dlr',
  webhook_timestamp: '2026-11-24T12:00:00+01:00',
})

test('signs five lines: moment, nonce, method, address, MD5 of the body', () => {
  // computed with openssl: printf '1634641200\nn\nPOST\nhttps://a.example/\n%s' "$(printf x | md5sum | cut -c1-32)" | openssl dgst -sha256 -hmac key
  expect(sevenSignature('key', '1634641200', 'n', 'https://a.example/', Buffer.from('x'))).toBe(
    '5ce29042147182459243a50c464a58ad188fb13c194b5cab23ae1660e24c6bb5',
  )
})

test.each([
  ['TRANSMITTED', 'sent', 'TRANSMITTED'],
  ['DELIVERED', 'delivered', ''],
  ['EXPIRED', 'undelivered', 'EXPIRED'],
  ['REJECTED', 'failed', 'REJECTED'],
])('%s is %s', (status, state, code) => {
  expect(heard(sevenCall(URL_OF, dlr(status), now))?.reports).toEqual([{ ref: '77149843739', state, code }])
})

test('an SMS that somebody sent to us', () => {
  const told = {
    data: { id: '681590', sender: '4915123456789', system: '491771783130', text: 'Stopp', time: '1605878104' },
  }
  expect(heard(sevenCall(URL_OF, { ...told, webhook_event: 'sms_mo' }, now))?.replies).toEqual([
    { from: '+4915123456789', text: 'Stopp' },
  ])
})

const good = sevenCall(URL_OF, dlr('DELIVERED'), now)
const withHeader = (name: string, value: string): Sent => ({
  ...good,
  init: { ...good.init, headers: { ...good.init.headers, [name]: value } },
})
test.each([
  ['another’s key', sevenCall(URL_OF, dlr('DELIVERED'), now, 'ein-anderer-schluessel')],
  ['another address', { ...good, url: `${URL_OF}/x` }],
  ['a changed body', { ...good, init: { ...good.init, body: good.init.body.replace('DELIVERED', 'FAILED') } }],
  ['another nonce', withHeader('x-nonce', 'f'.repeat(32))],
  ['another moment', withHeader('x-timestamp', String(now.epochMilliseconds / 1000 + 1))],
  ['no signature', withHeader('x-signature', '')],
])('refused: %s', (_name, call) => expect(heard(call)).toBeUndefined())

test('refused when it is not of these minutes, however well it is signed', () => {
  expect(heard(good, now.add({ minutes: 4 }))).toBeDefined()
  expect(heard(good, now.add({ minutes: 6 }))).toBeUndefined()
  expect(heard(good, now.subtract({ minutes: 6 }))).toBeUndefined()
})

test('what is signed and says nothing known does nothing', () => {
  expect(heard(sevenCall(URL_OF, { webhook_event: 'tracking', data: {} }, now))).toEqual({ reports: [], replies: [] })
  expect(heard(sevenCall(URL_OF, null, now))).toEqual({ reports: [], replies: [] })
})
