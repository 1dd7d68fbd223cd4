import { createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { providerEvent } from '../provider-calls.ts'
import { ses, sesNews } from './ses.ts'
import { isAmazons, isTopic, signedText } from './sns.ts'
import type { Json, Told } from './told.ts'

const NOW = Temporal.Instant.from('2026-11-22T10:00:00Z')
const ID = '7d0f5a34-1111-4222-8333-444455556666'
/** What a piece of news becomes with us, in a few words. */
const said = (news: readonly Told[]) =>
  news.map((told) => {
    if (told.type === 'unknown') return 'unknown'
    const event = providerEvent({ ...told, type: told.type }, NOW, 'x')
    return [event.kind, event.weight, event.reason].filter(Boolean).join(' ')
  })

describe('Amazon SES', () => {
  const mail = {
    timestamp: '2026-11-22T09:58:00.000Z',
    source: 'ruecklauf+abc@amt.example',
    messageId: '00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000',
    destination: ['kim@empfang.example'],
    headersTruncated: false,
    headers: [{ name: 'Message-ID', value: `<${ID}@amt.example>` }],
    commonHeaders: { messageId: `<${ID}@amt.example>`, subject: 'Ihr Termin' },
  }
  const bounce = (more: object, one: object = {}) => ({
    notificationType: 'Bounce',
    mail,
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: 'kim@empfang.example', action: 'failed', ...one }],
      timestamp: '2026-11-22T09:59:38.237Z',
      feedbackId: '00000138111222aa-33322211-cccc',
      reportingMTA: 'dns; email.example.com',
      ...more,
    },
  })
  test.each([
    [
      'no such address',
      bounce({}, { status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 <kim@empfang.example>... User unknown' }),
      'bounced hard no-such-address',
    ],
    ['on their list', bounce({ bounceSubType: 'OnAccountSuppressionList' }), 'bounced hard no-such-address'],
    [
      'mailbox full',
      bounce(
        { bounceType: 'Transient', bounceSubType: 'MailboxFull' },
        { status: '4.2.2', diagnosticCode: '452 4.2.2' },
      ),
      'bounced soft full',
    ],
    ['nothing known', bounce({ bounceType: 'Undetermined', bounceSubType: 'Undetermined' }), 'bounced soft unknown'],
    [
      'complaint',
      { notificationType: 'Complaint', mail, complaint: { feedbackId: 'c', complaintFeedbackType: 'abuse' } },
      'complained',
    ],
    [
      'delivery',
      { notificationType: 'Delivery', mail, delivery: { timestamp: '2026-11-22T09:59:00Z', smtpResponse: '250 ok' } },
      'delivered',
    ],
    [
      'delay, as an event',
      {
        eventType: 'DeliveryDelay',
        mail,
        deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [{ emailAddress: 'x', status: '4.2.2' }] },
      },
      'deferred full',
    ],
    ['what we do not know', { eventType: 'RenderingFailure', mail }, 'unknown'],
  ])('%s', (_, message, expected) => {
    const news = sesNews(message as Json)
    expect(said(news)).toEqual([expected])
    expect(news[0]?.about).toContain(ID)
  })
  test('who opened or clicked is not listened to', () => {
    for (const eventType of ['Open', 'Click', 'Send', 'Subscription']) expect(sesNews({ eventType, mail })).toEqual([])
  })
  test('several recipients are several pieces of news', () => {
    const message = bounce({ bouncedRecipients: [{ status: '5.1.1' }, { status: '5.2.2' }] })
    expect(new Set(sesNews(message).map(({ id }) => id)).size).toBe(2)
  })
  test('only Amazon’s own hosts are asked, by https, at no other port', () => {
    const pem = /^\/[\w.-]+\.pem$/
    expect(isAmazons('https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1a.pem', pem)).toBe(true)
    expect(isAmazons('https://sns.cn-north-1.amazonaws.com.cn/a.pem', pem)).toBe(true)
    for (const address of [
      'http://sns.eu-central-1.amazonaws.com/a.pem',
      'https://sns.eu-central-1.amazonaws.com:8443/a.pem',
      'https://sns.eu-central-1.amazonaws.com.evil.example/a.pem',
      'https://sns.eu-central-1.amazonaws.com@evil.example/a.pem',
      'https://evil.example/sns.eu-central-1.amazonaws.com/a.pem',
      'https://s3.eu-central-1.amazonaws.com/a.pem',
      'https://x@sns.eu-central-1.amazonaws.com/a.pem',
      'https://sns.eu-central-1.amazonaws.com/../bucket/a.pem',
      'https://sns.eu-central-1.amazonaws.com/a.exe',
      'https://127.0.0.1/a.pem',
      'nonsense',
    ])
      expect(isAmazons(address, pem), address).toBe(false)
    expect(isTopic('arn:aws:sns:eu-central-1:123456789012:belegt-mails')).toBe(true)
    expect(isTopic('arn:aws:sqs:eu-central-1:123456789012:belegt-mails')).toBe(false)
  })
  test('what is signed is what was published: sorted names and values, a subject only where there is one', () => {
    const envelope = { Type: 'Notification', MessageId: 'm', TopicArn: 't', Message: 'x', Timestamp: 'z' }
    expect(signedText(envelope)).toBe('Message\nx\nMessageId\nm\nTimestamp\nz\nTopicArn\nt\nType\nNotification\n')
    expect(signedText({ ...envelope, Subject: 's' })).toContain('Subject\ns\nTimestamp\n')
    expect(signedText({ ...envelope, Type: 'constructor' })).toBeUndefined()
  })
  test('another topic, or a certificate from elsewhere: nobody is asked', async () => {
    const asked: string[] = []
    const ask = async (address: string) => {
      asked.push(address)
      return new Response('')
    }
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const topic = 'arn:aws:sns:eu-central-1:123456789012:a'
    const sealed = (more: object) => {
      const envelope: Record<string, string> = {
        Type: 'Notification',
        MessageId: 'm',
        TopicArn: topic,
        Message: '{}',
        Timestamp: NOW.toString(),
        SignatureVersion: '2',
        SigningCertURL: 'https://evil.example/a.pem',
        ...more,
      }
      const Signature = createSign('RSA-SHA256')
        .update(signedText(envelope) ?? '')
        .sign(privateKey, 'base64')
      return { headers: new Headers(), body: Buffer.from(JSON.stringify({ ...envelope, Signature })) }
    }
    expect(await ses.hear(sealed({}), topic, ask)).toBeUndefined()
    const cert = { SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/a.pem' }
    expect(await ses.hear(sealed({ ...cert, TopicArn: `${topic}b` }), topic, ask)).toBeUndefined()
    expect(asked).toEqual([])
    expect(await ses.hear(sealed(cert), topic, ask)).toBeUndefined() // what came back is no certificate
    expect(asked).toHaveLength(1)
  })
})
