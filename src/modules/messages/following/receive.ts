import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { seal } from '#platform/keys/sealed.ts'
import { asksToStop } from '../blocks/rules.ts'
import { db, mailReports } from './data.ts'
import { noteEvents, type MessageEvent } from './events.ts'
import { heard } from './heard.ts'
import { MOST_BYTES } from './reading/mime.ts'
import { readMail, type Read } from './reading/read.ts'
import type { Reading } from './reading/reading.ts'
import { scrubbed } from './reading/scrub.ts'
import { messageNamed, type Named } from './return-path.ts'
import { setUpOf } from './set-up.ts'

/** What became of a mail from the mailbox: noted, left open for staff, or known already. */
export type Received = 'noted' | 'open' | 'known'

/** Where a mail came from, and which senders are our own. */
export type Arrival = { readonly uid?: number; readonly isOurs: (sender: string) => boolean }

/** A mail as it lay in the mailbox. */
export type Returned = { readonly raw: Buffer; readonly uid?: number }

/** As `receiveAll`, for one mail. */
export async function receive(at: Scope<string>, raw: Buffer, { uid, isOurs }: Arrival): Promise<Received> {
  const [outcome] = await receiveAll(at, [uid === undefined ? { raw } : { raw, uid }], isOurs)
  if (!outcome) throw new Error('a mail was read and nothing came of it')
  return outcome
}

/**
 * Reads mails that came back and notes what they say, in one transaction: one row for each mail, whatever it is. What is
 * about a message must prove it by the return path that only that message's way knew; else it changes nothing. However many
 * there are, each table is asked and written once.
 * @returns in order, what became of each
 */
export async function receiveAll(
  at: Scope<string>,
  mails: readonly Returned[],
  isOurs: Arrival['isOurs'],
): Promise<Received[]> {
  const key = await at.keys.organisationFor('mail feedback')
  const prints = mails.map(({ raw }) => mac(key, 'mail', raw))
  const before = await db(at)
    .selectFrom('mail_reports')
    .select('fingerprint')
    .where('fingerprint', 'in', prints)
    .execute()
  const seen = new Set(before.map(({ fingerprint }) => fingerprint.toString('hex')))
  const fresh = mails.flatMap((mail, place) => {
    const fingerprint = prints[place] as Buffer
    if (seen.has(fingerprint.toString('hex'))) return []
    seen.add(fingerprint.toString('hex')) // the same mail twice in one lot
    return [{ ...mail, fingerprint, place }]
  })
  const received = mails.map((): Received => 'known')
  if (fresh.length === 0) return received
  const { returnPath } = await setUpOf(at)
  const read = await Promise.all(
    fresh.map(async (mail) => ({
      ...mail,
      read: await readMail(mail.raw, isOurs),
      named: await messageNamed(
        at,
        returnPath,
        mail.raw
          .subarray(0, MOST_BYTES)
          .toString('latin1')
          .replaceAll(/=\r?\n/g, ''),
      ),
    })),
  )
  const messages = await messagesOf(
    at,
    read.flatMap(({ named }) => (typeof named === 'object' ? [named.message] : [])),
  )
  const told: { message: string; event: MessageEvent }[] = []
  const reports: Report[] = []
  for (const { read: said, named, fingerprint, uid, place } of read) {
    const about = typeof named === 'object' ? messages.get(named.message) : undefined
    const outcome = await judged(at, said, named, about, fingerprint)
    told.push(...outcome.events)
    reports.push({ outcome, about, fingerprint, uid })
    received[place] = outcome.open ? 'open' : 'noted'
  }
  await noteEvents(at, told)
  await keep(at, reports)
  return received
}

type Report = {
  readonly outcome: Outcome
  readonly about: About
  readonly fingerprint: Buffer
  readonly uid: number | undefined
}

/** One row for each mail; its words only where their person is known, under whose key they are. */
async function keep(at: Scope<string>, reports: readonly Report[]): Promise<void> {
  const speaking = reports.flatMap(({ outcome, about }) =>
    about?.person_id && scrubbed(outcome.words) !== '' ? [about.person_id] : [],
  )
  const there = speaking.length > 0 ? await at.keys.persons([...new Set(speaking)], 'general') : undefined
  const rows = await Promise.all(
    reports.map(async ({ outcome, about, fingerprint, uid }) => {
      const words = scrubbed(outcome.words)
      const person = about?.person_id
      return {
        organisation_id: at.organisation.id,
        id: randomUUID(),
        fingerprint,
        person_id: person ?? null,
        message_id: about?.id ?? null,
        kind: outcome.kind,
        source: outcome.source,
        reason: outcome.reason,
        words:
          person && words !== '' && there?.has(person) ? await seal(at, mailReports, 'words', person, words) : null,
        uid: uid ?? null,
        state: outcome.open ? 'open' : 'noted',
        read_at: at.now,
      }
    }),
  )
  await db(at).insertInto('mail_reports').values(rows).execute()
}

/** Notes that a mail came which could not be read at all, for staff to look at; nothing of it is kept. */
export async function noteUnreadable(at: Scope<string>, raw: Buffer, uid: number): Promise<void> {
  const fingerprint = mac(await at.keys.organisationFor('mail feedback'), 'mail', raw)
  await db(at)
    .insertInto('mail_reports')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      fingerprint,
      kind: 'unreadable',
      source: 'other',
      uid,
      state: 'open',
      read_at: at.now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'fingerprint']).doNothing())
    .execute()
}

type About = { readonly id: string; readonly person_id: string | null } | undefined

async function messagesOf(at: Scope<string>, ids: readonly string[]): Promise<ReadonlyMap<string, About>> {
  if (ids.length === 0) return new Map()
  const rows = await db(at)
    .selectFrom('messages')
    .select(['id', 'person_id'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

type Outcome = {
  readonly kind: string
  readonly source: string
  readonly reason: string
  readonly words: string
  readonly open: boolean
  /** What is noted about the message. */
  readonly events: readonly { readonly message: string; readonly event: MessageEvent }[]
}

/** What about a message can be noted; everything else is no event of it. */
const eventKinds: ReadonlySet<string> = new Set([
  'bounced',
  'deferred',
  'delivered',
  'relayed',
  'complained',
  'auto-replied',
])

async function judged(
  at: Scope<string>,
  { mail, readings }: Read,
  named: Named,
  about: About,
  fingerprint: Buffer,
): Promise<Outcome> {
  const [main] = weighed(readings)
  const base = {
    kind: main.what as string,
    source: main.form,
    reason: main.reason ?? '',
    words: main.words,
    events: [],
  }
  // a mail program whose button is pressed writes such a mail of its own accord
  const byProgram = main.what === 'auto-replied' && asksToStop({ subject: mail.subject, text: '' })?.token !== undefined
  if (main.what === 'letter' || byProgram) {
    const done = await heard(at, {
      message: about?.id,
      person: about?.person_id ?? undefined,
      sender: mail.sender,
      recipients: mail.headers
        .filter(({ name }) => ['to', 'cc', 'delivered-to'].includes(name))
        .map(({ value }) => value),
      subject: mail.subject,
      text: mail.text,
    })
    return { ...base, words: '', open: !done }
  }
  if (main.what === 'loop') return { ...base, open: false }
  if (main.what === 'unknown') return { ...base, open: true }
  if (main.what === 'auto-replied' && !about) return { ...base, words: '', open: false }
  if (named === 'forged') return { ...base, kind: 'forged', open: false }
  if (named === undefined) return { ...base, kind: 'unnamed', open: true }
  // the message's protocol has ended, or its person was erased: nothing is left that this could be about
  if (!about) return { ...base, kind: 'ended', words: '', open: false }
  const events = weighed(readings).flatMap((reading, place) => {
    const event = eventOf(reading, Buffer.concat([fingerprint, Buffer.from([place])]))
    return event ? [{ message: about.id, event }] : []
  })
  return { ...base, open: false, events }
}

function eventOf(reading: Reading, from: Buffer): MessageEvent | undefined {
  if (!eventKinds.has(reading.what)) return undefined
  const { what, weight, reason, code, words, source } = reading
  return {
    kind: what as MessageEvent['kind'],
    ...(weight ? { weight } : {}),
    ...(reason ? { reason } : {}),
    code,
    words: what === 'auto-replied' ? '' : words,
    source,
    from,
  }
}

/**
 * The parts of a report, the worst first. An address that goes to several mailboxes exists when one of them took the mail:
 * then another's failure is no reason to stop writing to it.
 */
export function weighed(readings: readonly [Reading, ...Reading[]]): [Reading, ...Reading[]] {
  const arrived = readings.some(({ what }) => what === 'delivered' || what === 'relayed')
  const eased = arrived
    ? readings.map((one) => (one.weight === 'hard' ? { ...one, weight: 'soft' as const } : one))
    : [...readings]
  const order = ['complained', 'bounced', 'unknown', 'deferred']
  const place = ({ what }: Reading) => (order.includes(what) ? order.indexOf(what) : order.length)
  return eased.toSorted((a, b) => place(a) - place(b)) as [Reading, ...Reading[]]
}
