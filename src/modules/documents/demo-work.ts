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
}

type Opens = (typeof filing)['opens'][number]
type At = Scope<Opens>

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
  const as = <T>({ account, member, role }: DemoStaff, days: number, done: (at: At) => Promise<T>): Promise<T> =>
    inScope(
      house,
      {
        organisation,
        actor: { kind: 'member', id: member, account, role: role as 'administrator' },
        purpose: filing,
        now: now.subtract({ hours: 24 * days }),
      },
      done,
    )
  const day = (days: number) => now.toZonedDateTimeISO(organisation.zone).toPlainDate().add({ days })
  const of = (title: string, then: (id: string) => Promise<unknown>): Promise<unknown> => {
    const id = work.filed.get(title)
    return id === undefined ? Promise.resolve() : then(id)
  }

  const kinds = await as(lead, 60, setUp)
  await as(lead, 20, (at) => sort(at, work, kinds))
  await as(checker, 4, async (at) => {
    const stamp = stamper(await stampsOf(at))
    await of(PAINTER, (id) => stamp(at, id, 'check'))
    await of(ROOF, (id) => stamp(at, id, 'check'))
    await of(DELIVERY, (id) => stamp(at, id, 'reject', 'Lieferung unvollständig: zwei Ordner fehlen.'))
    await of(LEASE, (id) =>
      giveTask(at, {
        documentId: id,
        kind: 'look',
        forAccount: lead.account,
        what: 'Kündigungsfrist in den Kalender eintragen',
        dueOn: day(-2).toString(),
      }),
    )
  })
  await as(lead, 2, async (at) => {
    const stamp = stamper(await stampsOf(at))
    for (const title of [PAINTER, ROOF]) await of(title, (id) => stamp(at, id, 'approve'))
    const ground = await groundOfType(at, kinds.types.invoice)
    for (const title of [PAINTER, ROOF]) await of(title, (id) => stamp(at, id, 'archive', undefined, ground))
    await of(MINUTES, async (id) => {
      const task = await giveTask(at, { documentId: id, kind: 'look', what: 'An alle verteilen', dueOn: day(-1).toString() }) // oxfmt-ignore
      await finishTask(at, id, task)
    })
    await of(QUOTATION, (id) =>
      shareDocument(at, { documentId: id, version: 1, until: day(21), password: '', most: 10, label: 'IT-Beratung' }),
    )
  })
  await as(checker, 1, async (at) => {
    const all = await stampsOf(at)
    const sums = all.find(({ id }) => id === kinds.stamp)
    await of(POWER, (id) =>
      putStamp(at, {
        documentId: id,
        stampId: sums?.id ?? '',
        next: { account: lead.account, dueOn: day(3).toString() },
      }),
    )
    await of(QUOTATION, (id) =>
      giveTask(at, { documentId: id, kind: 'look', what: 'Zwei Vergleichsangebote einholen', dueOn: undefined }),
    )
    await of(COMPLAINT, (id) =>
      giveTask(at, {
        documentId: id,
        kind: 'look',
        forAccount: lead.account,
        what: 'Antwort entwerfen',
        dueOn: day(1).toString(),
      }),
    )
  })
  await as(lead, 0, (at) => ask(at, work, day))
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

async function sort(at: At, { filed, person }: DemoWork, { types: kinds, tags }: Kinds): Promise<void> {
  const matter = { number: '', note: '', keepDays: 3653 }
  const hall = await openCase(at, { ...matter, title: 'Renovierung Flur und Dach', note: 'Mittel sind bewilligt.' })
  const own = await openCase(at, { ...matter, title: 'Rückfragen zum Antrag' }, person)
  await closeCase(at, await openCase(at, { ...matter, title: 'Umzug des Archivs' }), true)
  const invoice = async (title: string, facts: readonly Said[]) => {
    const id = filed.get(title)
    const row = id && (await db(at).selectFrom('documents').select('version').where('id', '=', id).executeTakeFirst())
    if (!id || !row) return
    await changeFacts(at, id, { title, typeId: kinds.invoice, tagIds: [tags.house], facts, version: row.version })
    await putIntoCase(at, id, hall)
  }
  await invoice(PAINTER, [
    { field: 'sender', value: 'Malerbetrieb Özdemir & Söhne' },
    { field: 'invoice-number', value: '2026-0817' },
    { field: 'amount', value: '290241 EUR' },
    { field: 'iban', value: 'DE75512108001245126199' },
  ])
  await invoice(ROOF, [
    { field: 'sender', value: 'Dachdeckerei Vennemann GmbH' },
    { field: 'invoice-number', value: '2015-077' },
    { field: 'date', value: '2015-04-14' },
    { field: 'amount', value: '207060 EUR' },
  ])
  const rest: readonly (readonly [string, keyof Kinds['types'] | undefined, keyof Kinds['tags'] | undefined])[] = [
    [LEASE, 'contract', 'house'],
    [INSURANCE, 'contract', undefined],
    [MINUTES, 'minutes', undefined],
    [QUOTATION, undefined, 'it'],
    [COMPLAINT, undefined, 'urgent'],
    ...APPLICATIONS.map((title) => [title, 'application', undefined] as const),
  ]
  for (const [title, type, tag] of rest) {
    const id = filed.get(title)
    if (id === undefined) continue
    if (type) await giveType(at, id, kinds[type])
    if (tag) await tagDocument(at, id, [tags[tag]])
  }
  for (const title of [...APPLICATIONS, COMPLAINT]) {
    const id = filed.get(title)
    if (id) await putIntoCase(at, id, own)
  }
  const contract = filed.get(LEASE)
  if (contract) await linkPerson(at, contract, person, 'recipient')
  await saveFolder(at, { name: 'Rechnungen, noch offen', query: '', address: `typ=${kinds.invoice}&stand=new`, shared: true }) // oxfmt-ignore
}

async function ask(at: At, { filed, person, archives }: DemoWork, day: (days: number) => Temporal.PlainDate) {
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
  for (const title of APPLICATIONS) {
    const id = filed.get(title)
    if (id === undefined) continue
    await showToHolder(at, id, true)
    const task = await giveTask(at, { documentId: id, kind: 'look', what: 'Auf Vollständigkeit prüfen' })
    await finishTask(at, id, task)
  }
}

const stamper =
  (all: Awaited<ReturnType<typeof stampsOf>>) =>
  (at: At, documentId: string, purpose: Purpose, note?: string, ground?: Awaited<ReturnType<typeof groundOfType>>) =>
    putStamp(at, { documentId, stampId: all.find((one) => one.purpose === purpose)?.id ?? '', note, ground })

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const one of all) done.push(await work(one))
  return done
}
