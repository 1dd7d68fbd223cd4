import { createHash, createHmac } from 'node:crypto'
import type { Call } from '#platform/http/route.ts'
import { sevenConnector } from '../data.ts'
import type { Access, Handed, Heard, Outgoing, ReportState, SmsProvider } from '../provider.ts'
import { ask, field, keptCode, sameSecret } from './ask.ts'

// https://docs.seven.io/en/rest-api/endpoints/sms, /endpoints/logbook, /signing, /webhooks

const headers = (access: Access) => ({
  'x-api-key': access['key'] ?? '',
  accept: 'application/json',
  'content-type': 'application/json',
})

// about this very number or text; the others are about our account (credit, key, sender), and tried again
const FINAL = new Set(['201', '202', '301', '305', '401', '402'])

async function send(base: URL, access: Access, sms: Outgoing): Promise<Handed> {
  const answer = await ask(new URL('/api/sms', base), {
    method: 'POST',
    headers: headers(access),
    body: JSON.stringify({ to: sms.to, text: sms.text, from: sms.sender, foreign_id: sms.id }),
  })
  if ('unreached' in answer) return { is: 'later', code: keptCode(answer.unreached) }
  if ('lost' in answer) return { is: 'unanswered', code: keptCode(answer.lost) }
  if (answer.status === 429 || answer.status === 503)
    return { is: 'later', code: keptCode(answer.status), ...(answer.retryAfter ? { after: answer.retryAfter } : {}) }
  if (answer.status >= 500) return { is: 'unanswered', code: keptCode(answer.status) }
  // a code alone ("900") says why nothing was sent; with messages each says so for itself
  const list = field(answer.json, 'messages')
  const one: unknown = Array.isArray(list) ? list[0] : undefined
  const id = field(one, 'id')
  if (field(one, 'success') === true && (typeof id === 'string' || typeof id === 'number') && id !== '')
    return { is: 'accepted', ref: String(id) }
  const told = field(one, 'error') ?? field(answer.json, 'success') ?? answer.json
  const code = typeof told === 'string' || typeof told === 'number' ? keptCode(told) : keptCode(answer.status)
  if (code === '100' || code === '101') return { is: 'unanswered', code }
  return { is: FINAL.has(code) ? 'refused' : 'later', code }
}

/** By our own id, which seven keeps in its logbook. */
async function find(base: URL, access: Access, sms: Outgoing, since: Temporal.Instant): Promise<string | undefined> {
  const url = new URL('/api/journal/outbound', base)
  url.searchParams.set('to', sms.to)
  // its days may be those of another zone
  url.searchParams.set('date_from', since.subtract({ hours: 24 }).toString().slice(0, 10))
  url.searchParams.set('limit', '100')
  const answer = await ask(url, { method: 'GET', headers: headers(access) })
  if (!('json' in answer) || answer.status !== 200 || !Array.isArray(answer.json))
    throw new Error('the provider does not say what it sent')
  const found = field(
    answer.json.find((one) => field(one, 'foreign_id') === sms.id),
    'id',
  )
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
}

const STATES: Readonly<Record<string, ReportState>> = {
  ACCEPTED: 'underway',
  BUFFERED: 'underway',
  TRANSMITTED: 'sent',
  DELIVERED: 'delivered',
  NOTDELIVERED: 'undelivered',
  EXPIRED: 'undelivered',
  REJECTED: 'failed',
  FAILED: 'failed',
}

/** What seven signs: moment, nonce, method, address and the MD5 of the body, a line each. */
export function sevenSignature(key: string, moment: string, nonce: string, url: string, body: Buffer): string {
  const digest = createHash('md5').update(body).digest('hex')
  return createHmac('sha256', key).update([moment, nonce, 'POST', url, digest].join('\n')).digest('hex')
}

/** Older than this, or further ahead: a call that somebody kept. Its clock and ours may differ a little. */
const FRESH_SECONDS = 300

function hear(access: Access, call: Call, now: Temporal.Instant): Heard | undefined {
  const key = access['signing']
  const [moment, nonce, signature] = ['x-timestamp', 'x-nonce', 'x-signature'].map(
    (name) => call.headers.get(name) ?? '',
  )
  if (!key || !moment || !nonce || !signature || !/^\d{1,12}$/.test(moment) || nonce.length > 100) return undefined
  if (!sameSecret(sevenSignature(key, moment, nonce, call.url, call.body), signature.toLowerCase())) return undefined
  if (Math.abs(now.epochMilliseconds / 1000 - Number(moment)) > FRESH_SECONDS) return undefined
  const told = parsed(call.body)
  const data = field(told, 'data')
  const text = (name: string): string => {
    const value = field(data, name)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  if (field(told, 'webhook_event') === 'dlr') {
    const state = STATES[text('status')]
    const code = text('status') === 'DELIVERED' ? '' : keptCode(text('status'))
    return { reports: state && text('msg_id') ? [{ ref: text('msg_id'), state, code }] : [], replies: [] }
  }
  if (field(told, 'webhook_event') === 'sms_mo')
    return { reports: [], replies: text('sender') ? [{ from: e164(text('sender')), text: text('text') }] : [] }
  return { reports: [], replies: [] }
}

/** seven writes numbers with their country code and without a sign before it. */
const e164 = (number: string): string => (/^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number)

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined // signed, and says nothing we know
  }
}

export const seven: SmsProvider = {
  name: 'seven',
  label: 'seven',
  place: {
    de: 'seven communications GmbH & Co. KG, Kiel (Deutschland)',
    en: 'seven communications GmbH & Co. KG, Kiel (Germany)',
  },
  connector: sevenConnector,
  fields: [
    { name: 'key', label: { de: 'API-Schlüssel', en: 'API key' }, secret: true, matches: /^[\x21-\x7e]{8,200}$/ },
    {
      name: 'signing',
      label: { de: 'Signaturschlüssel', en: 'Signing key' },
      hint: {
        de: 'Steht bei seven unter „Entwickler“. Mit ihm prüfen wir, dass eine Meldung wirklich von seven kommt.',
        en: 'At seven under “Developer”. With it we check that a report really comes from seven.',
      },
      secret: true,
      matches: /^[\x21-\x7e]{8,200}$/,
    },
  ],
  byHand: (address) => ({
    de: `Legen Sie bei seven unter „Entwickler“, „Webhooks“ zwei Webhooks mit der Methode JSON an, für „SMS-Statusänderung“ und „Eingehende SMS“, beide mit dieser Adresse: ${address}`,
    en: `At seven under “Developer”, “Webhooks” add two webhooks with the method JSON, for “SMS status change” and “Incoming SMS”, both with this address: ${address}`,
  }),
  send,
  find,
  hear,
  hints: {
    '201': { de: 'In dieses Land kann nicht gesendet werden.', en: 'This country cannot be reached.' },
    '202': { de: 'Diese Nummer gibt es nicht.', en: 'There is no such number.' },
    '306': { de: 'seven nimmt diesen Absender nicht an.', en: 'seven does not accept this sender.' },
    '500': { de: 'Ihr Guthaben bei seven ist aufgebraucht.', en: 'Your credit at seven is used up.' },
    '900': {
      de: 'seven kennt diesen API-Schlüssel nicht. Bitte prüfen Sie ihn.',
      en: 'seven does not know this API key. Please check it.',
    },
    '903': { de: 'seven nimmt von dieser IP-Adresse nichts an.', en: 'seven accepts nothing from this IP address.' },
    EXPIRED: {
      de: 'Das Handy war zu lange aus oder ohne Netz.',
      en: 'The phone was off or without network for too long.',
    },
    NOTDELIVERED: { de: 'Das Netz konnte die SMS nicht zustellen.', en: 'The network could not deliver it.' },
  },
}
