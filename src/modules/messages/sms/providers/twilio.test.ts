import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { TWILIO, twilioCall } from '#testing/sms.ts'
import { twilio, twilioSignature } from './twilio.ts'

const now = Temporal.Instant.from('2026-11-24T11:00:00Z')
const heard = ({ url, init }: ReturnType<typeof twilioCall>, access = TWILIO) =>
  twilio.hear(access, { headers: new Headers(init.headers), body: Buffer.from(init.body), url }, now)
const URL_OF = 'https://amt.example/stadt/meldungen/sms/twilio/abc'

test('signs as Twilio’s own documentation computes it', () => {
  const fields = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  })
  expect(twilioSignature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', fields)).toBe(
    'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  )
})

test('a report: which SMS, what became of it, and why', () => {
  const told = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003', To: '+4915123456789' }
  expect(heard(twilioCall(URL_OF, told))).toEqual({
    reports: [{ ref: 'SM1', state: 'undelivered', code: '30003' }],
    replies: [],
  })
})

test('an SMS that somebody sent to us', () => {
  const call = twilioCall(URL_OF, { MessageSid: 'SM2', SmsStatus: 'received', From: '+4915123456789', Body: 'STOP' })
  expect(heard(call)).toEqual({ reports: [], replies: [{ from: '+4915123456789', text: 'STOP' }] })
})

test('signed with the default port or without it: both are Twilio’s', () => {
  const fields = { MessageSid: 'SM1', MessageStatus: 'sent' }
  const call = twilioCall(URL_OF.replace('amt.example', 'amt.example:443'), fields)
  expect(heard({ ...call, url: URL_OF })?.reports).toHaveLength(1)
})

const told = { MessageSid: 'SM1', MessageStatus: 'delivered' }
const sha256 = createHmac('sha256', TWILIO.token).update(URL_OF).digest('base64')
test.each([
  ['another’s token', twilioCall(URL_OF, told, 'ein-anderes-token')],
  ['another address', { ...twilioCall(`${URL_OF}d`, told), url: URL_OF }],
  ['a changed field', changed((body) => body.replace('delivered', 'failed'))],
  ['an added field', changed((body) => `${body}&ErrorCode=1`)],
  ['no signature', signed('')],
  ['a signature of another length', signed('x')],
  ['a signature of another kind', signed(sha256)],
  ['another account', twilioCall(URL_OF, { ...told, AccountSid: `AC${'f'.repeat(32)}` })],
])('refused: %s', (_name, call) => expect(heard(call)).toBeUndefined())

function changed(change: (body: string) => string) {
  const call = twilioCall(URL_OF, told)
  return { ...call, init: { ...call.init, body: change(call.init.body) } }
}
function signed(signature: string) {
  const call = twilioCall(URL_OF, told)
  return { ...call, init: { ...call.init, headers: { 'x-twilio-signature': signature } } }
}
