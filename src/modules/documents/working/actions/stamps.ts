import { createHash, randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { uuidText } from '#platform/keys/uuid.ts'
import { db, type StampRow } from '../data.ts'
import { houseStamps, type Purpose, purposes, type Stamp } from '../rules/stamps.ts'
import type { State } from '../../types.ts'

/** The same in every process, so that the stamps of the house need no row before somebody uses or changes them. */
function houseId(organisation: string, purpose: Purpose): string {
  const bytes = createHash('sha256').update(`belegt stamp ${organisation} ${purpose}`).digest().subarray(0, 16)
  // version 8 of RFC 9562: made by a rule of one's own
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return uuidText(bytes.toString('hex'))
}

const ofHouse = (at: Scope<string>, purpose: Purpose, place: number): Stamp => {
  const { name, movesTo, movesFrom, needsNote } = houseStamps[purpose]
  return {
    id: houseId(at.organisation.id, purpose),
    name: name[at.organisation.languages[0] ?? 'de'],
    purpose,
    movesTo,
    movesFrom,
    needsNote,
    otherPerson: false,
    followsWith: null,
    followDays: null,
    position: place + 1,
    closed: false,
    version: 0,
  }
}

const fromRow = (row: StampRow): Stamp => ({
  id: row.id,
  name: row.name,
  purpose: row.purpose as Purpose | null,
  movesTo: row.moves_to as Stamp['movesTo'],
  movesFrom: row.moves_from as State[],
  needsNote: row.needs_note,
  otherPerson: row.other_person,
  followsWith: row.follows_with,
  followDays: row.follow_days,
  position: row.position,
  closed: row.closed_at !== null,
  version: row.version,
})

const order = (one: Stamp, other: Stamp) => one.position - other.position || one.name.localeCompare(other.name, 'de')

/** All stamps in their order: the five of the house and those of the organisation's own; closed ones too. */
export async function stampsOf(at: Scope<string>): Promise<Stamp[]> {
  const rows = await db(at).selectFrom('document_stamps').selectAll().execute()
  const own = rows.map(fromRow)
  const house = purposes.map((purpose, place) => ofHouse(at, purpose, place))
  return [...house.filter(({ id }) => !own.some((one) => one.id === id)), ...own].toSorted(order)
}

/** The stamp with its row, which what refers to it needs. @throws Refusal documents.no-such-stamp */
export async function stampWithRow(at: Scope<string>, id: string): Promise<Stamp> {
  const stamp = (await stampsOf(at)).find((one) => one.id === id)
  if (!stamp) throw refuse('documents.no-such-stamp', 'not-found')
  if (stamp.version === 0) await insert(at, stamp)
  return stamp
}

const columnsOf = (stamp: StampWish) => ({
  name: stamp.name,
  moves_to: stamp.movesTo,
  moves_from: [...stamp.movesFrom],
  needs_note: stamp.needsNote,
  other_person: stamp.otherPerson,
  follows_with: stamp.followsWith,
  follow_days: stamp.followDays,
  position: stamp.position,
})

const insert = (at: Scope<string>, stamp: StampWish & Pick<Stamp, 'id' | 'purpose'>) =>
  db(at)
    .insertInto('document_stamps')
    .values({
      organisation_id: at.organisation.id,
      id: stamp.id,
      purpose: stamp.purpose,
      ...columnsOf(stamp),
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'id']).doNothing())
    .execute()

export type StampWish = Pick<
  Stamp,
  'name' | 'movesTo' | 'movesFrom' | 'needsNote' | 'otherPerson' | 'followsWith' | 'followDays' | 'position'
>

async function refuseTaken(at: Scope<string>, name: string, id?: string): Promise<void> {
  const taken = (await stampsOf(at)).some(
    (one) => !one.closed && one.id !== id && one.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken) throw refuse('documents.stamp-name-taken', 'conflict')
}

/** Makes a stamp of the organisation's own; answers its id. @throws Refusal documents.stamp-name-taken */
export async function makeStamp(at: Scope<string>, wish: StampWish): Promise<string> {
  await refuseTaken(at, wish.name)
  const id = randomUUID()
  await insert(at, { ...wish, id, purpose: null })
  return id
}

/**
 * Changes a stamp. What the stamps of the house do to the state stays: reports and the archive lock rely on it.
 * @throws Refusal documents.no-such-stamp, documents.changed-meanwhile, documents.stamp-name-taken
 */
export async function changeStamp(at: Scope<string>, id: string, wish: StampWish, version: number): Promise<void> {
  const stamp = await stampWithRow(at, id)
  await refuseTaken(at, wish.name, id)
  const kept = stamp.purpose ? { ...wish, movesTo: stamp.movesTo, movesFrom: stamp.movesFrom } : wish
  const { numUpdatedRows } = await db(at)
    .updateTable('document_stamps')
    .set({ ...columnsOf(kept), version: Math.max(stamp.version, 1) + 1 })
    .where('id', '=', id)
    .where('version', '=', Math.max(version, 1))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw refuse('documents.changed-meanwhile', 'conflict')
}

/** Puts a stamp of the organisation's own away, or takes it out again; what was stamped with it stays stamped. */
export async function closeStamp(at: Scope<string>, id: string, closed: boolean): Promise<void> {
  const stamp = await stampWithRow(at, id)
  if (stamp.purpose) throw refuse('documents.stamp-of-house', 'conflict')
  if (!closed) await refuseTaken(at, stamp.name, id)
  await db(at)
    .updateTable('document_stamps')
    .set({ closed_at: closed ? at.now : null })
    .where('id', '=', id)
    .execute()
}
