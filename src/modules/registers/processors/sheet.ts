import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import type { Recipient } from '#privacy'
import { isSafeguard, safeguards } from '../processing/dpv.ts'
import type { Part } from '../sheets/sheet.tsx'
import type { Instruction, Sub } from './queries.ts'
import { endDue, entryState, missingIn, missingWords, type Processor } from './rules.ts'
import { processorTexts } from './texts.ts'

export const dayWords = (language: Language, day: string | null): string =>
  day ? format(language, 'UTC').shortDate(Temporal.PlainDate.from(day)) : ''

export const contractWords = (entry: Processor, language: Language): string =>
  processorTexts(language).contractOf(entry.contract_reference, dayWords(language, entry.contract_date))

export function countryWords(of: Pick<Processor, 'country' | 'safeguard'>, language: Language, detail = ''): string {
  if (!of.country) return processorTexts(language).noCountry
  const safeguard = isSafeguard(of.safeguard) ? safeguards[of.safeguard][language] : ''
  return [of.country, safeguard, detail].filter(Boolean).join(', ')
}

/** What an entry still lacks, as a sentence; empty when it is complete. */
export function missingSentence(entry: Processor, language: Language): string {
  const missing = missingIn(entry).map((one) => missingWords[one][language])
  return missing.length > 0 ? processorTexts(language).missing(format(language, 'UTC').list(missing)) : ''
}

export const stateNote = (entry: Processor, today: string, language: Language): string => {
  const state = entryState(entry, today)
  if (state === 'incomplete') return missingSentence(entry, language)
  const due = state === 'ending' || state === 'overdue'
  return due && entry.ended_on ? processorTexts(language).dueBy(dayWords(language, endDue(entry.ended_on))) : ''
}

/** A sub-processor in one line: who, where, what for, how protected abroad, from when, and what was decided. */
const subWords = (sub: Sub, language: Language): string => {
  const t = processorTexts(language)
  const from = `${t.effective} ${dayWords(language, sub.effective_on)}`
  const decided = t[sub.decision as 'pending' | 'accepted' | 'objected']
  const until = sub.ended_on ? [`${t.subEnded} ${dayWords(language, sub.ended_on)}`] : []
  const whole = [`${sub.name}, ${sub.place}: ${sub.task}`, countryWords(sub, language), from, ...until, decided]
  return whole.join('; ')
}

/** Head and rows of the register, for CSV and PDF; what the installation's configuration says comes last. */
export function processorTable(
  entries: readonly Processor[],
  subs: readonly Sub[],
  configured: readonly Recipient[],
  today: string,
  language: Language,
) {
  const t = processorTexts(language)
  return {
    head: [t.company, t.role, t.task, t.place, t.contract, t.document, t.country, t.state, t.subs],
    rows: [
      ...entries.map((one) => [
        one.name,
        t[one.role === 'controller' ? 'controller' : 'processor'],
        language === 'en' && one.task_en ? one.task_en : one.task,
        one.place,
        contractWords(one, language),
        one.contract_document,
        countryWords(one, language, one.safeguard_detail),
        [t[entryState(one, today)], stateNote(one, today, language)].filter(Boolean).join('. '),
        subs
          .filter(({ processor_id }) => processor_id === one.id)
          .map((sub) => subWords(sub, language))
          .join('\n'),
      ]),
      ...configured.map((one) => [
        one.name,
        t[one.role],
        one.task[language],
        one.place,
        one.contract,
        t.configured,
        one.thirdCountry ? `${one.thirdCountry.country}, ${one.thirdCountry.safeguard[language]}` : t.noCountry,
        t.complete,
        '',
      ]),
    ],
  }
}

type Whole = {
  readonly entry: Processor
  readonly subs: readonly Sub[]
  readonly instructions: readonly Instruction[]
  readonly today: string
  readonly language: Language
  readonly zone: string
}

/** One entry in full: contract, place, safeguard, sub-processors, instructions, end. */
export function entryParts({ entry, subs, instructions, today, language, zone }: Whole): Part[] {
  const t = processorTexts(language)
  const f = format(language, zone)
  const day = (text: string | null) => dayWords(language, text) || '–'
  const end: Part[] = entry.ended_on
    ? [
        {
          title: t.endFacts,
          lines: [
            [t.endOn, day(entry.ended_on)],
            [t.endChoice, t[entry.end_choice === 'returned' ? 'returned' : 'deleted']],
            [t.confirmed, entry.end_confirmed_on ? day(entry.end_confirmed_on) : t.open],
            [t.endProof, entry.end_proof || '–'],
          ],
        },
      ]
    : []
  return [
    {
      title: t.contract,
      lines: [
        [t.state, [t[entryState(entry, today)], stateNote(entry, today, language)].filter(Boolean).join('. ')],
        [t.role, t[entry.role === 'controller' ? 'controller' : 'processor']],
        [t.task, [entry.task, entry.task_en].filter(Boolean)],
        [t.place, entry.place],
        [t.contract, contractWords(entry, language) || '–'],
        [t.document, entry.contract_document || '–'],
        [t.country, countryWords(entry, language, entry.safeguard_detail)],
      ],
    },
    ...end,
    subs.length > 0
      ? {
          title: t.subs,
          grid: {
            head: [t.company, t.task, t.country, t.announced, t.effective, t.objection, t.decision],
            rows: subs.map((one) => [
              `${one.name}\n${one.place}`,
              one.task,
              countryWords(one, language),
              day(one.announced_on),
              [day(one.effective_on), one.ended_on ? `${t.subEnded} ${day(one.ended_on)}` : '']
                .filter(Boolean)
                .join('\n'),
              day(one.objection_until),
              t[one.decision as 'pending' | 'accepted' | 'objected'],
            ]),
          },
        }
      : { title: t.subs, text: [t.subsNone] },
    instructions.length > 0
      ? {
          title: t.instructions,
          grid: {
            head: [t.given, t.instruction, t.form, t.confirmed],
            rows: instructions.map((one) => [
              f.shortDate(one.given_at),
              one.instruction,
              t.forms[one.form] ?? one.form,
              day(one.confirmed_on),
            ]),
          },
        }
      : { title: t.instructions, text: [t.instructionsNone] },
  ]
}
