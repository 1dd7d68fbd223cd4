import { sql } from 'kysely'
import { z } from 'zod'
import { findPeople, mayFindPeople, personPage } from '#people'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, typed, uuidField, whole } from '#platform/http/fields.ts'
import {
  type Asked,
  get,
  page,
  post,
  type Problems,
  type Raw,
  type Reply,
  type Route,
  see,
} from '#platform/http/route.ts'
import { personalDataSeen } from '#privacy'
import { endContract, lettersOf, noteContract } from '../actions/contract.ts'
import { type CustomerRow, db, keeping, type Opens } from '../data.ts'
import { mayEndContracts, mayFindCustomers } from '../permissions.ts'
import { customerById, masterOf, todayOf } from '../queries.ts'
import { endProblem } from '../rules/account.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { CustomerPage, CUSTOMERS, type FoundCustomer, type Result, SearchPage } from '../screens/staff.tsx'
import { words } from '../texts.ts'
import { shown } from './framed.ts'

type Staff = Asked<Opens, unknown>
const base = `/:organisation${CUSTOMERS}`
const looking = { who: mayFindCustomers, purpose: keeping } as const
const ending = { who: mayEndContracts, purpose: keeping } as const

const baseOf = (asked: Staff) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  zone: asked.at.organisation.zone,
  today: todayOf(asked.at),
  href: asked.href,
})

async function searchPage(asked: Staff, query = '', result?: Result): Promise<Reply> {
  const { count } = await db(asked.at)
    .selectFrom('customers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return page(<SearchPage {...baseOf(asked)} query={query} result={result} count={Number(count)} />)
}

/** Among the people who have an account, by the same tokens as all others. */
async function find(at: Scope<Opens>, query: string): Promise<Result> {
  const among = sql<boolean>`people.id in (select person_id from customers)`
  // the scope's purposes include that of contact, which is asked again when a value is opened
  const found = await findPeople(at as unknown as Scope<'people.contact'>, query, among)
  if ('tooShort' in found) return found
  const rows = await db(at)
    .selectFrom('customers')
    .select(['id', 'person_id', 'ended_on'])
    .where(sql<boolean>`person_id = any(${found.people.map(({ id }) => id)}::uuid[])`)
    .orderBy(sql`ended_on is not null`)
    .orderBy('created_at', 'desc')
    .execute()
  const customers = found.people.flatMap(({ id, name, mail }): FoundCustomer[] =>
    rows.filter(({ person_id }) => person_id === id).map((row) => ({ id: row.id, name, mail, endedOn: row.ended_on })),
  )
  return { customers, more: found.more }
}

async function customerIn(asked: Staff): Promise<CustomerRow> {
  const id = uuidField().safeParse(asked.params['customer'])
  const row = id.success ? await customerById(asked.at, id.data) : undefined
  if (!row) throw refuse('customers.unknown', 'not-found')
  return row
}

async function customerPage(asked: Staff, filled: Filled, ok?: string): Promise<Reply> {
  const { at, language, href } = asked
  const row = await customerIn(asked)
  await at.announce(personalDataSeen, { what: 'opened', place: 'customers.page', persons: [row.person_id] })
  const t = words(language).staff
  const said: Record<string, string> = { ende: t.endSet, vertrag: t.noted }
  const frame = asked.staffFrame()
  const maySee = frame.role !== undefined && mayFindPeople.roles.includes(frame.role)
  return page(
    <CustomerPage
      {...baseOf(asked)}
      row={row}
      master={await masterOf(at, row)}
      letters={await lettersOf(at, row.person_id)}
      filled={filled}
      done={said[ok ?? '']}
      personAt={maySee ? href(personPage(row.person_id)) : undefined}
      mayChange={frame.role !== undefined && mayEndContracts.roles.includes(frame.role)}
    />,
    Object.keys(filled.problems).length > 0 ? 422 : 200,
  )
}

const again = (asked: Staff & { readonly input: Raw }, problems: Problems): Promise<Reply> =>
  customerPage(asked, { raw: shown(asked.input), problems })

export const staffRoutes: Route[] = [
  get(base, looking, (asked) => searchPage(asked)),

  post(
    base,
    {
      ...looking,
      rate: 'read',
      input: z.object({ query: typed({ max: 254 }) }),
      again: (asked) => searchPage(asked, asked.input['query'], { tooShort: true }),
    },
    async (asked) => {
      const { at, input } = asked
      const result = await find(at, input.query)
      const ids = 'customers' in result ? result.customers.map(({ id }) => id) : []
      const rows = await Promise.all(ids.map((id) => customerById(at, id)))
      const persons = rows.flatMap((row) => (row ? [row.person_id] : []))
      await at.announce(personalDataSeen, { what: 'searched', place: 'customers.search', persons })
      return searchPage(asked, input.query, result)
    },
  ),

  get(`${base}/:customer`, { ...looking, input: z.object({ ok: z.string().optional() }) }, (asked) =>
    customerPage(asked, blank, asked.input.ok),
  ),

  post(
    `${base}/:customer/ende`,
    { ...ending, input: z.object({ end: dateField(), version: whole(1, 1_000_000) }), again },
    async (asked) => {
      const row = await customerIn(asked)
      const { end: on, version } = asked.input
      if (endProblem(row, on)) return again({ ...asked, input: { end: on.toString() } }, { end: 'date' })
      await endContract(asked.at, row.id, { on, by: 'staff', version })
      return see(`${asked.href(`${CUSTOMERS}/${row.id}`)}?ok=ende`)
    },
  ),

  post(
    `${base}/:customer/vertrag`,
    { ...ending, input: z.object({ subject: typed({ max: 300, required: true }), on: dateField() }), again },
    async (asked) => {
      const row = await customerIn(asked)
      await noteContract(asked.at, row, asked.input)
      return see(`${asked.href(`${CUSTOMERS}/${row.id}`)}?ok=vertrag`)
    },
  ),
]
