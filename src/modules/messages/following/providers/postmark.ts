import { createHash } from 'node:crypto'
import { carries, type FeedbackProvider, jsonOf, type Json, partOf, textOf, type Told } from './told.ts'

/** Kinds of bounces that say nothing about whether the mail arrived. */
const noBounce = new Set(['Subscribe', 'Unsubscribe', 'AutoResponder', 'ChallengeVerification', 'AddressChange'])
const passing = new Set(['Transient', 'SoftBounce', 'DnsError', 'Undeliverable'])
const forGood = new Set(['HardBounce', 'BadEmailAddress', 'ManuallyDeactivated'])

/** One record of Postmark in our words (postmarkapp.com/developer/webhooks). */
export function postmarkNews(record: Json): readonly Told[] {
  const kind = textOf(record['RecordType'])
  const type = textOf(record['Type'])
  const base = {
    about: textOf(partOf(record, 'Metadata')['belegt']),
    id: `${kind} ${textOf(record['ID']) || textOf(record['MessageID'])}`,
  }
  const words = [textOf(record['Details']), textOf(record['Description'])].find((text) => text !== '') ?? ''
  if (kind === 'Delivery')
    return [{ ...base, type: 'delivered', at: textOf(record['DeliveredAt']), words: textOf(record['Details']) }]
  const at = textOf(record['BouncedAt'])
  if (kind === 'SpamComplaint' || type === 'SpamComplaint') return [{ ...base, type: 'complained', at }]
  if (kind !== 'Bounce') return kind === 'Open' || kind === 'Click' ? [] : [{ ...base, type: 'unknown' }]
  if (noBounce.has(type)) return []
  if (type === 'Transient') return [{ ...base, type: 'deferred', at, words }]
  // of what it calls blocked, spam or virus the address is not to blame: the words say what is
  return [{ ...base, type: 'bounced', at, words, ...(passing.has(type) ? { permanent: false } : {}), ...hard(type) }]
}

const hard = (type: string): { code?: string; permanent?: boolean } =>
  forGood.has(type) ? { code: type === 'ManuallyDeactivated' ? '5.2.1' : '5.1.1', permanent: true } : {}

/** Postmark: a password that we make and it repeats (HTTP Basic); our id travels as metadata. */
export const postmark: FeedbackProvider = {
  name: 'postmark',
  needs: 'made',
  fits: () => true,
  header: (message) => ({ 'X-PM-Metadata-belegt': message }),
  hear: async (call, password) => {
    if (!carries(call, password)) return undefined
    const told = jsonOf(call.body.toString('utf8'))
    return {
      once: createHash('sha256').update(call.body).digest('hex'),
      news: told && 'RecordType' in told ? postmarkNews(told) : undefined,
    }
  },
}
