import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { houseJob, type Job } from '#platform/jobs/jobs.ts'
import { db, proving } from '../data.ts'
import { copyMail } from './copy-mail.ts'
import { putCopy } from './copy-host.ts'
import { newestCheckpoint } from './merge.ts'
import { proveGrowth } from './proofs.ts'
import { publishedUpTo, publishTo } from './published.ts'
import { CopyFailure, type Copy, type CopyHost, type OfficerMail } from './copy-types.ts'

export type Channel = 'mail' | 'folder' | 'host'

/** The ways by which signed checkpoints leave this machine; what is not configured is left out. */
export type CopyPorts = {
  /** Given by `app`, since this module knows no mail server. Resolves when the server has taken responsibility. */
  readonly mail?: ((organisation: Organisation, mail: OfficerMail) => Promise<void>) | undefined
  /** A folder that exists, best on another machine (mounted) or medium. */
  readonly folder?: string | undefined
  readonly host?: CopyHost | undefined
}

/** A day for mails, since people read them; the others follow at once. */
const pause: Record<Channel, Temporal.DurationLike> = { mail: { hours: 24 }, folder: { hours: 0 }, host: { hours: 0 } }
const LONGEST_WAIT_MINUTES = 60

const actor = { kind: 'system', job: 'privacy.checkpoint-copies' } as const

/** Every ten minutes; a copy that fails is tried again later and told as a failed job and to the officer. */
export const copiesJob = (ports: () => CopyPorts): Job =>
  houseJob('privacy.checkpoint-copies', '*/10 * * * *', async (house) => {
    const failures: unknown[] = []
    for (const organisation of await house.directory.all()) {
      failures.push(...(await sendCopies(house, organisation, ports())))
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} copies of checkpoints did not leave`)
  })

/**
 * Sends an organisation's newest checkpoint over every way that is configured and due.
 * @returns the failures of this call; what failed is due again after a growing pause
 */
export async function sendCopies(house: House, organisation: Organisation, ports: CopyPorts): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const [channel, send] of sendersOf(house, organisation, ports)) {
    const failed = await attempt(house, organisation, channel, send)
    if (failed !== undefined) failures.push(failed)
  }
  return failures
}

type Send = (copy: Copy) => Promise<void>

function sendersOf(house: House, organisation: Organisation, ports: CopyPorts): [Channel, Send][] {
  const { mail, folder, host } = ports
  const to = /[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+/.exec(organisation.officer_contact)?.[0]
  const senders: [Channel, Send][] = []
  if (folder !== undefined) senders.push(['folder', () => toFolder(house, organisation, folder)])
  if (host) senders.push(['host', (copy) => putCopy(organisation, host, copy, proofFrom(house, organisation))])
  if (mail && to) senders.push(['mail', (copy) => mail(organisation, { to, ...copyMail(organisation, copy) })])
  return senders
}

/** One attempt: the state is read, the copy sent outside of any transaction, the outcome noted. */
async function attempt(house: House, organisation: Organisation, channel: Channel, send: Send): Promise<unknown> {
  const wish = { organisation, actor, purpose: proving } as const
  const due = await inScope(house, { ...wish, readOnly: true }, (at) => copyDue(at, channel))
  if (!due) return undefined
  try {
    await send(due.copy)
    await inScope(house, wish, (at) => note(at, channel, { sent: due.copy.size }))
    return undefined
  } catch (error) {
    await inScope(house, wish, (at) => note(at, channel, { failed: error, attempts: due.attempts + 1 }))
    return error
  }
}

async function copyDue(at: Scope<string>, channel: Channel): Promise<{ copy: Copy; attempts: number } | undefined> {
  const newest = await newestCheckpoint(at)
  const state = await db(at)
    .selectFrom('checkpoint_copies')
    .selectAll()
    .where('channel', '=', channel)
    .executeTakeFirst()
  if (!newest || newest.size <= (state?.sent_size ?? 0)) return undefined
  if (state && waits(state.due_at, at.now)) return undefined
  return { copy: await copyFrom(at, state?.sent_size ?? 0), attempts: state?.attempts ?? 0 }
}

/** Longer than the longest pause nothing waits: a clock that was ahead set that, and nothing would leave until then. */
const waits = (due: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(due, now) > 0 && Temporal.Instant.compare(due, now.add(pause.mail)) <= 0

/** The newest checkpoint with the proof that it continues the one of `oldSize`. */
async function copyFrom(at: Scope<string>, oldSize: number): Promise<Copy> {
  const newest = await newestCheckpoint(at)
  if (!newest) throw new CopyFailure('no-checkpoint')
  const growth = oldSize === 0 ? undefined : await proveGrowth(at, oldSize, newest.size)
  if (oldSize > 0 && !growth) throw new CopyFailure('other-ledger')
  return { size: newest.size, oldSize, note: newest.note, signer: newest.signer, proof: growth?.proof ?? [] }
}

const proofFrom = (house: House, organisation: Organisation) => (oldSize: number) =>
  inScope(house, { organisation, actor, purpose: proving, readOnly: true }, (at) => copyFrom(at, oldSize))

type Outcome = { readonly sent: number } | { readonly failed: unknown; readonly attempts: number }

async function note(at: Scope<string>, channel: Channel, outcome: Outcome): Promise<void> {
  const state =
    'sent' in outcome
      ? {
          sent_size: outcome.sent,
          sent_at: at.now,
          attempts: 0,
          due_at: at.now.add(pause[channel]),
          failing_since: null,
          answer: '',
        }
      : {
          attempts: outcome.attempts,
          due_at: at.now.add({ minutes: Math.min(2 ** outcome.attempts, LONGEST_WAIT_MINUTES) }),
          answer: codeOf(outcome.failed),
        }
  await db(at)
    .insertInto('checkpoint_copies')
    .values({
      organisation_id: at.organisation.id,
      channel,
      ...state,
      ...('sent' in outcome ? {} : { failing_since: at.now }),
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'channel']).doUpdateSet((eb) => ({
        ...state,
        ...('sent' in outcome
          ? {}
          : { failing_since: eb.fn('least', ['checkpoint_copies.failing_since', eb.val(at.now)]) as never }),
      })),
    )
    .execute()
}

/** A code for the officer; never an address or an answer's text. */
function codeOf(error: unknown): string {
  if (error instanceof CopyFailure) return error.code
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  const found = code ?? cause?.code
  return typeof found === 'string' && /^[A-Z0-9_]{2,40}$/.test(found) ? found : 'failed'
}

async function toFolder(house: House, organisation: Organisation, folder: string): Promise<void> {
  await access(folder) // a medium that is not there must not become a folder on this one
  const path = join(folder, `${organisation.id}.checkpoints`)
  if ((await publishedUpTo(house, organisation, path)) === undefined) throw new CopyFailure('other-ledger')
  await publishTo(house, organisation, path)
}

/** How many ways out have failed for a day, over all organisations; for the health figures. */
export async function copyAlarms(house: House): Promise<number> {
  let count = 0
  for (const organisation of await house.directory.all()) {
    const wish = { organisation, actor, purpose: proving, readOnly: true } as const
    count += await inScope(
      house,
      wish,
      async (at) => (await copyStates(at)).filter((one) => isAlarm(one, at.now)).length,
    )
  }
  return count
}

/** A day without success is more than a bad moment. */
export const isAlarm = ({ failingSince }: CopyState, now: Temporal.Instant): boolean =>
  failingSince !== null && Temporal.Instant.compare(failingSince, now.subtract({ hours: 24 })) < 0

export type CopyState = {
  readonly channel: Channel
  readonly sentSize: number
  readonly sentAt: Temporal.Instant | null
  readonly failingSince: Temporal.Instant | null
  readonly answer: string
}

/** How far the copies of this organisation's checkpoints have come; ways that were never used are left out. */
export async function copyStates(at: Scope<string>): Promise<readonly CopyState[]> {
  const rows = await db(at).selectFrom('checkpoint_copies').selectAll().orderBy('channel').execute()
  return rows.map((row) => ({
    channel: row.channel as Channel,
    sentSize: row.sent_size,
    sentAt: row.sent_at,
    failingSince: row.failing_since,
    answer: row.answer,
  }))
}
