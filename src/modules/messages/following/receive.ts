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

/**
 * Reads one mail that came back and notes what it says, in one transaction: one row for each mail, whatever it is. What is
 * about a message must prove it by the return path that only that message's way knew; else it changes nothing.
 */
export async function receive(at: Scope<string>, raw: Buffer, { uid, isOurs }: Arrival): Promise<Received> {
  const fingerprint = mac(await at.keys.organisationFor('mail feedback'), 'mail', raw)
  const before = await db(at)
    .selectFrom('mail_reports')
    .select('id')
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst()
  if (before) return 'known'
  const [read, named] = await Promise.all([
    readMail(raw, isOurs),
    setUpOf(at).then(({ returnPath }) =>
      messageNamed(
        at,
        returnPath,
        raw
          .subarray(0, MOST_BYTES)
          .toString('latin1')
          .replaceAll(/=\r?\n/g, ''),
      ),
    ),
  ])
  const about = typeof named === 'object' ? await messageOf(at, named.message) : undefined
  const outcome = await judged(at, read, named, about, fingerprint)
  const words = scrubbed(outcome.words)
  const canSeal =
    about?.person_id && words !== '' && (await at.keys.persons([about.person_id], 'general')).has(about.person_id)
  await db(at)
    .insertInto('mail_reports')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      fingerprint,
      person_id: about?.person_id ?? null,
      message_id: about?.id ?? null,
      kind: outcome.kind,
      source: outcome.source,
      reason: outcome.reason,
      words: canSeal ? await seal(at, mailReports, 'words', about.person_id as string, words) : null,
      uid: uid ?? null,
      state: outcome.open ? 'open' : 'noted',
      read_at: at.now,
    })
    .execute()
  return outcome.open ? 'open' : 'noted'
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

const messageOf = (at: Scope<string>, id: string) =>
  db(at).selectFrom('messages').select(['id', 'person_id']).where('id', '=', id).executeTakeFirst()
type About = Awaited<ReturnType<typeof messageOf>>

type Outcome = {
  readonly kind: string
  readonly source: string
  readonly reason: string
  readonly words: string
  readonly open: boolean
}

/** What about a message can be noted; everything else is no event of it. */
const events: ReadonlySet<string> = new Set([
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
  const base = { kind: main.what as string, source: main.form, reason: main.reason ?? '', words: main.words }
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
  await noteEvents(
    at,
    weighed(readings).flatMap((reading, place) => {
      const event = eventOf(reading, Buffer.concat([fingerprint, Buffer.from([place])]))
      return event ? [{ message: about.id, event }] : []
    }),
  )
  return { ...base, open: false }
}

function eventOf(reading: Reading, from: Buffer): MessageEvent | undefined {
  if (!events.has(reading.what)) return undefined
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
