import type { Organisation } from '#platform/data/organisations.ts'
import type { Language } from '#platform/text/language.ts'
import type { NoticeFacts, Recipient } from '#privacy'
import type { Line, Part, Sheet } from '../sheets/sheet.tsx'
import type { Processing } from './record.ts'
import { processingTexts } from './texts.ts'

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(', ')

/** Who answers for it (Art. 30(1)(a), (2)(a) GDPR). */
export function identity(of: Organisation, language: Language): Line[] {
  const t = processingTexts(language)
  const said = (text: string) => lines(text) || t.missing
  return [
    [t.name, of.name],
    [t.address, said(of.address)],
    [t.represented, said(of.represented_by)],
    [t.contact, [of.contact_mail, of.contact_phone].filter(Boolean).join(', ') || t.missing],
    [t.officer, [of.officer_name, of.officer_contact].filter(Boolean).map(lines).join(', ') || t.missing],
  ]
}

export const transferWords = ({ name, thirdCountry }: Recipient, language: Language): string =>
  processingTexts(language).transfer(name, thirdCountry?.country ?? '', thirdCountry?.safeguard[language] ?? '')

const orNone = (values: readonly string[], none: string): readonly string[] => (values.length > 0 ? values : [none])

/** One activity in words, the same on the screen, in the PDF and, joined, in the CSV. */
export function activityLines(one: Processing, language: Language): Line[] {
  const t = processingTexts(language)
  return [
    [t.basis, one.basis],
    [
      t.whose,
      orNone(
        one.whose.map((who) => t[who]),
        t.nobody,
      ),
    ],
    [t.data, orNone(one.data, t.nobody)],
    [t.recipients, orNone(one.recipients, t.noRecipients)],
    [
      t.transfers,
      orNone(
        one.transfers.map((to) => transferWords(to, language)),
        t.noTransfers,
      ),
    ],
    [t.period, orNone(one.periods, t.none)],
  ]
}

export function processingSheet(
  facts: NoticeFacts,
  entries: readonly Processing[],
  measures: readonly string[],
  language: Language,
): Sheet {
  const t = processingTexts(language)
  return {
    name: language === 'de' ? 'verarbeitungsverzeichnis' : 'register-of-processing',
    title: t.title,
    lead: t.lead,
    parts: [
      { title: t.controller, lines: identity(facts.organisation, language) },
      ...entries.map((one): Part => ({ title: one.why, note: one.name, lines: activityLines(one, language) })),
      { title: t.measures, text: [...measures, t.measuresMore] },
    ],
  }
}

/** Head and rows of the CSV: one row per activity. */
export function processingTable(entries: readonly Processing[], language: Language) {
  const t = processingTexts(language)
  const joined = (value: Line[1]) => (typeof value === 'string' ? value : value.join('\n'))
  return {
    head: [t.key, t.purpose, t.basis, t.whose, t.data, t.recipients, t.transfers, t.period],
    rows: entries.map((one) => [one.name, one.why, ...activityLines(one, language).map(([, value]) => joined(value))]),
  }
}

export const behalfNames = { de: 'verzeichnis-auftragsverarbeitung', en: 'register-of-processing-on-behalf' } as const

/** What is done on behalf (Art. 30(2)(b) GDPR): every activity that keeps or opens data. */
const worksOf = (entries: readonly Processing[]) => entries.filter(({ data }) => data.length > 0).map(({ why }) => why)

function transfersOf(entries: readonly Processing[], language: Language): readonly string[] {
  const said = entries.flatMap((one) => one.transfers).map((to) => transferWords(to, language))
  return orNone([...new Set(said)], processingTexts(language).noTransfers)
}

/** The same as CSV: a row per controller, with what is done for it. */
export function behalfTable(controllers: readonly Organisation[], entries: readonly Processing[], language: Language) {
  const t = processingTexts(language)
  const [works, transfers] = [worksOf(entries).join('\n'), transfersOf(entries, language).join('\n')]
  const about = controllers.map((one) => identity(one, language))
  return {
    head: [t.controller, t.address, t.represented, t.contact, t.officer, t.works, t.transfers],
    rows: about.map((facts) => [...facts.map(([, value]) => String(value)), works, transfers]),
  }
}

/** The register of the operator, who works on behalf of the other organisations (Art. 30(2) GDPR). */
export function processorSheet(
  operator: Organisation,
  controllers: readonly Organisation[],
  entries: readonly Processing[],
  measures: readonly string[],
  language: Language,
): Sheet {
  const t = processingTexts(language)
  return {
    name: behalfNames[language],
    title: t.processorTitle,
    lead: t.processorLead,
    parts: [
      { title: t.processor, lines: identity(operator, language) },
      ...controllers.map((one): Part => ({
        title: one.name,
        note: t.controller,
        lines: identity(one, language).slice(1),
      })),
      ...(controllers.length === 0 ? [{ title: t.controllers(0), text: [t.noControllers] }] : []),
      { title: t.works, text: worksOf(entries) },
      { title: t.transfers, text: transfersOf(entries, language) },
      { title: t.measures, text: [...measures, t.measuresMore] },
    ],
  }
}
