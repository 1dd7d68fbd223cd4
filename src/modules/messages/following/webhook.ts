import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { file, post, type Call } from '#platform/http/route.ts'
import { notifying } from '../data.ts'
import { noteEvents, type MessageEvent } from './events.ts'
import { causeOf } from './reading/cause.ts'
import { weightOf } from './reading/reasons.ts'
import { webhookSecretOf } from './set-up.ts'

export const WEBHOOK_PATH = '/zustellung/meldung'
/** Seconds that a signed call may be old or early: what is replayed later is refused. */
const TOLERANCE = 300

/**
 * Whether a call is signed with the organisation's secret as the published scheme "Standard Webhooks" says: HMAC-SHA256 over
 * id, time and the very bytes; several signatures may stand side by side while a secret is changed.
 */
export function isSigned({ headers, body }: Call, secret: Buffer, now: Temporal.Instant): boolean {
  const [id, sentAt, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => headers.get(name) ?? '',
  ) as [string, string, string]
  if (!/^[\w.-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(sentAt)) return false
  if (Math.abs(now.epochMilliseconds / 1000 - Number(sentAt)) > TOLERANCE) return false
  const expected = createHmac('sha256', secret).update(`${id}.${sentAt}.`).update(body).digest()
  return signatures.split(' ').some((one) => {
    const given = Buffer.from(one.startsWith('v1,') ? one.slice(3) : '', 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

const word = z.string().max(2_000)
const news = z.object({
  type: z.enum(['delivered', 'deferred', 'bounced', 'complained']),
  /** Our Message-ID, with or without angle brackets, or its first part. */
  message: word,
  at: z.string().max(40).optional(),
  code: word.optional(),
  words: word.optional(),
})
const MOST = 500
const told = z.union([news.transform((one) => [one]), z.array(news).max(MOST)])

/**
 * A provider tells what became of mails: `{ "type": "bounced", "message": "<id@…>", "code": "5.1.1", "words": "…" }`, or many
 * of them. Heeded only when it is signed; told twice it counts once; about what we do not know nothing is noted.
 */
export const webhookRoutes = [
  post(
    `/:organisation${WEBHOOK_PATH}`,
    { who: 'anyone', purpose: notifying, raw: true, rate: 'read', maxBody: 1024 * 1024 },
    async ({ at, call }) => {
      const secret = await webhookSecretOf(at)
      if (!call || !secret || !isSigned(call, secret, at.now)) throw refuse('messages.unsigned-feedback', 'forbidden')
      const read = told.safeParse(parsed(call.body))
      if (!read.success) throw refuse('messages.odd-feedback', 'invalid')
      const id = call.headers.get('webhook-id') ?? ''
      const events = read.data.flatMap((one, place) => {
        const message = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(one.message)?.[0]
        return message ? [{ message, event: eventOf(one, at.now, `${id} ${place}`) }] : []
      })
      const noted = (await noteEvents(at, events)).filter(Boolean).length
      return file(JSON.stringify({ noted }), 'application/json')
    },
  ),
]

function eventOf(
  { type, at, code = '', words = '' }: z.output<typeof news>,
  now: Temporal.Instant,
  from: string,
): MessageEvent {
  const cause = causeOf(words, code)
  const said = instantOf(at)
  // a provider's clock may run ahead of ours
  const when = said && Temporal.Instant.compare(said, now) < 0 ? said : now
  const base = { kind: type, at: when, code: cause.code, words, source: 'webhook', from } as const
  if (type === 'bounced')
    return { ...base, reason: cause.reason, weight: weightOf(cause.reason, cause.permanent ?? true) }
  return type === 'deferred' ? { ...base, reason: cause.reason } : base
}

function instantOf(text: string | undefined): Temporal.Instant | undefined {
  try {
    return text === undefined ? undefined : Temporal.Instant.from(text)
  } catch {
    return undefined // the time of the call stands in
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined // refused as what it is: not to be understood
  }
}
