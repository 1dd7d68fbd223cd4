import { createHash } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import { file, post, type Asked, type Reply } from '#platform/http/route.ts'
import { readToken } from '#platform/keys/token.ts'
import { db, hearing } from './data.ts'
import { heardReport } from './events.ts'
import { reportPath } from './paths.ts'
import { heardReply } from './replies.ts'
import { setupOf } from './settings.ts'

type Asking = Asked<'messages.sms-reports', Record<string, never>>

/**
 * A provider calls: about one SMS, whose own address it was given, or about any. Heeded once, and only when it is signed; a call
 * that is not, or that was heeded before, changes nothing.
 */
async function heed(asked: Asking): Promise<Reply> {
  const { at, call, params } = asked
  const setup = await setupOf(at)
  if (!call || !setup || setup.provider.name !== params['provider']) throw refuse('messages.sms-unsigned', 'forbidden')
  const heard = setup.provider.hear(setup.access, call, at.now)
  if (!heard) throw refuse('messages.sms-unsigned', 'forbidden')
  const own = params['token'] === undefined ? undefined : await readToken(at, 'sms report', params['token'])
  if (params['token'] !== undefined && !own) throw refuse('messages.sms-unsigned', 'forbidden')
  if (heard.reports.length + heard.replies.length > 0) {
    await once(asked, call.url, call.body, call.headers.get('x-nonce') ?? '')
    for (const report of heard.reports) await heardReport(at, setup.provider.name, report, own)
    for (const reply of heard.replies) await heardReply(at, reply)
  }
  // what Twilio takes for "nothing to answer"; the others look at the status only
  return file('<?xml version="1.0" encoding="UTF-8"?><Response></Response>', 'text/xml; charset=utf-8')
}

/** @throws Refusal messages.sms-replayed when this very call was heeded before */
async function once({ at }: Asking, url: string, body: Buffer, nonce: string): Promise<void> {
  const digest = createHash('sha256').update(`${url}\n${nonce}\n`).update(body).digest()
  const fresh = await db(at)
    .insertInto('sms_heard')
    .values({ organisation_id: at.organisation.id, digest, came_at: at.now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .executeTakeFirst()
  if (!fresh) throw refuse('messages.sms-replayed', 'conflict')
}

const rules = { who: 'anyone', purpose: hearing, raw: true, rate: 'read', maxBody: 32 * 1024 } as const

export const smsReportRoutes = [
  post(`/:organisation${reportPath(':provider')}`, rules, heed),
  post(`/:organisation${reportPath(':provider', ':token')}`, rules, heed),
]
