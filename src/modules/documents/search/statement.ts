import { type RawBuilder, sql } from 'kysely'
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

const wholeOf = (group: Group, token: Tokens): string => `(${queryOf([...group.exact, ...group.wide], token)})`

/** Words that stand in few documents say more than words that stand in many. */
const rarity = (group: Group): number => 1 + 4 / Math.log2(2 + group.documents)

/** How often and where the alternatives stand, long texts less; PostgreSQL's own divides by how many there are. */
function rankBy(alternatives: readonly Alternative[], token: Tokens): RawBuilder<number> {
  const count = new Set(alternatives.flat()).size
  return sql`${count}::float8 * nullif(ts_rank(${WEIGHTS}, words, ${queryOf(alternatives, token)}::tsquery), 0)
    / ln(2 + length(words))`
}

/** The many words that one was widened to are looked at only where it does not stand itself, and where that is asked for. */
function rankOfGroup(group: Group, token: Tokens, fine: boolean): RawBuilder<number> {
  const exact = sql`${rarity(group)}::float8 * ${rankBy(group.exact, token)}`
  if (group.wide.length === 0) return sql`coalesce(${exact}, 0)`
  const wide = sql`${WIDE * rarity(group)}::float8 * ${rankBy(group.wide, token)}`
  return fine
    ? sql`coalesce(${sql.lit(ITSELF)} + ${exact}, ${wide}, 0)`
    : sql`coalesce(${sql.lit(ITSELF)} + ${exact}, 0)`
}

const sumOf = (ranks: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  ranks.length === 0 ? sql`0::float8` : sql.join(ranks, sql` + `)

/**
 * Named besides the policy, which asks for it of each row: with both, the planner compares the policy's organisation with this
 * one once, and rows with this one alone.
 */
const mine = (at: Scope<string>) => sql`organisation_id = ${at.organisation.id}::uuid`

/** Two looks into the index for one word: the one for many words costs each row more, and most rows hold the word itself. */
function holding({ groups, unwanted }: Question, all: string, token: Tokens): RawBuilder<unknown> {
  const [only] = groups
  if (!only || groups.length > 1 || unwanted.length > 0 || only.wide.length === 0) return sql`words @@ ${all}::tsquery`
  return sql`(words @@ ${queryOf(only.exact, token)}::tsquery or words @@ ${queryOf(only.wide, token)}::tsquery)`
}

/** Documents whose one row holds everything, and, where there are any, long ones whose rows do so together. */
function found(at: Scope<string>, asked: Question, token: Tokens, fine: boolean): RawBuilder<unknown> {
  const { groups, unwanted, long } = asked
  const wanted = groups.map((group) => wholeOf(group, token))
  const not = unwanted.map((group) => wholeOf(group, token))
  const all = [...wanted, ...not.map((one) => `!${one}`)].join(' & ')
  const ranks = groups.slice(0, MOST_RANKED).map((group) => rankOfGroup(group, token, fine))
  const short = sql`
    select document_id, version_id, ${sumOf(ranks)} as rank from document_words
    where ${mine(at)} and whole and ${holding(asked, all, token)}`
  if (!long) return short
  const where = [
    sql`${mine(at)} and not whole`,
    ...(wanted.length > 0 ? [sql`words @@ ${wanted.join(' | ')}::tsquery`] : []),
    ...(not.length > 0
      ? [
          sql`document_id not in (select document_id from document_words
            where ${mine(at)} and not whole and words @@ ${not.join(' | ')}::tsquery)`,
        ]
      : []),
  ]
  const having = wanted.length > 1 ? wanted.map((one) => sql`bool_or(words @@ ${one}::tsquery)`) : [sql`true`]
  return sql`${short}
    union all
    select document_id, min(version_id::text)::uuid, ${sumOf(ranks.map((rank) => sql`max(${rank})`))} from document_words
    where ${sql.join(where, sql` and `)} group by document_id having ${sql.join(having, sql` and `)}`
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
async function best(at: Scope<string>, asked: Question, token: Tokens, fine: boolean): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    select f.document_id, f.version_id, f.rank, count(*) over () as total
    from (select * from (${found(at, asked, token, fine)}) a where ${among(asked, at.organisation.zone)} offset 0) f
    order by f.rank desc, f.document_id ${pageOf(asked)}`.execute(db(at))
  return rows
}

const pageOf = ({ limit, offset }: Question) => sql`limit ${limit} offset ${offset}`

/** The documents that are asked for; `total` on each row counts all of them. */
export async function candidates(at: Scope<string>, asked: Question, token: Tokens): Promise<readonly Candidate[]> {
  const searched = asked.groups.length + asked.unwanted.length > 0
  plannedOnce(at)
  if (searched && asked.order === 'best') {
    const { groups, limit, offset } = asked
    const [only] = groups
    const enough = groups.length === 1 && only && only.wide.length > 0 && only.documents >= offset + limit
    if (!enough) return best(at, asked, token, true)
    // what is found by other words comes last, so where the word itself fills the page, those need no order
    const rows = await best(at, asked, token, false)
    return rows.length === limit && rows.every(({ rank }) => rank >= ITSELF) ? rows : best(at, asked, token, true)
  }
  const where = sql.join(conditions(asked, at.organisation.zone), sql` and `)
  const from = searched
    ? sql`(${found(at, asked, token, true)}) f join documents d on d.id = f.document_id`
    : sql`documents d left join document_words f on f.organisation_id = d.organisation_id and f.document_id = d.id and f.part = 0`
  const { rows } = await sql<Candidate>`
    select d.id as document_id, f.version_id, ${searched ? sql`f.rank` : sql`0::float8 as rank`}, count(*) over () as total
    from ${from} where ${where} order by ${orders[asked.order]} ${pageOf(asked)}`.execute(db(at))
  return rows
}
