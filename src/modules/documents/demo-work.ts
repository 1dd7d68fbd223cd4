import { inScope, type House, type Scope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { filing } from './data.ts'
import { closeCase, openCase, putIntoCase } from './facts/actions/cases.ts'
import { changeFacts, type Said } from './facts/actions/change.ts'
import { linkPerson } from './facts/actions/links.ts'
import { makeField, makeTag, makeType, type TypeWish } from './facts/actions/set-up.ts'
import { giveType, tagDocument } from './facts/actions/tagging.ts'
import { learnOf } from './facts/senders.ts'
import { saveFolder } from './search/folders.ts'
import { db } from './storing/data.ts'
import { showToHolder, takeFromCustomers } from './working/actions/customers.ts'
import { groundOfType } from './working/actions/locks.ts'
import { askForFiles } from './working/actions/requests.ts'
import { shareDocument } from './working/actions/shares.ts'
import { putStamp } from './working/actions/stamping.ts'
import { makeStamp, stampsOf } from './working/actions/stamps.ts'
import { finishTask, giveTask } from './working/actions/tasks.ts'
import type { Purpose } from './working/rules/stamps.ts'

export type DemoStaff = { readonly account: string; readonly member: string; readonly role: string }
export type DemoWork = {
  /** Ids of documents by the titles of their letters. */
  readonly filed: ReadonlyMap<string, string>
  /** Whom the application, contract or membership is about. */
  readonly person: string
  readonly archives: readonly [string, string]
  /** Who leads, and who checks. */
  readonly staff: readonly [DemoStaff, DemoStaff]
  readonly stop?: AbortSignal | undefined
}

type Opens = (typeof filing)['opens'][number]
type At = Scope<Opens>
/** What is done with the document of this title, where the organisation has it. */
type Act = readonly [title: string, (at: At, id: string) => Promise<unknown>]

const taxLaw = '§ 147 Abs. 1 Nr. 4, Abs. 3 und 4 AO'
const letterLaw = '§ 147 Abs. 1 Nr. 2, Abs. 3 und 4 AO'
const types = {
  invoice: { name: 'Rechnung', note: 'Rechnungen und Gutschriften, auf Papier oder elektronisch', keepUnit: 'years', keepLength: 8, starts: 'dated', yearEnd: true, law: taxLaw },
  contract: { name: 'Vertrag', note: 'Miete, Wartung, Versicherung: alles, was gekündigt werden kann', keepUnit: 'years', keepLength: 6, starts: 'closed', yearEnd: true, law: letterLaw },
  application: { name: 'Antrag', note: 'Was Menschen von uns möchten, mit allen Anlagen', keepUnit: 'years', keepLength: 5, starts: 'closed', yearEnd: false, law: '' },
  minutes: { name: 'Protokoll', note: 'Besprechungen und Beschlüsse', keepUnit: 'years', keepLength: 10, starts: 'received', yearEnd: true, law: '' },
} satisfies Record<string, TypeWish> // oxfmt-ignore

/** Lets some weeks of work happen with an invented organisation's documents, so that every page shows what it is for. */
export async function fillWork(house: House, organisation: Organisation, work: DemoWork): Promise<void> {
  const now = house.clock.now()
  const [lead, checker] = work.staff
  const as = <T>({ account, member, role }: DemoStaff, days: number, done: (at: At) => Promise<T>): Promise<T> => {
    work.stop?.throwIfAborted()
    return inScope(
      house,
      {
        organisation,
        actor: { kind: 'member', id: member, account, role: role as 'administrator' },
        purpose: filing,
        now: now.subtract({ hours: 24 * days }),
      },
      done,
    )
  }
  const day = (days: number) => now.toZonedDateTimeISO(organisation.zone).toPlainDate().add({ days })
  /** Each act on its own, as people work: one that held several documents could wait for what is read of them just then. */
  const acts = async (who: DemoStaff, days: number, ...all: readonly Act[]) => {
    for (const [title, act] of all) {
      const id = work.filed.get(title)
      if (id !== undefined) await as(who, days, (at) => act(at, id))
    }
  }
  const task =
    (what: string, wish: Omit<Parameters<typeof giveTask>[1], 'documentId' | 'kind' | 'what'> = {}) =>
    (at: At, documentId: string) =>
      giveTask(at, { documentId, kind: 'look', what, ...wish })
  const finished = (what: string, dueOn?: string) => async (at: At, id: string) =>
    finishTask(at, id, await task(what, dueOn ? { dueOn } : {})(at, id))
  const stamp = (purpose: Purpose, note?: string) => async (at: At, documentId: string) =>
    putStamp(at, { documentId, stampId: (await stampsOf(at)).find((one) => one.purpose === purpose)?.id ?? '', note })
  const ripe = async (at: At, documentId: string) => {
    const stampId = (await stampsOf(at)).find(({ purpose }) => purpose === 'archive')?.id ?? ''
    return putStamp(at, { documentId, stampId, ground: await groundOfType(at, kinds.types.invoice) })
  }

  const kinds = await as(lead, 60, setUp)
  const matters = await as(lead, 20, (at) => openMatters(at, work.person))
  await acts(lead, 20, ...sorted(work, kinds, matters))
  const checked = {
    name: 'Rechnungen, noch freizugeben',
    query: '',
    address: `typ=${kinds.types.invoice}&stand=checked`,
  }
  await as(lead, 20, (at) => saveFolder(at, { ...checked, shared: true }))
  await acts(
    checker,
    4,
    [PAINTER, stamp('check')],
    [ROOF, stamp('check')],
    [DELIVERY, stamp('reject', 'Lieferung unvollständig: zwei Ordner fehlen.')],
    [LEASE, task('Kündigungsfrist in den Kalender eintragen', { forAccount: lead.account, dueOn: day(-2).toString() })],
  )
  await acts(
    lead,
    2,
    [PAINTER, stamp('approve')],
    [ROOF, stamp('approve')],
    [PAINTER, ripe],
    [ROOF, ripe],
    [MINUTES, finished('An alle verteilen', day(-1).toString())],
    [
      QUOTATION,
      (at, documentId) =>
        shareDocument(at, { documentId, version: 1, until: day(21), password: '', most: 10, label: 'IT-Beratung' }),
    ],
  )
  await acts(
    checker,
    1,
    [
      POWER,
      (at, documentId) =>
        putStamp(at, { documentId, stampId: kinds.stamp, next: { account: lead.account, dueOn: day(3).toString() } }),
    ],
    [QUOTATION, task('Zwei Vergleichsangebote einholen')],
    [COMPLAINT, task('Antwort entwerfen', { forAccount: lead.account, dueOn: day(1).toString() })],
  )
  await as(lead, 0, (at) => ask(at, work, day))
  const shown = async (at: At, id: string) => {
    await showToHolder(at, id, true)
    await finished('Auf Vollständigkeit prüfen')(at, id)
  }
  await acts(lead, 0, ...APPLICATIONS.map((title) => [title, shown] as const))
}

const POWER = 'Stromrechnung Stadtwerke'
const PAINTER = 'Rechnung Malerarbeiten Flur'
const ROOF = 'Rechnung Dachreparatur 2015'
const QUOTATION = 'Angebot neue Server'
const LEASE = 'Mietvertrag Lagerraum'
const MINUTES = 'Protokoll der Dienstbesprechung'
const DELIVERY = 'Lieferschein Büromaterial'
const COMPLAINT = 'Beschwerde über Wartezeit'
const INSURANCE = 'Haftpflichtversicherung, Beitragsanpassung'
/** One of them each organisation has. */
const APPLICATIONS = ['Antrag auf Wohngeld', 'Beitrittserklärung', 'Kaufvertrag Gebrauchtwagen']

type Kinds = {
  readonly types: Readonly<Record<keyof typeof types, string>>
  readonly tags: Readonly<Record<'house' | 'it' | 'urgent', string>>
  readonly stamp: string
}

async function setUp(at: At): Promise<Kinds> {
  const made = Object.fromEntries(
    await inTurn(Object.entries(types), async ([key, wish]) => [key, await makeType(at, wish)] as const),
  ) as Kinds['types']
  const field = (type: string, position: number, wish: Pick<Parameters<typeof makeField>[2], 'name' | 'kind' | 'labels'>) =>
    makeField(at, type, { choices: [], required: false, position, ...wish }) // oxfmt-ignore
  await field(made.contract, 1, { name: 'Kündigungsfrist', kind: 'text', labels: ['Kündigungsfrist'] })
  await field(made.contract, 2, { name: 'Verlängert sich', kind: 'text', labels: ['Laufzeit'] })
  await field(made.application, 1, { name: 'Personen im Haushalt', kind: 'number', labels: ['Personen im Haushalt'] })
  await field(made.application, 2, { name: 'Gesamtmiete', kind: 'amount', labels: ['Gesamtmiete'] })
  const budget = await makeTag(at, { name: `Haushalt ${at.now.toZonedDateTimeISO(at.organisation.zone).year}`, parentId: null }) // oxfmt-ignore
  const tags = {
    house: await makeTag(at, { name: 'Gebäude', parentId: budget }),
    it: await makeTag(at, { name: 'IT', parentId: budget }),
    urgent: await makeTag(at, { name: 'Eilig', parentId: null }),
  }
  const approve = (await stampsOf(at)).find(({ purpose }) => purpose === 'approve')
  const stamp = await makeStamp(at, {
    name: 'Rechnerisch richtig',
    movesTo: 'checked',
    movesFrom: ['new'],
    needsNote: false,
    otherPerson: true,
    followsWith: approve?.id ?? null,
    followDays: 5,
    position: 6,
  })
  // as left by two corrections on earlier letters: what this sender is called, and what it sends
  const marks = [{ kind: 'iban', value: 'DE02120300000000202051' }] as const
  await learnOf(at, marks, () => ({ name: 'Stadtwerke Werretal', hints: [], typeId: made.invoice }))
  return { types: made, tags, stamp }
}

type Matters = { readonly hall: string; readonly own: string }

async function openMatters(at: At, person: string): Promise<Matters> {
  const matter = { number: '', note: '', keepDays: 3653 }
  const hall = await openCase(at, { ...matter, title: 'Renovierung Flur und Dach', note: 'Mittel sind bewilligt.' })
  const own = await openCase(at, { ...matter, title: 'Rückfragen zum Antrag' }, person)
  await closeCase(at, await openCase(at, { ...matter, title: 'Umzug des Archivs' }), true)
  return { hall, own }
}

function sorted({ person }: DemoWork, { types: kinds, tags }: Kinds, { hall, own }: Matters): Act[] {
  const invoice = (title: string, facts: readonly Said[]): Act => [
    title,
    async (at, id) => {
      const { version } = await db(at).selectFrom('documents').select('version').where('id', '=', id).executeTakeFirstOrThrow() // oxfmt-ignore
      await changeFacts(at, id, { title, typeId: kinds.invoice, tagIds: [tags.house], facts, version })
      await putIntoCase(at, id, hall)
    },
  ]
  const type = (kind: keyof Kinds['types']) => (at: At, id: string) => giveType(at, id, kinds[kind])
  const tag = (name: keyof Kinds['tags']) => (at: At, id: string) => tagDocument(at, id, [tags[name]])
  return [
    invoice(PAINTER, [
      { field: 'sender', value: 'Malerbetrieb Özdemir & Söhne' },
      { field: 'invoice-number', value: '2026-0817' },
      { field: 'amount', value: '290241 EUR' },
      { field: 'iban', value: 'DE75512108001245126199' },
    ]),
    invoice(ROOF, [
      { field: 'sender', value: 'Dachdeckerei Vennemann GmbH' },
      { field: 'invoice-number', value: '2015-077' },
      { field: 'date', value: '2015-04-14' },
      { field: 'amount', value: '207060 EUR' },
    ]),
    [LEASE, type('contract')],
    [LEASE, tag('house')],
    [LEASE, (at, id) => linkPerson(at, id, person, 'recipient')],
    [INSURANCE, type('contract')],
    [MINUTES, type('minutes')],
    [QUOTATION, tag('it')],
    [COMPLAINT, tag('urgent')],
    ...APPLICATIONS.map((title) => [title, type('application')] as const),
    ...[...APPLICATIONS, COMPLAINT].map((title) => [title, (at: At, id: string) => putIntoCase(at, id, own)] as const),
  ]
}

async function ask(at: At, { person, archives }: DemoWork, day: (days: number) => Temporal.PlainDate) {
  const [general, personal] = archives
  await takeFromCustomers(at, personal)
  await askForFiles(at, {
    archiveId: personal,
    person,
    title: 'Nachweis über Ihren Umzug',
    wording: 'Eine Kopie der Wohnungsgeberbestätigung genügt. Den Personalausweis brauchen wir nicht.',
    until: day(14),
    most: 5,
  })
  await askForFiles(at, { archiveId: general, title: 'Belege der Firma Brömmel', until: day(30), most: 20 })
}

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const one of all) done.push(await work(one))
  return done
}
