import { createHmac, createSign, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { privacy } from '#privacy'
import { selfSigned } from '#platform/http/self-signed.ts'
import { outsideFetch } from '#platform/net/outside-fetch.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { openPostOffice, type PostOffice } from '#testing/returned.ts'
import { registerOfThisTest, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { db } from './data.ts'
import { signedText } from './providers/sns.ts'
import { setFeedbackProvider } from './set-up.ts'

const HOST = 'https://sns.eu-central-1.amazonaws.com'
const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:belegt'
let web: TestWeb
let office: PostOffice
let town: Organisation
let amazon: Server
const asked: string[] = []
let cert: { cert: string; key: string }

beforeAll(async () => {
  registerOfThisTest()
  amazon = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(request.url?.endsWith('.pem') ? cert.cert : 'ok')
  })
  await new Promise<void>((resolve) => amazon.listen(0, '127.0.0.1', resolve))
  const inside = `http://127.0.0.1:${(amazon.address() as AddressInfo).port}`
  const ask = outsideFetch(true)
  web = await testWeb({
    modules: [
      privacy,
      messages({
        transport: undefined,
        from: 'a@b.example',
        failed: (error) => void web.defects.push(error),
        askOutside: (address) => ask(address.replace(HOST, inside)),
      }),
    ],
  })
  const now = web.clock.now()
  cert = selfSigned(['sns.amazonaws.com'], { from: now.subtract({ hours: 48 }), until: now.add({ hours: 480 }) })
  office = await openPostOffice(web.house)
  town = await web.organisation()
  switchOnHere(town, 'returned-mail')
  await office.setUp(town)
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await office[Symbol.asyncDispose]()
  await web.close()
  await new Promise((resolve) => amazon.close(resolve))
})

const heardBy = (provider: string, secret: string) =>
  office.within(town, (at) => setFeedbackProvider(at, provider, secret))
const call = (provider: string, body: string, headers: Record<string, string> = {}) =>
  web.app.request(`${web.origin}/${town.slug}/zustellung/meldung/${provider}`, { method: 'POST', body, headers })
const kinds = async (message: string) => (await office.events(town, message)).map(({ kind }) => kind)
const newMail = () => office.send(town, `leser.${randomUUID().slice(0, 8)}@empfang.example`)
const openOnes = () =>
  office.within(town, (at) =>
    db(at).selectFrom('mail_reports').select(['kind', 'source']).where('state', '=', 'open').execute(),
  )
const seconds = () => String(Math.floor(web.clock.now().epochMilliseconds / 1000))

test('Mailgun: heeded once when signed and fresh; forged, old and used tokens change nothing', async () => {
  const key = 'key-0123456789abcdef'
  await heardBy('mailgun', key)
  const sent = await newMail()
  const body = (event: object, { timestamp = seconds(), token = randomUUID().replaceAll('-', '') } = {}) =>
    JSON.stringify({
      signature: {
        timestamp,
        token,
        signature: createHmac('sha256', key)
          .update(timestamp + token)
          .digest('hex'),
      },
      'event-data': {
        id: randomUUID(),
        message: { headers: { 'message-id': `${sent.message}@belegt.example` } },
        ...event,
      },
    })
  const bounced = {
    event: 'failed',
    severity: 'permanent',
    'delivery-status': { code: 550, message: `5.1.1 ${sent.to} unknown` },
  }
  const token = randomUUID().replaceAll('-', '')
  const right = body(bounced, { token })
  expect((await call('mailgun', right.replace(/"signature":"./, '"signature":"x'))).status).toBe(403)
  const old = String(Number(seconds()) - 21 * 3600)
  expect((await call('mailgun', body(bounced, { timestamp: old }))).status).toBe(403)
  expect((await call('mailgun', body(bounced, { timestamp: String(Number(seconds()) + 3600) }))).status).toBe(403)
  expect((await call('postmark', right)).status).toBe(403)
  expect(await kinds(sent.message)).toEqual(['accepted'])
  expect(await (await call('mailgun', right)).json()).toEqual({ noted: 1 })
  expect(await (await call('mailgun', right)).json()).toEqual({ noted: 0 })
  // the signature says nothing of the body: a token that was seen carries no other news
  expect(await (await call('mailgun', body({ event: 'complained' }, { token }))).json()).toEqual({ noted: 0 })
  const events = await office.events(town, sent.message)
  expect(events.map(({ kind, weight, words }) => [kind, weight, words])).toEqual([
    ['accepted', null, expect.any(String)],
    ['bounced', 'hard', '550 5.1.1 … unknown'],
  ])
  expect((await call('mailgun', body({}))).status).toBe(422)
  for (const odd of ['', '{', '[]', '{"signature":{}}', 'null']) expect((await call('mailgun', odd)).status).toBe(403)
})

test('what a provider tells that nobody understands, or of no mail of ours, is there for staff to see', async () => {
  await heardBy('brevo', 'geheim')
  const bearer = { authorization: 'Bearer geheim' }
  const before = (await openOnes()).length
  const told = (event: string, more: object = {}) => JSON.stringify({ event, ts_event: 1, 'message-id': 'x', ...more })
  expect(await (await call('brevo', told('beamed'), bearer)).json()).toEqual({ noted: 0 })
  expect(await (await call('brevo', told('hard_bounce'), bearer)).json()).toEqual({ noted: 0 })
  expect(await (await call('brevo', told('delivered'), bearer)).json()).toEqual({ noted: 0 })
  expect((await openOnes()).slice(before)).toEqual([
    { kind: 'unknown', source: 'webhook' },
    { kind: 'unnamed', source: 'webhook' },
  ])
  expect((await call('brevo', '{"no":"event"}', bearer)).status).toBe(422)
  expect((await call('brevo', told('beamed'), { authorization: 'Bearer falsch' })).status).toBe(403)
  expect((await call('brevo', told('beamed'))).status).toBe(403)
})

test('Postmark: our id leaves in a header of each mail, comes back as metadata, and its password opens', async () => {
  await heardBy('postmark', 'geheim')
  const sent = await newMail()
  expect(sent.mail.headers.find(({ key }) => key === 'x-pm-metadata-belegt')?.value).toBe(sent.message)
  const basic = { authorization: `Basic ${Buffer.from('belegt:geheim').toString('base64')}` }
  const body = JSON.stringify({ RecordType: 'SpamComplaint', ID: 7, Metadata: { belegt: sent.message } })
  expect(await (await call('postmark', body, basic)).json()).toEqual({ noted: 1 })
  expect(await (await call('postmark', body, basic)).json()).toEqual({ noted: 0 })
  expect(await kinds(sent.message)).toEqual(['accepted', 'complained'])
})

const sns = (more: Record<string, string>) => {
  const envelope: Record<string, string> = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: TOPIC,
    Message: '{}',
    Timestamp: web.clock.now().toString(),
    SignatureVersion: '2',
    SigningCertURL: `${HOST}/SimpleNotificationService-${'a'.repeat(32)}.pem`,
    ...more,
  }
  const Signature = createSign('SHA256')
    .update(signedText(envelope) ?? '')
    .sign(cert.key, 'base64')
  return JSON.stringify({ ...envelope, Signature })
}

test('Amazon SES: confirmed by itself, believed by its signature and for the one topic', async () => {
  await heardBy('ses', TOPIC)
  const confirm = sns({
    Type: 'SubscriptionConfirmation',
    Token: 'abc',
    SubscribeURL: `${HOST}/?Action=ConfirmSubscription&Token=abc`,
  })
  expect((await call('ses', confirm)).status).toBe(200)
  await expect.poll(() => asked.filter((url) => url.includes('ConfirmSubscription'))).toHaveLength(1)
  expect((await call('ses', confirm)).status).toBe(200) // repeated: confirmed once
  const elsewhere = sns({ Type: 'SubscriptionConfirmation', Token: 'abc', SubscribeURL: 'https://evil.example/?x' })
  expect((await call('ses', elsewhere)).status).toBe(200)

  const sent = await newMail()
  const Message = JSON.stringify({
    notificationType: 'Bounce',
    mail: { source: sent.returnPath, messageId: 'theirs' },
    bounce: {
      bounceType: 'Permanent',
      bouncedRecipients: [{ status: '5.1.1', diagnosticCode: `smtp; 550 5.1.1 <${sent.to}> unknown` }],
      feedbackId: 'f1',
    },
  })
  const right = sns({ Message })
  expect((await call('ses', right.replace('Permanent', 'Transient'))).status).toBe(403)
  expect((await call('ses', sns({ Message, TopicArn: `${TOPIC}x` }))).status).toBe(403)
  expect(
    (await call('ses', sns({ Message, Timestamp: web.clock.now().subtract({ hours: 21 }).toString() }))).status,
  ).toBe(403)
  expect((await call('ses', sns({ Message, SigningCertURL: 'https://evil.example/a.pem' }))).status).toBe(403)
  expect((await call('ses', sns({ Message: 'kein JSON' }))).status).toBe(422)
  expect(await kinds(sent.message)).toEqual(['accepted'])
  expect(await (await call('ses', right)).json()).toEqual({ noted: 1 })
  expect(await (await call('ses', right)).json()).toEqual({ noted: 0 })
  expect(await kinds(sent.message)).toEqual(['accepted', 'bounced'])
  // one certificate, one confirmation: nothing else was asked of anybody
  expect(asked.filter((url) => url.endsWith('.pem'))).toHaveLength(1)
  expect(asked).toHaveLength(2)
})

test('an organisation that named no provider, or another one, hears nobody', async () => {
  const other = await web.organisation()
  const url = `${web.origin}/${other.slug}/zustellung/meldung/brevo`
  const init = { method: 'POST', body: '{"event":"spam"}', headers: { authorization: 'Bearer geheim' } }
  expect((await web.app.request(url, init)).status).toBe(403)
  expect((await call('constructor', '{}')).status).toBe(403)
})
