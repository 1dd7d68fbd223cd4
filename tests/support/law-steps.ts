import { randomUUID } from 'node:crypto'
import { erasePeople, eraseRows } from '../../src/modules/privacy/erasure/erase.ts'
import { releaseHold, setHold } from '../../src/modules/privacy/retention/holds.ts'
import { announceLifting, lift, restrict, type Ground } from '../../src/modules/privacy/restriction/restrict.ts'
import { object } from '../../src/modules/privacy/restriction/object.ts'
import { withdraw } from '../../src/modules/privacy/restriction/withdraw.ts'
import { deletionRun } from '../../src/modules/privacy/erasure/run.ts'
import { isRefusal } from '../../src/platform/errors/errors.ts'
import { backUp, goBack } from './law-backup.ts'
import { dayIn, inWorld, isInForce, pick, type World } from './law-world.ts'
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
    const id = await inWorld(world, (at) => restrict(at, { person, ground }))
    world.restrictions.push({ id, person })
  },
  async object(world: World, n: number) {
    const person = await livingPerson(world, n)
    if (!person) return
    const id = await inWorld(world, (at) => object(at, { person, activity: advising, reasons: 'Meine Lage' }))
    world.objections.push({ id, person })
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
