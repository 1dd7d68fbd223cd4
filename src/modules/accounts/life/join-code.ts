import { randomUUID, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import { mac } from '#platform/keys/keyring.ts'
import { exactToken, openAll, seal } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import { record } from '#privacy'
import type { membership } from '../data.ts'
import { ensurePersonKey } from '../actions/accounts.ts'
import { LETTERS, LENGTH, readCode, weekOf, weekStart } from './code-rules.ts'
import { db, joinRequests } from './data.ts'

type Opens = (typeof membership)['opens'][number]

/** Wrong codes that an organisation takes in an hour; then none is looked at for the rest of it. */
export const MOST_WRONG = 20
const REQUEST_DAYS = 14
const MOST_WAITING = 100

async function codeFor(at: Scope<string>, series: number, week: number): Promise<string> {
  const bytes = mac(await at.keys.organisationFor('join code'), 'join', String(series), String(week))
  let number = bytes.readBigUInt64BE()
  let code = ''
  for (let place = 0; place < LENGTH; place++) {
    code += LETTERS[Number(number % BigInt(LETTERS.length))] as string
    number /= BigInt(LETTERS.length)
  }
  return code
}

export type JoinCode = {
  /** Undefined while nobody can come by a code. */
  readonly code: string | undefined
  /** Until when the code is taken. */
  readonly until: Temporal.Instant
}

/** The code of this week; it is taken in the next week too. */
export async function joinCode(at: Scope<string>): Promise<JoinCode> {
  const row = await db(at).selectFrom('join_codes').select(['series', 'active']).executeTakeFirst()
  const week = weekOf(at.now)
  return { code: row?.active ? await codeFor(at, row.series, week) : undefined, until: weekStart(week + 2) }
}

/** Switches the code on or off, or takes a new one at once; the one before is not taken any more. */
export async function setJoinCode(at: Scope<string>, wish: 'on' | 'off' | 'new'): Promise<void> {
  await db(at)
    .insertInto('join_codes')
    .values({ organisation_id: at.organisation.id, id: randomUUID(), active: wish !== 'off' })
    .onConflict((conflict) =>
      conflict.column('organisation_id').doUpdateSet({
        active: wish !== 'off',
        series: sql<number>`join_codes.series + 1`,
        failures: 0,
        failures_since: null,
      }),
    )
    .execute()
  await record(at, 'accounts.join-code', { wish })
}

export type Asking = {
  readonly code: string
  readonly name: string
  readonly mail: string
  readonly language: Language
}

/**
 * Asks to join by a code. Nothing is answered but whether the code was right: not whether the address is known here. Who
 * asks sees nothing before an administrator has confirmed.
 * @param first called when nobody waited before: those who decide are told once, not flooded
 * @returns `wait` when too many wrong codes came within the hour, or too many wait already
 */
export async function askToJoin(
  at: Scope<string>,
  asking: Asking,
  first: () => Promise<void>,
): Promise<'asked' | 'wrong' | 'wait'> {
  const row = await db(at).selectFrom('join_codes').selectAll().forUpdate().executeTakeFirst()
  if (!row?.active) return 'wrong'
  const fresh = row.failures_since !== null && row.failures_since.until(at.now).total('hours') < 1
  if (fresh && row.failures >= MOST_WRONG) return 'wait'
  const week = weekOf(at.now)
  const given = Buffer.from(readCode(asking.code).padEnd(LENGTH).slice(0, LENGTH))
  const right = [await codeFor(at, row.series, week), await codeFor(at, row.series, week - 1)]
  const fits = right.map((code) => timingSafeEqual(given, Buffer.from(code))).includes(true)
  if (!fits || readCode(asking.code).length !== LENGTH) {
    await db(at)
      .updateTable('join_codes')
      .set({ failures: fresh ? row.failures + 1 : 1, failures_since: fresh ? row.failures_since : at.now })
      .where('id', '=', row.id)
      .execute()
    return 'wrong'
  }
  const waiting = await db(at)
    .selectFrom('join_requests')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('expires_at', '>', at.now)
    .executeTakeFirstOrThrow()
  if (waiting.count >= MOST_WAITING) return 'wait'
  const stored = await storeRequest(at, asking)
  if (stored && waiting.count === 0) await first()
  return 'asked'
}

/** One address waits once; who is a member already is not entered again, and is told the same. @returns whether it waits now */
async function storeRequest(at: Scope<string>, { name, mail, language }: Asking): Promise<boolean> {
  const token = await exactToken(at, 'mail', mail)
  const known = await db(at)
    .selectFrom('members')
    .select('id')
    .where('mail_exact', '=', token)
    .where('left_at', 'is', null)
    .executeTakeFirst()
  if (known) return false
  const person = randomUUID()
  await ensurePersonKey(at, person)
  const stored = await db(at)
    .insertInto('join_requests')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      account_id: person,
      name: await seal(at, joinRequests, 'name', person, name),
      mail: await seal(at, joinRequests, 'mail', person, mail),
      mail_exact: token,
      language,
      created_at: at.now,
      expires_at: at.now.add({ hours: 24 * REQUEST_DAYS }),
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'mail_exact']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return stored !== undefined
}

export type RequestLine = {
  readonly id: string
  readonly name: string
  readonly mail: string
  readonly language: Language
  readonly asked: Temporal.Instant
}

/** Who waits to be confirmed, the first one first. */
export async function waitingToJoin(at: Scope<Opens>): Promise<RequestLine[]> {
  const rows = await db(at)
    .selectFrom('join_requests')
    .selectAll()
    .where('expires_at', '>', at.now)
    .orderBy('created_at')
    .execute()
  const names = await openAll(
    at,
    rows.map(({ name }) => name),
  )
  const mails = await openAll(
    at,
    rows.map(({ mail }) => mail),
  )
  return rows.map((row, place) => ({
    id: row.id,
    name: names[place] ?? '',
    mail: mails[place] ?? '',
    language: row.language as Language,
    asked: row.created_at,
  }))
}

/** Takes a request off the list: it was confirmed or refused. @throws Refusal accounts.no-such-request */
export async function takeRequest(
  at: Scope<Opens>,
  id: string,
  decided: 'confirmed' | 'refused',
): Promise<RequestLine> {
  const request = (await waitingToJoin(at)).find((one) => one.id === id)
  const gone = await db(at).deleteFrom('join_requests').where('id', '=', id).returning('id').executeTakeFirst()
  if (!request || !gone) throw refuse('accounts.no-such-request', 'gone')
  await record(at, 'accounts.join-decided', { decided })
  return request
}
