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

const queryOf = (alternatives: readonly Alternative[], token: Tokens): string =>
  alternatives.map((all) => `(${all.map((term) => `'${token(term)}'`).join(' & ')})`).join(' | ')

const wholeOf = (group: Group, token: Tokens): string => `(${queryOf([...group.exact, ...group.wide], token)})`

/** Words that stand in few documents say more than words that stand in many. */
const rarity = (group: Group): number => 1 + 4 / Math.log2(2 + group.documents)

/** What a document is found by in other words only counts less; the many words of that are looked at in those alone. */
function rankOfGroup(group: Group, token: Tokens): RawBuilder<number> {
  const exact = sql`${queryOf(group.exact, token)}::tsquery`
  const rank = (query: RawBuilder<unknown>) => sql`ts_rank(${WEIGHTS}, words, ${query}, 1)`
  if (group.wide.length === 0) return sql`${rarity(group)}::real * ${rank(exact)}`
  const wide = sql`${queryOf(group.wide, token)}::tsquery`
  return sql`${rarity(group)}::real
    * case when words @@ ${exact} then ${rank(exact)} else ${WIDE}::real * ${rank(wide)} end`
}

const rankOf = (groups: readonly Group[], token: Tokens): RawBuilder<number> =>
  groups.length === 0
    ? sql`0::real`
    : sql`${sql.join(
        groups.slice(0, MOST_RANKED).map((group) => rankOfGroup(group, token)),
        sql` + `,
      )}`

/** Documents whose one row holds everything, and, where there are any, long ones whose rows do so together. */
function found({ groups, unwanted }: Question, token: Tokens, long: boolean): RawBuilder<unknown> {
  const wanted = groups.map((group) => wholeOf(group, token))
  const not = unwanted.map((group) => wholeOf(group, token))
  const all = [...wanted, ...not.map((one) => `!${one}`)].join(' & ')
  const any = wanted.join(' | ')
  const rank = rankOf(groups, token)
  const having = [
    ...wanted.map((one) => sql`bool_or(words @@ ${one}::tsquery)`),
    ...not.map((one) => sql`not bool_or(words @@ ${one}::tsquery)`),
  ]
  const short = sql`
    select document_id, version_id, ${rank} as rank from document_words where words @@ ${all}::tsquery`
  if (!long) return short
  return sql`${short}
      and not exists (select 1 from document_words l where l.organisation_id = document_words.organisation_id
        and l.document_id = document_words.document_id and l.part > 0)
    union all
    select document_id, min(version_id::text)::uuid, max(${rank}) from document_words
    where document_id in (select document_id from document_words where part > 0)
    ${any === '' ? sql`` : sql`and document_id in (select document_id from document_words where words @@ ${any}::tsquery)`}
    group by document_id having ${sql.join(having, sql` and `)}`
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

/** The documents that are asked for; `total` on each row counts all of them. */
export async function candidates(at: Scope<string>, asked: Question, token: Tokens): Promise<readonly Candidate[]> {
  const { zone } = at.organisation
  const page = sql`limit ${sql.lit(asked.limit)} offset ${sql.lit(asked.offset)}`
  const searched = asked.groups.length + asked.unwanted.length > 0
  if (searched && asked.order === 'best') {
    // only the ranks of all hits are needed, not their documents: those of the page are read afterwards
    const { rows } = await sql<Candidate>`
      select f.document_id, f.version_id, f.rank, count(*) over () as total
      from (${found(asked, token, asked.long)}) f where ${among(asked, zone)}
      order by f.rank desc, f.document_id ${page}`.execute(db(at))
    return rows
  }
  const where = sql.join(conditions(asked, zone), sql` and `)
  const from = searched
    ? sql`(${found(asked, token, asked.long)}) f join documents d on d.id = f.document_id`
    : sql`documents d left join document_words f on f.organisation_id = d.organisation_id and f.document_id = d.id and f.part = 0`
  const { rows } = await sql<Candidate>`
    select d.id as document_id, f.version_id, ${searched ? sql`f.rank` : sql`0::real as rank`}, count(*) over () as total
    from ${from} where ${where} order by ${orders[asked.order]} ${page}`.execute(db(at))
  return rows
}
