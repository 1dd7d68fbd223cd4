import { createHash, randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import { file, post } from '#platform/http/route.ts'
import type { Scope } from '#platform/data/scope.ts'
import { notifying } from '../data.ts'
import { db } from './data.ts'
import { noteEvents, type MessageEvent } from './events.ts'
import { providerNamed } from './providers/index.ts'
import type { AskOutside, Told } from './providers/told.ts'
import { causeOf } from './reading/cause.ts'
import { weightOf } from './reading/reasons.ts'
import { messageNamed } from './return-path.ts'
import { feedbackAccessOf, setUpOf } from './set-up.ts'
import { WEBHOOK_PATH } from './webhook.ts'

/** A call that was sent longer ago is refused; so long at least what was heeded is remembered. */
const TOLERANCE_HOURS = 20
const EARLY_MINUTES = 5

/** The address that a provider is told to call. */
export const providerPath = (provider: string): string => `${WEBHOOK_PATH}/${provider}`

/** Whether this call was never heeded before. */
async function isFirst(at: Scope<string>, provider: string, once: string): Promise<boolean> {
  const row = await db(at)
    .insertInto('mail_heard')
    .values({
      organisation_id: at.organisation.id,
      digest: createHash('sha256').update(`${provider} ${once}`).digest(),
      came_at: at.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .executeTakeFirst()
  return row !== undefined
}

const isTimely = (at: Scope<string>, sent: Temporal.Instant): boolean =>
  Temporal.Instant.compare(sent, at.now.subtract({ hours: TOLERANCE_HOURS })) >= 0 &&
  Temporal.Instant.compare(sent, at.now.add({ minutes: EARLY_MINUTES })) <= 0

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** The message that the news is about: by our id in it, or by the return path that only its way knew. */
async function messageIn(at: Scope<string>, about: string): Promise<string | undefined> {
  const { returnPath } = await setUpOf(at)
  const named = returnPath === '' ? undefined : await messageNamed(at, returnPath, about)
  return typeof named === 'object' ? named.message : UUID.exec(about)?.[0]
}

function instantOf(text: string | undefined): Temporal.Instant | undefined {
  try {
    return text ? Temporal.Instant.from(text) : undefined
  } catch {
    return undefined // the time of the call stands in
  }
}

/** What one piece of news says of a mail. Pure but for the time that comes in. */
export function providerEvent(
  told: Told & { type: Exclude<Told['type'], 'unknown'> },
  now: Temporal.Instant,
  from: string,
) {
  const { type, words = '' } = told
  const cause = causeOf(words, told.code)
  const said = instantOf(told.at)
  // a provider's clock may run ahead of ours
  const at = said && Temporal.Instant.compare(said, now) < 0 ? said : now
  const base = { kind: type, at, code: cause.code, words, source: 'webhook', from } as const
  const bounced = { reason: cause.reason, weight: weightOf(cause.reason, cause.permanent ?? told.permanent ?? true) }
  const event: MessageEvent =
    type === 'bounced' ? { ...base, ...bounced } : type === 'deferred' ? { ...base, reason: cause.reason } : base
  return event
}

/** Keeps for staff to look at what a provider told and nobody can place: of what kind, and nothing of its content. */
async function keepOpen(at: Scope<string>, kind: 'unknown' | 'unnamed', from: string): Promise<void> {
  await db(at)
    .insertInto('mail_reports')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      fingerprint: createHash('sha256').update(from).digest(),
      kind,
      source: 'webhook',
      state: 'open',
      read_at: at.now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'fingerprint']).doNothing())
    .execute()
}

/** Notes the news of one call. @returns how many said something new about a mail of ours */
export async function noteNews(
  at: Scope<string>,
  provider: string,
  once: string,
  news: readonly Told[],
): Promise<number> {
  const events: { message: string; event: MessageEvent }[] = []
  for (const [place, told] of news.entries()) {
    const from = `${provider} ${told.id ?? `${once} ${place}`}`
    const message = await messageIn(at, told.about)
    if (told.type === 'unknown') await keepOpen(at, 'unknown', from)
    else if (message) events.push({ message, event: providerEvent({ ...told, type: told.type }, at.now, from) })
    else if (told.type === 'bounced' || told.type === 'complained') await keepOpen(at, 'unnamed', from)
  }
  return (await noteEvents(at, events)).filter(Boolean).length
}

/**
 * Providers that tell in a format of their own: heeded when their signature or password is right, sent lately and for the
 * first time. What is repeated is answered kindly and changes nothing, since they repeat until they hear a yes.
 */
export const providerRoutes = (ask: AskOutside, failed: (error: unknown) => void) => [
  post(
    `/:organisation${providerPath(':provider')}`,
    { who: 'anyone', purpose: notifying, raw: true, rate: 'read', maxBody: 1024 * 1024 },
    async ({ at, call, params }) => {
      const access = await feedbackAccessOf(at)
      const provider = access && access.provider === params['provider'] ? providerNamed(access.provider) : undefined
      const heard = call && access && (await provider?.hear(call, access.secret, ask))
      if (!provider || !heard || (heard.sentAt && !isTimely(at, heard.sentAt)))
        throw refuse('messages.unsigned-feedback', 'forbidden')
      if (!heard.news) throw refuse('messages.odd-feedback', 'invalid')
      const first = await isFirst(at, provider.name, heard.once)
      const noted = first ? await noteNews(at, provider.name, heard.once, heard.news) : 0
      const { confirm } = heard
      if (first && confirm) at.afterCommit(() => void ask(confirm).catch(failed))
      return file(JSON.stringify({ noted }), 'application/json')
    },
  ),
]
