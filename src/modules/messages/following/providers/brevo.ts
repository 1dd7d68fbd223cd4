import { createHash } from 'node:crypto'
import { carries, type FeedbackProvider, jsonOf, type Json, secondsOf, textOf, type Told } from './told.ts'

const types: Readonly<Record<string, Pick<Told, 'type' | 'code' | 'permanent'> | 'nothing'>> = {
  delivered: { type: 'delivered' },
  deferred: { type: 'deferred' },
  soft_bounce: { type: 'bounced', permanent: false },
  hard_bounce: { type: 'bounced', code: '5.1.1', permanent: true },
  invalid_email: { type: 'bounced', code: '5.1.3', permanent: true },
  // Brevo sent nothing: the address stands on its own list, or it failed
  blocked: { type: 'bounced', permanent: false },
  error: { type: 'bounced', permanent: false },
  spam: { type: 'complained' },
  request: 'nothing',
  opened: 'nothing',
  unique_opened: 'nothing',
  proxy_open: 'nothing',
  unique_proxy_open: 'nothing',
  click: 'nothing',
  unsubscribed: 'nothing',
}

/** One event of Brevo in our words (developers.brevo.com, transactional webhooks). */
export function brevoNews(event: Json): readonly Told[] {
  const known = types[textOf(event['event'])] ?? { type: 'unknown' }
  if (known === 'nothing') return []
  const [message, own] = [textOf(event['message-id']), textOf(event['X-Mailin-custom'])]
  const at = secondsOf(event['ts_event']) ?? secondsOf(event['ts'])
  return [
    {
      ...known,
      about: `${own} ${message}`,
      id: [textOf(event['event']), message, at].join(' '),
      at,
      words: textOf(event['reason']),
    },
  ]
}

/** Brevo: a password that we make and it repeats (HTTP Basic or Bearer); our id travels in its own header. */
export const brevo: FeedbackProvider = {
  name: 'brevo',
  needs: 'made',
  fits: () => true,
  header: (message) => ({ 'X-Mailin-custom': message }),
  hear: async (call, password) => {
    if (!carries(call, password)) return undefined
    const told = jsonOf(call.body.toString('utf8'))
    return {
      once: createHash('sha256').update(call.body).digest('hex'),
      news: told && 'event' in told ? brevoNews(told) : undefined,
    }
  },
}
