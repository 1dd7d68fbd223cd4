import { type Kysely, sql } from 'kysely'
import { contact, findPeople, peopleTable, personFor } from '../../src/modules/people/index.ts'
import { contestedAmong } from '../../src/modules/privacy/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { tables } from '../../src/platform/data/query-builder.ts'
import { inScope, type Scope } from '../../src/platform/data/scope.ts'
import { keyBeside, openAll } from '../../src/platform/keys/sealed.ts'
import { normaliseName } from '../../src/platform/text/contact.ts'
import { median, newOrganisation, percentile, round, say, timed, type Found, type Ground } from './support.ts'

const PEOPLE = 10_000
const PER_SCOPE = 500
const LIST = 60
const ROUNDS = 300
const WARM = 60
const OPEN_MS = 3
const MOST = 2
const SEARCHES = ['Hu Yil', 'Mar Wies', 'Anne Sch', 'Erika Ber', 'Jo Kra', 'Sa Lind']

const first = 'Erika Anneliese Mehmet Johanna Sabine Marie Hülya Jürgen Lotte Emil Ayşe Friedrich'.split(' ')
const last =
  'Beispiel Bergmann Yılmaz Schröder Wiesner Krause Lindemann Öztürk Schäfer Hoffmann Berger Schmidt Kramer'.split(' ')

/** People that differ, some hundred of whom share the beginnings of their names. */
const somebody = (n: number) => ({
  name: `${first[n % first.length]} ${last[(n * 7) % last.length]}-${(n * 7919).toString(36)}`,
  mail: `person.${n}@example.org`,
  phone: `0221 ${100_000 + n}`,
})

const db = tables({ people: peopleTable })
/** The same columns, indexes and policies with everything in clear; words with all their beginnings, as the tokens have it. */
async function clearTwin({ root }: Ground, organisation: Organisation): Promise<void> {
  await root.query(`
    create table clear_people (like people including defaults);
    alter table clear_people alter name type text using '', alter name_words type text[] using '{}',
      alter mail type text using '', alter mail_exact type text using '', alter phone type text using '', alter phone_exact type text using '';
    alter table clear_people add primary key (organisation_id, id);
    create index on clear_people (organisation_id, mail_exact) where mail_exact is not null;
    create index on clear_people (organisation_id, phone_exact) where phone_exact is not null;
    create index on clear_people using gin (name_words);
    create index on clear_people (organisation_id, created_at);
    select protect('clear_people'), restrictable('clear_people', '{id}')`)
  const { rows: known } = await root.query<{ id: string; created_at: Date }>(
    'select id, created_at from people where organisation_id = $1 order by created_at, id',
    [organisation.id],
  )
  const given = known.map(({ id, created_at }, n) => ({
    id,
    created_at,
    ...somebody(n),
    words: beginnings(somebody(n).name),
  }))
  await root.query(
    `insert into clear_people (organisation_id, id, name, name_words, mail, mail_exact, phone, phone_exact, language, created_at)
     select $1, id, name, words, mail, mail, phone, phone, 'de', created_at
     from json_to_recordset($2) as r (id uuid, created_at timestamptz, name text, words text[], mail text, phone text)`,
    [organisation.id, JSON.stringify(given)],
  )
  await root.query('vacuum analyze')
}

function beginnings(name: string): string[] {
  const found = new Set<string>()
  for (const word of normaliseName(name).split(/[^\p{L}\p{N}]+/u)) {
    for (let length = 2; length <= Math.min(12, word.length); length++) found.add(word.slice(0, length))
    found.add(word)
  }
  return [...found]
}

type Clear = {
  id: string
  name: string
  name_words: string[]
  mail: string
  phone: string
  created_at: Temporal.Instant
}
/** The twin is asked through the query builder as well: what that costs has nothing to do with sealing. */
const clear = (at: Scope<string>) => db(at) as unknown as Kysely<{ clear_people: Clear }>
const byName = new Intl.Collator('de')

const sealedList = async (at: Scope<'people.contact'>) => {
  const found = await db(at)
    .selectFrom('people')
    .select(['id', 'name', 'mail', 'phone', keyBeside('people.id')])
    .orderBy('created_at', 'desc')
    .limit(LIST)
    .execute()
  await at.keys.take(found.map(({ id, key }) => ({ person: id, key })))
  await openAll(
    at,
    found.flatMap(({ name, mail, phone }) => [name, mail, phone]),
  )
  return found.length
}
const clearList = async (at: Scope<string>) => {
  const found = await clear(at)
    .selectFrom('clear_people')
    .select(['id', 'name', 'mail', 'phone'])
    .orderBy('created_at', 'desc')
    .limit(LIST)
    .execute()
  return found.flatMap(({ name, mail, phone }) => [name, mail, phone]).length / 3
}

const sealedSearch = async (at: Scope<'people.contact'>, query: string) => {
  const found = await findPeople(at, query)
  return 'people' in found ? found.people.length : 0
}
/** What `findPeople` does, without opening anything. */
const clearSearch = async (at: Scope<string>, query: string) => {
  const words = normaliseName(query).split(' ')
  const found = await clear(at)
    .selectFrom('clear_people')
    .select(['id', 'name', 'mail', 'phone'])
    .where(sql<boolean>`name_words @> ${words}`)
    .orderBy('created_at', 'desc')
    .limit(500)
    .execute()
  const contested = await contestedAmong(
    at,
    found.map(({ id }) => id),
  )
  const shown = found.toSorted((a, b) => byName.compare(a.name, b.name)).slice(0, 50)
  return shown.map((person) => ({ ...person, contested: contested.get(person.id) ?? none })).length
}
const none: ReadonlySet<string> = new Set()

/** Opening, listing and finding people whose names and addresses are sealed, against the same in clear. */
export async function seal(ground: Ground): Promise<Found> {
  const { house, clock } = ground
  const organisation = await newOrganisation(ground, 'musterhausen')
  const wish = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: contact } as const
  for (let n = 0; n < PEOPLE; n += PER_SCOPE) {
    await inScope(house, { ...wish, now: clock.now().add({ seconds: n }) }, async (at) => {
      for (let i = n; i < n + PER_SCOPE; i++) await personFor(at, somebody(i))
    })
  }
  await clearTwin(ground, organisation)
  const reading = <T>(work: (at: Scope<'people.contact'>) => Promise<T>) =>
    inScope(house, { ...wish, readOnly: true }, work)
  const figures = {
    opening: [] as number[],
    list: [] as number[],
    clear: [] as number[],
    search: [] as number[],
    plain: [] as number[],
  }
  for (let i = 0; i < ROUNDS + WARM; i++) {
    const query = SEARCHES[i % SEARCHES.length]!
    const opening = await reading(async (at) => {
      const found = await db(at).selectFrom('people').select('name').orderBy('created_at', 'desc').limit(LIST).execute()
      return timed(async () => {
        const names = await openAll(
          at,
          found.map(({ name }) => name),
        )
        if (names.length !== LIST || names.includes(null)) throw new Error('not every name was opened')
      })
    })
    const same: [number, number] = [0, 0]
    const list = await timed(async () => void (await reading(sealedList)))
    const clear = await timed(async () => void (await reading(clearList)))
    const search = await timed(async () => void (same[0] = await reading((at) => sealedSearch(at, query))))
    const plain = await timed(async () => void (same[1] = await reading((at) => clearSearch(at, query))))
    if (same[0] !== same[1] || same[0] === 0)
      throw new Error(`"${query}" finds ${same[0]} people sealed and ${same[1]} in clear`)
    if (i < WARM) continue
    for (const [name, value] of Object.entries({ opening, list, clear, search, plain }))
      figures[name as 'list'].push(value)
  }
  const [listed, found] = [median(figures.list) / median(figures.clear), median(figures.search) / median(figures.plain)]
  say(`list of ${LIST}: ${round(median(figures.list))} ms sealed, ${round(median(figures.clear))} ms in clear`)
  say(`search: ${round(median(figures.search))} ms sealed, ${round(median(figures.plain))} ms in clear`)
  const facts = {
    open_60_ms: round(median(figures.opening)),
    open_60_p95_ms: round(percentile(figures.opening, 95)),
    list_ms: round(median(figures.list)),
    list_clear_ms: round(median(figures.clear)),
    search_ms: round(median(figures.search)),
    search_clear_ms: round(median(figures.plain)),
    list_ratio: round(listed),
    search_ratio: round(found),
    ratio: round(Math.max(listed, found)),
  }
  return { facts, met: median(figures.opening) <= OPEN_MS && listed <= MOST && found <= MOST }
}
