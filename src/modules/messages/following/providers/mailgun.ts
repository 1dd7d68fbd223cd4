import { createHmac } from 'node:crypto'
import { type FeedbackProvider, isSame, jsonOf, type Json, partOf, secondsOf, textOf, type Told } from './told.ts'

const types: Readonly<Record<string, Told['type'] | 'nothing'>> = {
  delivered: 'delivered',
  complained: 'complained',
  rejected: 'bounced',
  failed: 'bounced',
  // what readers do is measured by us with their consent, or not at all
  accepted: 'nothing',
  opened: 'nothing',
  clicked: 'nothing',
  unsubscribed: 'nothing',
}

/** One event of Mailgun in our words (documentation.mailgun.com, webhook payloads). */
export function mailgunNews(event: Json): readonly Told[] {
  const type = types[textOf(event['event'])] ?? 'unknown'
  if (type === 'nothing') return []
  const status = partOf(event, 'delivery-status')
  const passing = textOf(event['severity']) === 'temporary'
  return [
    {
      type: type === 'bounced' && passing ? 'deferred' : type,
      about: [
        textOf(partOf(partOf(event, 'message'), 'headers')['message-id']),
        textOf(partOf(event, 'envelope')['sender']),
      ].join(' '),
      id: textOf(event['id']),
      at: secondsOf(event['timestamp']),
      // 605: Mailgun knows from before that the address does not exist, and did not try
      code: textOf(status['enhanced-code']) || (textOf(status['code']) === '605' ? '5.1.1' : ''),
      words: [textOf(status['code']), textOf(status['message']) || textOf(status['description'])].join(' ').trim(),
      permanent: !passing,
    },
  ]
}

/** Mailgun: a signature in the body, HMAC-SHA256 over time and token by the account's key for webhooks. */
export const mailgun: FeedbackProvider = {
  name: 'mailgun',
  needs: 'entered',
  fits: (key) => /^[\w-]{16,128}$/.test(key),
  hear: async ({ body }, key) => {
    const told = jsonOf(body.toString('utf8'))
    const { timestamp, token, signature } = partOf(told, 'signature')
    const [at, once] = [textOf(timestamp), textOf(token)]
    if (!/^\d{1,12}$/.test(at) || !/^\w{16,128}$/.test(once)) return undefined
    const expected = createHmac('sha256', key).update(`${at}${once}`).digest('hex')
    if (!isSame(textOf(signature), expected)) return undefined
    const event = partOf(told, 'event-data')
    return {
      once,
      sentAt: Temporal.Instant.fromEpochMilliseconds(Number(at) * 1000),
      news: 'event' in event ? mailgunNews(event) : undefined,
    }
  },
}
