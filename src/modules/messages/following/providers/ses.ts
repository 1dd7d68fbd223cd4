import { isAmazons, isFromSns, isTopic } from './sns.ts'
import { type FeedbackProvider, isSame, jsonOf, type Json, listOf, partOf, textOf, type Told } from './told.ts'

/** What a notification or event of Amazon SES says, in our words (docs.aws.amazon.com/ses, notification contents). */
export function sesNews(message: Json): readonly Told[] {
  const type = textOf(message['notificationType']) || textOf(message['eventType'])
  const mail = partOf(message, 'mail')
  const headers = listOf(mail['headers'])
    .filter(({ name }) => textOf(name).toLowerCase() === 'message-id')
    .map(({ value }) => textOf(value))
  const about = [textOf(partOf(mail, 'commonHeaders')['messageId']), ...headers, textOf(mail['source'])].join(' ')
  const from = (part: Json) => ({
    about,
    id: `${type} ${textOf(part['feedbackId']) || textOf(mail['messageId'])}`,
    at: textOf(part['timestamp']),
  })
  switch (type) {
    case 'Bounce': {
      const bounce = partOf(message, 'bounce')
      const kind = textOf(bounce['bounceType'])
      const sub = textOf(bounce['bounceSubType'])
      // an address on Amazon's own list was not even tried: as good as one that does not exist
      const listed = kind === 'Permanent' && ['Suppressed', 'OnAccountSuppressionList', 'NoEmail'].includes(sub)
      return listOf(bounce['bouncedRecipients']).map((one, place) => ({
        ...from(bounce),
        id: `${from(bounce).id} ${place}`,
        type: 'bounced',
        code: textOf(one['status']) || (listed ? '5.1.1' : ''),
        words: textOf(one['diagnosticCode']),
        permanent: kind === 'Permanent',
      }))
    }
    case 'Complaint':
      return [{ ...from(partOf(message, 'complaint')), type: 'complained' }]
    case 'Delivery': {
      const delivery = partOf(message, 'delivery')
      return [{ ...from(delivery), type: 'delivered', words: textOf(delivery['smtpResponse']) }]
    }
    case 'DeliveryDelay': {
      const delay = partOf(message, 'deliveryDelay')
      return listOf(delay['delayedRecipients']).map((one, place) => ({
        ...from(delay),
        id: `${type} ${textOf(delay['timestamp'])} ${textOf(mail['messageId'])} ${place}`,
        type: 'deferred',
        code: textOf(one['status']),
        words: textOf(one['diagnosticCode']),
      }))
    }
    case 'Reject':
      return [{ ...from({}), type: 'bounced', words: textOf(partOf(message, 'reject')['reason']), permanent: false }]
    case 'Send':
    case 'Open':
    case 'Click':
    case 'Subscription':
      return []
    default:
      return [{ ...from({}), type: 'unknown' }]
  }
}

/** Amazon SES through a topic of Amazon SNS: signed by Amazon, believed for the one topic that the organisation named. */
export const ses: FeedbackProvider = {
  name: 'ses',
  needs: 'entered',
  fits: isTopic,
  hear: async ({ body }, topic, ask) => {
    const envelope = jsonOf(body.toString('utf8'))
    // before anything is asked outside: a stranger cannot make us call anybody
    if (!envelope || !isSame(textOf(envelope['TopicArn']), topic)) return undefined
    if (!(await isFromSns(envelope, ask))) return undefined
    const heard = {
      once: textOf(envelope['MessageId']),
      sentAt: Temporal.Instant.from(textOf(envelope['Timestamp'])),
    }
    if (envelope['Type'] !== 'Notification') {
      const address = textOf(envelope['SubscribeURL'])
      const confirms = envelope['Type'] === 'SubscriptionConfirmation' && isAmazons(address, /^\/$/)
      return { ...heard, news: [], ...(confirms ? { confirm: address } : {}) }
    }
    const message = jsonOf(wholeText(envelope['Message']))
    return { ...heard, news: message && sesNews(message) }
  },
}

/** The whole text: a message with the headers of its mail is long. */
const wholeText = (value: unknown): string => (typeof value === 'string' ? value : '')
