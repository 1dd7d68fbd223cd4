import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { openAll, seal } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import { type CustomerRow, db, letters, type LetterRow, type Opens } from '../data.ts'
import { endMail, tell } from '../mails.ts'
import { envelopeOf, masterOf, recipientOf, todayOf } from '../queries.ts'
import { endProblem, hasEnded, keptUntil, letterKeptUntil } from '../rules/account.ts'

/**
 * Notes that a contract was concluded by business letter (§ 257 HGB): what it is about, with whom, and since when. The letter
 * is kept for six calendar years, blocked if the person is erased before. Also called by what sells.
 * @returns the contract's id
 */
export async function noteContract(
  at: Scope<Opens>,
  customer: CustomerRow,
  { subject, on }: { readonly subject: string; readonly on: Temporal.PlainDate },
): Promise<string> {
  const contract = randomUUID()
  await file(at, customer, { contract, kind: 'concluded', subject, sentOn: on, keptFrom: todayOf(at) })
  return contract
}

type Letter = {
  readonly contract: string
  readonly kind: 'concluded' | 'ended'
  readonly subject: string
  readonly sentOn: Temporal.PlainDate
  /** Until when the contract lasts, as far as is known. */
  readonly keptFrom: Temporal.PlainDate
}

const later = (one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(one, other) > 0 ? one : other

async function file(at: Scope<Opens>, customer: CustomerRow, letter: Letter): Promise<void> {
  const { contract, kind, subject, sentOn, keptFrom } = letter
  const person = customer.person_id
  const master = await masterOf(at, customer)
  const address = envelopeOf(master)
  await db(at)
    .insertInto('customer_letters')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      person_id: person,
      kind,
      contract_id: contract,
      sent_on: sentOn.toString(),
      kept_from: later(sentOn, keptFrom).toString(),
      subject: await seal(at, letters, 'subject', person, subject),
      name: await seal(at, letters, 'name', person, master.name),
      address: address ? await seal(at, letters, 'address', person, address) : null,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'contract_id', 'kind']).doNothing())
    .execute()
}

export type LetterLine = {
  readonly id: string
  readonly kind: string
  readonly contract: string
  readonly sentOn: string
  readonly keptFrom: string
  readonly subject: string
}

/** The business letters about a person's contracts, the newest first. */
export async function lettersOf(at: Scope<Opens>, person: string): Promise<LetterLine[]> {
  const rows: LetterRow[] = await db(at)
    .selectFrom('customer_letters')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy('sent_on', 'desc')
    .execute()
  const subjects = await openAll(
    at,
    rows.map(({ subject }) => subject),
  )
  return rows.map(({ id, kind, contract_id: contract, sent_on: sentOn, kept_from: keptFrom }, place) => ({
    id,
    kind,
    contract,
    sentOn,
    keptFrom,
    subject: subjects[place] ?? '',
  }))
}

/**
 * Sets the last day of a customer's contract, with a business letter for each contract that was concluded. From the day after
 * nobody signs in; master data go at the end of that calendar year. A day that was set may be changed until it has come.
 * @throws Refusal customers.unknown, customers.changed-meanwhile, customers.already-ended, customers.wrong-end
 */
export async function endContract(
  at: Scope<Opens>,
  id: string,
  wish: { readonly on: Temporal.PlainDate; readonly by: 'customer' | 'staff'; readonly version?: number },
): Promise<CustomerRow> {
  const row = await db(at).selectFrom('customers').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw refuse('customers.unknown', 'not-found')
  if (wish.version !== undefined && wish.version !== row.version)
    throw refuse('customers.changed-meanwhile', 'conflict')
  const today = todayOf(at)
  if (row.password === null || hasEnded(row, today)) throw refuse('customers.already-ended', 'conflict')
  const problem = endProblem(row, wish.on)
  if (problem) throw refuse('customers.wrong-end', 'invalid', { problem })
  const to = await recipientOf(at, row)
  const letters = await fileEnds(at, row, wish.on)
  const ended = { ended_on: wish.on.toString(), ended_by: wish.by, version: row.version + 1 }
  await db(at).updateTable('customers').set(ended).where('id', '=', id).execute()
  const f = format(to.language, at.organisation.zone)
  await tell(
    at,
    endMail,
    { person: row.person_id, mail: to.mail, cause: id, version: ended.version },
    {
      language: to.language,
      values: {
        name: to.name,
        ende: f.date(wish.on),
        geloescht: f.date(keptUntil(ended.ended_on)),
        aufbewahrt: letters ? f.date(letterKeptUntil(ended.ended_on)) : '',
      },
    },
  )
  return { ...row, ...ended }
}

/** Letters about the end of every contract that has none yet; all are kept from its last day. @returns whether there are any */
async function fileEnds(at: Scope<Opens>, row: CustomerRow, on: Temporal.PlainDate): Promise<boolean> {
  const known = await lettersOf(at, row.person_id)
  const over = new Set(known.filter(({ kind }) => kind === 'ended').map(({ contract }) => contract))
  const running = known.filter(({ kind, contract }) => kind === 'concluded' && !over.has(contract))
  for (const { contract, subject } of running)
    await file(at, row, { contract, kind: 'ended', subject, sentOn: todayOf(at), keptFrom: on })
  await db(at)
    .updateTable('customer_letters')
    .set({ kept_from: sql`greatest(sent_on, ${on.toString()}::date)` })
    .where('person_id', '=', row.person_id)
    .where(sql<boolean>`contract_id = any(${[...running.map(({ contract }) => contract), ...over]}::uuid[])`)
    .where('kept_from', '>=', row.began_on)
    .execute()
  return known.length > 0
}

/**
 * Counts the period of letters anew while their contract runs: they are kept for six calendar years from its last day, and
 * that is not before today. Somebody who is erased has no running contract, so from then on the period is fixed.
 */
export async function carryLetters(at: Scope<string>): Promise<void> {
  const today = todayOf(at).toString()
  await sql`
    update customer_letters l set kept_from = ${today}::date
    where extract(year from l.kept_from) < extract(year from ${today}::date)
      and exists (select 1 from customers c where c.person_id = l.person_id and c.password is not null
        and (c.ended_on is null or c.ended_on >= ${today}::date))
      and not exists (select 1 from customer_letters e where e.contract_id = l.contract_id and e.kind = 'ended')`.execute(
    db(at),
  )
}

/** Takes the password and all sessions of one account: nobody signs in to it any more. */
export async function closeAccount(at: Scope<string>, row: Pick<CustomerRow, 'id' | 'person_id'>): Promise<void> {
  await db(at).updateTable('customers').set({ password: null }).where('id', '=', row.id).execute()
  await db(at).deleteFrom('customer_sessions').where('customer_id', '=', row.id).execute()
}

/** Closes the accounts whose last day has passed. */
export async function closeEnded(at: Scope<string>): Promise<void> {
  const rows = await db(at)
    .selectFrom('customers')
    .select(['id', 'person_id'])
    .where('ended_on', '<', todayOf(at).toString())
    .where('password', 'is not', null)
    .execute()
  for (const row of rows) await closeAccount(at, row)
}

/** What each night brings: ended contracts close their accounts, running ones keep their letters. */
export async function followContracts(at: Scope<string>): Promise<void> {
  await closeEnded(at)
  await carryLetters(at)
}
