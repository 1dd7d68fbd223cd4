import type { Language } from '#platform/text/language.ts'
import type { Bilingual } from '#platform/data/activity.ts'
import { allConnectors, type Recipient } from '#privacy'
import type { Field, Values, Wrong } from '../forms/fields.ts'
import type { Rules } from '../forms/form.tsx'
import { isSafeguard, safeguards } from '../processing/dpv.ts'
import { isInside } from './countries.ts'

export type Processor = {
  readonly id: string
  readonly recipient: string
  readonly name: string
  readonly place: string
  readonly task: string
  readonly task_en: string
  readonly role: string
  readonly country: string | null
  readonly safeguard: string | null
  readonly safeguard_detail: string
  readonly contract_date: string | null
  readonly contract_reference: string
  readonly contract_document: string
  readonly ended_on: string | null
  readonly end_choice: string | null
  readonly end_confirmed_on: string | null
  readonly end_proof: string
}

/** The company that runs this system for the organisation. */
export const OPERATOR_RECIPIENT = 'operator'
/** Marks an entry whose company can see everything, such as a maintenance company; the operator can as well. */
const ALL = 'all-'
export const seesEverything = (recipient: string): boolean =>
  recipient.startsWith(ALL) || recipient === OPERATOR_RECIPIENT
export const recipientFor = (choice: string, random: string): string =>
  choice === 'all' ? `${ALL}${random}` : choice === 'other' ? `other-${random}` : choice

export type Missing =
  | 'name'
  | 'place'
  | 'task'
  | 'contract_date'
  | 'contract_reference'
  | 'contract_document'
  | 'safeguard'

/** What an entry still lacks before data may go to its company (Art. 28(3), Art. 44 GDPR). */
export function missingIn(entry: Processor): Missing[] {
  const needed: Missing[] =
    entry.role === 'processor'
      ? ['name', 'place', 'task', 'contract_date', 'contract_reference', 'contract_document']
      : ['name', 'place', 'task']
  const lacking = needed.filter((field) => !entry[field as keyof Processor])
  return entry.country && !isSafeguard(entry.safeguard) ? [...lacking, 'safeguard'] : lacking
}

/** Until when a company whose contract has ended must have returned or deleted the data: one month (Art. 28(3)(g) GDPR). */
export const endDue = (ended: string): string => Temporal.PlainDate.from(ended).add({ months: 1 }).toString()

export type EntryState = 'complete' | 'incomplete' | 'ended' | 'ending' | 'overdue'
export function entryState(entry: Processor, today: string): EntryState {
  if (!entry.ended_on) return missingIn(entry).length === 0 ? 'complete' : 'incomplete'
  if (entry.end_confirmed_on) return 'ended'
  return endDue(entry.ended_on) < today ? 'overdue' : 'ending'
}

/** A sub-processor outside the EU and the EEA that takes part now. */
export type Abroad = {
  readonly processor_id: string
  readonly name: string
  readonly country: string
  readonly safeguard: string
}

/** Where data go outside the EU and the EEA, by the company itself and by those who work for it (Art. 28(4), 44 GDPR). */
function transferOf(entry: Processor, subs: readonly Abroad[]): Recipient['thirdCountry'] {
  const own = entry.country ? [{ place: entry.country, by: entry.safeguard, detail: entry.safeguard_detail }] : []
  const all = [
    ...own,
    ...subs.map(({ name, country, safeguard }) => ({ place: `${country} (${name})`, by: safeguard, detail: '' })),
  ].flatMap(({ by, ...one }) => (isSafeguard(by) ? [{ ...one, by }] : []))
  // a decision of the Commission needs no copy (Art. 13(1)(f) GDPR): what needs one names the article
  const first = all.find(({ by }) => by !== 'A45-3') ?? all[0]
  if (!first) return undefined
  const protections = (language: Language) =>
    [...new Set(all.map(({ by, detail }) => [safeguards[by][language], detail].filter(Boolean).join(', ')))].join('; ')
  return {
    country: all.map(({ place }) => place).join('; '),
    safeguard: { de: protections('de'), en: protections('en') },
    article: first.by,
  }
}

/** The entry as the notice and the register of processing name it. */
export const asRecipient = (entry: Processor, subs: readonly Abroad[] = []): Recipient => ({
  id: entry.recipient,
  name: entry.name,
  place: entry.place,
  task: { de: entry.task, en: entry.task_en || entry.task },
  role: entry.role === 'controller' ? 'controller' : 'processor',
  contract: [entry.contract_reference, entry.contract_date].filter(Boolean).join(', '),
  ...(seesEverything(entry.recipient) ? { everything: true as const } : {}),
  ...withTransfer(transferOf(entry, subs)),
})

const withTransfer = (thirdCountry: Recipient['thirdCountry']) => (thirdCountry ? { thirdCountry } : {})

export const missingWords: Readonly<Record<Missing, Bilingual>> = {
  name: { de: 'der Name', en: 'the name' },
  place: { de: 'der Ort', en: 'the place' },
  task: { de: 'die Aufgabe', en: 'the task' },
  contract_date: { de: 'das Datum des Vertrags', en: 'the date of the contract' },
  contract_reference: { de: 'das Zeichen des Vertrags', en: 'the reference of the contract' },
  contract_document: { de: 'die Fundstelle des Vertrags', en: 'where the contract lies' },
  safeguard: { de: 'die Garantie für das Drittland', en: 'the safeguard for the third country' },
}

const transferFields: readonly Field[] = [
  {
    name: 'country',
    is: 'line',
    section: { de: 'Drittland', en: 'Third country' },
    label: { de: 'Land außerhalb von EU und EWR', en: 'Country outside the EU and the EEA' },
    hint: {
      de: 'Nur ausfüllen, wenn Daten dorthin gehen oder von dort gelesen werden können',
      en: 'Only if data go there or can be read from there',
    },
  },
  {
    name: 'safeguard',
    is: 'select',
    label: { de: 'Garantie (Art. 44 bis 49 DSGVO)', en: 'Safeguard (Art. 44 to 49 GDPR)' },
    options: Object.entries(safeguards).map(([value, label]) => ({ value, label })),
  },
]

export const choiceField = (): Field => ({
  name: 'for',
  is: 'select',
  required: true,
  label: { de: 'Wofür', en: 'What for' },
  options: [
    { value: OPERATOR_RECIPIENT, label: { de: 'Betrieb dieses Systems', en: 'running this system' } },
    ...allConnectors().map(({ recipient, label }) => ({ value: recipient, label })),
    {
      value: 'all',
      label: { de: 'Wartung: kann alle Daten sehen', en: 'maintenance: can see all data' },
    },
    {
      value: 'other',
      label: { de: 'anderes, ohne Daten aus diesem System', en: 'other, without data of this system' },
    },
  ],
})

export const entryFields: readonly Field[] = [
  { name: 'name', is: 'line', required: true, label: { de: 'Name der Firma oder Stelle', en: 'Name of the company' } },
  {
    name: 'place',
    is: 'line',
    required: true,
    label: { de: 'Anschrift', en: 'Address' },
  },
  {
    name: 'task',
    is: 'line',
    required: true,
    label: { de: 'Aufgabe', en: 'Task (German)' },
    hint: { de: 'So steht sie in den Datenschutzhinweisen: „versendet SMS“', en: 'As the privacy notice says it' },
  },
  { name: 'task_en', is: 'line', label: { de: 'Aufgabe auf Englisch', en: 'Task in English' } },
  {
    name: 'role',
    is: 'choice',
    required: true,
    label: { de: 'Rolle', en: 'Role' },
    options: [
      { value: 'processor', label: { de: 'Auftragsverarbeiter (Art. 28 DSGVO)', en: 'processor (Art. 28 GDPR)' } },
      { value: 'controller', label: { de: 'eigener Verantwortlicher', en: 'controller of its own' } },
    ],
  },
  {
    name: 'contract_date',
    is: 'date',
    past: true,
    section: { de: 'Vertrag', en: 'Contract' },
    label: { de: 'Geschlossen am', en: 'Concluded on' },
  },
  { name: 'contract_reference', is: 'line', label: { de: 'Zeichen des Vertrags', en: 'Reference' } },
  {
    name: 'contract_document',
    is: 'line',
    label: { de: 'Fundstelle', en: 'Where it lies' },
    hint: { de: 'Akte, Ablage oder Adresse des Dokuments', en: 'File or address of the document' },
  },
  ...transferFields,
  { name: 'safeguard_detail', is: 'line', label: { de: 'Nähere Angaben', en: 'Details' } },
]

/** No transfer without a safeguard, and no safeguard without a country: what leaves the EU is said or not saved. */
export function transferRules({ country = '', safeguard = '' }: Values): Wrong {
  if (isInside(country)) return { country: 'inside' }
  if (country && !safeguard) return { safeguard: 'no-safeguard' }
  return safeguard && !country ? { country: 'no-country' } : {}
}

export const subFields: readonly Field[] = [
  { name: 'name', is: 'line', required: true, label: { de: 'Name', en: 'Name' } },
  { name: 'place', is: 'line', required: true, label: { de: 'Anschrift', en: 'Address' } },
  { name: 'task', is: 'line', required: true, label: { de: 'Aufgabe', en: 'Task' } },
  {
    name: 'announced_on',
    is: 'date',
    past: true,
    required: true,
    label: { de: 'Angekündigt am', en: 'Announced on' },
    section: { de: 'Ankündigung der Änderung (Art. 28 Abs. 2)', en: 'Notice of the change (Art. 28(2))' },
  },
  { name: 'effective_on', is: 'date', required: true, label: { de: 'Tätig ab', en: 'Takes part from' } },
  { name: 'objection_until', is: 'date', label: { de: 'Einspruch möglich bis', en: 'Objection possible until' } },
  ...transferFields,
]
export function subRules(values: Values): Wrong {
  const [announced = '', effective = ''] = [values['announced_on'], values['effective_on']]
  return effective < announced ? { effective_on: 'too-early' } : transferRules(values)
}

export const instructionFields: readonly Field[] = [
  { name: 'instruction', is: 'text', required: true, label: { de: 'Weisung', en: 'Instruction' } },
  {
    name: 'form',
    is: 'select',
    required: true,
    label: { de: 'Form', en: 'Form' },
    options: [
      { value: 'text', label: { de: 'Textform (Mail)', en: 'text (mail)' } },
      { value: 'written', label: { de: 'schriftlich', en: 'in writing' } },
      { value: 'oral', label: { de: 'mündlich, nachträglich bestätigt', en: 'oral, confirmed later' } },
    ],
  },
  { name: 'confirmed_on', is: 'date', past: true, label: { de: 'Bestätigt am', en: 'Confirmed on' } },
]

export const endFields: readonly Field[] = [
  {
    name: 'ended_on',
    is: 'date',
    past: true,
    required: true,
    label: { de: 'Vertrag beendet am', en: 'Contract ended on' },
  },
  {
    name: 'end_choice',
    is: 'choice',
    required: true,
    label: { de: 'Was mit den Daten geschieht', en: 'What happens to the data' },
    options: [
      { value: 'deleted', label: { de: 'wird gelöscht', en: 'are deleted' } },
      { value: 'returned', label: { de: 'wird zurückgegeben und dann gelöscht', en: 'are returned, then deleted' } },
    ],
  },
  { name: 'end_confirmed_on', is: 'date', past: true, label: { de: 'Bestätigt am', en: 'Confirmed on' } },
  { name: 'end_proof', is: 'line', label: { de: 'Nachweis', en: 'Proof' } },
]
export const endRules = ({ end_confirmed_on = '', ended_on = '', end_proof = '' }: Values): Wrong => {
  if (end_confirmed_on && end_confirmed_on < ended_on) return { end_confirmed_on: 'before-end' }
  return end_confirmed_on && !end_proof ? { end_proof: 'no-proof' } : {}
}

export const processorProblems: Rules = {
  'no-safeguard': {
    de: 'Ohne Garantie dürfen keine Daten in ein Drittland gehen (Art. 44 DSGVO). Es wurde nichts gespeichert.',
    en: 'Without a safeguard no data may go to a third country (Art. 44 GDPR). Nothing was saved.',
  },
  inside: {
    de: 'Dieses Land gehört zur EU oder zum EWR. Lassen Sie Land und Garantie leer.',
    en: 'This country belongs to the EU or the EEA. Leave country and safeguard empty.',
  },
  'no-country': {
    de: 'Bitte nennen Sie auch das Land, für das die Garantie gilt.',
    en: 'Please name the country that the safeguard is for.',
  },
  'too-early': {
    de: 'Die Änderung kann nicht vor ihrer Ankündigung wirksam werden.',
    en: 'The change cannot take effect before it was announced.',
  },
  'before-end': {
    de: 'Die Bestätigung kann nicht vor dem Ende liegen.',
    en: 'The confirmation cannot lie before the end.',
  },
  'no-proof': {
    de: 'Bitte nennen Sie den Nachweis, etwa das Löschprotokoll.',
    en: 'Please name the proof, for example the deletion record.',
  },
}
