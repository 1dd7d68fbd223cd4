import { randomUUID } from 'node:crypto'
import { erasePeople, eraseRows } from '../../src/modules/privacy/erasure/erase.ts'
import { releaseHold, setHold } from '../../src/modules/privacy/retention/holds.ts'
import { announceLifting, lift, restrict, type Ground } from '../../src/modules/privacy/restriction/restrict.ts'
import { deletionRun } from '../../src/modules/privacy/erasure/run.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import type { Sealed, StoredBlob } from '../../src/platform/data/columns.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { Scope } from '../../src/platform/data/scope.ts'
import { isRefusal } from '../../src/platform/errors/errors.ts'
import { openAll } from '../../src/platform/keys/sealed.ts'
import { bookkeeping, selling } from './retained-tables.ts'
import type { Shop } from './shop.ts'

// A small world in which people come, ask, are restricted and forgotten, and the sentences that must never be true of it.

type Held = { id: string; table: string; object: string; until: string; ended: boolean }
type Paper = { id: string; person: string; issued: string }

/** What the world knows by itself, apart from the database: what was done to whom, and when. */
export type World = {
  readonly shop: Shop
  readonly here: Organisation
  now: Temporal.Instant
  /** The latest moment at which a run was made: nothing may have gone before its time at that moment. */
  latestRun: Temporal.Instant
  readonly people: string[]
  readonly asked: Set<string>
  readonly invoices: Paper[]
  readonly letters: { id: string; persons: readonly [string, string]; at: Temporal.Instant }[]
  readonly holds: Held[]
  readonly restrictions: { id: string; person: string }[]
  readonly askedRows: Set<string>
}

export const newWorld = async (shop: Shop): Promise<World> => ({
  shop,
  here: await shop.house.organisation(),
  now: Temporal.Instant.from('2024-03-05T09:00:00Z'),
  latestRun: Temporal.Instant.from('2024-03-05T09:00:00Z'),
  people: [],
  asked: new Set(),
  invoices: [],
  letters: [],
  holds: [],
  restrictions: [],
  askedRows: new Set(),
})

const ZONE = 'Europe/Berlin'
export const dayIn = (now: Temporal.Instant): string => now.toZonedDateTimeISO(ZONE).toPlainDate().toString()
const inWorld = <T>(world: World, work: (at: Scope<string>) => Promise<T>, as?: Activity): Promise<T> =>
  world.shop.within(world.here, work, world.now.toString(), as)
const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)]

/** Somebody who has not asked to be forgotten: an erased person does not act any more. */
const someone = (world: World, n: number): string | undefined =>
  pick(
    world.people.filter((one) => !world.asked.has(one)),
    n,
  )

/** What can happen. Every step may find nothing to do; none may fail. */
export const steps = {
  async come(world: World) {
    const id = await inWorld(world, (at) => world.shop.person(at))
    world.people.push(id)
    await inWorld(world, (at) =>
      world.shop.insert(at, 'shop_contracts', { customer_id: id, runs_until: at.now.add({ hours: 24 * 9_000 }) }),
    )
  },
  async endContract(world: World, n: number) {
    const person = someone(world, n)
    if (person)
      await world.shop.rows(
        world.here,
        `update shop_contracts set ended_on = '${dayIn(world.now)}' where customer_id = '${person}' and ended_on is null returning 1`,
      )
  },
  async consent(world: World, n: number) {
    const person = await livingPerson(world, n)
    if (!person) return
    await inWorld(world, (at) =>
      world.shop.insert(at, 'consents', {
        person_id: person,
        activity: selling.name,
        basis: 'art6.a',
        notice_version: 'x',
        wording_hash: Buffer.from('x'),
        language: 'de',
        special: false,
        given_at: at.now,
      }),
    )
  },
  async bill(world: World, n: number) {
    const person = await livingPerson(world, n)
    if (!person) return
    const issued = dayIn(world.now)
    const id = await inWorld(world, (at) => world.shop.invoice(at, person, issued, n % 3 === 0))
    world.invoices.push({ id, person, issued })
  },
  async write(world: World, n: number) {
    const [one, other] = [await livingPerson(world, n), await livingPerson(world, n + 1)]
    if (!one || !other) return
    const id = await inWorld(world, (at) => world.shop.letter(at, one, other))
    world.letters.push({ id, persons: [one, other], at: world.now })
  },
  async share(world: World, n: number) {
    const [one, other] = [await livingPerson(world, n), await livingPerson(world, n + 1)]
    if (one && other) await inWorld(world, (at) => world.shop.document(at, one, one === other ? null : other))
  },
  async askToBeForgotten(world: World, n: number) {
    const person = someone(world, n)
    if (!person) return
    world.asked.add(person)
    await inWorld(world, (at) => erasePeople(at, [person], 'request'))
  },
  async askForOneRow(world: World, n: number) {
    const letter = pick(world.letters, n)
    if (!letter) return
    world.askedRows.add(letter.id)
    await inWorld(world, (at) => eraseRows(at, 'shop_letters', [letter.id], 'request'))
  },
  async hold(world: World, n: number) {
    const wanted: { table: string; id: string } | undefined =
      n % 2 === 0
        ? { table: 'shop_letters', id: pick(world.letters, n >> 1)?.id ?? randomUUID() }
        : { table: 'shop_invoices', id: pick(world.invoices, n >> 1)?.id ?? randomUUID() }
    const until = Temporal.PlainDate.from(dayIn(world.now))
      .add({ days: (n % 40) * 20 })
      .toString()
    await inWorld(world, async (at) => {
      const id = await setHold(at, { ...wanted, reason: 'Rechtsstreit', until })
      world.holds.push({ id, table: wanted.table, object: wanted.id, until, ended: false })
    }).catch((error: unknown) => {
      if (!isRefusal(error, 'privacy.hold-nothing')) throw error
    })
  },
  async release(world: World, n: number) {
    const hold = pick(
      world.holds.filter((one) => isInForce(world, one)),
      n,
    )
    if (!hold) return
    await inWorld(world, (at) => releaseHold(at, hold.id))
    hold.ended = true
  },
  async restrict(world: World, n: number) {
    const person = await livingPerson(world, n)
    if (!person) return
    const ground = pick<Ground>(['a', 'b', 'c', 'd'], n) ?? 'a'
    const id = await inWorld(world, (at) => restrict(at, { person, ground }))
    world.restrictions.push({ id, person })
  },
  async lift(world: World, n: number) {
    const one = pick(
      world.restrictions.filter(({ person }) => !world.asked.has(person)),
      n,
    )
    if (!one) return
    await inWorld(world, async (at) => {
      await announceLifting(at, one.id, { by: 'letter' })
      await lift(at, one.id)
    }).catch((error: unknown) => {
      if (!isRefusal(error)) throw error
    })
    world.restrictions.splice(world.restrictions.indexOf(one), 1)
  },
  async wait(world: World, n: number) {
    world.now = world.now.add({ hours: 24 * ((n % 37) * (n % 11) + 1) })
  },
  async setClockBack(world: World, n: number) {
    world.now = world.now.subtract({ hours: n % 72 })
  },
  /** The nightly run; with `n` it is killed after some batches and taken up again. */
  async run(world: World, n: number) {
    let batches = 0
    if (Temporal.Instant.compare(world.now, world.latestRun) > 0) world.latestRun = world.now
    if (n % 2 === 0) {
      const killed = deletionRun(world.shop.house, world.here, world.now, {
        batch: 2,
        progress: () => {
          if (++batches > n % 50) throw new Error('killed')
        },
      })
      await killed.catch((error: Error) => {
        if (error.message !== 'killed') throw error
      })
    }
    await deletionRun(world.shop.house, world.here, world.now, { batch: 3 })
  },
}
export type Step = keyof typeof steps

/** Somebody whose key is still there and who is not restricted: with whom something ordinary can happen. */
async function livingPerson(world: World, n: number): Promise<string | undefined> {
  const keys = await world.shop.rows(world.here, `select person_id from person_keys where kind = 'general'`)
  const living = new Set(keys.map(({ person_id }) => person_id))
  return pick(
    world.people.filter((one) => living.has(one) && !world.asked.has(one)),
    n,
  )
}

export const isInForce = (world: World, { until, ended }: Held): boolean => !ended && until >= dayIn(world.now)
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
      erasedPersonReadable(world),
      statutoryRowUnreadable(world),
      restrictedPersonGone(world),
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

/** Who is restricted and did not ask to be forgotten is stored, whatever has become due. */
async function restrictedPersonGone(world: World): Promise<string[]> {
  const there = await idsIn(world, 'shop_customers')
  return world.restrictions
    .filter(({ person }) => !world.asked.has(person) && !there.has(person))
    .map(({ person }) => `a restricted person was deleted: ${person}`)
}

async function dataOverAge(world: World): Promise<string[]> {
  const day = dayIn(world.now)
  const restricted = new Set(world.restrictions.map(({ person }) => person))
  const held = new Set(world.holds.filter((one) => isInForce(world, one)).map(({ object }) => object))
  const found: string[] = []
  const letters = await world.shop.rows(world.here, 'select id, sender, receiver, sent_at from shop_letters')
  for (const { id, sender, receiver, sent_at } of letters) {
    const age = world.now.since(sent_at as Temporal.Instant, { largestUnit: 'hours' }).hours
    const kept = held.has(String(id)) || restricted.has(String(sender)) || restricted.has(String(receiver))
    if (age >= 90 * 24 && !kept) found.push(`a letter is ${age} hours old: ${id}`)
  }
  const invoices = await world.shop.rows(world.here, 'select id, customer_id, issued_on from shop_invoices')
  for (const { id, customer_id, issued_on } of invoices) {
    const kept = held.has(String(id)) || restricted.has(String(customer_id))
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
