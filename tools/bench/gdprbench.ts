import { randomUUID } from 'node:crypto'
import { CompiledQuery, type Kysely } from 'kysely'
import { eraseRows } from '../../src/modules/privacy/index.ts'
import { erasurePlan } from '../../src/modules/privacy/erasure/plan.ts'
import { activity } from '../../src/platform/data/activity.ts'
import { instant, text, uuid } from '../../src/platform/data/columns.ts'
import { personKeys, type Organisation } from '../../src/platform/data/organisations.ts'
import { inScope, type Scope } from '../../src/platform/data/scope.ts'
import { table } from '../../src/platform/data/table.ts'
import { openAll, seal } from '../../src/platform/keys/sealed.ts'
import { GROUPS, picker, workloads, type Ids, type Store } from './gdpr-workloads.ts'
import { median, newOrganisation, NOW, round, say, timed, type Found, type Ground } from './support.ts'

const RECORDS = 100_000
const SIZES = [10_000, 1_000_000]
const PER_USER = 10
const OPERATIONS = 1_000
const CLIENTS = 8
const MOST = 1.3
const FLAT = 2

const bundle = () => {
  const keeping = activity('bench.keeping', {
    why: { de: 'Messen', en: 'Measuring' },
    basis: { art6: 'e', law: 'bench' },
    obligation: { de: '', en: '' },
  })
  // declared when the bench runs, not when it is loaded: the program that other benches start must not know it
  const records = table(
    'bench_records',
    { subject: { ownedBy: 'person_id' }, keep: { from: 'ttl', period: 'P1D' }, anchor: false },
    {
      organisation_id: uuid().notPersonal('key'),
      id: uuid().notPersonal('random id'),
      person_id: uuid().personal(keeping, 'identifier'),
      data: text().sealed(keeping, 'free-text'),
      purpose: text().personal(keeping, 'status'),
      ttl: instant().personal(keeping, 'time'),
      objection: text().personal(keeping, 'status'),
      decision: text().personal(keeping, 'status'),
      shared: text().personal(keeping, 'status'),
      source: text().personal(keeping, 'status'),
    },
  )
  return { keeping, records, plan: erasurePlan([personKeys, records]) }
}
type Declared = ReturnType<typeof bundle>

type Row = { id: string; person_id: string; data: Buffer; key: Buffer | null }
const METADATA = 'id, person_id, purpose, ttl, objection, decision, shared, source'
const type = (column: string) =>
  column === 'id' || column === 'person_id' ? 'uuid' : column === 'ttl' ? 'timestamptz' : 'text'
const by = (column: string, n = 1) => `${column} = $${n}::${type(column)}`
const DATA = '0123456789'

function ours({ house }: Ground, organisation: Organisation, { keeping, records, plan }: Declared): Store {
  const wish = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: keeping } as const
  const run = async <R>(at: Scope<string>, sql: string, values: unknown[]) =>
    (await (at.tx as unknown as Kysely<unknown>).executeQuery<R>(CompiledQuery.raw(sql, values))).rows
  const withKeys = (where: string) =>
    `select id, person_id, data, (select wrapped from person_keys k where k.person_id = bench_records.person_id and kind = 'general') as key
     from bench_records where ${by(where)}`
  return {
    create: (id, person, group) =>
      inScope(house, wish, async (at) => {
        const data = await seal(at, records, 'data', person, DATA)
        at.write(CompiledQuery.raw(INSERT('bench_records'), [organisation.id, id, person, data, group, NOW]))
      }),
    rows: (where, value, opened) =>
      inScope(house, { ...wish, readOnly: true }, async (at) => {
        if (!opened) return (await run(at, `select ${METADATA} from bench_records where ${by(where)}`, [value])).length
        const found = await run<Row>(at, withKeys(where), [value])
        await at.keys.take(found.map(({ person_id, key }) => ({ person: person_id, key })))
        await openAll(
          at,
          found.map(({ data }) => data as never),
        )
        return found.length
      }),
    update: (where, value, column, to) =>
      inScope(house, wish, (at) => run(at, `update bench_records set ${column} = $2 where ${by(where)}`, [value, to])),
    remove: (where, value) =>
      inScope(house, wish, async (at) => {
        const found = await run<Row>(at, `select id from bench_records where ${by(where)}`, [value])
        await eraseRows(
          at,
          'bench_records',
          found.map(({ id }) => id),
          'request',
          { plan },
        )
      }),
    logs: () =>
      inScope(house, { ...wish, readOnly: true }, (at) =>
        run(at, 'select id, kind, at, body from ledger_leaves order by at desc, id limit 100', []),
      ),
  }
}

const INSERT = (name: string) =>
  `insert into ${name} (organisation_id, id, person_id, data, purpose, ttl, objection, decision, shared, source)
   values ($1, $2, $3, $4, $5, $6, $5, 'none', $5, 'person')`

/** Bare tables with the same columns and indexes: nothing of the application, data in clear. */
function bare({ house }: Ground, organisation: Organisation): Store {
  const names = new Map<string, string>()
  const run = async (sql: string, values: unknown[]) => {
    const name = names.get(sql) ?? `bare${names.size}`
    names.set(sql, name)
    return (await house.pool.query({ name, text: sql, values })).rows
  }
  const mine = (sql: string, n: number) => `${sql} and organisation_id = $${n}`
  return {
    create: (id, person, group) =>
      run(INSERT('plain_records'), [organisation.id, id, person, Buffer.from(DATA), group, NOW]),
    rows: async (where, value, opened) =>
      (
        await run(mine(`select ${opened ? 'id, data' : METADATA} from plain_records where ${by(where)}`, 2), [
          value,
          organisation.id,
        ])
      ).length,
    update: (where, value, column, to) =>
      run(mine(`update plain_records set ${column} = $2 where ${by(where)}`, 3), [value, to, organisation.id]),
    remove: (where, value) => run(mine(`delete from plain_records where ${by(where)}`, 2), [value, organisation.id]),
    logs: () =>
      run('select id, kind, at, body from plain_log where organisation_id = $1 order by at desc, id limit 100', [
        organisation.id,
      ]),
  }
}

const DEADLOCK = '40P01'

/** Groups of records that overlap are changed by eight at once: whoever the database gives up for another tries again. */
async function again(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if ((error as { code?: string }).code !== DEADLOCK) throw error
    await again(work)
  }
}

async function completion(store: Store, name: string, known: Ids, seed: number): Promise<number> {
  const { uniform, operations } = workloads[name]!
  const pick = picker(seed, uniform ?? false)
  let n = 0
  const client = async () => {
    while (n < OPERATIONS) {
      const number = n++
      let at = pick.next() * 100
      const [, work] = operations.find(([share]) => (at -= share) < 0) ?? operations[0]!
      await again(() => work(store, pick, known, number))
    }
  }
  return timed(() => Promise.all(Array.from({ length: CLIENTS }, client)))
}

async function fill(ground: Ground, slug: string, records: number, declared: Declared) {
  const { root, house } = ground
  const organisation = await newOrganisation(ground, slug)
  const persons: string[] = Array.from({ length: records / PER_USER }, () => randomUUID())
  const wish = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: declared.keeping } as const
  for (let from = 0; from < persons.length; from += 5_000) {
    const some = persons.slice(from, from + 5_000)
    const made = await inScope(house, wish, async (at) => {
      const rows: { person: string; wrapped: string; data: string }[] = []
      for (const person of some) {
        const { wrapped } = await at.keys.mint(person, 'general')
        const data = (await seal(at, declared.records, 'data', person, DATA)) as unknown as Buffer
        rows.push({ person, wrapped: wrapped.toString('hex'), data: data.toString('hex') })
      }
      return rows
    })
    await root.query(
      `with given as materialized (select person, decode(wrapped, 'hex') as wrapped, decode(data, 'hex') as data
         from json_to_recordset($2) as r (person uuid, wrapped text, data text)),
       keys as (insert into person_keys select $1, person, 'general', wrapped from given)
       insert into bench_records
       select $1, gen_random_uuid(), person, data, 'g' || a, $3::timestamptz + floor(random() * ${GROUPS}) * interval '1 hour',
         'g' || b, 'none', 'g' || c, 'person'
       from given, generate_series(1, ${PER_USER}) n,
         lateral (select floor(random() * ${GROUPS}) a, floor(random() * ${GROUPS}) b, floor(random() * ${GROUPS}) c where n > 0) g`,
      [organisation.id, JSON.stringify(made), NOW],
    )
  }
  await root.query('insert into plain_records select * from bench_records where organisation_id = $1', [
    organisation.id,
  ])
  await root.query(
    `with l as (insert into ledger_leaves select $1, gen_random_uuid(), 'bench', $2::timestamptz - n * interval '1 second', '{}', decode(repeat(md5(n::text), 2), 'hex')
       from generate_series(1, 5000) n returning *) insert into plain_log select * from l`,
    [organisation.id, NOW],
  )
  await root.query('vacuum analyze')
  const { rows } = await root.query<{ id: string }>('select id from bench_records where organisation_id = $1', [
    organisation.id,
  ])
  return { organisation, known: { ids: rows.map(({ id }) => id), persons } }
}

async function make({ root }: Ground): Promise<void> {
  const columns = `organisation_id uuid not null references organisations (id), id uuid not null, person_id uuid not null, data bytea not null,
    purpose text not null, ttl timestamptz not null, objection text not null, decision text not null, shared text not null, source text not null,
    primary key (organisation_id, id)`
  for (const name of ['bench_records', 'plain_records']) {
    const indexes = ['person_id', 'purpose', 'ttl', 'objection', 'shared'].map(
      (of) => `create index on ${name} (organisation_id, ${of});`,
    )
    await root.query(`create table ${name} (${columns}); ${indexes.join(' ')}`)
  }
  await root.query(`select protect('bench_records'); create table plain_log (like ledger_leaves including all);
    grant select, insert, update, delete on plain_records, plain_log to belegt_app`)
}

/** GDPRbench's four workloads on a declared table through scope, seals and eraser, against bare tables. */
export async function gdprbench(ground: Ground): Promise<Found> {
  const declared = bundle()
  await make(ground)
  const facts: Record<string, number> = { records: RECORDS, operations: OPERATIONS }
  const { organisation, known } = await fill(ground, 'paper', RECORDS, declared)
  const stores = { ours: ours(ground, organisation, declared), bare: bare(ground, organisation) }
  let [all, allBare] = [0, 0]
  for (const name of ['regulator', 'processor', 'customer', 'controller']) {
    const [mine, plain]: [number[], number[]] = [[], []]
    for (let i = 0; i < 4; i++) {
      const pair = [
        await completion(stores.ours, name, known, i + 1),
        await completion(stores.bare, name, known, i + 1),
      ] as const
      if (i === 0) continue // the first of everything
      mine.push(pair[0])
      plain.push(pair[1])
    }
    say(`${name}: ${round(median(mine), 0)} ms, bare ${round(median(plain), 0)} ms for ${OPERATIONS} operations`)
    facts[`${name}_ratio`] = round(median(mine) / median(plain))
    all += median(mine)
    allBare += median(plain)
  }
  const point: number[] = []
  const whole: number[] = []
  for (const size of SIZES) {
    const made = await fill(ground, `size-${size}`, size, declared)
    const store = ours(ground, made.organisation, declared)
    let total = 0
    for (const name of Object.keys(workloads)) total += await completion(store, name, made.known, 7)
    whole.push(total)
    const took: number[] = []
    for (let i = 0; i < 200; i++) {
      const person = made.known.persons[(i * 37) % made.known.persons.length]!
      took.push(await timed(() => store.rows('person_id', person, true)))
    }
    point.push(median(took))
    say(`${size} records: ${round(total, 0)} ms, one person's records ${round(median(took))} ms`)
  }
  const [growth, flat] = [whole[1]! / whole[0]!, point[1]! / point[0]!]
  Object.assign(facts, { growth: round(growth), point_growth: round(flat), ratio: round(all / allBare) })
  return { facts, met: all / allBare <= MOST && growth <= SIZES[1]! / SIZES[0]! && flat <= FLAT }
}
