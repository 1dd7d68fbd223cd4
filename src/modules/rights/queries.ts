import { sql } from 'kysely'
import { findPeople, namesOf } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { exactToken, open, openAll } from '#platform/keys/sealed.ts'
import { normaliseName } from '#platform/text/contact.ts'
import type { Handling } from './actions/letters.ts'
import { todayOf } from './actions/file.ts'
import { personsOf } from './actions/persons.ts'
import { db, type EventFacts, type Kind, type RequestRow } from './data.ts'
import type { LetterText } from './letters/letter.ts'
import { type Phase, phaseOf } from './rules/steps.ts'

/** A request in the officer's list. */
export type Line = {
  readonly id: string
  /** Whose file it is. */
  readonly applicant: string
  readonly kind: Kind
  readonly name: string
  readonly received: Temporal.PlainDate
  readonly due: Temporal.PlainDate
  readonly phase: Phase
  readonly outcome: RequestRow['outcome']
  readonly extended: number
  /** Recipients who still have to be told (Art. 19). */
  readonly toTell: number
}

const MOST_CLOSED = 200

/** Open requests, what is due first on top; or the closed ones, the newest first. */
export async function requestLines(at: Handling, which: 'open' | 'closed'): Promise<Line[]> {
  const query = db(at)
    .selectFrom('rights_requests as r')
    .selectAll('r')
    .select((one) => [
      one
        .selectFrom('rights_persons as p')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('p.request_id', '=', 'r.id')
        .as('persons'),
      one
        .selectFrom('rights_recipients as c')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('c.request_id', '=', 'r.id')
        .where('c.state', '=', 'open')
        .as('to_tell'),
    ])
  const rows =
    which === 'open'
      ? await query.where('closed_at', 'is', null).orderBy('due_on').orderBy('received_at').execute()
      : await query.where('closed_at', 'is not', null).orderBy('closed_at', 'desc').limit(MOST_CLOSED).execute()
  const names = await openAll(
    at,
    rows.map(({ name }) => name),
  )
  return rows.map((row, place) => ({
    id: row.id,
    applicant: row.applicant_id,
    kind: row.kind as Kind,
    name: names[place] ?? '',
    received: Temporal.PlainDate.from(row.received_on),
    due: Temporal.PlainDate.from(row.due_on),
    phase: phaseOf({ ...row, persons: Number(row.persons) }),
    outcome: row.outcome,
    extended: row.extended,
    toTell: Number(row.to_tell),
  }))
}

/** Requests by form that nobody has confirmed yet. */
export async function unconfirmed(at: Handling) {
  const rows = await db(at).selectFrom('rights_intake').selectAll().orderBy('created_at').execute()
  const contents = await openAll(
    at,
    rows.map(({ content }) => content),
  )
  return rows.map((row, place) => ({
    id: row.id,
    applicant: row.applicant_id,
    kind: row.kind as Kind,
    name: contents[place]?.name ?? '',
    since: row.created_at,
  }))
}

export const closedCount = async (at: Scope<string>): Promise<number> => {
  const row = await db(at)
    .selectFrom('rights_requests')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('closed_at', 'is not', null)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Open requests with the nearest end, and recipients still to be told: counts for the overview. */
export async function figures(at: Scope<string>) {
  const today = todayOf(at).toString()
  const { rows } = await sql<{ open: number; overdue: number; next: string | null; tell: number }>`
    select count(*)::int as open,
      count(*) filter (where due_on < ${today}::date and not pauses @? '$[*] ? (@.until == null)')::int as overdue,
      min(due_on) filter (where not pauses @? '$[*] ? (@.until == null)')::text as next,
      (select count(*)::int from rights_recipients where state = 'open') as tell
    from rights_requests where closed_at is null`.execute(db(at))
  return rows[0] ?? { open: 0, overdue: 0, next: null, tell: 0 }
}

/** Answers that an erasure would take from these persons: open requests for one, and those nobody has fetched yet. */
export async function owedBefore(at: Scope<string>, persons: readonly string[]): Promise<number> {
  const theirs = sql`any(${[...persons]}::uuid[])`
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from rights_requests r where closed_at is null and kind in ('access', 'portability')
        and exists (select from rights_persons p where p.request_id = r.id and p.person_id = ${theirs}))::int
      + (select count(*) from rights_answers where person_id = ${theirs} and fetches = 0 and expires_at > ${at.now})::int
      as count`.execute(db(at))
  return rows[0]?.count ?? 0
}

export type CourseLine = {
  readonly kind: string
  readonly at: Temporal.Instant
  readonly facts: EventFacts
  readonly said: string
  readonly byStaff: boolean
}

/** What happened to a request, in order. */
export async function courseOf(at: Handling, request: string): Promise<CourseLine[]> {
  const rows = await db(at)
    .selectFrom('rights_events')
    .selectAll()
    .where('request_id', '=', request)
    .orderBy('position')
    .execute()
  const said = await openAll(
    at,
    rows.map((row) => row.said),
  )
  return rows.map((row, place) => ({
    kind: row.kind,
    at: row.at,
    facts: row.facts,
    said: said[place] ?? '',
    byStaff: row.by_account !== null,
  }))
}

export type LetterLine = {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly by: 'mail' | 'post'
  readonly on: Temporal.PlainDate
}

export async function lettersOf(at: Handling, request: string): Promise<LetterLine[]> {
  const rows = await db(at)
    .selectFrom('rights_letters')
    .selectAll()
    .where('request_id', '=', request)
    .orderBy('made_at')
    .execute()
  const contents = await openAll(
    at,
    rows.map(({ content }) => content),
  )
  return rows.map((row, place) => ({
    id: row.id,
    kind: row.kind,
    subject: contents[place]?.subject ?? '',
    by: row.by as 'mail' | 'post',
    on: Temporal.PlainDate.from(row.sent_on),
  }))
}

export type KeptLetter = { readonly letter: LetterText; readonly on: Temporal.PlainDate; readonly language: string }

/** A letter word for word. */
export async function letterOf(at: Handling, request: string, id: string): Promise<KeptLetter | undefined> {
  const row = await db(at)
    .selectFrom('rights_letters')
    .selectAll()
    .where('request_id', '=', request)
    .where('id', '=', id)
    .executeTakeFirst()
  const letter = row ? await open(at, row.content) : null
  return row && letter ? { letter, on: Temporal.PlainDate.from(row.sent_on), language: row.language } : undefined
}

/** Somebody whom a request may be about. */
export type Candidate = {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly phone: string
  readonly chosen: boolean
  readonly like: 'same-name' | 'same-address' | undefined
}

/**
 * Who is kept under what the request says, and under what was searched for besides: the addresses and numbers in "also
 * known as" are searched one by one. Chosen ones always stand among them.
 */
export async function candidates(
  at: Handling,
  row: RequestRow,
  facts: { readonly name: string; readonly mail: string; readonly also: string },
  search: string,
): Promise<Candidate[]> {
  const chosen = await personsOf(at, row.id)
  const found = new Map<string, Omit<Candidate, 'chosen' | 'like'>>()
  // a scope that opens more than contact data opens contact data, too; checked again where they are opened
  const asContact = at as unknown as Scope<'people.contact'>
  for (const query of queriesIn(facts, search)) {
    const result = await findPeople(asContact, query)
    if ('people' in result) for (const person of result.people) found.set(person.id, person)
  }
  const missing = chosen.filter((id) => !found.has(id))
  if (missing.length > 0) {
    const rows = await namesOf(at, missing)
    const names = await openAll(
      at,
      rows.map(({ name }) => name),
    )
    for (const id of missing) {
      const place = rows.findIndex((one) => one.id === id)
      found.set(id, { id, name: names[place] ?? '', mail: '', phone: '' })
    }
  }
  const token = row.mail_exact
  const like = async ({ name, mail }: { name: string; mail: string }): Promise<Candidate['like']> => {
    if (!token || mail === '' || !(await exactToken(at, 'mail', mail)).equals(token)) return undefined
    return normaliseName(name) === normaliseName(facts.name) ? 'same-name' : 'same-address'
  }
  const all = await Promise.all(
    [...found.values()].map(async (one) => ({ ...one, chosen: chosen.includes(one.id), like: await like(one) })),
  )
  const rank = (one: Candidate) => (one.chosen ? 0 : one.like === 'same-name' ? 1 : one.like === 'same-address' ? 2 : 3)
  return all.toSorted((a, b) => rank(a) - rank(b))
}

const MOST_QUERIES = 12

function queriesIn({ name, mail, also }: { name: string; mail: string; also: string }, search: string): string[] {
  const mails = also.match(/[^\s,;<>()]+@[^\s,;<>()]+/g) ?? []
  const phones = also.match(/\+?\d[\d\s()/.-]{5,}\d/g) ?? []
  return [...new Set([mail, name, ...mails, ...phones, search].map((one) => one.trim()).filter(Boolean))].slice(
    0,
    MOST_QUERIES,
  )
}
