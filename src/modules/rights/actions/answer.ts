import { composeMail, queueMail } from '#messages'
import { refuse } from '#platform/errors/errors.ts'
import { seal } from '#platform/keys/sealed.ts'
import { type HandingOver, layReady, type Shelf } from '../answers/hand-over.ts'
import { db, type Kind, type RequestRow, requests } from '../data.ts'
import {
  answerLetter,
  extensionLetter,
  letterWords,
  refusalLetter,
  takenBackLetter,
  transferLetter,
} from '../letters/compose.ts'
import { isPaused, mayExtend, resumed } from '../rules/clock.ts'
import { type RefusalReason, tellsRecipients } from '../rules/kinds.ts'
import { freeIn } from '../rules/working-days.ts'
import { declaredNow } from './carry.ts'
import { changeRequest, clockOf, dueOf, note, todayOf } from './file.ts'
import { mustAllow } from './allowed.ts'
import { dropProofs } from './identity.ts'
import { transferMail } from '../mail-texts.ts'
import { aboutOf, type Handling, languageOf, type Links, type Sending, sendingFor, sendLetter } from './letters.ts'
import { goOnAfter } from './objecting.ts'
import { filesAbout, personsOf } from './persons.ts'
import { toldOf } from './recipients.ts'

/** Ends a request. The clock stops running with it; what was sent to prove an identity goes at once. */
async function close(
  at: Handling,
  row: RequestRow,
  outcome: 'done' | 'nothing-held' | 'refused' | 'taken-back',
  more: { readonly refusal?: string; readonly decision?: string } = {},
): Promise<RequestRow> {
  const { decision } = more
  const clock = clockOf(row)
  const changed = await changeRequest(at, row, {
    outcome,
    closed_at: at.now,
    ...(isPaused(clock) ? { pauses: resumed(clock, todayOf(at)) } : {}),
    ...(more.refusal ? { refusal: more.refusal } : {}),
    ...(decision ? { decision: await seal(at, requests, 'decision', row.applicant_id, decision) } : {}),
  })
  await db(at).updateTable('rights_persons').set({ closed_at: at.now }).where('request_id', '=', row.id).execute()
  await dropProofs(at, row)
  return changed
}

export type Transfer = { readonly name: string; readonly mail: string }

export type Answering = {
  readonly note: string
  readonly sending: Sending
  /** Where what was gathered is laid ready; needed for access and portability. */
  readonly shelf?: Shelf
  /** Another organisation to which the data go directly (Art. 20(2) GDPR). */
  readonly transferTo?: Transfer | undefined
}

/**
 * Answers: only what was carried out is answered as done, and only by the declarations by which it was carried out.
 * @throws Refusal rights.not-now, rights.declared-anew, rights.nobody-left
 */
export async function answer(
  at: Handling,
  links: Links | undefined,
  row: RequestRow,
  { note: words, sending, shelf, transferTo }: Answering,
): Promise<RequestRow> {
  await mustAllow(at, row, 'answer')
  // an answer gathered before new data were declared would be incomplete; what was erased or restricted stays so
  if ((row.kind === 'access' || row.kind === 'portability') && row.carried && row.carried.rule !== declaredNow())
    throw refuse('rights.declared-anew', 'conflict')
  await mustHaveSomebody(at, row)
  const kind = row.kind as Kind
  const letter = answerLetter(await aboutOf(at, row), {
    nothingHeld: row.nothing_held,
    carried: row.carried ?? undefined,
    by: sending.by,
    note: words,
    transferredTo: row.kind === 'portability' && !row.nothing_held ? transferTo?.name : undefined,
    recipients: tellsRecipients(kind) ? await toldOf(at, row.id) : undefined,
  })
  const link = await laidReady(at, row, sending, shelf)
  const hands = row.kind === 'portability' && !row.nothing_held
  if (hands && transferTo && links) await handOver(at, links, row, shelf, transferTo)
  await sendLetter(at, links, row, { kind: 'answer', letter, sending, ...(link ? { link } : {}) })
  const outcome = row.nothing_held ? 'nothing-held' : 'done'
  const closed = await close(at, row, outcome, { decision: words })
  await note(at, row, 'answered', { by: sending.by, outcome })
  return closed
}

/** Whose data were gathered may have been erased since: then there is nothing of theirs to hand over any more. */
async function mustHaveSomebody(at: Handling, row: RequestRow): Promise<void> {
  if ((row.kind !== 'access' && row.kind !== 'portability') || row.nothing_held) return
  if ((await personsOf(at, row.id)).length === 0) throw refuse('rights.nobody-left', 'conflict')
}

/** Sends another organisation a link by which it fetches the data once (Art. 20(2) GDPR). */
async function handOver(
  at: Handling,
  links: Links,
  row: RequestRow,
  shelf: Shelf | undefined,
  { name, mail }: Transfer,
): Promise<void> {
  if (!shelf) throw new Error('data that are handed over need a place where they are laid ready')
  const { id, path } = await layReady(at as unknown as HandingOver, shelf, {
    persons: await personsOf(at, row.id),
    kind: 'transfer',
    language: languageOf(row),
    request: row.id,
    recipient: name,
  })
  const language = at.organisation.languages[0] ?? 'de'
  const letter = transferLetter({ ...(await aboutOf(at, row)), language })
  const content = await composeMail(at, transferMail, {
    language,
    values: {
      betreff: letter.subject,
      brief: [letter.greeting, ...letter.paragraphs].join('\n\n'),
      hinweis: letter.after.join('\n\n'),
      daten: links.absolute(path, language),
    },
    facts: letter.facts,
  })
  await queueMail(at, { person: row.applicant_id, to: mail, cause: id, kind: transferMail.kind, version: 0, content })
  await note(at, row, 'transferred', {}, name)
}

/** An answer by mail is fetched behind a signed link; one by post is printed and enclosed. */
async function laidReady(
  at: Handling,
  row: RequestRow,
  sending: Sending,
  shelf: Shelf | undefined,
): Promise<string | undefined> {
  if ((row.kind !== 'access' && row.kind !== 'portability') || row.nothing_held || sending.by === 'post')
    return undefined
  if (!shelf) throw new Error('an answer with data needs a place where it is laid ready')
  const persons = await personsOf(at, row.id)
  const all = row.kind === 'access' ? [...persons, ...(await filesAbout(at, row, persons))] : persons
  // what hands over is one of the purposes of this scope; asked again wherever it opens something
  const { path } = await layReady(at as unknown as HandingOver, shelf, {
    persons: all,
    kind: row.kind,
    language: languageOf(row),
    request: row.id,
  })
  return path
}

/**
 * Says no, with the reason and where one can turn to (Art. 12(4) GDPR).
 * @throws Refusal rights.not-now
 */
export async function refuseRequest(
  at: Handling,
  links: Links,
  row: RequestRow,
  given: { readonly reason: RefusalReason; readonly words: string; readonly sending: Sending },
): Promise<RequestRow> {
  await mustAllow(at, row, 'refuse')
  const goesOn = await goOnAfter(at, row, given.words)
  const letter = refusalLetter(await aboutOf(at, row), given.reason, given.words, goesOn)
  await sendLetter(at, links, row, { kind: 'refusal', letter, sending: given.sending })
  const closed = await close(at, row, 'refused', { refusal: given.reason, decision: given.words })
  await note(at, row, 'refused', { reason: given.reason, by: given.sending.by })
  return closed
}

/** The person does not want it any more. Where something stood still for an objection, they are told that this ends. */
export async function takeBack(
  at: Handling,
  links: Links | undefined,
  row: RequestRow,
  said: string,
): Promise<RequestRow> {
  await mustAllow(at, row, 'take-back')
  if (await goOnAfter(at, row, said || letterWords(languageOf(row)).refusal.takenBack)) {
    const letter = takenBackLetter(await aboutOf(at, row))
    await sendLetter(at, links, row, { kind: 'answer', letter, sending: sendingFor(at, row) })
  }
  const closed = await close(at, row, 'taken-back')
  await note(at, row, 'taken-back', {}, said)
  return closed
}

/** Nobody was found: the answer is then that nothing is kept (Art. 15(1) GDPR: whether or not). */
export async function nothingHeld(at: Handling, row: RequestRow): Promise<RequestRow> {
  await mustAllow(at, row, 'persons')
  if ((await personsOf(at, row.id)).length > 0) throw refuse('rights.not-now', 'conflict')
  const changed = await changeRequest(at, row, { nothing_held: true })
  await note(at, row, 'nothing-held')
  return changed
}

/**
 * Takes longer: only with a reason, only by a notice that leaves inside the first month, and by two months at most
 * (Art. 12(3) GDPR). Without the notice there is no extension: both happen or neither.
 * @throws Refusal rights.no-extension, with the cause
 */
export async function extend(
  at: Handling,
  links: Links,
  row: RequestRow,
  given: { readonly months: number; readonly reason: string; readonly sending: Sending },
): Promise<RequestRow> {
  await mustAllow(at, row, 'extend')
  const clock = clockOf(row)
  const today = todayOf(at)
  const noticeSent = given.sending.by === 'post' ? given.sending.on : today
  const why = mayExtend(
    clock,
    { months: given.months, reason: given.reason, noticeSent: noticeSent.toString() },
    freeIn(at.organisation.holiday_region),
    today,
  )
  if (why) throw refuse('rights.no-extension', 'conflict', { why })
  const before = dueOf(at, clock)
  const after = dueOf(at, { ...clock, extended: given.months })
  const letter = extensionLetter(await aboutOf(at, row), { before, after, reason: given.reason })
  await sendLetter(at, links, row, { kind: 'extension', letter, sending: given.sending })
  const changed = await changeRequest(at, row, { extended: given.months, escalated: 0 })
  await note(
    at,
    row,
    'extended',
    { months: given.months, due: after.toString(), sent: noticeSent.toString() },
    given.reason,
  )
  return changed
}

/** Takes a carried-out answer back to be gathered again, because what is declared has changed since. */
export async function gatherAgain(at: Handling, row: RequestRow): Promise<RequestRow> {
  if (row.outcome !== null || (row.kind !== 'access' && row.kind !== 'portability'))
    throw refuse('rights.not-now', 'conflict')
  const changed = await changeRequest(at, row, { carried_at: null, carried: null })
  await note(at, row, 'gathered-again')
  return changed
}
