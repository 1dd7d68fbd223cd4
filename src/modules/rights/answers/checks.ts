import { type Kysely, sql } from 'kysely'
import { lend } from '#accounts'
import { allTables } from '#platform/data/table.ts'
import { unzip } from '#platform/files/unzip.ts'
import { broken, type Check, type Checks, contest, type Forms, kept, type Probe, visitor } from '#privacy'
import { invented, within } from '../checks/visit.ts'
import { correctionPath } from './corrections.ts'
import { correctionsOf } from './correction-routes.tsx'
import { layReady } from './hand-over.ts'

type Item = Readonly<Record<string, unknown>>
type Told = {
  readonly data: readonly {
    readonly name: string
    readonly columns: readonly {
      readonly name: string
      readonly origin: string
      readonly recipients: readonly string[]
      readonly purposes: readonly { readonly why: string; readonly basis: readonly string[] }[]
    }[]
    readonly rows: readonly { readonly values: Readonly<Record<string, Item>> }[]
  }[]
}

const LIMITS = { bytes: 50_000_000, files: 1_000 }
const person = { name: 'Prüfperson Auskunft', mail: 'auskunft@pruef.invalid' }

/** Somebody with data of several modules: known, with a consent, with a contested value. */
async function known(probe: Probe): Promise<string> {
  const id = await invented(probe, person.name, person.mail)
  await within(probe, (at) =>
    contest(at, { person: id, table: 'people', column: 'mail', id, askedBy: 'person', proposed: 'neu@pruef.invalid' }),
  )
  return id
}

/** The archive as the person fetches it, by the link and nothing else. */
async function fetched(probe: Probe, id: string): Promise<Told> {
  const { path } = await within(probe, (at) =>
    layReady(at, probe.scratch, { persons: [id], kind: 'access', language: 'de' }),
  )
  const response = await probe.ask(`/${probe.organisation.slug}${path}`, {
    method: 'POST',
    headers: { host: 'localhost' },
  })
  if (response.status !== 200) throw new Error(`fetching the answer answers ${response.status}`)
  const files = unzip(new Uint8Array(await response.arrayBuffer()), LIMITS)
  return JSON.parse(files.get('auskunft.json')?.toString() ?? 'null') as Told
}

/** How many rows of each table name the person, by a look at the rows themselves and not at what is declared of them. */
async function rowsNaming(probe: Probe, id: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const { name, columns, subject } of allTables()) {
    if (!('organisation_id' in columns) || 'none' in subject) continue
    const rows = await within(probe, (at) =>
      sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)} t where t::text like ${`%${id}%`}`
        .execute(at.tx as unknown as Kysely<never>)
        .then((result) => result.rows[0]?.n ?? 0),
    )
    if (rows > 0) found.set(name, rows)
  }
  return found
}

/** osseno/origin-recipient-purpose: the answer holds every row there is, and of each item where from, for whom, what for. */
const originRecipientPurpose: Check = async (probe) => {
  const id = await known(probe)
  const told = await fetched(probe, id)
  const there = await rowsNaming(probe, id)
  const text = JSON.stringify(told)
  for (const value of Object.values(person))
    if (!text.includes(value)) return broken('the answer lacks the contact data')
  let items = 0
  for (const [table, count] of there) {
    if (table === 'rights_answers') continue // the answer itself came after what it tells
    const kind = told.data.find(({ name }) => name === table)
    const declared = Object.entries(allTables().find(({ name }) => name === table)?.columns ?? {})
    const personal = declared.filter(([, { treatment }]) => treatment.is === 'personal' || treatment.is === 'sealed')
    if (!kind) return broken(`${count} rows of ${table} are missing in the answer`)
    if (personal.length > 0 && kind.rows.length < count)
      return broken(`the answer has ${kind.rows.length} of ${count} rows of ${table}`)
    for (const [column] of personal) {
      const about = kind.columns.find(({ name }) => name === column)
      if (!about || kind.rows.some(({ values }) => !values[column]))
        return broken(`${table}.${column} is missing in the answer`)
      const { origin, recipients, purposes } = about
      const founded = purposes.length > 0 && purposes.every(({ why, basis }) => why !== '' && basis.length > 0)
      if (origin === '' || recipients.length === 0 || !founded)
        return broken(`${table}.${column} does not say origin, recipients or purpose`)
      items += kind.rows.length
    }
  }
  return kept(
    `an archive fetched by its link holds all rows of ${there.size} kinds; ${items} items name origin, recipients, purpose`,
  )
}

export const answerChecks: Checks = { 'osseno/origin-recipient-purpose': originRecipientPurpose }

/** How the forms for corrections are reached: their pages show data, so a button comes before them. */
export const answerForms: Forms = {
  '/:organisation/datenschutz/rechte/berichtigen/:until/:token/senden': async (probe) => {
    const id = await invented(probe, 'Prüfperson Berichtigung', 'berichtigung@pruef.invalid')
    const path = await within(probe, (at) => correctionPath(at, id))
    return visitor(probe).send(`/${probe.organisation.slug}${path}`)
  },
  '/:organisation/team/datenschutz/berichtigungen/person/:person/senden': (probe) =>
    lend(probe, probe.organisation, 'data-protection', async ({ signedIn }) => {
      const id = await invented(probe, 'Prüfperson Berichtigung', 'berichtigung@pruef.invalid')
      return visitor(probe, await signedIn()).send(`/${probe.organisation.slug}${correctionsOf(id)}`)
    }),
}
