import { type Kysely, sql } from 'kysely'
import { allTables } from '#platform/data/table.ts'
import { open } from '#platform/keys/sealed.ts'
import {
  broken,
  type Check,
  type Checks,
  deletionRun,
  erasePeople,
  hiddenIn,
  kept,
  type Probe,
  textOf,
  visitor,
} from '#privacy'
import { closeAccount, endContract, noteContract } from '../actions/contract.ts'
import { noteInvoiceSent, noteUsage } from '../actions/usage.ts'
import { db } from '../data.ts'
import { customerById, todayOf } from '../queries.ts'
import { keptUntil, letterKeptUntil } from '../rules/account.ts'
import { words } from '../texts.ts'
import { invent, joined, pathsOf, registered, within } from './visit.ts'

const IBAN = 'DE89370400440532013000'
const street = 'Prüfsteig 17'

/** In which tables a text stands readable, in whatever column. */
async function readableIn(probe: Probe, texts: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const { name, columns } of allTables()) {
    if (!('organisation_id' in columns)) continue
    for (const text of texts) {
      const there = await within(probe, (at) =>
        sql<{
          there: boolean
        }>`select exists (select from ${sql.table(name)} t where t::text like ${`%${text}%`}) as there`
          .execute(at.tx as unknown as Kysely<never>)
          .then(({ rows }) => rows[0]?.there),
      )
      if (there) found.push(name)
    }
  }
  return found
}

const gone = (probe: Probe, person: string) =>
  probe.within(probe.organisation, (at) => erasePeople(at, [person], 'check'))

/** amagno/registration: over the pages, confirmed by the link; the database is searched for the password and the names. */
const registration: Check = async (probe) => {
  const somebody = invent(probe)
  const link = await registered(probe, somebody)
  const guest = visitor(probe)
  const wrong = await guest.send(link, { password: 'ein anderes Passwort' })
  if (wrong.status !== 422 || wrong.cookie) return broken('a registration is confirmed without its password')
  const confirmed = await guest.send(link, { password: somebody.password })
  if (confirmed.status !== 303 || !confirmed.cookie) return broken(`the confirmation answers ${confirmed.status}`)
  if ((await guest.send(link, { password: somebody.password })).status !== 410)
    return broken('the link of a registration can be used twice')
  const row = await within(probe, (at) =>
    db(at).selectFrom('customers').selectAll().orderBy('created_at', 'desc').executeTakeFirstOrThrow(),
  )
  try {
    if (!/^\$argon2id\$v=19\$m=\d{5,},/.test(row.password ?? '')) return broken('the password is not kept as Argon2id')
    const { password, mail, last } = somebody
    const readable = await readableIn(probe, [password, mail, last])
    if (readable.length > 0) return broken(`what was registered stands readable in ${readable.join(', ')}`)
    const mailed = await within(probe, (at) => open(at, row.sign_in_mail))
    return mailed === mail
      ? kept('registered with first and last name, confirmed by mail; no readable trace, the password only as Argon2id')
      : broken('the account has another mail address than was registered')
  } finally {
    await gone(probe, row.person_id)
  }
}

/** amagno/self-service: what was given is seen after signing in, changed over the pages, and stands so in the database. */
const selfService: Check = async (probe) => {
  const somebody = invent(probe)
  const me = await joined(probe, somebody)
  const base = pathsOf(probe)
  try {
    const form = await me.open(`${base}/angaben`)
    if (!form.html.includes(somebody.last)) return broken('the own name is not seen after signing in')
    const fields = { ...hiddenIn(form.html), first: 'Prüfine', last: 'Umbenannt', street, phone: '030 1234567' }
    const changed = await me.send(`${base}/angaben`, fields)
    if (changed.status !== 303) return broken(`changing the own data answers ${changed.status}`)
    const { html } = await me.open(base)
    if (!['Umbenannt', street, '030 1234567'].every((text) => html.includes(text)))
      return broken('what was changed is not seen')
    if (html.includes(somebody.last)) return broken('what was there before is still shown')
    const stale = await me.send(`${base}/angaben`, { ...fields, last: 'Zweimal' })
    if (stale.status !== 409) return broken('an older form overwrites newer data')
    const stranger = await visitor(probe).open(base)
    return stranger.status === 303 && !stranger.html.includes('Umbenannt')
      ? kept('seen after signing in, changed at once, guarded against an older tab, closed to others')
      : broken('the account is seen without signing in')
  } finally {
    await gone(probe, me.person)
  }
}

/** cxomni/account: one page with all master data, bank details by check digits and masked, appointments and requests. */
const account: Check = async (probe) => {
  const somebody = invent(probe)
  const me = await joined(probe, somebody)
  const base = pathsOf(probe)
  try {
    const bank = hiddenIn((await me.open(`${base}/bank`)).html)
    const refused = await me.send(`${base}/bank`, { ...bank, iban: 'DE89370400440532013001' })
    if (refused.status !== 422) return broken('an IBAN with wrong check digits is taken')
    const taken = await me.send(`${base}/bank`, { ...bank, iban: IBAN })
    if (taken.status !== 303) return broken(`bank details are refused with ${taken.status}`)
    const form = hiddenIn((await me.open(`${base}/angaben`)).html)
    const fields = {
      ...form,
      first: somebody.first,
      last: somebody.last,
      street,
      fax: '030 7654321',
      phone: '030 1234567',
    }
    await me.send(`${base}/angaben`, fields)
    const { html } = await me.open(base)
    const shown = [somebody.last, somebody.mail, street, '030 1234567', '030 7654321', '••30 00']
    const read = textOf(html)
    const missing = shown.filter((text) => !read.includes(text))
    if (missing.length > 0) return broken(`the account does not show ${missing.length} of ${shown.length} data`)
    const t = words('de').account
    if (![t.bank, t.contract, t.privacy, '/datenschutz/rechte', 'Meine Termine'].every((part) => html.includes(part)))
      return broken('a part of the account is missing')
    if (html.includes(IBAN) || html.includes('370400440532')) return broken('bank details are shown unmasked')
    return kept(
      'one page behind a password with name, address, phone, fax, mail, masked bank details, appointments and requests',
    )
  } finally {
    await gone(probe, me.person)
  }
}

/** amagno/usage-6-months: still there in the fifth month after the invoice was sent, gone when six have passed. */
const usage: Check = async (probe) => {
  const me = await joined(probe, invent(probe))
  const { person } = me
  try {
    const count = () =>
      within(probe, async (at) => {
        const rows = await db(at).selectFrom('customer_usage').select('id').where('person_id', '=', person).execute()
        return rows.length
      })
    const now = probe.scratch.clock.now()
    const sentAt = now
    await within(probe, async (at) => {
      await noteUsage(at, { person, service: 'Prüfung', quantity: 1, usedAt: now.subtract({ hours: 24 }) })
      await noteUsage(at, { person, service: 'Prüfung', quantity: 2, usedAt: now })
      await noteInvoiceSent(at, { person, until: now.subtract({ hours: 1 }), sentAt })
    })
    const after = (months: number) => sentAt.toZonedDateTimeISO(probe.organisation.zone).add({ months }).toInstant()
    await deletionRun(probe.scratch, probe.organisation, after(5))
    if ((await count()) !== 2) return broken('usage is deleted while it may still be needed for its invoice')
    await deletionRun(probe.scratch, probe.organisation, after(6))
    const left = await count()
    return left === 1
      ? kept('usage is there five months after its invoice and gone after six; usage without an invoice waits for one')
      : broken(`${left - 1} records of usage are left six months after their invoice`)
  } finally {
    await gone(probe, person)
  }
}

/**
 * amagno/master-data-year-end: the contract ends, the clock passes the end of that calendar year and then the statutory period:
 * first there, then only what the law keeps, blocked, then nothing.
 */
const yearEnd: Check = async (probe) => {
  const me = await joined(probe, invent(probe))
  const { person, customer } = me
  const { zone } = probe.organisation
  const on = await within(probe, async (at) => {
    const row = await customerById(at, customer)
    if (!row) throw new Error('the account is gone')
    await noteContract(at, row, { subject: 'Prüfvertrag', on: todayOf(at) })
    await closeAccount(at, await endContract(at, customer, { on: todayOf(at), by: 'customer' }))
    return todayOf(at)
  })
  const run = (day: Temporal.PlainDate) =>
    deletionRun(
      probe.scratch,
      probe.organisation,
      day.toZonedDateTime({ timeZone: zone, plainTime: '03:00' }).toInstant(),
    )
  const there = (table: 'customers' | 'customer_letters') =>
    within(probe, async (at) => {
      const rows = await sql<{
        n: number
      }>`select count(*)::int as n from ${sql.table(table)} where person_id = ${person}`.execute(
        at.tx as unknown as Kysely<never>,
      )
      return rows.rows[0]?.n ?? 0
    })
  const last = keptUntil(on.toString())
  await run(last)
  if ((await there('customers')) !== 1) return broken('master data go before the end of the calendar year')
  await run(last.add({ days: 1 }))
  if ((await there('customers')) !== 0) return broken('master data are left after the end of the calendar year')
  const letters = await there('customer_letters')
  if (letters !== 2) return broken(`${letters} of 2 business letters are kept while the law demands them`)
  const blocked = await within(probe, async (at) => {
    const row = await db(at)
      .selectFrom('customer_letters')
      .select('name')
      .where('person_id', '=', person)
      .executeTakeFirst()
    return row ? open(at, row.name) : null
  })
  if (blocked !== null) return broken('a blocked business letter still opens for the customer account')
  await run(letterKeptUntil(on.toString()).add({ days: 1 }))
  return (await there('customer_letters')) === 0
    ? kept(
        'master data go with the calendar year of the end; business letters stay blocked for six more years, then go',
      )
    : broken('business letters are left after the statutory period')
}

/** cxomni/needs-cookies-message, for customers: who signs in with cookies off is told so, in both languages. */
const needsCookies: Check = async (probe) => {
  const somebody = invent(probe)
  const me = await joined(probe, somebody)
  try {
    for (const language of ['de', 'en'] as const) {
      const guest = visitor(probe)
      const sent = await guest.send(`${language === 'en' ? '/en' : ''}${pathsOf(probe)}/anmelden`, somebody)
      if (sent.status !== 303 || !sent.cookie)
        return broken(`signing in with the right password answers ${sent.status}`)
      const back = await guest.open(sent.location)
      const { html } = await guest.open(back.location)
      if (!html.includes(words(language).signIn.cookiesOffTitle))
        return broken('a customer who refused the cookie is not told why signing in did not work')
    }
    return kept('customers who sign in without cookies are told what is missing, in both languages')
  } finally {
    await gone(probe, me.person)
  }
}

export const customerChecks: Checks = {
  'amagno/registration': registration,
  'amagno/self-service': selfService,
  'amagno/usage-6-months': usage,
  'amagno/master-data-year-end': yearEnd,
  'cxomni/account': account,
  'cxomni/needs-cookies-message': needsCookies,
}
