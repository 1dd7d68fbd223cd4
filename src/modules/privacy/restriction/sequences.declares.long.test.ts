import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { somebody } from '#testing/person.ts'
import { activity } from '#platform/data/activity.ts'
import { instant, text, uuid } from '#platform/data/columns.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { table } from '#platform/data/table.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { deletionRun } from '../erasure/run.ts'
import { leftOver } from '../erasure/left-over.ts'
import { raw } from '../ledger/rows.ts'
import { proving } from '../data.ts'
import { restricting } from './data.ts'
import { announceLifting, lift, restrict, type Ground } from './restrict.ts'

const told = { de: 'Zum Prüfen', en: 'To test' }
const serving = activity('sequences-test.serving', { why: told, basis: { art6: 'b' }, obligation: told })
const DAYS = 30

table(
  'seq_cases',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'ended_at', period: `P${DAYS}D`, grace: 'P1D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(serving, 'identifier'),
    ended_at: instant().personal(serving, 'time'),
  },
)
table(
  'seq_papers',
  { subject: { goesWith: 'seq_cases', by: 'case_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    case_id: uuid().notPersonal('key'),
    content: text().personal(serving, 'free-text'),
  },
)

let database: TestDatabase
let house: TestHouse

beforeAll(async () => {
  database = await testDatabase()
  house = testHouse(database)
  const owner = new pg.Client(database.owner)
  await owner.connect()
  await owner.query(`
    create table seq_cases (organisation_id uuid not null, id uuid not null, person_id uuid not null, ended_at timestamptz not null,
      primary key (organisation_id, id));
    create table seq_papers (organisation_id uuid not null, id uuid not null, case_id uuid not null, content text not null,
      primary key (organisation_id, id), foreign key (organisation_id, case_id) references seq_cases (organisation_id, id));
    select protect('seq_cases'), protect('seq_papers'), restrictable_with('seq_papers', 'seq_cases', 'case_id')`)
  await owner.end()
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const start = Temporal.Instant.from('2026-11-24T11:00:00Z')
const hours = (days: number) => ({ hours: days * 24 })
type Case = { id: string; person: string; paper: string; ended: Temporal.Instant }
type Object_ = { table: string; id: string }
type Model = {
  id: string
  person: string
  object: Object_ | undefined
  ground: Ground
  announced: boolean
  lifted: boolean
}

const command = fc.oneof(
  fc.record({
    do: fc.constant('restrict' as const),
    which: fc.nat(5),
    what: fc.constantFrom('person', 'case', 'paper'),
    ground: fc.constantFrom<Ground>('a', 'b', 'c', 'd', 'bdsg35'),
  }),
  fc.record({ do: fc.constant('announce' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('lift' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 25 }) }),
)

async function town(): Promise<{ organisation: Organisation; cases: Case[] }> {
  const organisation = await house.organisation()
  const cases = await house.within(organisation, proving, async (at) => {
    const made: Case[] = []
    for (let i = 0; i < 3; i++) {
      const person = await somebody(at, { name: `Sara Sequenz ${i}` })
      for (const ended of [start.subtract(hours(5 + i)), start.add(hours(10 * i))]) {
        const [id, paper] = [randomUUID(), randomUUID()]
        await sql`insert into seq_cases values (${organisation.id}, ${id}, ${person}, ${ended})`.execute(raw(at))
        await sql`insert into seq_papers values (${organisation.id}, ${paper}, ${id}, 'x')`.execute(raw(at))
        made.push({ id, person, paper, ended })
      }
    }
    return made
  })
  return { organisation, cases }
}

const ids = async (at: Scope<string>, of: string) =>
  new Set((await sql<{ id: string }>`select id from ${sql.table(of)}`.execute(raw(at))).rows.map(({ id }) => id))

test(
  'A9 whatever is restricted, announced and lifted in whatever order: never seen meanwhile, no period shorter or longer',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 14 }), async (commands) => {
        const { organisation, cases } = await town()
        const model: Model[] = []
        let now = start
        const within = <T>(purpose: typeof serving | typeof restricting, work: (at: Scope<string>) => Promise<T>) =>
          house.within(organisation, purpose as typeof serving, (at) => work(at as unknown as Scope<string>), { now })
        const hidden = (one: Case) =>
          model.some(({ person, object, lifted }) => !lifted && (object ? object.id === one.id : person === one.person))
        const kept = (one: Case) =>
          model.some(
            ({ person, object, ground, lifted }) =>
              !lifted &&
              (object ? [one.id, one.paper].includes(object.id) : person === one.person && ground !== 'bdsg35'),
          )
        const gone = new Set<string>()
        // nothing is left of them but what was once restricted, and that goes with them
        const forgotten = (person: string) =>
          cases.every((one) => one.person !== person || gone.has(one.id)) &&
          model.every((one) => one.person !== person || one.lifted)

        for (const each of commands) {
          const chosen = model.length > 0 && 'which' in each ? model[each.which % model.length] : undefined
          if (each.do === 'wait') now = now.add(hours(each.days))
          if (each.do === 'restrict') {
            const one = cases[each.which % cases.length] as Case
            if (gone.has(one.id)) continue
            const object =
              each.what === 'person'
                ? undefined
                : each.what === 'case'
                  ? { table: 'seq_cases', id: one.id }
                  : { table: 'seq_papers', id: one.paper }
            const id = await within(restricting, (at) =>
              restrict(at, { person: one.person, ground: each.ground, ...(object ? { objects: [object] } : {}) }),
            )
            model.push({ id, person: one.person, object, ground: each.ground, announced: false, lifted: false })
          }
          if (each.do === 'announce' && chosen && !chosen.lifted) {
            await within(restricting, (at) => announceLifting(at, chosen.id, { by: 'letter' }))
            chosen.announced = true
          }
          if (each.do === 'lift' && chosen) {
            const refused = await within(restricting, (at) => lift(at, chosen.id)).then(
              () => undefined,
              (error: unknown) => error,
            )
            const code = forgotten(chosen.person)
              ? 'privacy.no-such-restriction'
              : chosen.lifted
                ? 'privacy.lifted-already'
                : 'privacy.tell-first'
            if (chosen.announced && !chosen.lifted) {
              expect(refused).toBeUndefined()
              chosen.lifted = true
            } else expect(isRefusal(refused, code)).toBe(true)
          }

          await deletionRun(house, organisation, now)
          const stored = await within(restricting, (at) => ids(at, 'seq_cases'))
          for (const one of cases) {
            const over = Temporal.Instant.compare(one.ended.add(hours(DAYS)), now) <= 0
            if (over && !kept(one)) gone.add(one.id)
            expect(stored.has(one.id), `kept: ${kept(one)}, over: ${over}`).toBe(!gone.has(one.id))
          }
          const [seenCases, seenPapers] = await within(serving, async (at) => [
            await ids(at, 'seq_cases'),
            await ids(at, 'seq_papers'),
          ])
          for (const one of cases) {
            const paperHidden = model.some(({ object, lifted }) => !lifted && object?.id === one.paper)
            expect(seenCases?.has(one.id)).toBe(!gone.has(one.id) && !hidden(one))
            expect(seenPapers?.has(one.paper)).toBe(!gone.has(one.id) && !hidden(one) && !paperHidden)
          }
          const left = await within(restricting, (at) => leftOver(at))
          expect(left.total, JSON.stringify(left)).toBe(0)
        }
      }),
      { numRuns: 10 },
    )
  },
)
