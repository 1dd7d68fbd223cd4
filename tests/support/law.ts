import type { Activity } from '../../src/platform/data/activity.ts'
import type { Sealed, StoredBlob } from '../../src/platform/data/columns.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { openAll } from '../../src/platform/keys/sealed.ts'
import { dayIn, isInForce, type Held, type Objected, type World } from './law-world.ts'
import { isRestrictedRow, restrictedSeenOrGone } from './law-restricted.ts'
import { bookkeeping, selling } from './retained-tables.ts'

export { steps, type Step } from './law-steps.ts'
export { newWorld } from './law-world.ts'

// The sentences that must never be true of the small world, whatever happens in it.

/** A hold in force at the latest run, or now: a clock set back does not bring a deleted row back. */
const wasInForce = (world: World, { until, ended }: Held): boolean =>
  !ended && until >= dayIn(world.latestRun) && until >= dayIn(world.now)

const idsIn = async (world: World, table: string, column = 'id'): Promise<Set<string>> =>
  new Set((await world.shop.rows(world.here, `select ${column} as id from ${table}`)).map(({ id }) => String(id)))

/** The sentences that must never be true, whatever has happened: what is wrong, in words. */
export async function forbiddenNow(world: World): Promise<string[]> {
  return (
    await Promise.all([
      heldRowMissing(world),
      statutoryRowGoneTooEarly(world),
      sharedRowGoneTooEarly(world),
      erasedPersonReadable(world),
      statutoryRowUnreadable(world),
      restrictedSeenOrGone(world),
      withdrawnInForce(world),
      objectionForgotten(world),
    ])
  ).flat()
}

/** The sentences that must not be true when a deletion run has just ended. */
export async function forbiddenAfterRun(world: World): Promise<string[]> {
  return (
    await Promise.all([dataOverAge(world), askedButThere(world), keysOfNobody(world), filesOfNobody(world)])
  ).flat()
}

async function heldRowMissing(world: World): Promise<string[]> {
  const [letters, invoices] = [await idsIn(world, 'shop_letters'), await idsIn(world, 'shop_invoices')]
  return world.holds
    .filter((hold) => wasInForce(world, hold))
    .filter(({ table, object }) => !(table === 'shop_letters' ? letters : invoices).has(object))
    .map(({ table, object, until }) => `a row of ${table} held until ${until} is gone: ${object}`)
}

const yearsOn = (day: string): number => (day >= '2025-01-01' ? 8 : 10)
/** The first day on which an invoice of a day may be deleted, seen from another day: counted by hand from the law. */
export const voucherEnds = (issued: string, seenFrom: string): string =>
  `${Number(issued.slice(0, 4)) + 1 + yearsOn(seenFrom)}-01-01`

async function statutoryRowGoneTooEarly(world: World): Promise<string[]> {
  const there = await idsIn(world, 'shop_invoices')
  const last = dayIn(world.latestRun)
  return world.invoices
    .filter(({ id, issued }) => !there.has(id) && voucherEnds(issued, last) > last)
    .map(({ id, issued }) => `an invoice of ${issued} was deleted before its time: ${id}`)
}

/** What two people share stays for the one who does not leave, until its own period ends. */
async function sharedRowGoneTooEarly(world: World): Promise<string[]> {
  const [letters, customers] = [await idsIn(world, 'shop_letters'), await idsIn(world, 'shop_customers')]
  const isYoung = (at: Temporal.Instant) => world.latestRun.since(at, { largestUnit: 'hours' }).hours < 90 * 24
  return world.letters
    .filter(({ id, at }) => isYoung(at) && !letters.has(id) && !world.askedRows.has(id))
    .filter(({ persons }) => persons.some((one) => customers.has(one) && !world.asked.has(one)))
    .map(({ id }) => `a letter went with the first of two who left: ${id}`)
}

const tablesOfPeople = [
  ['shop_customers', 'id'],
  ['shop_contracts', 'customer_id'],
  ['shop_letters', 'sender'],
  ['shop_letters', 'receiver'],
  ['shop_documents', 'author'],
  ['shop_documents', 'partner'],
  ['consents', 'person_id'],
  ['restrictions', 'person_id'],
] as const

async function erasedPersonReadable(world: World): Promise<string[]> {
  const erased = await idsIn(world, 'tombstones', 'person_id')
  const found: string[] = []
  for (const [table, column] of tablesOfPeople) {
    for (const person of await idsIn(world, table, column))
      if (erased.has(person)) found.push(`${table} names an erased person: ${person}`)
  }
  const general = await world.shop.rows(world.here, `select person_id from person_keys where kind = 'general'`)
  for (const { person_id } of general)
    if (erased.has(String(person_id))) found.push(`the key of an erased person is alive: ${person_id}`)
  const rows = await world.shop.rows(
    world.here,
    'select id, customer_id, recipient, recipient_exact, remark from shop_invoices',
  )
  for (const row of rows.filter(({ customer_id }) => erased.has(String(customer_id)))) {
    const opened = await openIn(world, [row['recipient']], selling)
    if (opened[0] !== null) found.push(`a blocked invoice opens for an ordinary purpose: ${row['id']}`)
    if (row['recipient_exact'] !== null) found.push(`a blocked invoice can be found by its name: ${row['id']}`)
    if (row['remark'] !== null) found.push(`what no law needs is still in a blocked invoice: ${row['id']}`)
  }
  return found
}

async function statutoryRowUnreadable(world: World): Promise<string[]> {
  const rows = await world.shop.rows(world.here, 'select id, recipient from shop_invoices')
  const opened = await openIn(
    world,
    rows.map(({ recipient }) => recipient),
    bookkeeping,
  )
  return rows
    .filter((_, n) => opened[n] !== 'Ada Lovelace')
    .map(({ id }) => `an invoice cannot be read by those who must keep it: ${id}`)
}

const openIn = (world: World, values: readonly unknown[], as: Activity): Promise<unknown[]> =>
  world.shop.within(
    world.here,
    (at) => openAll(at as Scope<'any'>, values as Sealed<string, 'any'>[]),
    world.now.toString(),
    { ...as, whileRestricted: 'claims' },
  )

/** What was taken back stays so. */
async function withdrawnInForce(world: World): Promise<string[]> {
  const rows = await world.shop.rows(world.here, 'select person_id from consents where withdrawn_at is null')
  return rows
    .filter(({ person_id }) => world.withdrawn.has(String(person_id)))
    .map(({ person_id }) => `a consent that was withdrawn is in force: ${person_id}`)
}

/** What was objected to waits to be weighed or is upheld, and what it stopped stands still, while its person is there. */
async function objectionForgotten(world: World): Promise<string[]> {
  const there = await idsIn(world, 'shop_customers')
  const standing = await world.shop.rows(
    world.here,
    `select o.id, o.outcome from objections o join restrictions r on r.id = o.restriction_id and r.lifted_at is null`,
  )
  const stands = ({ id, upheld }: Objected): boolean =>
    standing.some((row) => row['id'] === id && row['outcome'] === (upheld ? 'upheld' : null))
  return world.objections
    .filter((one) => !world.asked.has(one.person) && there.has(one.person) && !stands(one))
    .map(({ person }) => `an objection is forgotten: ${person}`)
}

async function dataOverAge(world: World): Promise<string[]> {
  const day = dayIn(world.now)
  const restricted = new Set(world.restrictions.filter(({ row }) => !row).map(({ person }) => person))
  const held = new Set(world.holds.filter((one) => isInForce(world, one)).map(({ object }) => object))
  const isKept = (id: string): boolean => held.has(id) || isRestrictedRow(world, id)
  const found: string[] = []
  const letters = await world.shop.rows(world.here, 'select id, sender, receiver, sent_at from shop_letters')
  for (const { id, sender, receiver, sent_at } of letters) {
    const age = world.now.since(sent_at as Temporal.Instant, { largestUnit: 'hours' }).hours
    const kept = isKept(String(id)) || restricted.has(String(sender)) || restricted.has(String(receiver))
    if (age >= 90 * 24 && !kept) found.push(`a letter is ${age} hours old: ${id}`)
  }
  const invoices = await world.shop.rows(world.here, 'select id, customer_id, issued_on from shop_invoices')
  for (const { id, customer_id, issued_on } of invoices) {
    const kept = isKept(String(id)) || restricted.has(String(customer_id))
    if (voucherEnds(String(issued_on), day) <= day && !kept)
      found.push(`an invoice of ${issued_on} is over its period: ${id}`)
  }
  const contracts = await world.shop.rows(
    world.here,
    'select customer_id, ended_on from shop_contracts where ended_on is not null',
  )
  for (const { customer_id, ended_on } of contracts) {
    if (String(ended_on).slice(0, 4) < day.slice(0, 4) && !restricted.has(String(customer_id)))
      found.push(`a contract that ended on ${ended_on} is still there after the year's end`)
  }
  return found
}

async function askedButThere(world: World): Promise<string[]> {
  const erased = await idsIn(world, 'tombstones', 'person_id')
  const customers = await idsIn(world, 'shop_customers')
  const held = new Set(world.holds.filter((one) => isInForce(world, one)).map(({ object }) => object))
  const letters = await world.shop.rows(world.here, 'select id, sender, receiver from shop_letters')
  const invoices = await world.shop.rows(world.here, 'select id, customer_id from shop_invoices')
  const isHeld = (person: string) =>
    letters.some((row) => held.has(String(row['id'])) && [row['sender'], row['receiver']].includes(person)) ||
    invoices.some((row) => held.has(String(row['id'])) && row['customer_id'] === person)
  return [...world.asked]
    .filter((person) => customers.has(person) && !isHeld(person))
    .map(
      (person) => `somebody who asked to be forgotten is still there without a hold: ${person}, ${erased.has(person)}`,
    )
    .concat(
      letters
        .filter(({ id }) => world.askedRows.has(String(id)) && !held.has(String(id)))
        .map(({ id }) => `a letter that was to be erased is there without a hold: ${id}`),
    )
}

async function keysOfNobody(world: World): Promise<string[]> {
  const rows = await world.shop.rows(
    world.here,
    `select person_id from person_keys k where kind = 'retained'
       and not exists (select from shop_invoices i where i.customer_id = k.person_id)
       and not exists (select from person_keys g where g.person_id = k.person_id and g.kind = 'general')`,
  )
  return rows.map(({ person_id }) => `a retained key outlives its last invoice: ${person_id}`)
}

async function filesOfNobody(world: World): Promise<string[]> {
  const named = await world.shop.rows(
    world.here,
    'select file from shop_documents where file is not null union all select scan from shop_invoices where scan is not null',
  )
  const wanted = new Set(named.map(({ file }) => (file as StoredBlob).id))
  const stored = new Set(await world.shop.files(world.here))
  return [
    ...[...stored].filter((id) => !wanted.has(id)).map((id) => `a file is left without its row: ${id}`),
    ...[...wanted].filter((id) => !stored.has(id)).map((id) => `a row speaks of a file that is gone: ${id}`),
  ]
}
