import { type Kysely, sql } from 'kysely'
import { lend } from '#accounts'
import { contact, introducing } from '#people'
import { inScope } from '#platform/data/scope.ts'
import { allTables } from '#platform/data/table.ts'
import {
  broken,
  type Check,
  type Checks,
  consentsOf,
  type Evidence,
  type Forms,
  isSuppressed,
  kept,
  type Probe,
  restrictionsOf,
  visitor,
  type Visitor,
} from '#privacy'
import { tokenFor } from '#platform/keys/token.ts'
import { taking } from '../answers/data.ts'
import { todayOf } from '../actions/file.ts'
import { answerChecks, answerForms } from '../answers/checks.ts'
import { PROOF } from '../actions/identity.ts'
import { db, handling, type Kind } from '../data.ts'
import { informingFigures } from '../informing/queries.ts'
import { rightsPath } from '../routes/ask.tsx'
import { takenDown } from '../rules/kinds.ts'
import { askFor, invented, rowOf, step, within } from './visit.ts'

/** What is true after a request of a kind was carried out: looked at where the data are, not at what the desk says. */
type Seen = (probe: Probe, person: string, request: string) => Promise<string | undefined>

const laidReady: Seen = async (probe, _person, request) => {
  const found = await within(probe, (at) =>
    sql<{ n: number }>`select count(*)::int as n from rights_answers where request_id = ${request}::uuid`
      .execute(at.tx as unknown as Kysely<never>)
      .then(({ rows }) => rows[0]?.n),
  )
  return found === 1 ? undefined : 'no archive lies ready'
}

const gone: Seen = async (probe, person) => {
  for (const { name, columns } of allTables()) {
    if (name === 'tombstones' || !('organisation_id' in columns)) continue
    const there = await within(probe, (at) =>
      sql<{
        there: boolean
      }>`select exists (select from ${sql.table(name)} t where t::text like ${`%${person}%`}) as there`
        .execute(at.tx as unknown as Kysely<never>)
        .then(({ rows }) => rows[0]?.there),
    )
    if (there) return `the erased person is still in ${name}`
  }
  return undefined
}

const cases: readonly { kind: Kind; fields?: Record<string, string>; carry?: Record<string, string>; seen: Seen }[] = [
  { kind: 'access', seen: laidReady },
  { kind: 'portability', seen: laidReady },
  {
    kind: 'rectification',
    fields: { message: 'Mein Name ist falsch.' },
    carry: { right_name: 'Prüfperson Richtig' },
    seen: async (probe, person) => {
      const found = await within(probe, (at) =>
        sql<{ n: number }>`select count(*)::int as n from corrections where person_id = ${person}::uuid`
          .execute(at.tx as unknown as Kysely<never>)
          .then(({ rows }) => rows[0]?.n),
      )
      return found ? undefined : 'nothing was corrected'
    },
  },
  { kind: 'erasure', carry: { sure: 'yes' }, seen: gone },
  {
    kind: 'restriction',
    fields: { ground: 'accuracy' },
    seen: async (probe, person) =>
      (await within(probe, (at) => restrictionsOf(at, person))).some(({ ground }) => ground === 'a')
        ? undefined
        : 'no restriction is in force',
  },
  {
    kind: 'objection',
    fields: { message: 'Meine Lage ist besonders.', activity: contact.name },
    carry: { weighing: 'Die Lage der Person wiegt schwerer.' },
    seen: async (probe, person) => {
      const found = await within(probe, (at) =>
        sql<{ n: number }>`select count(*)::int as n from objections
          where person_id = ${person}::uuid and article = '21.1' and outcome = 'upheld'`
          .execute(at.tx as unknown as Kysely<never>)
          .then(({ rows }) => rows[0]?.n),
      )
      return found === 1 ? undefined : 'the objection was not upheld'
    },
  },
  {
    kind: 'marketing',
    seen: async (probe) =>
      (await within(probe, (at) => isSuppressed(at, mailOf('marketing'), undefined, true)))
        ? undefined
        : 'the address still gets advertising',
  },
  {
    kind: 'withdrawal',
    seen: async (probe, person) => {
      const all = await within(probe, (at) => consentsOf(at, person))
      const given = all.filter(({ activity }) => activity === taking.name)
      if (given.length === 0) return 'no consent is on record'
      return given.every(({ withdrawnAt }) => withdrawnAt !== null) ? undefined : 'a consent still holds'
    },
  },
]

const mailOf = (kind: Kind) => `recht-${kind}@pruef.invalid`

async function answered(probe: Probe, officer: Visitor, one: (typeof cases)[number]): Promise<string | undefined> {
  const { kind } = one
  const name = `Prüfperson ${kind}`
  const person = await invented(probe, name, mailOf(kind))
  const row = await askFor(probe, kind, { name, mail: mailOf(kind), ...one.fields })
  if (row.outcome === null) {
    const early = await step(probe, officer, row.id, 'antwort')
    if (early.status !== 409) return 'was answered before it was carried out'
    const carried = await step(probe, officer, row.id, 'ausfuehren', one.carry)
    if (carried.status !== 303) return `carrying out answers ${carried.status}`
    const done = await step(probe, officer, row.id, 'antwort')
    if (done.status !== 303) return `answering answers ${done.status}`
  }
  const { outcome } = await rowOf(probe, row.id)
  return outcome === 'done' ? one.seen(probe, person, row.id) : `ended as ${outcome}`
}

/** Requests of living organisations that were not answered in time, or answered as done without anything done; people not informed. */
async function late({ house }: Probe): Promise<string | undefined> {
  for (const organisation of await house.directory.all()) {
    const found = await inScope(
      house,
      { organisation, actor: { kind: 'system', job: 'verify' }, purpose: handling, readOnly: true },
      (at) =>
        sql<{ late: number; hollow: number }>`
          select count(*) filter (where closed_at is null and due_on < ${todayOf(at).toString()}::date
              and not pauses @? '$[*] ? (@.until == null)')::int as late,
            count(*) filter (where outcome = 'done' and carried_at is null)::int as hollow
          from rights_requests`
          .execute(at.tx as unknown as Kysely<never>)
          .then(({ rows }) => rows[0]),
    )
    if (found && found.late > 0) return `${found.late} requests of ${organisation.slug} are overdue`
    const informing = await inScope(
      house,
      { organisation, actor: { kind: 'system', job: 'verify' }, purpose: introducing, readOnly: true },
      informingFigures,
    )
    if (informing.overdue > 0)
      return `${informing.overdue} people of ${organisation.slug} were not informed within a month`
    if (found && found.hollow > 0) return `${found.hollow} requests of ${organisation.slug} are done without a deed`
  }
  return undefined
}

/** smartcx/rights: one request of each kind, from the public form to what is true of the data afterwards. */
const rights: Check = async (probe) => {
  const overdue = await late(probe)
  if (overdue) return broken(overdue)
  const base = `/${probe.organisation.slug}/datenschutz/rechte`
  const complaint = await visitor(probe).open(`${base}/beschwerde`)
  if (!complaint.html.includes(probe.organisation.authority_name))
    return broken('the page on complaints does not name the authority')
  return lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) => {
    const officer = visitor(probe, await signedIn())
    for (const one of cases) {
      const wrong = await answered(probe, officer, one)
      if (wrong) return broken(`${one.kind}: ${wrong}`)
    }
    return kept(`${cases.length} kinds were asked for by the form, carried out and answered; none is overdue anywhere`)
  })
}

const entered = (channel: string) => ({
  kind: 'access',
  channel,
  received: '',
  name: `Prüfperson ${channel}`,
  address: 'Prüfweg 2\n00000 Prüfstadt',
  mail: '',
})

async function takeDown(probe: Probe, officer: Visitor, channel: string): Promise<string> {
  const today = probe.scratch.clock.now().toZonedDateTimeISO(probe.organisation.zone).toPlainDate()
  const path = `/${probe.organisation.slug}/team/datenschutz/anfragen/neu`
  const sent = await officer.send(path, { ...entered(channel), received: today.subtract({ days: 3 }).toString() })
  const id = /anfragen\/([0-9a-f-]{36})/.exec(sent.location)?.[1]
  if (!id) throw new Error(`a request by ${channel} answers ${sent.status}`)
  return id
}

const asOfficer = (probe: Probe, work: (officer: Visitor) => Promise<Evidence>): Promise<Evidence> =>
  lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) => work(visitor(probe, await signedIn())))

/** smartcx/offline-requests: what comes by letter, phone or fax lies where requests by form lie, with the same clock. */
const offline: Check = (probe) =>
  asOfficer(probe, async (officer) => {
    for (const channel of takenDown) {
      const id = await takeDown(probe, officer, channel)
      const row = await rowOf(probe, id)
      const received = Temporal.PlainDate.from(row.received_on)
      const earliest = received.add({ months: 1 })
      if (Temporal.PlainDate.compare(Temporal.PlainDate.from(row.due_on), earliest) < 0 || row.channel !== channel)
        return broken(`a request by ${channel}, received on ${row.received_on}, is due on ${row.due_on}`)
      const list = await officer.open(`/${probe.organisation.slug}/team/datenschutz/anfragen`)
      if (!list.html.includes(id)) return broken(`a request by ${channel} is not in the list of requests`)
    }
    return kept(`requests by ${takenDown.join(', ')} stand in the same list, their clock runs from receipt`)
  })

/** cxomni/offline-identification: nothing is handed out before the check of the person, and the check is on record. */
const identification: Check = (probe) =>
  asOfficer(probe, async (officer) => {
    const id = await takeDown(probe, officer, 'letter')
    const person = await invented(probe, 'Prüfperson letter', 'brief@pruef.invalid')
    await step(probe, officer, id, 'personen', { persons: person })
    const early = await step(probe, officer, id, 'ausfuehren')
    if (early.status !== 409) return broken('data were gathered before anybody checked who asked')
    const checked = await step(probe, officer, id, 'person', { proven: 'yes', method: 'signature', said: 'verglichen' })
    const row = await rowOf(probe, id)
    if (checked.status !== 303 || row.identity !== 'proven' || row.identity_method !== 'signature')
      return broken('the check of the person was not recorded')
    const course = await within(probe, (at) =>
      db(at)
        .selectFrom('rights_events')
        .select('kind')
        .where('request_id', '=', id)
        .where('kind', '=', 'identity-proven')
        .execute(),
    )
    return course.length === 1
      ? kept('a letter is answered only after the person was checked; method and result are on record')
      : broken('the course of the request does not say how the person was checked')
  })

export const rightsChecks: Checks = {
  'smartcx/rights': rights,
  'smartcx/offline-requests': offline,
  'cxomni/offline-identification': identification,
  ...answerChecks,
}

/** How the forms of this module are reached. */
export const rightsForms: Forms = {
  ...answerForms,
  '/:organisation/datenschutz/rechte/:kind': (probe, open) =>
    open(`/${probe.organisation.slug}/datenschutz/rechte/loeschung`),
  '/:organisation/datenschutz/rechte/von/:token/:kind': async (probe, open) => {
    const person = await invented(probe, 'Prüfperson Link', 'link@pruef.invalid')
    return open(`/${probe.organisation.slug}${await within(probe, (at) => rightsPath(at, person))}/loeschung`)
  },
  '/:organisation/team/datenschutz/anfragen/neu': (probe, open) =>
    lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) =>
      open(`/${probe.organisation.slug}/team/datenschutz/anfragen/neu`, await signedIn()),
    ),
  '/:organisation/datenschutz/rechte/nachweis/:token': async (probe, open) => {
    return lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) => {
      const officer = visitor(probe, await signedIn())
      const id = await takeDown(probe, officer, 'letter')
      await step(probe, officer, id, 'nachfrage', { question: 'Prüffrage?' })
      const token = await within(probe, (at) => tokenFor(at, PROOF, id))
      return open(`/${probe.organisation.slug}/datenschutz/rechte/nachweis/${token}`)
    })
  },
}
