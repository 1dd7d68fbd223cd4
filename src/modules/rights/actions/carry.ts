import { createHash } from 'node:crypto'
import { allActivities } from '#platform/data/activity.ts'
import { allTables } from '#platform/data/table.ts'
import { refuse } from '#platform/errors/errors.ts'
import { open } from '#platform/keys/sealed.ts'
import {
  ADVERTISING,
  consentsOf,
  erasePeople,
  heldRows,
  type Ground as Article18,
  object,
  objectToAdvertising,
  personData,
  restrict,
  retainedRows,
  suppress,
  weigh,
  withdraw,
} from '#privacy'
import type { Carried, EventFacts, Ground, Kept, Kind, RequestRow } from '../data.ts'
import { isGround, tellsRecipients } from '../rules/kinds.ts'
import { changeRequest, note } from './file.ts'
import { mustAllow } from './allowed.ts'
import { type Handling, languageOf } from './letters.ts'
import { objectedTo, unweighed } from './objecting.ts'
import { filesAbout } from './persons.ts'
import { makeJobs, receivers } from './recipients.ts'
import { type Corrections, rectified } from './rectified.ts'

/** SHA-256 of everything declared: by which rules something was carried out. */
export function declaredNow(): string {
  const told = allTables().map(({ name, subject, keep, columns }) => [
    name,
    subject,
    keep,
    Object.entries(columns).map(([column, { treatment }]) => [column, treatment]),
  ])
  const activities = allActivities().map(({ name, recipients, using }) => [name, recipients, using])
  return createHash('sha256')
    .update(JSON.stringify([told, activities]))
    .digest('hex')
}

/** What carrying out one kind did, as counts and ids; and what was kept from it. */
type Did = { readonly facts: EventFacts; readonly kept?: readonly Kept[] }

/** What staff decide when they carry something out. */
export type Choices = {
  /** Which ground of Art. 18(1) holds; without it the one the person named. */
  readonly ground?: Ground | undefined
  /** Why the objection is upheld (Art. 21(1)). */
  readonly weighing?: string | undefined
  /** What the person wrote, opened by whoever calls. */
  readonly reasons?: string | undefined
  /** How it is right; what is left out stays as it is. */
  readonly correct?: Corrections | undefined
}

/**
 * Does what was asked for, in one transaction with the note that it was done: cut off at any point, nothing was done and
 * the request says so; it can be repeated.
 * @param ids whom it is about
 * @throws Refusal rights.not-now, rights.no-ground, rights.reason-missing, rights.no-such-activity
 */
export async function carryOut(
  at: Handling,
  row: RequestRow,
  ids: readonly string[],
  choices: Choices = {},
): Promise<RequestRow> {
  await mustAllow(at, row, 'carry')
  const kind = row.kind as Kind
  // asked before anything changes: afterwards nobody could say any more who received what
  const told = tellsRecipients(kind) ? await receivers(at, ids) : []
  const { facts, kept } = await doing[kind](at, row, ids, choices)
  const done = { ...facts, rule: declaredNow(), persons: ids.length }
  const carried: Carried = kept && kept.length > 0 ? { ...done, kept } : done
  const changed = await changeRequest(at, row, { carried_at: at.now, carried })
  await note(at, row, 'carried-out', done)
  await makeJobs(at, row, told)
  return changed
}

type Doing = (at: Handling, row: RequestRow, ids: readonly string[], choices: Choices) => Promise<Did>

/** Reads the whole answer once: what cannot be read now must not be promised. */
const gather: Doing = async (at, row, ids) => {
  const all = [...ids, ...(await filesAbout(at, row, ids))]
  const { tables } = await personData(at, all, languageOf(row), row.id)
  let rows = 0
  for (const table of tables) for await (const _one of table.rows()) rows++
  return { facts: { kinds: tables.length, rows } }
}

const article18: Record<Ground, Article18> = { accuracy: 'a', unlawful: 'b', claims: 'c', objection: 'd' }

/** One way for each right; each either does all of it or throws. */
const doing: Record<Kind, Doing> = {
  access: gather,
  portability: gather,
  async erasure(at, _row, ids) {
    const { deleted, people, held } = await erasePeople(at, ids, 'request')
    // who asked is owed the reason and the day of everything that stays (Art. 12(4), 17(3) GDPR)
    const kept = [...(await retainedRows(at, ids)), ...(held > 0 ? await heldRows(at, ids) : [])].map((one) => ({
      ...one,
      until: one.until.toString(),
    }))
    return { facts: { rows: Object.values(deleted).reduce((sum, count) => sum + count, 0), people, held }, kept }
  },
  async withdrawal(at, row, ids) {
    const { activity } = row // by its name alone: a consent can be withdrawn when its purpose is not declared any more
    const by = row.channel === 'form' || row.channel === 'link' ? 'person' : 'staff'
    let consents = 0
    for (const person of ids) {
      if (activity === null) consents += await withdraw(at, person, 'all', by)
      else
        for (const one of await consentsOf(at, person))
          if (one.activity === activity) consents += await withdraw(at, person, one.id, by)
    }
    return { facts: { consents } }
  },
  async restriction(at, row, ids, { ground = row.ground as Ground | null }) {
    if (!isGround(ground)) throw refuse('rights.no-ground', 'invalid')
    for (const person of ids) await restrict(at, { person, ground: article18[ground] })
    return { facts: { ground, restricted: ids.length } }
  },
  async objection(at, row, ids, { weighing = '', reasons = '' }) {
    if (weighing.trim() === '' || reasons.trim() === '') throw refuse('rights.reason-missing', 'invalid')
    const activities = objectedTo(at, row)
    if (activities.length === 0) throw refuse('rights.no-such-activity', 'invalid')
    for (const person of ids)
      for (const activity of activities) {
        const stopped = (await unweighed(at, person, activity.name)).map(({ id }) => id)
        const raised = stopped.length > 0 ? stopped : [await object(at, { person, activity, reasons })]
        for (const objection of raised) await weigh(at, objection, { outcome: 'upheld', weighing })
      }
    return { facts: { activities: activities.map(({ name }) => name).join(', ') } }
  },
  async marketing(at, row, ids) {
    const mail = await open(at, row.mail)
    if (mail !== null) await suppress(at, mail, ADVERTISING)
    for (const person of ids) await objectToAdvertising(at, person)
    return { facts: { addresses: ids.length + (mail === null ? 0 : 1) } }
  },
  async rectification(at, row, ids, { correct }) {
    return { facts: await rectified(at, row, ids, correct) }
  },
  complaint: async () => ({ facts: {} }),
}
