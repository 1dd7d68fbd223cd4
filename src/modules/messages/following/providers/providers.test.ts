import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { providerEvent } from '../provider-calls.ts'
import { brevo, brevoNews } from './brevo.ts'
import { mailgun, mailgunNews } from './mailgun.ts'
import { postmark, postmarkNews } from './postmark.ts'
import { sesNews } from './ses.ts'
import { jsonOf, type Told } from './told.ts'

const NOW = Temporal.Instant.from('2026-11-22T10:00:00Z')
const ID = '7d0f5a34-1111-4222-8333-444455556666'
/** What a piece of news becomes with us, in a few words. */
const said = (news: readonly Told[]) =>
  news.map((told) => {
    if (told.type === 'unknown') return 'unknown'
    const event = providerEvent({ ...told, type: told.type }, NOW, 'x')
    return [event.kind, event.weight, event.reason].filter(Boolean).join(' ')
  })

describe('Mailgun', () => {
  const event = (more: object) => ({
    event: 'failed',
    severity: 'permanent',
    reason: 'bounce',
    id: 'G9Bn5sl1TC6nu79C8C0bwg',
    timestamp: 1_795_341_540.9,
    recipient: 'kim@empfang.example',
    envelope: { sender: 'ruecklauf+abc@amt.example', transport: 'smtp' },
    message: { headers: { 'message-id': `${ID}@amt.example`, subject: 'Ihr Termin' } },
    'delivery-status': { code: 550, message: '5.1.1 The email account that you tried to reach does not exist' },
    ...more,
  })
  test.each([
    ['no such address', event({}), 'bounced hard no-such-address'],
    [
      'passing',
      event({ severity: 'temporary', 'delivery-status': { code: 452, message: '4.2.2 The mailbox is full' } }),
      'deferred full',
    ],
    ['known from before', event({ 'delivery-status': { code: 605, message: '' } }), 'bounced hard no-such-address'],
    ['their fault', event({ 'delivery-status': { code: 550, message: '5.7.1 blocked' } }), 'bounced soft refused'],
    ['delivered', event({ event: 'delivered' }), 'delivered'],
    ['complained', event({ event: 'complained' }), 'complained'],
    ['new to us', event({ event: 'teleported' }), 'unknown'],
  ])('%s', (_, given, expected) => {
    const news = mailgunNews(given)
    expect(said(news)).toEqual([expected])
    expect(news[0]?.about).toContain(ID)
  })
  test('opened and clicked are not listened to', () => {
    for (const one of ['opened', 'clicked', 'unsubscribed', 'accepted'])
      expect(mailgunNews(event({ event: one }))).toEqual([])
  })
  test('the signature over time and token, by the key of the account', async () => {
    const [timestamp, token] = ['1795341541', 'ae05f5e6a0f1b0d07ac1d1e1e6b5f2d2a1c3']
    const key = 'key-0123456789abcdef'
    const signature = createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex')
    const call = (signed: object) => ({
      headers: new Headers(),
      body: Buffer.from(
        JSON.stringify({ signature: { timestamp, token, signature, ...signed }, 'event-data': event({}) }),
      ),
    })
    const ask = () => Promise.reject(new Error('asks nobody'))
    expect(await mailgun.hear(call({}), key, ask)).toMatchObject({ once: token, news: [{ type: 'bounced' }] })
    for (const wrong of [{ signature: '' }, { signature: 'ab' }, { token: `${token}0` }, { timestamp: '1795341542' }])
      expect(await mailgun.hear(call(wrong), key, ask)).toBeUndefined()
    expect(await mailgun.hear(call({}), 'key-another-0123456789', ask)).toBeUndefined()
  })
})

describe('Postmark', () => {
  const record = (more: object) => ({
    RecordType: 'Bounce',
    ID: 42,
    Type: 'HardBounce',
    TypeCode: 1,
    Name: 'Hard bounce',
    MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
    Metadata: { belegt: ID },
    Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
    Details: 'smtp;550 5.1.1 unknown user',
    Email: 'kim@empfang.example',
    BouncedAt: '2026-11-22T05:28:10.2735393-04:00',
    ...more,
  })
  test.each([
    ['hard', record({}), 'bounced hard no-such-address'],
    ['soft', record({ Type: 'SoftBounce', Details: '452 4.2.2 mailbox full' }), 'bounced soft full'],
    ['passing', record({ Type: 'Transient', Details: '451 try again later' }), 'deferred busy'],
    ['blocked', record({ Type: 'Blocked', Details: '550 5.7.1 rejected by policy' }), 'bounced soft refused'],
    ['complaint', record({ RecordType: 'SpamComplaint', Type: 'SpamComplaint' }), 'complained'],
    ['delivered', record({ RecordType: 'Delivery', DeliveredAt: '2026-11-22T09:28:10Z' }), 'delivered'],
    ['new to us', record({ RecordType: 'Moonshot' }), 'unknown'],
  ])('%s', (_, given, expected) => {
    const news = postmarkNews(given)
    expect(said(news)).toEqual([expected])
    expect(news[0]?.about).toBe(ID)
  })
  test('a bounce of somebody’s own making, and what readers do, is not listened to', () => {
    for (const Type of ['AutoResponder', 'Unsubscribe']) expect(postmarkNews(record({ Type }))).toEqual([])
    for (const RecordType of ['Open', 'Click']) expect(postmarkNews(record({ RecordType }))).toEqual([])
  })
  test('its time with a zone of its own is understood', () => {
    const [told] = postmarkNews(record({}))
    expect(Temporal.Instant.from(told?.at ?? '').toString()).toBe('2026-11-22T09:28:10.2735393Z')
  })
})

describe('Brevo', () => {
  const event = (more: object) => ({
    event: 'hard_bounce',
    email: 'kim@empfang.example',
    id: 26_224,
    date: '2026-11-22 10:28:10',
    ts: 1_795_341_490,
    ts_event: 1_795_341_490,
    'message-id': `<${ID}@amt.example>`,
    'X-Mailin-custom': ID,
    reason: '550 5.1.1 user unknown',
    ...more,
  })
  test.each([
    ['hard', event({}), 'bounced hard no-such-address'],
    ['soft', event({ event: 'soft_bounce', reason: '452 mailbox full' }), 'bounced soft full'],
    ['waiting', event({ event: 'deferred', reason: '451 greylisted, try again later' }), 'deferred busy'],
    ['no address at all', event({ event: 'invalid_email', reason: '' }), 'bounced hard no-such-address'],
    ['not sent', event({ event: 'blocked', reason: 'blocked : due to blacklist user' }), 'bounced soft'],
    ['complaint', event({ event: 'spam' }), 'complained'],
    ['delivered', event({ event: 'delivered', reason: '' }), 'delivered'],
    ['new to us', event({ event: 'beamed' }), 'unknown'],
  ])('%s', (_, given, expected) => {
    const news = brevoNews(given)
    expect(said(news)[0]?.startsWith(expected), said(news)[0]).toBe(true)
    expect(news[0]?.about).toContain(ID)
  })
})

test('passwords: as Basic with any name, or as Bearer; nothing else', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  const call = (authorization: string) => ({
    headers: new Headers({ authorization }),
    body: Buffer.from('{"RecordType":"Delivery"}'),
  })
  const ask = () => Promise.reject(new Error('asks nobody'))
  for (const provider of [postmark, brevo]) {
    for (const right of [basic('belegt:geheim'), basic('x:geheim'), 'Bearer geheim', 'bearer geheim'])
      expect(await provider.hear(call(right), 'geheim', ask), right).toBeDefined()
    for (const wrong of [
      '',
      'Bearer',
      'Bearer ',
      basic('belegt:'),
      basic('geheim:x'),
      'geheim',
      'Basic %%',
      'Digest geheim',
    ])
      expect(await provider.hear(call(wrong), 'geheim', ask), wrong).toBeUndefined()
  }
})

test('whatever a provider sends is understood, told as unknown or refused, and never breaks anything', () => {
  const read = [sesNews, mailgunNews, postmarkNews, brevoNews]
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const value = jsonOf(text)
      if (value) for (const one of read) for (const told of one(value)) expect(said([told])).toHaveLength(1)
    }),
    { numRuns: 500 },
  )
})
