import { createHash } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { lend } from '#accounts'
import { broken, deletionRun, fieldsOf, kept, visitor, type Check, type Checks, type Forms, type Probe } from '#privacy'
import { allTables } from '#platform/data/table.ts'
import { db } from '../data.ts'
import { children } from './children.ts'
import { bookAs, chosen, placeOf } from './visitor.ts'

const isBooked = (html: string) => html.includes('Ihr Termin ist gebucht')

/** smartcx/booking: from the empty page to served, over the public pages and the desk, as people use them. */
const booking: Check = async (probe) => {
  const { plain, location, desk } = await placeOf(probe)
  const { confirmed } = await bookAs(probe, plain, { name: 'Prüfperson Termin', mail: 'termin@pruef.invalid' })
  if (!isBooked(confirmed.html)) return broken(`booking ended with status ${confirmed.status}`)
  const id = await probe.within(probe.organisation, async (at) => {
    const row = await db(at)
      .selectFrom('bookings')
      .select('id')
      .where('state', '=', 'booked')
      .orderBy('booked_at', 'desc')
      .executeTakeFirst()
    return row?.id ?? ''
  })
  return lend(probe, probe.organisation, 'desk', async ({ signedIn }) => {
    const clerk = visitor(probe, await signedIn())
    const date = await probe.within(probe.organisation, async (at) => (await rowOf(at, id)).local_start.slice(0, 10))
    for (const verb of ['arrive', 'call', 'serve', 'close']) {
      const view = `/${probe.organisation.slug}/team/termine/${location}?tag=${date}&platz=${desk}&wahl=${id}`
      const day = await clerk.open(view)
      const path = `/${probe.organisation.slug}/team/termine/${location}/schritt`
      const fields = verb === 'close' ? closing(day.html) : fieldsOf(day.html, /schritt$/, { verb })
      const answer = await clerk.send(
        verb === 'close' && !('verb' in fields) ? path.replace('schritt', 'naechste') : path,
        fields,
      )
      if (answer.status !== 303) return broken(`${verb} at the desk answered ${answer.status}`)
    }
    const { state } = await probe.within(probe.organisation, (at) => rowOf(at, id))
    return state === 'served'
      ? kept('booked without cookie, mail queued, checked in, called, served and closed over the pages')
      : broken(`after the last step the booking is ${state}`)
  })
}

/** Closing is offered as a step of its own or together with calling the next. */
function closing(html: string): Record<string, string> {
  try {
    return fieldsOf(html, /schritt$/, { verb: 'close' })
  } catch {
    return fieldsOf(html, /naechste$/)
  }
}

const rowOf = (at: Parameters<typeof db>[0], id: string) =>
  db(at)
    .selectFrom('bookings')
    .select(['state', 'local_start', 'ended_at', 'person_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

/** smartcx/consent-on-submit: text, version, time and purpose are recorded; Art. 9 data need their own tick. */
const consentOnSubmit: Check = async (probe) => {
  const { caring } = await placeOf(probe)
  const visit = { name: 'Prüfperson Einwilligung', mail: 'einwilligung@pruef.invalid' }
  const without = await bookAs(probe, caring, { ...visit, extra: { f_health: 'geprüft' } })
  if (without.confirmed.status !== 422)
    return broken(`special data without the tick were answered with ${without.confirmed.status}`)
  const extra = { f_health: 'geprüft', special_consent: 'yes', consent_by: 'person' }
  const ticked = await bookAs(probe, caring, { ...visit, extra }, 1)
  if (!isBooked(ticked.confirmed.html)) return broken('booking with the tick did not succeed')
  const rows = await probe.within(probe.organisation, (at) =>
    sql<{ special: boolean; content: string; hash: Buffer; notice_version: string }>`
      select c.special, w.content, c.wording_hash as hash, c.notice_version from consents c
      join wordings w on w.organisation_id = c.organisation_id and w.hash = c.wording_hash
      where c.person_id = (select person_id from bookings where special_answers is not null order by booked_at desc limit 1)
      order by c.special`
      .execute(at.tx as unknown as Kysely<never>)
      .then(({ rows: found }) => found),
  )
  const [general, special] = rows
  if (rows.length !== 2 || !special?.special || general?.special)
    return broken(`${rows.length} consents were recorded instead of two`)
  const wrong = rows.find(({ content, hash }) => !createHash('sha256').update(content).digest().equals(hash))
  if (wrong) return broken('a recorded wording does not fit its hash')
  return kept(
    'text, hash, notice version, time and purpose are recorded; special data without their own tick are refused',
  )
}

/** smartcx/purpose-bound-storage: after the period nothing of the person is in any table. */
const purposeBound: Check = async (probe) => {
  const { plain } = await placeOf(probe)
  await bookAs(probe, plain, { name: 'Prüfperson Löschung', mail: 'loeschung@pruef.invalid' })
  const { person, ended } = await probe.within(probe.organisation, async (at) => {
    const row = await db(at)
      .selectFrom('bookings')
      .select(['person_id', 'ended_at'])
      .where('person_id', 'is not', null)
      .orderBy('booked_at', 'desc')
      .executeTakeFirstOrThrow()
    return { person: row.person_id ?? '', ended: row.ended_at }
  })
  const before = probe.scratch.clock.now()
  try {
    probe.scratch.clock.moveTo(ended.add({ hours: 24 * 4 + 1 }))
    await deletionRun(probe.scratch, probe.organisation, probe.scratch.clock.now())
    const found = await wherePersonIs(probe, person)
    return found.length === 0
      ? kept(
          `four days after the appointment its person is in none of ${allTables().length} tables; the key is destroyed`,
        )
      : broken(`the person is still in ${found.join(', ')}`)
  } finally {
    probe.scratch.clock.moveTo(before)
  }
}

/** Every table in which a person's id still stands, tombstones (random ids against resurrection) aside. */
async function wherePersonIs(probe: Probe, person: string): Promise<string[]> {
  const found: string[] = []
  await probe.within(probe.organisation, async (at) => {
    for (const { name, columns } of allTables()) {
      if (name === 'tombstones' || !('organisation_id' in columns)) continue
      const { rows } = await sql<{
        there: boolean
      }>`select exists (select from ${sql.table(name)} t where t::text like ${`%${person}%`}) as there`.execute(
        at.tx as unknown as Kysely<never>,
      )
      if (rows[0]?.there) found.push(name)
    }
  })
  return found
}

const PAGES = ['', '/datenschutz', '/datenschutz/versionen', '/impressum', '/team/anmelden']

async function publicPages(probe: Probe): Promise<{ path: string; html: string; headers: Headers }[]> {
  const { plain, location } = await placeOf(probe)
  const guest = visitor(probe)
  const { form, confirmed, manage } = await bookAs(
    probe,
    plain,
    { name: 'Prüfperson Seiten', mail: 'seiten@pruef.invalid' },
    2,
  )
  const base = `/${probe.organisation.slug}`
  const pages = [
    { path: 'form', ...form },
    { path: 'confirmed', ...confirmed },
  ]
  for (const path of [
    ...PAGES.map((page) => base + page),
    `${base}/termin/${plain}/${location}`,
    manage.split('?')[0] ?? '',
    `/en${base}`,
  ]) {
    const answer = await guest.open(path)
    if (answer.status !== 200) throw new Error(`${path.replace(/[\w-]{30,}/, ':token')} answers ${answer.status}`)
    pages.push({ path, ...answer })
  }
  return pages
}

/** smartcx/no-cookies: no public page sets a cookie, and no script of theirs touches the browser's storage. */
const noCookies: Check = async (probe) => {
  const pages = await publicPages(probe)
  const setting = pages.find(({ headers }) => headers.get('set-cookie') !== null)
  if (setting) return broken(`a public page sets a cookie: ${setting.path.replace(/[\w-]{30,}/, ':token')}`)
  const inline = pages.find(
    ({ html, headers }) =>
      /<script(?![^>]*src=)/.test(html) || !headers.get('content-security-policy')?.includes("script-src 'self'"),
  )
  return inline
    ? broken('a public page has inline script or no strict policy')
    : kept(`${pages.length} public pages, from the first to the booked appointment, set no cookie; no inline script`)
}

/** osseno/local-fonts: every address a public page loads from is its own. */
const ownOrigin: Check = async (probe) => {
  const pages = await publicPages(probe)
  const loads = pages.flatMap(({ html }) =>
    [...html.matchAll(/<(?:link|script|img|source|iframe)[^>]*(?:href|src)="([^"]*)"/g)].map(([, url]) => url ?? ''),
  )
  const foreign = loads.find((url) => /^([a-z]+:)?\/\//i.test(url))
  if (foreign) return broken(`a public page loads ${foreign}`)
  const policy = pages.find(({ headers }) => !headers.get('content-security-policy')?.includes("font-src 'self'"))
  return policy
    ? broken('a page is without the policy that keeps other origins out')
    : kept(`${loads.length} files of ${pages.length} pages come from the own address; no font is loaded`)
}

/** optigem/bot-check: a form sent at once is asked for again, and a flood from one network is turned away. */
const botCheck: Check = async (probe) => {
  const { plain } = await placeOf(probe)
  const { guest, held, choose } = await chosen(probe, plain, 5)
  const form = await guest.open(held)
  const fields = { ...fieldsOf(form.html, /buchen/), name: 'Prüfprogramm', mail: 'programm@pruef.invalid' }
  const atOnce = await guest.send(held, fields)
  if (atOnce.status !== 422) return broken(`a form sent at once was answered with ${atOnce.status}`)
  probe.scratch.clock.advance({ seconds: 10 })
  const again = await guest.send(held, { ...fields, ...fieldsOf(atOnce.html, /buchen/) })
  if (again.status !== 303) return broken('a person without script who sends the form again is refused')
  let refused = 0
  for (let number = 0; number < 150 && refused === 0; number++) {
    const answer = await choose()
    if (answer.status === 429) refused = number + 1
  }
  probe.scratch.clock.advance({ minutes: 10 })
  return refused > 0
    ? kept(
        `a form sent at once is asked for again; person ${refused} of a flood from one network is turned away; nothing of third parties`,
      )
    : broken('150 holds in a row from one network were all taken')
}

export const appointmentChecks: Checks = {
  'optigem/children': children,
  'smartcx/booking': booking,
  'smartcx/consent-on-submit': consentOnSubmit,
  'smartcx/purpose-bound-storage': purposeBound,
  'smartcx/no-cookies': noCookies,
  'osseno/local-fonts': ownOrigin,
  'optigem/bot-check': botCheck,
}

/** How forms are reached that a visitor only sees after a step before. */
export const appointmentForms: Forms = {
  '/:organisation/buchen/:token': async (probe, open) => {
    const { plain } = await placeOf(probe)
    const { held } = await chosen(probe, plain, 9)
    return open(held)
  },
}
