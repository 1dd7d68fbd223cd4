import { type Format, format } from '#platform/text/format.ts'
import { answerTexts, type AnswerTexts } from './texts.ts'
import type { ExportTable, ExportValue, PersonExport } from './types.ts'

/** How an answer is told to people: words, dates and figures in its language and zone. */
export type Telling = { readonly t: AnswerTexts; readonly f: Format; readonly answer: PersonExport }

export const tellingOf = (answer: PersonExport): Telling => ({
  answer,
  t: answerTexts(answer.language),
  f: format(answer.language, answer.zone),
})

/** A value in words. Empty where there is none. */
export function shownText(value: ExportValue | undefined, { t, f }: Telling): string {
  if (!value) return ''
  if ('withheld' in value)
    return value.why
      ? `${t.withheld.stated}: ${value.why}`
      : value.who
        ? t.someone(value.who)
        : t.withheld[value.withheld]
  if ('file' in value) return t.file(value.file, f.bytes(value.bytes))
  return value.shown ?? plainText(value.value, t, f)
}

function plainText(value: unknown, t: AnswerTexts, f: Format): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Temporal.Instant) return f.dateTime(value)
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return day(value, f) ?? value
  if (Array.isArray(value)) return value.map((one) => plainText(one, t, f)).join(', ')
  return (
    mailText(value) ??
    Object.entries(value)
      .map(([name, one]) => `${name}: ${plainText(one, t, f)}`)
      .join('\n')
  )
}

/** A mail as its reader saw it: the same words a second time, with their look around them, lie in the JSON. */
const mailText = (value: object): string | undefined =>
  'subject' in value && 'html' in value && 'text' in value ? `${value.subject}\n\n${value.text}` : undefined

const DAY = /^\d{4}-\d{2}-\d{2}$/
function day(text: string, f: Format): string | undefined {
  if (!DAY.test(text)) return undefined
  try {
    return f.shortDate(Temporal.PlainDate.from(text))
  } catch {
    return undefined // somebody's own text that looks like a day
  }
}

/** The columns of a row that hold something, and those that are empty. */
export function parted(
  table: ExportTable,
  values: Readonly<Record<string, ExportValue>>,
  telling: Telling,
): { readonly filled: readonly (readonly [string, string])[]; readonly empty: readonly string[] } {
  const said = table.columns.map(({ name, label }) => [label, shownText(values[name], telling)] as const)
  return {
    filled: said.filter(([, text]) => text !== ''),
    empty: said.flatMap(([label, text]) => (text === '' ? [label] : [])),
  }
}

/** Columns of a table that share origin, purposes and recipients, told once. */
export function origins(table: ExportTable): {
  readonly labels: readonly string[]
  readonly origin: string
  readonly purposes: readonly string[]
  readonly recipients: readonly string[]
}[] {
  const groups = new Map<
    string,
    { labels: string[]; origin: string; purposes: string[]; recipients: readonly string[] }
  >()
  for (const { label, origin, purposes, recipients } of table.columns) {
    const key = JSON.stringify([origin, purposes.map(({ name }) => name)])
    const group = groups.get(key) ?? {
      labels: [],
      origin,
      purposes: purposes.map(({ why, basis }) => `${why} (${basis.join('; ')})`),
      recipients,
    }
    group.labels.push(label)
    groups.set(key, group)
  }
  return [...groups.values()]
}
