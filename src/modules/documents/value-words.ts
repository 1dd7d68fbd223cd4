import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { coded, type Reads, valueWords } from '#privacy'
import { exchangeWords } from './exchange/texts.ts'
import {
  headItems,
  type Item,
  money,
  number,
  partyItems,
  paymentItems,
  quantityOf,
  rateOf,
  sumItems,
  taxOf,
} from './facts/invoice/items.ts'
import type { Invoice } from './facts/invoice/types.ts'
import { kindOfField } from './facts/learn/shape.ts'
import type { LearnedSender } from './facts/learn/types.ts'
import { dateEntered, entered } from './facts/rules/entered.ts'
import { words as factWords } from './facts/texts.ts'
import { listInput } from './search/address.ts'
import { words as searchWords } from './search/texts.ts'
import type { Fact, FieldKind } from './types.ts'
import { FORMATS, own } from './value-texts.ts'
import { words as viewWords } from './viewing/texts.ts'
import { actName } from './working/act-names.ts'
import type { ActFacts } from './working/data.ts'
import { words as workWords } from './working/texts.ts'

// How our rows read in somebody's answer: as on the pages of documents, never as they are coded.

const formats = coded((language) => ({ ...FORMATS, ...own(language).media }))
const mediaTypes: Reads = (value, language, row) => {
  const image = typeof value === 'string' ? /^image\/([a-z0-9]+)$/.exec(value)?.[1] : undefined
  return image ? own(language).image(image.toUpperCase()) : formats(value, language, row)
}

const day = (text: string, language: Language): string =>
  dateEntered(text) === text ? format(language, 'UTC').shortDate(Temporal.PlainDate.from(text)) : text

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object'
const lines = (items: readonly Item[]): string[] =>
  items.flatMap(([term, value]) => (value ? [`${term}: ${value}`] : []))
const known = (name: string, of: Readonly<Record<string, string>>): string | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined
const field = (name: string, language: Language): string =>
  known(name, factWords(language).fields) ?? own(language).further

/** Values found on a document, each with where it comes from. */
const facts: Reads = (value, language, _row, parts) => {
  if (!Array.isArray(value)) return undefined
  const { by } = factWords(language)
  const told = (value as Fact[]).filter((fact) => fact.value !== '')
  return told
    .map((fact) => {
      const typed = parts?.get(fact.field)
      const kind = typed ? (typed.kind as FieldKind) : kindOfField(fact.field)
      const said = kind === 'date' ? day(fact.value, language) : entered(kind, fact.value, language)
      const from = [by[fact.by], ...(fact.page ? [own(language).page(fact.page)] : [])]
      return `${typed?.[language] ?? field(fact.field, language)}: ${said} (${from.join(', ')})`
    })
    .join('\n')
}

/** An electronic invoice as its page shows it. */
const invoice: Reads = (value, language) => {
  if (!isObject(value) || !('seller' in value)) return undefined
  const shown = { language, zone: 'UTC', invoice: value as Invoice }
  const { seller, buyer, lines: positions, taxes, notes } = shown.invoice
  const t = factWords(language).invoice
  const parts: readonly (readonly [string | undefined, readonly string[]])[] = [
    [undefined, lines(headItems(shown))],
    [t.seller, lines(partyItems(language, seller))],
    [t.buyer, lines(partyItems(language, buyer))],
    [
      t.lines,
      positions.map((line) => {
        const what = [line.id, line.name, line.description].filter(Boolean).join(' ')
        const figures: Item[] = [
          [t.quantity, quantityOf(language, line)],
          [t.price, number(language, line.price)],
          [t.rate, rateOf(language, line)],
          [t.net, money(shown, line.net)],
        ]
        return [what, ...lines(figures)].filter(Boolean).join('; ')
      }),
    ],
    [
      t.taxes,
      taxes.map((tax) => {
        const figures: Item[] = [
          [t.base, money(shown, tax.base)],
          [t.tax, money(shown, tax.amount)],
        ]
        return [taxOf(language, tax), ...lines(figures)].join('; ')
      }),
    ],
    [t.totals, lines(sumItems(shown))],
    [t.payment, lines(paymentItems(shown))],
    [t.notes, notes],
  ]
  return parts
    .flatMap(([title, said]) => (said.length > 0 ? [...(title ? [`${title}:`] : []), ...said] : []))
    .join('\n')
}

/** What was learned of a sender: what stands where on their letters. */
const learned: Reads = (value, language) => {
  if (!isObject(value) || !('hints' in value)) return undefined
  const { name, hints, typeId } = value as LearnedSender
  const w = own(language)
  const where = (page: number) => (page > 0 ? w.page(page) : page === -1 ? w.lastPage : w.fromBack(-page))
  const told = hints.map(({ field: of, page, left, above, times }): Item => {
    const place = [where(page), left && w.behind(left), above && w.below(above), w.times(times)]
    return [field(of, language), place.filter(Boolean).join(', ')]
  })
  return lines([[factWords(language).fields.sender, name], ...told, [w.idOf(w.things.type), typeId]]).join('\n')
}

const ways = coded((language) => exchangeWords(language).ways)
const states = coded((language) => workWords(language).states)
const marks = coded((language) => exchangeWords(language).marks)
const roles = coded((language) => factWords(language).links.roles)
const actors = coded((language) => {
  const { customer, anyone, system } = workWords(language)
  const { member, account } = own(language)
  return { member, account, customer, anyone, system }
})

/** What an act tells beside its name. */
const actFacts: Reads = (value, language, row) => {
  if (!isObject(value)) return undefined
  const w = own(language)
  const work = workWords(language)
  const view = viewWords(language)
  const told: Readonly<Record<string, readonly [term: string, reads?: Reads]>> = {
    way: [searchWords(language).way, coded((to) => searchWords(to).ways)],
    version: [view.versions.number],
    page: [view.notes.page],
    kind: [view.notes.kind, marks],
    from: [w.stateBefore, states],
    to: [work.setup.movesTo, states],
    role: [factWords(language).links.role, roles],
    until: [work.lock.until, (text) => day(String(text), language)],
    corrected: [w.corrected],
    archiveNumber: [factWords(language).links.archiveNumber, (given) => (given === 0 ? work.none : undefined)],
  }
  return Object.entries(value as ActFacts)
    .map(([name, one]) => {
      const thing = known(name, w.things)
      const [term, reads] = told[name] ?? [thing ? w.idOf(thing) : name]
      return `${term}: ${reads?.(one, language, row) ?? String(one)}`
    })
    .join('\n')
}

/** A saved search: the words that it looks for, and what narrows it, as the list names them. */
const wanted: Reads = (value, language) => {
  if (typeof value !== 'string') return undefined
  const [address = '', ...query] = value.split('\n')
  const given = Object.fromEntries(new URLSearchParams(address))
  const { success, data } = listInput.safeParse(given)
  // what is not wholly understood stands as it is: nothing of it may be lost
  if (!success || Object.keys(given).some((name) => data[name as keyof typeof data] === undefined)) return undefined
  const t = searchWords(language)
  const { things, idOf, person, somebody, everything } = own(language)
  const said = lines([
    [t.query, query.join('\n')],
    [idOf(things.archive), data.archiv],
    [idOf(things.type), data.typ],
    [idOf(things.tag), data.schlagwort],
    [idOf(things.case), data.akte],
    [person, data.person && somebody],
    [t.way, data.weg && t.ways[data.weg]],
    [t.state, data.stand && t.states[data.stand]],
    [t.from, data.von && day(String(data.von), language)],
    [t.until, data.bis && day(String(data.bis), language)],
    [t.order, data.reihe && t.orders[data.reihe]],
  ])
  return said.join('\n') || everything
}

valueWords('documents', { facts, way: ways, state: states })
valueWords('document_versions', { media_type: mediaTypes })
valueWords('document_people', { role: roles })
valueWords('document_invoices', { invoice })
valueWords('document_senders', { learned })
valueWords('document_acts', {
  act: (value, language) => (typeof value === 'string' ? actName(value, language) : undefined),
  by_kind: actors,
  facts: actFacts,
})
valueWords('document_stampings', { state: states })
valueWords('document_tasks', {
  kind: coded((language) => {
    const { stamps, tasks } = workWords(language)
    return { stamp: stamps.put, look: tasks.look, release: tasks.release }
  }),
})
valueWords('document_searches', { wanted })
valueWords('document_uploads', { way: ways })
valueWords('document_leases', { purpose: coded((language) => own(language).purposes), actor: actors })
valueWords('document_marks', { kind: marks })
