import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { erasePeople, eraseRows } from '../../src/modules/privacy/erasure/erase.ts'
import { releaseHold, setHold } from '../../src/modules/privacy/retention/holds.ts'
import { announceLifting, lift, restrict, type Ground } from '../../src/modules/privacy/restriction/restrict.ts'
import { object, weigh } from '../../src/modules/privacy/restriction/object.ts'
import { withdraw } from '../../src/modules/privacy/restriction/withdraw.ts'
import { deletionRun } from '../../src/modules/privacy/erasure/run.ts'
import { raw } from '../../src/modules/privacy/ledger/rows.ts'
import { isRefusal } from '../../src/platform/errors/errors.ts'
import { backUp, goBack } from './law-backup.ts'
import { dayIn, inWorld, isInForce, papers, type Paper, pick, type World } from './law-world.ts'
import { advising, selling } from './retained-tables.ts'

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
      world.shop.insert(at, 'shop_contracts', { customer_id: id, runs_until: at.now.add({ hours: 24 * 40_000 }) }),
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
    world.withdrawn.delete(person)
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
  async withdraw(world: World, n: number) {
    const person = await livingPerson(world, n)
    if (!person) return
    world.withdrawn.add(person)
    await inWorld(world, (at) => withdraw(at, person, 'all', 'person'))
  },
  backUp: (world: World) => backUp(world),
  restore: (world: World) => goBack(world),
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
    const rows = await papersOf(world, person)
    const id = await inWorld(world, (at) => restrict(at, { person, ground }))
    world.restrictions.push({ id, person, rows })
  },
  async restrictOneRow(world: World, n: number) {
    const person = await livingPerson(world, n)
    const paper = person && pick(await papersOf(world, person), n >> 2)
    if (!paper) return
    const id = await inWorld(world, (at) => restrict(at, { person, ground: 'c', objects: [paper] }))
    world.restrictions.push({ id, person, row: paper.id, rows: [paper] })
  },
  async object(world: World, n: number) {
    const person = await livingPerson(world, n)
    if (!person) return
    const id = await inWorld(world, (at) => object(at, { person, activity: advising, reasons: 'Meine Lage' }))
    world.objections.push({ id, person, upheld: false })
  },
  /** Upheld, it stands for good; overridden, the person is told and it is over. */
  async weigh(world: World, n: number) {
    const one = pick(
      world.objections.filter(({ person, upheld }) => !upheld && !world.asked.has(person)),
      n,
    )
    if (!one) return
    const upheld = n % 3 > 0
    await inWorld(world, async (at) => {
      const { rows } = await sql<{ restriction: string }>`
        select restriction_id as restriction from objections where id = ${one.id}`.execute(raw(at))
      // who is forgotten is not objecting any more
      if (!rows[0]) return
      await weigh(at, one.id, { outcome: upheld ? 'upheld' : 'overridden', weighing: 'Abgewogen' })
      if (upheld) return
      await announceLifting(at, rows[0].restriction, { by: 'letter' })
      await lift(at, rows[0].restriction)
    })
    if (upheld) one.upheld = true
    else world.objections.splice(world.objections.indexOf(one), 1)
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
  /** Long enough for statutory periods to end, up to those of the law before 2025. */
  async waitYears(world: World, n: number) {
    world.now = world.now.add({ hours: 24 * ((n % 12) * 365 + (n % 370)) })
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

/** The letters and invoices that are there of a person. */
const papersOf = async (world: World, person: string): Promise<Paper[]> =>
  (await papers(world)).filter(({ persons }) => persons.includes(person)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
