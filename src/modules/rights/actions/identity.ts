import { randomUUID } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { tokenFor } from '#platform/keys/token.ts'
import { eraseRows } from '#privacy'
import { db, proofs, type RequestRow } from '../data.ts'
import { identityLetter } from '../letters/compose.ts'
import { isPaused, paused, resumed } from '../rules/clock.ts'
import type { Method } from '../rules/kinds.ts'
import { mustAllow } from './allowed.ts'
import { changeRequest, clockOf, dueOf, note, todayOf } from './file.ts'
import { aboutOf, type Handling, type Links, type Sending, sendLetter } from './letters.ts'
import { stopWhileWeighed } from './objecting.ts'

export const PROOF = 'rights proof'
const MOST_PROOFS = 3

/**
 * Asks for more because it is not certain who somebody is; from today the clock stands still (Art. 12(6) GDPR). Nothing
 * else stops it.
 * @throws Refusal rights.not-now, rights.question-missing, rights.too-late-to-ask
 */
export async function askWhoItIs(
  at: Handling,
  links: Links,
  row: RequestRow,
  { question, sending }: { readonly question: string; readonly sending: Sending },
): Promise<RequestRow> {
  await mustAllow(at, row, 'doubt')
  if (question.trim() === '') throw refuse('rights.question-missing', 'invalid')
  const clock = clockOf(row)
  const today = todayOf(at)
  // who asks after the end has not asked in time: a period that is over does not begin to stand still
  if (Temporal.PlainDate.compare(today, dueOf(at, clock)) > 0) throw refuse('rights.too-late-to-ask', 'conflict')
  const link = `/datenschutz/rechte/nachweis/${await tokenFor(at, PROOF, row.id)}`
  const letter = identityLetter(await aboutOf(at, row), question)
  await sendLetter(at, links, row, { kind: 'identity', letter, sending, link })
  const changed = await changeRequest(at, row, { identity: 'doubt', pauses: paused(clock, today) })
  await note(at, row, 'identity-doubted', { from: today.toString() }, question)
  return changed
}

/** Takes what somebody sends to show who they are; from today the clock runs on. */
export async function takeProof(at: Handling, row: RequestRow, content: string): Promise<void> {
  if (row.outcome !== null || row.identity !== 'doubt') throw refuse('rights.not-asked', 'conflict')
  const there = await db(at).selectFrom('rights_proofs').select('id').where('request_id', '=', row.id).execute()
  if (there.length >= MOST_PROOFS) throw refuse('rights.not-asked', 'conflict')
  await db(at)
    .insertInto('rights_proofs')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      request_id: row.id,
      applicant_id: row.applicant_id,
      given_at: at.now,
      content: await seal(at, proofs, 'content', row.applicant_id, content),
    })
    .execute()
  await changeRequest(at, row, { pauses: resumed(clockOf(row), todayOf(at)) })
  await note(at, row, 'proof-given')
}

/** What was sent, as long as it has not been looked at. */
export async function proofsOf(at: Handling, request: string): Promise<string[]> {
  const rows = await db(at)
    .selectFrom('rights_proofs')
    .select('content')
    .where('request_id', '=', request)
    .orderBy('given_at')
    .execute()
  return (
    await openAll(
      at,
      rows.map(({ content }) => content),
    )
  ).filter((content) => content !== null)
}

/** Erases what was sent for the check: it was needed for nothing else. */
export async function dropProofs(at: Handling, row: RequestRow): Promise<void> {
  const rows = await db(at).selectFrom('rights_proofs').select('id').where('request_id', '=', row.id).execute()
  if (rows.length === 0) return
  await eraseRows(
    at,
    'rights_proofs',
    rows.map(({ id }) => id),
    'request',
  )
  await note(at, row, 'proof-erased', { count: rows.length })
}

export type Check = {
  readonly proven: boolean
  readonly method: Method
  /** What was looked at, in a few words; never the data themselves. */
  readonly said: string
}

/** Notes how it was made sure who somebody is, and with what result. The clock runs on; what was sent for it is erased. */
export async function identify(at: Handling, row: RequestRow, { proven, method, said }: Check): Promise<RequestRow> {
  await mustAllow(at, row, 'identify')
  const clock = clockOf(row)
  const changed = await changeRequest(at, row, {
    identity: proven ? 'proven' : 'failed',
    identity_method: method,
    identity_at: at.now,
    ...(isPaused(clock) ? { pauses: resumed(clock, todayOf(at)) } : {}),
  })
  await note(at, row, proven ? 'identity-proven' : 'identity-failed', { method }, said)
  await dropProofs(at, row)
  await stopWhileWeighed(at, changed)
  return changed
}

/** Notes whether somebody who asks for another may do so. */
export async function noteAuthority(at: Handling, row: RequestRow, shown: boolean, said: string): Promise<RequestRow> {
  await mustAllow(at, row, 'authority')
  const changed = await changeRequest(at, row, { authority: shown ? 'shown' : 'missing' })
  await note(at, row, shown ? 'authority-shown' : 'authority-missing', {}, said)
  await stopWhileWeighed(at, changed)
  return changed
}
