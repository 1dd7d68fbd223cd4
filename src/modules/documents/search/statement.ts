import { type RawBuilder, sql } from 'kysely'
import { sent } from '#platform/data/gathered.ts'
import type { Scope } from '#platform/data/scope.ts'
import { db } from './data.ts'
import type { Alternative, Group } from './query.ts'
import type { Tokens } from './token.ts'
import type { Filters, Order } from './wanted.ts'

export type Candidate = {
  readonly document_id: string
  readonly version_id: string | null
  readonly rank: number
  readonly total: string
}
export type Question = {
  readonly groups: readonly Group[]
  readonly unwanted: readonly Group[]
  readonly archives: ReadonlySet<string> | undefined
  readonly filters: Filters
  readonly order: Order
  /** Whether any document has several rows. */
  readonly long: boolean
  readonly limit: number
  readonly offset: number
}

// How much a word counts by where and how often it stands: once, twice or thrice, more often, in the title.
const WEIGHTS = sql`'{0.2, 0.4, 0.6, 1.0}'::real[]`
const WIDE = 0.35
const MOST_RANKED = 6
/** More than any rank: a document in which a word itself stands comes before those found by what the word was widened to. */
const ITSELF = 1_000

const queryOf = (alternatives: readonly Alternative[], token: Tokens): string =>
  alternatives.map((all) => `(${all.map((term) => `'${token(term)}'`).join(' & ')})`).join(' | ')

const wholeOf = (group: Group, token: Tokens): string => queryOf([...group.exact, ...group.wide], token)

const holds = (query: string): RawBuilder<boolean> => sql`words @@ ${query}::tsquery`

/** Words that stand in few documents say more than words that stand in many. */
const rarity = (group: Group): number => 1 + 4 / Math.log2(2 + group.documents)

/** Divides a rank by the logarithm of how many words there are: long texts hold each word sooner. */
const BY_LENGTH = sql.lit(16)

/** How often and where the alternatives stand, long texts less; null where none stands. */
const rankBy = (alternatives: readonly Alternative[], token: Tokens): RawBuilder<number> =>
  sql`nullif(ts_rank(${WEIGHTS}, words, ${queryOf(alternatives, token)}::tsquery, ${BY_LENGTH}), 0)`

/** PostgreSQL divides by how many alternatives there are; here the best one counts. */
const weighed = (alternatives: readonly Alternative[], by: number): RawBuilder<number> =>
  sql`${new Set(alternatives.flat()).size * by}::float8`

/** The many words that one was widened to are looked at only where it does not stand itself. */
function rankOfGroup(group: Group, token: Tokens): RawBuilder<number> {
  const exact = sql`${weighed(group.exact, rarity(group))} * ${rankBy(group.exact, token)}`
  if (group.wide.length === 0) return sql`coalesce(${exact}, 0)`
  const wide = sql`${weighed(group.wide, WIDE * rarity(group))} * ${rankBy(group.wide, token)}`
  return sql`coalesce(${sql.lit(ITSELF)} + ${exact}, ${wide}, 0)`
}

const sumOf = (ranks: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  ranks.length === 0 ? sql`0::float8` : sql.join(ranks, sql` + `)

/**
 * Named besides the policy, which asks for it of each row: with both, the planner compares the policy's organisation with this
 * one once, and rows with this one alone.
 */
const mine = (at: Scope<string>) => sql`organisation_id = ${at.organisation.id}::uuid`

/**
 * What one row must hold. Each word is a condition of its own: the index joins them faster than it thinks one long question over.
 * One word alone is looked up apart from what it was widened to.
 */
function holding({ groups, unwanted }: Question, token: Tokens): RawBuilder<unknown> {
  const not = unwanted.map((group) => sql`not ${holds(wholeOf(group, token))}`)
  const [only] = groups
  const wanted =
    only && groups.length === 1 && only.wide.length > 0
      ? [sql`(${holds(queryOf(only.exact, token))} or ${holds(queryOf(only.wide, token))})`]
      : groups.map((group) => holds(wholeOf(group, token)))
  return sql.join([...wanted, ...not], sql` and `)
}

/** Documents whose one row holds everything, and, where there are any, long ones whose rows do so together. */
function found(at: Scope<string>, asked: Question, token: Tokens): RawBuilder<unknown> {
  const { groups, unwanted, long } = asked
  const wanted = groups.map((group) => wholeOf(group, token))
  const not = unwanted.map((group) => wholeOf(group, token))
  const ranks = groups.slice(0, MOST_RANKED).map((group) => rankOfGroup(group, token))
  const short = sql`
    select document_id, version_id, ${sumOf(ranks)} as rank from document_words
    where ${mine(at)} and whole and ${holding(asked, token)}`
  if (!long) return short
  const where = [
    sql`${mine(at)} and not whole`,
    ...(wanted.length > 0 ? [holds(wanted.join(' | '))] : []),
    ...(not.length > 0 ? [sql`document_id not in (${longWith(at, not.join(' | '))})`] : []),
  ]
  const having = wanted.length > 1 ? wanted.map((one) => sql`bool_or(${holds(one)})`) : [sql`true`]
  return sql`${short}
    union all
    select document_id, min(version_id::text)::uuid, ${sumOf(ranks.map((rank) => sql`max(${rank})`))} from document_words
    where ${sql.join(where, sql` and `)} group by document_id having ${sql.join(having, sql` and `)}`
}

/** Long documents that hold one of these on any page. */
const longWith = (at: Scope<string>, query: string): RawBuilder<unknown> =>
  sql`select document_id from document_words where ${mine(at)} and not whole and ${holds(query)}`

/** Documents that hold one word itself, with how often and where. */
function foundItself(at: Scope<string>, group: Group, token: Tokens, long: boolean): RawBuilder<unknown> {
  const itself = holds(queryOf(group.exact, token))
  const rank = rankBy(group.exact, token)
  const short = sql`
    select document_id, version_id, ${rank} as rank from document_words where ${mine(at)} and whole and ${itself}`
  if (!long) return short
  return sql`${short}
    union all
    select document_id, min(version_id::text)::uuid, max(${rank}) from document_words
    where ${mine(at)} and not whole and ${itself} group by document_id`
}

/** Documents that hold only what a word was widened to; the index itself leaves out the others. */
function foundOtherwise(at: Scope<string>, group: Group, token: Tokens, long: boolean): RawBuilder<unknown> {
  const [itself, wide] = [queryOf(group.exact, token), queryOf(group.wide, token)]
  const short = sql`
    select document_id from document_words where ${mine(at)} and whole and ${holds(`(${wide}) & !(${itself})`)}`
  if (!long) return short
  return sql`${short}
    union all
    select distinct document_id from document_words
    where ${mine(at)} and not whole and ${holds(wide)} and document_id not in (${longWith(at, itself)})`
}

function conditions({ archives, filters: f }: Question, zone: string): RawBuilder<unknown>[] {
  const day = sql`coalesce(d.dated_on, (d.received_at at time zone ${zone})::date)`
  return [
    f.state ? sql`d.state = ${f.state}` : sql`d.state <> 'trash'`,
    ...(archives ? [sql`d.archive_id = any(${[...archives]}::uuid[])`] : []),
    ...(f.archive ? [sql`d.archive_id = ${f.archive}`] : []),
    ...(f.type ? [sql`d.type_id = ${f.type}`] : []),
    ...(f.case ? [sql`d.case_id = ${f.case}`] : []),
    ...(f.way ? [sql`d.way = ${f.way}`] : []),
    ...(f.from ? [sql`${day} >= ${f.from.toString()}::date`] : []),
    ...(f.until ? [sql`${day} <= ${f.until.toString()}::date`] : []),
    ...(f.person
      ? [
          sql`(d.holder_id = ${f.person} or d.id in (select document_id from document_people where person_id = ${f.person}))`,
        ]
      : []),
    ...(f.tag
      ? [
          sql`d.id in (with recursive inner_tags as (select ${f.tag}::uuid as id
            union select t.id from document_tags t join inner_tags i on t.parent_id = i.id)
            select document_id from document_taggings where tag_id in (select id from inner_tags))`,
        ]
      : []),
  ]
}

const orders: Readonly<Record<Order, RawBuilder<unknown>>> = {
  best: sql`rank desc, d.received_at desc, d.id`,
  newest: sql`coalesce(d.dated_on, d.received_at::date) desc, d.received_at desc, d.id`,
  oldest: sql`coalesce(d.dated_on, d.received_at::date), d.received_at, d.id`,
}

/** Documents that may be among the answer; nearly always all but those in the trash, which are few. */
function among(asked: Question, zone: string): RawBuilder<unknown> {
  const { archives, filters } = asked
  if (!archives && Object.keys(filters).length === 0)
    return sql`document_id not in (select id from documents where state = 'trash')`
  const where = sql.join(conditions(asked, zone), sql` and `)
  return sql`document_id in (select d.id from documents d where ${where})`
}

/**
 * Plans of these statements are made once per connection: under the policies making one takes longer than most searches.
 * Leaves with the statement itself.
 */
const plannedOnce = (at: Scope<string>): void =>
  at.write(sql`select set_config('plan_cache_mode', 'force_generic_plan', true)`.compile(db(at)))

/**
 * The best documents; only the ranks of all hits are needed, not their documents: those of the page are read afterwards.
 * `offset 0` has ranks made before hits are counted: counting keeps the rows, and would keep their words with them.
 */
async function best(at: Scope<string>, asked: Question, token: Tokens): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    select f.document_id, f.version_id, f.rank, count(*) over () as total
    from (select * from (${found(at, asked, token)}) a where ${among(asked, at.organisation.zone)} offset 0) f
    order by f.rank desc, f.document_id ${pageOf(asked)}`.execute(db(at))
  return rows
}

/**
 * The same for a page that the word itself fills, undefined where it does not. What is found by other words comes after it and is
 * only counted, at the same time where a connection is idle; what the word is widened to is thought out while the database looks
 * for the word.
 */
async function bestItself(at: Scope<string>, asked: Question, only: Group, token: Tokens) {
  const there = among(asked, at.organisation.zone)
  const itself = sql<Candidate>`
    select f.document_id, f.version_id, ${sql.lit(ITSELF)} + f.rank as rank, count(*) over () as total
    from (select * from (${foundItself(at, only, token, asked.long)}) a where ${there} offset 0) f
    order by f.rank desc, f.document_id ${pageOf(asked)}`.execute(db(at))
  itself.catch(() => undefined) // told below
  await sent()
  const others = only.wide.length === 0 ? undefined : at.beside((other) => countOtherwise(other, asked, only, token))
  const [{ rows }, counted] = await Promise.all([itself, others])
  if (rows.length < asked.limit) return undefined
  return rows.map((row) => ({ ...row, total: String(Number(row.total) + (counted ?? 0)) }))
}

async function countOtherwise(at: Scope<string>, asked: Question, only: Group, token: Tokens): Promise<number> {
  plannedOnce(at)
  const { rows } = await sql<{ count: string }>`
    select count(*) from (${foundOtherwise(at, only, token, asked.long)}) o
    where ${among(asked, at.organisation.zone)}`.execute(db(at))
  return Number(rows[0]?.count)
}

const pageOf = ({ limit, offset }: Question) => sql`limit ${limit} offset ${offset}`

/** The documents that are asked for; `total` on each row counts all of them. */
export async function candidates(at: Scope<string>, asked: Question, token: Tokens): Promise<readonly Candidate[]> {
  const searched = asked.groups.length + asked.unwanted.length > 0
  plannedOnce(at)
  if (searched && asked.order === 'best') {
    const { groups, unwanted, limit, offset } = asked
    const [only] = groups
    const alone = only && groups.length === 1 && unwanted.length === 0 && only.documents >= offset + limit
    return (alone ? await bestItself(at, asked, only, token) : undefined) ?? best(at, asked, token)
  }
  const where = sql.join(conditions(asked, at.organisation.zone), sql` and `)
  const from = searched
    ? sql`(${found(at, asked, token)}) f join documents d on d.id = f.document_id`
    : sql`documents d left join document_words f on f.organisation_id = d.organisation_id and f.document_id = d.id and f.part = 0`
  const { rows } = await sql<Candidate>`
    select d.id as document_id, f.version_id, ${searched ? sql`f.rank` : sql`0::float8 as rank`}, count(*) over () as total
    from ${from} where ${where} order by ${orders[asked.order]} ${pageOf(asked)}`.execute(db(at))
  return rows
}
