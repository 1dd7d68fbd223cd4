import { randomUUID } from 'node:crypto'
import type { House, Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { absoluteIn } from '#platform/http/address.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import { composeWithOptOut } from '../blocks/compose.ts'
import { optOutFor, type WithOptOut } from '../blocks/opt-out.ts'
import { db as outbox } from '../data.ts'
import { queueMail } from '../queue.ts'
import { type Audience, audienceNamed, type Choice } from './audience.ts'
import { db, type InformationMail } from './data.ts'
import { informationMail } from './mail-text.ts'
import { informationById, progressOf, reachOf, sorted } from './queries.ts'
import { intentOf, wordsFor } from './rules.ts'

/** The topic that wakes who queues the mails. */
export const INFORMATION = 'information'
const BATCH = 200

export type Draft = {
  readonly audience: string
  readonly choice: Choice
  readonly subject: string
  readonly body: string
  readonly subject_en: string
  readonly body_en: string
}

const accountOf = ({ actor }: Scope<string>): string | null => (actor.kind === 'member' ? actor.account : null)

/** @throws Refusal where the module that knows these people is gone */
export function audienceOf({ audience }: Pick<InformationMail, 'audience'>): Audience {
  const found = audienceNamed(audience)
  if (!found) throw refuse('messages.no-such-audience', 'gone')
  return found
}

/** Keeps a mail to many as a draft; nothing leaves. */
export async function writeInformation(at: Scope<string>, draft: Draft): Promise<string> {
  const id = randomUUID()
  await db(at)
    .insertInto('information_mails')
    .values({
      organisation_id: at.organisation.id,
      id,
      ...draft,
      state: 'draft',
      written_by: accountOf(at),
      created_at: at.now,
    })
    .execute()
  return id
}

/**
 * Changes a draft.
 * @param version the one that was shown
 * @throws Refusal where it is on its way, or somebody else changed it meanwhile
 */
export async function changeInformation(at: Scope<string>, id: string, version: number, draft: Draft): Promise<void> {
  const mail = await draftFor(at, id, version)
  await db(at)
    .updateTable('information_mails')
    .set({ ...draft, version: mail.version + 1, written_by: accountOf(at) })
    .where('id', '=', id)
    .execute()
}

async function draftFor(at: Scope<string>, id: string, version: number): Promise<InformationMail> {
  const mail = await informationById(at, id, true)
  if (mail.state !== 'draft') throw refuse('messages.information-left', 'conflict')
  if (mail.version !== version) throw refuse('messages.information-changed', 'conflict')
  return mail
}

/** Throws a draft away. */
export async function discardInformation(at: Scope<string>, id: string, version: number): Promise<void> {
  await draftFor(at, id, version)
  await db(at).deleteFrom('information_mails').where('id', '=', id).execute()
}

/**
 * Sends a draft on its way, to those who are concerned now.
 * @param seen version and number of people that were shown above the button
 * @throws Refusal where either is different by now: whoever confirms must have seen it
 */
export async function confirmInformation(
  at: Scope<string>,
  id: string,
  seen: { readonly version: number; readonly reached: number },
): Promise<void> {
  const mail = await draftFor(at, id, seen.version)
  const { reached } = await reachOf(at, audienceOf(mail), mail.choice)
  if (reached !== seen.reached)
    throw refuse('messages.information-count', 'conflict', { before: seen.reached, now: reached })
  if (reached === 0) throw refuse('messages.information-nobody', 'conflict')
  await db(at)
    .updateTable('information_mails')
    .set({ state: 'sending', expected: reached, confirmed_at: at.now, confirmed_by: accountOf(at) })
    .where('id', '=', id)
    .execute()
  await record(at, 'information.confirmed', { information: id, people: reached })
  at.tell(INFORMATION)
}

/** Stops a mail on its way: what has not left stays here. What has left cannot be called back. */
export async function stopInformation(at: Scope<string>, id: string): Promise<void> {
  const mail = await informationById(at, id, true)
  if (mail.state !== 'sending') throw refuse('messages.information-left', 'conflict')
  await outbox(at)
    .updateTable('messages')
    .set({ state: 'dropped', content: null, recipient: null, recipient_domain: null, answer: 'withdrawn' })
    .where('information_id', '=', id)
    .where('state', '=', 'queued')
    .execute()
  await db(at).updateTable('information_mails').set({ state: 'stopped' }).where('id', '=', id).execute()
  await record(at, 'information.stopped', { information: id })
}

/** The mail as one person gets it. */
export async function informationFor(
  at: Scope<string>,
  absolute: (path: string, language: Language) => string,
  mail: InformationMail,
  reader: { readonly to: string; readonly language: Language },
): Promise<WithOptOut> {
  const { language, subject, body } = wordsFor(mail, reader.language)
  return composeWithOptOut(
    at,
    informationMail,
    {
      language,
      values: {
        betreff: subject,
        text: body,
        grund: audienceOf(mail).why[language],
        datenschutz: absolute('/datenschutz', language),
      },
    },
    await optOutFor(at, reader.to, (path) => absolute(path, language)),
  )
}

/**
 * Queues the next people of a mail on its way, and notes how far it came in the same transaction: a crash repeats nobody.
 * @returns whether more are to come
 */
export async function queueNext(at: Scope<string>, house: Pick<House, 'publicUrl'>, id: string): Promise<boolean> {
  const mail = await informationById(at, id, true)
  if (mail.state !== 'sending' || mail.queued_at) return false
  const audience = audienceOf(mail)
  const some = await audience.people(at, mail.choice, { after: mail.reached_until ?? undefined, limit: BATCH })
  const { free, blocked, unreachable } = await sorted(at, audience, some)
  const addresses = await audience.addresses(
    at as Scope<never>,
    free.map(({ person }) => person),
  )
  const absolute = absoluteIn(house, at.organisation)
  let queued = 0
  for (const { person, language } of free) {
    const to = addresses.get(person)
    if (!to) continue
    queued++
    await queueMail(at, {
      person,
      to,
      cause: intentOf(id, person),
      kind: informationMail.kind,
      version: 0,
      lane: 'informational',
      activity: audience.activity,
      information: id,
      content: await informationFor(at, absolute, mail, { to, language }),
    })
  }
  const done = some.length < BATCH
  await db(at)
    .updateTable('information_mails')
    .set({
      reached_until: some.at(-1)?.person ?? mail.reached_until,
      queued: mail.queued + queued,
      blocked: mail.blocked + blocked,
      unreachable: mail.unreachable + unreachable + free.length - queued,
      ...(done ? { queued_at: at.now } : {}),
    })
    .where('id', '=', id)
    .execute()
  return !done
}

/** Notes the figures of mails to many whose last mail is settled, so that they outlive the protocol. */
export async function finishInformation(at: Scope<string>): Promise<void> {
  const open = await db(at)
    .selectFrom('information_mails')
    .selectAll()
    .where((or) =>
      or.or([or.and([or('state', '=', 'sending'), or('queued_at', 'is not', null)]), or('state', '=', 'stopped')]),
    )
    .where('finished_at', 'is', null)
    .forUpdate()
    .execute()
  for (const mail of open) {
    const { waiting, sent, failed, dropped } = await progressOf(at, mail)
    if (waiting > 0) continue
    const state = mail.state === 'sending' ? 'sent' : mail.state
    await db(at)
      .updateTable('information_mails')
      .set({ state, sent, failed, dropped, finished_at: at.now })
      .where('id', '=', mail.id)
      .execute()
  }
}
