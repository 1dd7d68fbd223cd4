import type { Field, Values, Wrong } from '../forms/fields.ts'
import type { Rules } from '../forms/form.tsx'

const owner: Field = {
  name: 'owner',
  is: 'line',
  required: true,
  label: { de: 'Zuständige Stelle', en: 'Office that answers for it' },
  hint: { de: 'Eine Funktion, kein Name: etwa „Leitung IT“', en: 'A function, no name: for example "head of IT"' },
}
const reviewed: readonly Field[] = [
  {
    name: 'reviewed_on',
    is: 'date',
    past: true,
    required: true,
    label: { de: 'Zuletzt durchgesehen am', en: 'Last reviewed on' },
  },
  {
    name: 'review_by',
    is: 'date',
    required: true,
    label: { de: 'Wieder durchzusehen bis', en: 'To be reviewed again by' },
    hint: { de: 'Höchstens zwei Jahre danach', en: 'At most two years later' },
  },
]

export const dutyFields: readonly Field[] = [owner, ...reviewed]
export const ownFields: readonly Field[] = [
  { name: 'title', is: 'line', required: true, label: { de: 'Maßnahme', en: 'Measure' } },
  {
    name: 'how',
    is: 'text',
    required: true,
    max: 1_000,
    label: { de: 'Wie sie gehalten wird', en: 'How it is kept' },
  },
  ...dutyFields,
]

/** An own measure's words may be left as they are. */
export const editFields: readonly Field[] = ownFields.map(({ required, ...field }) =>
  required && !['title', 'how'].includes(field.name) ? { ...field, required } : field,
)

/** A review lies ahead of the last one, and no further than two years. */
export function dutyRules(values: Values): Wrong {
  const [from, by] = [values['reviewed_on'] ?? '', values['review_by'] ?? '']
  if (by <= from) return { review_by: 'before' }
  const most = Temporal.PlainDate.from(from).add({ years: 2 }).toString()
  return by > most ? { review_by: 'too-late' } : {}
}

export const dutyProblems: Rules = {
  before: {
    de: 'Die nächste Durchsicht muss nach der letzten liegen.',
    en: 'The next review must lie after the last one.',
  },
  'too-late': {
    de: 'Die nächste Durchsicht darf höchstens zwei Jahre nach der letzten liegen.',
    en: 'The next review may lie at most two years after the last one.',
  },
}
