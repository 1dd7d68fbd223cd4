import { createHmac } from 'node:crypto'
import type { Call } from '#platform/http/route.ts'
import { twilioConnector } from '../data.ts'
import type { Access, Handed, Heard, Outgoing, ReportState, SmsProvider } from '../provider.ts'
import { ask, field, keptCode, sameSecret } from './ask.ts'

// https://www.twilio.com/docs/messaging/api/message-resource
// https://www.twilio.com/docs/usage/security#validating-requests

const messages = (base: URL, access: Access) =>
  new URL(`/2010-04-01/Accounts/${encodeURIComponent(access['account'] ?? '')}/Messages.json`, base)

const authorised = (access: Access) => ({
  authorization: `Basic ${Buffer.from(`${access['account']}:${access['token']}`).toString('base64')}`,
  accept: 'application/json',
})

// about this very number or text; everything else Twilio refuses is about our account, and tried again
const FINAL = new Set([
  21211, 21214, 21217, 21265, 21408, 21421, 21601, 21602, 21604, 21605, 21610, 21612, 21614, 21617,
])

async function send(base: URL, access: Access, sms: Outgoing): Promise<Handed> {
  const form = new URLSearchParams({ To: sms.to, Body: sms.text, StatusCallback: sms.report })
  // a messaging service picks the sender itself
  form.set(sms.sender.startsWith('MG') && sms.sender.length === 34 ? 'MessagingServiceSid' : 'From', sms.sender)
  const answer = await ask(messages(base, access), {
    method: 'POST',
    headers: { ...authorised(access), 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  if ('unreached' in answer) return { is: 'later', code: keptCode(answer.unreached) }
  if ('lost' in answer) return { is: 'unanswered', code: keptCode(answer.lost) }
  const sid = field(answer.json, 'sid')
  if (answer.status >= 200 && answer.status < 300)
    return typeof sid === 'string' && sid !== ''
      ? { is: 'accepted', ref: sid }
      : { is: 'unanswered', code: String(answer.status) }
  const code = Number(field(answer.json, 'code'))
  if (answer.status === 429 || answer.status === 503)
    return {
      is: 'later',
      code: keptCode(code || answer.status),
      ...(answer.retryAfter ? { after: answer.retryAfter } : {}),
    }
  // after a 500 nobody knows how far it came
  if (answer.status >= 500) return { is: 'unanswered', code: keptCode(answer.status) }
  return { is: FINAL.has(code) ? 'refused' : 'later', code: keptCode(code || answer.status) }
}

/**
 * The same text to the same number since then: Twilio takes no id of ours. Its filter by date leaves out what is still
 * queued there, so the newest hundred to that number are looked at.
 */
async function find(base: URL, access: Access, sms: Outgoing, since: Temporal.Instant): Promise<string | undefined> {
  const url = messages(base, access)
  url.searchParams.set('To', sms.to)
  url.searchParams.set('PageSize', '100')
  const answer = await ask(url, { method: 'GET', headers: authorised(access) })
  const list = 'json' in answer && answer.status === 200 ? field(answer.json, 'messages') : undefined
  if (!Array.isArray(list)) throw new Error('the provider does not say what it sent')
  const found = list.find(
    (one) =>
      field(one, 'to') === sms.to && field(one, 'body') === sms.text && !isOlder(field(one, 'date_created'), since),
  )
  const sid = field(found, 'sid')
  return typeof sid === 'string' ? sid : undefined
}

/** Whether an RFC 2822 time (whole seconds) is certainly before `since`. */
const isOlder = (time: unknown, since: Temporal.Instant): boolean => {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return ms < since.epochMilliseconds - 1000
}

const STATES: Readonly<Record<string, ReportState>> = {
  accepted: 'underway',
  scheduled: 'underway',
  queued: 'underway',
  sending: 'underway',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
}

/** What Twilio signs: the address it was told to call, then every field's name and value, sorted by name. */
export function twilioSignature(token: string, url: string, fields: URLSearchParams): string {
  const names = [...new Set(fields.keys())].toSorted()
  const told = names.flatMap((name) => [...new Set(fields.getAll(name))].toSorted().map((value) => name + value))
  return createHmac('sha1', token)
    .update(url + told.join(''))
    .digest('base64')
}

/** Twilio signs the address with its default port in some places and without it in others. */
function addresses(url: string): string[] {
  const parts = new URL(url)
  if (parts.port) return [url, url.replace(`:${parts.port}`, '')]
  return [url, url.replace(parts.host, `${parts.host}:${parts.protocol === 'https:' ? '443' : '80'}`)]
}

function hear(access: Access, call: Call): Heard | undefined {
  const token = access['token']
  const signature = call.headers.get('x-twilio-signature') ?? ''
  if (!token) return undefined
  const fields = new URLSearchParams(call.body.toString('utf8'))
  const right = addresses(call.url).map((url) => sameSecret(twilioSignature(token, url, fields), signature))
  if (!right.includes(true)) return undefined
  if (fields.get('AccountSid') !== access['account']) return undefined
  const state = STATES[fields.get('MessageStatus') ?? '']
  const ref = fields.get('MessageSid') ?? ''
  if (state && ref) {
    const code = fields.get('ErrorCode')
    return { reports: [{ ref, state, code: code ? keptCode(code) : '' }], replies: [] }
  }
  const from = fields.get('From')
  return { reports: [], replies: from && fields.has('Body') ? [{ from, text: fields.get('Body') ?? '' }] : [] }
}

export const twilio: SmsProvider = {
  name: 'twilio',
  label: 'Twilio',
  place: { de: 'Twilio Ireland Ltd, Dublin (Irland)', en: 'Twilio Ireland Ltd, Dublin (Ireland)' },
  connector: twilioConnector,
  fields: [
    {
      name: 'account',
      label: { de: 'Account SID', en: 'Account SID' },
      hint: {
        de: 'Beginnt mit AC. Sie finden sie in der Konsole von Twilio.',
        en: 'Begins with AC. It is in Twilio’s console.',
      },
      secret: false,
      matches: /^AC[0-9a-f]{32}$/,
    },
    {
      name: 'token',
      label: { de: 'Auth Token', en: 'Auth token' },
      secret: true,
      matches: /^[\x21-\x7e]{8,200}$/,
    },
  ],
  byHand: (address) => ({
    de: `Damit Antworten wie STOP bei uns ankommen, tragen Sie bei Ihrer Nummer in der Konsole von Twilio unter „A message comes in“ diese Adresse ein (HTTP POST): ${address}`,
    en: `For replies such as STOP to reach us, enter this address at your number in Twilio’s console under “A message comes in” (HTTP POST): ${address}`,
  }),
  send,
  find,
  hear,
  hints: {
    '20003': {
      de: 'Twilio kennt diese Zugangsdaten nicht. Bitte prüfen Sie Account SID und Auth Token.',
      en: 'Twilio does not know these credentials. Please check account SID and auth token.',
    },
    '21211': { de: 'Diese Nummer gibt es nicht.', en: 'There is no such number.' },
    '21408': {
      de: 'In dieses Land darf Ihr Konto bei Twilio nicht senden.',
      en: 'Your account at Twilio may not send to this country.',
    },
    '21606': {
      de: 'Der Absender gehört nicht zu Ihrem Konto bei Twilio.',
      en: 'The sender does not belong to your account at Twilio.',
    },
    '21610': {
      de: 'Diese Person hat Twilio mit STOP geantwortet und bekommt keine SMS mehr.',
      en: 'This person answered STOP to Twilio and gets no more SMS.',
    },
    '21614': { de: 'Diese Nummer kann keine SMS empfangen.', en: 'This number cannot receive SMS.' },
    '30003': { de: 'Das Handy ist aus oder ohne Netz.', en: 'The phone is off or without network.' },
    '30005': { de: 'Diese Nummer gibt es nicht mehr.', en: 'This number does not exist any more.' },
    '30006': { de: 'Festnetz: kann keine SMS empfangen.', en: 'A landline: cannot receive SMS.' },
    '30007': { de: 'Der Netzbetreiber hat die SMS als Werbung ausgefiltert.', en: 'The network filtered it as spam.' },
  },
}
