import { randomUUID } from 'node:crypto'
import { cleanText } from '#platform/text/clean.ts'
import type { Problems, Raw } from '#platform/http/route.ts'
import type { Service, ServiceField } from '../../data.ts'
import type { ServiceFacts } from '../actions/services.ts'

/** Texts of a service with their longest length; `lines` may have several. */
export const TEXTS = {
  name: { max: 200 },
  name_en: { max: 200 },
  description: { max: 500, lines: true },
  description_en: { max: 500, lines: true },
  text_before: { max: 4_000, lines: true },
  text_before_en: { max: 4_000, lines: true },
  text_after: { max: 4_000, lines: true },
  text_after_en: { max: 4_000, lines: true },
  bring: { max: 1_000, lines: true },
  bring_en: { max: 1_000, lines: true },
} as const
export type TextName = keyof typeof TEXTS

/** Figures of a service with their bounds, as the database checks them. */
export const NUMBERS = {
  duration_minutes: { min: 1, max: 720 },
  step_minutes: { min: 1, max: 720 },
  places: { min: 1, max: 500 },
  buffer_before_minutes: { min: 0, max: 360 },
  buffer_after_minutes: { min: 0, max: 360 },
  lead_minutes: { min: 0, max: 525_600 },
  window_days: { min: 0, max: 730 },
  limit_per_person: { min: 1, max: 1_000 },
  keep_days: { min: 0, max: 3_650 },
  remind_hours: { min: 1, max: 720 },
} as const
export type NumberName = keyof typeof NUMBERS

/** What is sent beside the confirmation by mail. */
export const SENDINGS = ['mail_remind', 'sms_confirm', 'sms_remind'] as const
export type SendingName = (typeof SENDINGS)[number]

export const NEW_SERVICE: Raw = {
  duration_minutes: '30',
  step_minutes: '30',
  places: '1',
  buffer_before_minutes: '0',
  buffer_after_minutes: '0',
  lead_minutes: '60',
  window_days: '56',
  limit_per_person: '1',
  keep_days: '30',
  remind_hours: '24',
  active: 'yes',
}

export const MOST_QUESTIONS = 20
export const LONGEST_LABEL = 200
export const QUESTION_TYPES = ['text', 'long', 'number', 'choice'] as const
const LONGEST_CHOICES = 4_000
const LONGEST_CHOICE = 200
export const QUESTION_PARTS = ['id', 'de', 'en', 'type', 'choices', 'required', 'special', 'why_de', 'why_en'] as const
export type QuestionPart = (typeof QUESTION_PARTS)[number]
export const questionField = (place: number, part: QuestionPart): string => `q${place}_${part}`

/** A service as the fields of its form. */
export function serviceAsFields(service: Service): Raw {
  const columns = [...Object.keys(TEXTS), ...Object.keys(NUMBERS)] as (TextName | NumberName)[]
  const questions = service.fields.flatMap((one, place) =>
    Object.entries({
      id: one.id,
      de: one.label.de,
      en: one.label.en,
      type: one.type,
      choices: (one.choices ?? []).join('\n'),
      required: one.required ? 'yes' : '',
      special: one.special ? 'yes' : '',
      why_de: one.why.de,
      why_en: one.why.en,
    }).map(([part, value]) => [questionField(place, part as QuestionPart), value]),
  )
  return {
    ...Object.fromEntries(columns.map((name) => [name, String(service[name])])),
    ...Object.fromEntries(questions),
    ...Object.fromEntries(SENDINGS.map((name) => [name, service[name] ? 'yes' : ''])),
    active: service.active ? 'yes' : '',
  }
}

export type ServiceEntered = { readonly facts: ServiceFacts; readonly problems: Problems }

/**
 * Reads the form of a service. Problems by field: `required`, `too-long`, `number`, and of a question `choice`,
 * `choices` (fewer than two), `why` (special data without a reason), `voluntary` (special data that are required).
 */
export function readService(entered: Raw, locations: readonly string[]): ServiceEntered {
  const problems: Record<string, string> = {}
  const text = (name: string, max: number, multiline = false): string => {
    const cleaned = cleanText(entered[name] ?? '', { max, multiline })
    if (!cleaned.ok) problems[name] = 'too-long'
    return cleaned.ok ? cleaned.text : ''
  }
  const long = (name: TextName) => text(name, TEXTS[name].max, 'lines' in TEXTS[name])
  const number = (name: NumberName): number => {
    const given = (entered[name] ?? '').trim()
    const value = /^\d{1,7}$/.test(given) ? Number(given) : Number.NaN
    if (value >= NUMBERS[name].min && value <= NUMBERS[name].max) return value
    problems[name] = 'number'
    return NUMBERS[name].min
  }
  const facts: ServiceFacts = {
    name: long('name'),
    nameEn: long('name_en'),
    description: long('description'),
    descriptionEn: long('description_en'),
    durationMinutes: number('duration_minutes'),
    stepMinutes: number('step_minutes'),
    places: number('places'),
    bufferBeforeMinutes: number('buffer_before_minutes'),
    bufferAfterMinutes: number('buffer_after_minutes'),
    leadMinutes: number('lead_minutes'),
    windowDays: number('window_days'),
    limitPerPerson: number('limit_per_person'),
    keepDays: number('keep_days'),
    textBefore: long('text_before'),
    textBeforeEn: long('text_before_en'),
    textAfter: long('text_after'),
    textAfterEn: long('text_after_en'),
    bring: long('bring'),
    bringEn: long('bring_en'),
    active: Boolean(entered['active']),
    mailRemind: Boolean(entered['mail_remind']),
    smsConfirm: Boolean(entered['sms_confirm']),
    smsRemind: Boolean(entered['sms_remind']),
    // who reminds nobody need not say when
    remindHours: !entered['remind_hours']?.trim() ? 24 : number('remind_hours'),
    locations,
    fields: readQuestions(entered, text, problems),
  }
  if (facts.name === '') problems['name'] ??= 'required'
  return { facts, problems }
}

function readQuestions(
  entered: Raw,
  text: (name: string, max: number, multiline?: boolean) => string,
  problems: Record<string, string>,
): ServiceField[] {
  const questions: ServiceField[] = []
  for (let place = 0; place < MOST_QUESTIONS; place++) {
    const name = (part: QuestionPart) => questionField(place, part)
    if (!isUsed(entered, place)) continue
    const label = { de: text(name('de'), LONGEST_LABEL), en: text(name('en'), LONGEST_LABEL) }
    const why = { de: text(name('why_de'), 500), en: text(name('why_en'), 500) }
    const type = QUESTION_TYPES.find((one) => one === entered[name('type')])
    const [required, special] = [Boolean(entered[name('required')]), Boolean(entered[name('special')])]
    const choices = [...new Set(text(name('choices'), LONGEST_CHOICES, true).split('\n').filter(Boolean))]
    if (label.de === '') problems[name('de')] ??= 'required'
    if (!type) problems[name('type')] = 'choice'
    if (type === 'choice' && choices.length < 2) problems[name('choices')] ??= 'choices'
    if (choices.some((one) => one.length > LONGEST_CHOICE)) problems[name('choices')] ??= 'choice-long'
    if (special && why.de === '') problems[name('why_de')] ??= 'why'
    // consent is only free when nothing depends on it (Art. 7(4) GDPR)
    if (special && required) problems[name('required')] = 'voluntary'
    questions.push({
      id: idOf(entered[name('id')], questions),
      label: { de: label.de, en: label.en },
      type: type ?? 'text',
      ...(type === 'choice' ? { choices } : {}),
      required,
      special,
      why,
    })
  }
  return questions
}

/** Answers of booked appointments are kept under the id, so a question keeps it whatever else changes. */
const idOf = (given: string | undefined, taken: readonly ServiceField[]): string =>
  given && /^[a-z0-9][a-z0-9-]{0,40}$/.test(given) && !taken.some(({ id }) => id === given)
    ? given
    : randomUUID().slice(0, 8)

/** A question counts when a person wrote anything into it; emptying its words removes it. */
const isUsed = (entered: Raw, place: number): boolean =>
  (['de', 'en', 'choices', 'why_de', 'why_en'] as const).some(
    (part) => (entered[questionField(place, part)] ?? '').trim() !== '',
  )

export const questionsUsed = (entered: Raw): number =>
  1 + Array.from({ length: MOST_QUESTIONS }, (_, place) => place).findLastIndex((place) => isUsed(entered, place))
