import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { personKeys } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { restrictionOf } from '#platform/data/restriction.ts'
import { inScope, type Scope } from '#platform/data/scope.ts'
import { allTables, ownerColumns } from '#platform/data/table.ts'
import { recordConsent } from '../consent.ts'
import { informing, proving } from '../data.ts'
import { raw } from '../ledger/rows.ts'
import { broken, kept, type Check, type Checks, type Probe } from '../verify/probe.ts'
import { preferencesPath } from './preferences.tsx'
import { announceLifting, grounds, lift, restrict } from './restrict.ts'
import { declarationsOf, withdraw } from './withdraw.ts'

const keys = tables({ person_keys: personKeys })
const actor = { kind: 'system', job: 'verify' } as const
const asConsent = (name: string) => ({ ...proving, name, basis: { art6: 'a' } }) as const

/** An ordinary purpose: it may read, but is neither storage nor a legal claim. */
const ordinarily = <T>({ scratch, organisation }: Probe, work: (at: Scope<string>) => Promise<T>) =>
  inScope(scratch, { organisation, actor, purpose: informing as never, readOnly: true }, work as never) as Promise<T>

async function somebody(at: Scope<string>): Promise<string> {
  const person = randomUUID()
  const { wrapped } = await at.keys.mint(person, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: person, kind: 'general', wrapped })
    .execute()
  for (const name of ['privacy.proving', 'privacy.informing'])
    await recordConsent(at, { person, activity: asConsent(name) as never, wording: 'Prüftext', special: false })
  return person
}

const seen = async (at: Scope<string>, person: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from consents where person_id = ${person})
      + (select count(*) from person_keys where person_id = ${person}) as count`.execute(raw(at))
  return rows[0]?.count ?? 0
}

/**
 * smartcx/restriction: for each ground a person is there, restricted and gone, told, lifted and there again; every table
 * with persons' rows has the policy; no living organisation shows a row of anybody restricted to an ordinary purpose.
 */
const restriction: Check = async (probe) => {
  const { house, organisation, within } = probe
  for (const ground of grounds) {
    const person = await within(organisation, somebody)
    const before = await ordinarily(probe, (at) => seen(at, person))
    const id = await within(organisation, (at) => restrict(at, { person, ground }))
    const during = await ordinarily(probe, (at) => seen(at, person))
    const early = await within(organisation, (at) => lift(at, id)).then(
      () => true,
      () => false,
    )
    await within(organisation, (at) => announceLifting(at, id, { by: 'letter' }))
    await within(organisation, (at) => lift(at, id))
    const after = await ordinarily(probe, (at) => seen(at, person))
    if (before !== 3 || during !== 0 || early || after !== 3)
      return broken(`on ground ${ground}: ${before} rows before, ${during} while restricted, ${after} afterwards`)
  }
  const declared = new Map(allTables().map((table) => [table.name, table]))
  const needed = allTables().filter((table) => restrictionOf(table, declared) !== undefined)
  const policies = await within(organisation, async (at) => {
    const { rows } = await sql<{ tablename: string }>`
      select tablename from pg_policies where policyname = 'restriction' and permissive = 'RESTRICTIVE'`.execute(
      raw(at),
    )
    return new Set(rows.map(({ tablename }) => tablename))
  })
  const open = needed.filter(({ name }) => !policies.has(name)).map(({ name }) => name)
  if (open.length > 0) return broken(`nothing hides restricted people in ${open.join(', ')}`)
  let restricted = 0
  for (const one of await house.directory.all()) {
    const look = { organisation: one, actor, purpose: informing as never, readOnly: true } as const
    const [people, shown] = await inScope(house, look, async (at) => {
      const whole = sql`select ref from restricted where object_table is null and only_for is null and allowed = '{}'`
      const counts = needed.flatMap((table) =>
        ownerColumns(table)
          .filter((owner) => table.columns[owner]?.sqlType === 'uuid')
          .map((owner) => sql`(select count(*) from ${sql.table(table.name)} where ${sql.ref(owner)} in (${whole}))`),
      )
      const { rows } = await sql<{ people: number; shown: number }>`
        select (select count(*) from (${whole}) as w) as people, ${sql.join(counts, sql` + `)} as shown`.execute(
        raw(at),
      )
      return [rows[0]?.people ?? 0, rows[0]?.shown ?? 0]
    })
    if (shown > 0) return broken(`${one.slug} shows ${shown} rows of ${people} restricted people`)
    restricted += people
  }
  return kept(
    `five grounds tried; ${needed.length} tables hide restricted people (${restricted} at present) from every purpose but storage and claims`,
  )
}

const leaves = async (at: Scope<string>, kind: string, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ at: Temporal.Instant }>`
    select at from ledger_leaves where kind = ${kind} and body->>'consent' = any(${[...ids]}::text[]) order by at`.execute(
    raw(at),
  )
  return rows.map((row) => String(row.at))
}

/** smartcx/withdrawal-not-retroactive: the ledger before is the ledger after, and the withdrawal stands beside it. */
const notRetroactive: Check = async ({ organisation, scratch, within }) => {
  const person = await within(organisation, somebody)
  const consents = async () => (await within(organisation, (at) => declarationsOf(at, person))).consents
  const ids = (await consents()).map(({ id }) => id)
  const before = await within(organisation, (at) => leaves(at, 'consent.given', ids))
  scratch.clock.advance({ hours: 1 })
  const count = await within(organisation, (at) => withdraw(at, person, 'all', 'person'))
  const after = await within(organisation, (at) => leaves(at, 'consent.given', ids))
  const withdrawn = await within(organisation, (at) => leaves(at, 'consent.withdrawn', ids))
  const whole = (await consents()).every(({ givenAt, withdrawnAt, wording }) => givenAt && withdrawnAt && wording)
  const same = JSON.stringify(before) === JSON.stringify(after) && before.length === ids.length
  return same && withdrawn.length === count && count === ids.length && whole
    ? kept(
        `${count} consents withdrawn: their evidence, time and wording are as before, the withdrawal stands beside them`,
      )
    : broken(`${before.length} entries before, ${after.length} after, ${withdrawn.length} withdrawals of ${count}`)
}

/** cxomni/withdraw-per-measure: by the link alone, one, then all; no cookie, no script; looking changes nothing. */
const perMeasure: Check = async ({ organisation, ask, within }) => {
  const person = await within(organisation, somebody)
  const path = await within(organisation, async (at) => `/${organisation.slug}${await preferencesPath(at, person)}`)
  const inForce = async () =>
    (await within(organisation, (at) => declarationsOf(at, person))).consents.filter((one) => !one.withdrawnAt)
  const headers = { host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' }
  const page = await ask(path, { headers })
  const html = await page.text()
  const all = await inForce()
  const send = (consent: string) =>
    ask(`${path}/widerruf`, {
      method: 'POST',
      body: new URLSearchParams({ consent }).toString(),
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
  const answers = [await send(all[0]?.id ?? '')]
  const one = await inForce()
  answers.push(await send('all'))
  const none = await inForce()
  const cookies = [page, ...answers].some((answer) => answer.headers.has('set-cookie'))
  return page.status === 200 &&
    !cookies &&
    !html.includes('<script') &&
    all.length === 2 &&
    one.length === 1 &&
    none.length === 0
    ? kept('a link from a mail withdraws one consent, then all, without account, cookie, script or reason')
    : broken(
        `${all.length} consents, ${one.length} after one withdrawal, ${none.length} after all (status ${page.status})`,
      )
}

export const restrictionChecks: Checks = {
  'smartcx/restriction': restriction,
  'smartcx/withdrawal-not-retroactive': notRetroactive,
  'cxomni/withdraw-per-measure': perMeasure,
}
