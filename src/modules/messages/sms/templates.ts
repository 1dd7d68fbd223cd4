import type { Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Placeholder } from '#platform/mail/parts.ts'
import type { Language } from '#platform/text/language.ts'
import { mailKind } from '../names.ts'
import { db } from './data.ts'
import { filledIn, placeholdersOf, plainSigns } from './fill.ts'
import { measure, MOST_SEGMENTS } from './segments.ts'

/** A kind of SMS and its words; an organisation may have its own. */
export type SmsTemplate<P extends string = string> = {
  /** `appointments.sms-confirmed`: also the kind of the SMS in the outbox. */
  readonly kind: string
  readonly name: Bilingual
  /** When it is sent, in a sentence. */
  readonly when: Bilingual
  readonly placeholders: Readonly<Record<P, Placeholder>>
  readonly text: Bilingual
}

const declared = new Map<string, SmsTemplate>()

/** Declares a kind of SMS, once, at module level. @throws when its own words cannot be used */
export function smsTemplate<const P extends string>(told: SmsTemplate<P>): SmsTemplate<P> {
  if (declared.has(told.kind)) throw new Error(`the SMS ${told.kind} is declared twice`)
  const made = told as unknown as SmsTemplate
  for (const language of ['de', 'en'] as const) {
    const problem = problemOf(made, told.text[language], language)
    if (problem) throw new Error(`the SMS ${told.kind}, ${language}: ${problem.code} ${problem.about}`)
  }
  declared.set(told.kind, made)
  mailKind(told.kind, told.name)
  return told
}

export const allSmsTemplates = (): readonly SmsTemplate[] => [...declared.values()]
export const smsTemplateNamed = (kind: string): SmsTemplate | undefined => declared.get(kind)

export const LONGEST_TEXT = 1_000

export type SmsTextProblem = {
  readonly code: 'required' | 'too-long' | 'unknown' | 'brace' | 'segments'
  readonly about: string
}

/** What is wrong with a text for this SMS, if anything. */
export function problemOf(template: SmsTemplate, text: string, language: Language): SmsTextProblem | undefined {
  if (text.trim() === '') return { code: 'required', about: '' }
  if (text.length > LONGEST_TEXT) return { code: 'too-long', about: String(LONGEST_TEXT) }
  const unknown = placeholdersOf(text).find((name) => !Object.hasOwn(template.placeholders, name))
  if (unknown !== undefined) return { code: 'unknown', about: `{${unknown}}` }
  const brace = /.{0,12}[{}].{0,12}/u.exec(text.replaceAll(/\{[^{}\n]*\}/g, ''))?.[0]
  if (brace !== undefined) return { code: 'brace', about: brace.trim() }
  const { segments } = measure(exampleOf(template, text, language))
  return segments > MOST_SEGMENTS ? { code: 'segments', about: String(segments) } : undefined
}

export const examples = (template: SmsTemplate, language: Language): Record<string, string> =>
  Object.fromEntries(Object.entries(template.placeholders).map(([name, { example }]) => [name, example[language]]))

/** The text as it would read with the examples filled in. */
export const exampleOf = (template: SmsTemplate, text: string, language: Language): string =>
  filledIn(text, examples(template, language))

export type OwnText = { readonly content: string; readonly version: number }

/** The organisation's own words for an SMS, where it has some. */
export const ownText = (at: Scope<string>, kind: string, language: Language): Promise<OwnText | undefined> =>
  db(at)
    .selectFrom('sms_texts')
    .select(['content', 'version'])
    .where('kind', '=', kind)
    .where('language', '=', language)
    .executeTakeFirst()

/**
 * Puts an organisation's own words in use; words that say what ours say take them back.
 * @param opened the version the form was opened with, 0 where there was none
 * @returns false when somebody else was quicker: nothing is changed then
 */
export async function keepText(
  at: Scope<string>,
  template: SmsTemplate,
  wish: { readonly language: Language; readonly text: string; readonly opened: number },
): Promise<boolean> {
  const { kind } = template
  const { language, opened } = wish
  const content = plainSigns(wish.text).trim()
  const here = { organisation_id: at.organisation.id, kind, language }
  const values = { content, changed_at: at.now }
  const insert = () =>
    db(at)
      .insertInto('sms_texts')
      .values({ ...here, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .returning('kind')
      .executeTakeFirst()
  const update = () =>
    db(at)
      .updateTable('sms_texts')
      .set({ ...values, version: opened + 1 })
      .where('kind', '=', kind)
      .where('language', '=', language)
      .where('version', '=', opened)
      .returning('kind')
      .executeTakeFirst()
  return (await (opened === 0 ? insert() : update())) !== undefined
}

/** The words of one SMS. A number as the sender can be answered, so that the person is told how to end it. */
export async function composeSms<P extends string>(
  at: Scope<string>,
  template: SmsTemplate<P>,
  given: {
    readonly language: Language
    readonly values: Readonly<Record<NoInfer<P>, string>>
    readonly sender: string
  },
): Promise<string> {
  const { language } = given
  const own = await ownText(at, template.kind, language)
  // a later release may have taken a placeholder away that an own text needs
  const fits = own && !problemOf(template as unknown as SmsTemplate, own.content, language)
  const text = filledIn(fits ? own.content : template.text[language], given.values)
  return canBeAnswered(given.sender) ? `${text}\n${stopLine[language]}` : text
}

export const canBeAnswered = (sender: string): boolean => /^\+?\d+$/.test(sender) || sender.startsWith('MG')
export const stopLine: Bilingual = { de: 'Keine SMS mehr: STOP antworten.', en: 'No more SMS: reply STOP.' }
