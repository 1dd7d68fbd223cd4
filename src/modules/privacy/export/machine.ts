import { z } from 'zod'
import type { Part } from '../notice/types.ts'
import { shownText, tellingOf } from './display.ts'
import type { ExportTable, PersonExport } from './types.ts'

export const ACCESS_FORMAT = 'belegt-access/1'

const item = z.union([
  z.strictObject({ value: z.json(), shown: z.string().optional() }).describe('the item as it is stored'),
  z.strictObject({ file: z.string(), bytes: z.number() }).describe('a file beside this one, by its path'),
  z
    .strictObject({
      withheld: z.enum(['other-person', 'security', 'stated', 'key-destroyed', 'damaged']),
      who: z.string().optional(),
      why: z.string().optional(),
    })
    .describe('there, but not shown, and why'),
])
const part = z.strictObject({
  id: z.string(),
  title: z.string(),
  strong: z.literal(true).optional(),
  text: z.array(z.string()),
  facts: z.array(z.strictObject({ term: z.string(), values: z.array(z.string()) })).optional(),
})

/** What the JSON of an answer looks like; its JSON Schema lies beside it. */
export const accessSchema = z.strictObject({
  format: z.literal(ACCESS_FORMAT),
  organisation: z.string(),
  language: z.enum(['de', 'en']),
  made: z.iso.datetime(),
  persons: z.array(z.uuid()).describe('the random identifiers under which data are kept'),
  information: z.array(part).describe('Art. 15(1)(a) to (h) and 15(2) GDPR, as the privacy notice gives it'),
  data: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      period: z.string().describe('how long such data are kept'),
      law: z.string().describe('the law behind the period; empty where there is none'),
      columns: z.array(
        z.strictObject({
          name: z.string(),
          label: z.string(),
          category: z.string(),
          origin: z.string().describe('Art. 15(1)(g) GDPR'),
          purposes: z
            .array(z.strictObject({ name: z.string(), why: z.string(), basis: z.array(z.string()).min(1) }))
            .min(1),
          recipients: z.array(z.string()).min(1).describe('Art. 15(1)(c) GDPR'),
          tokens: z.boolean().describe('kept a second time as search signs that nobody can read'),
        }),
      ),
      rows: z.array(
        z.strictObject({
          id: z.string().nullable(),
          until: z.iso.date().nullable().describe('deleted after this day; null where that depends on something else'),
          values: z.record(z.string(), item),
        }),
      ),
    }),
  ),
})
export type AccessFile = z.output<typeof accessSchema>

export const accessJsonSchema = (): string => JSON.stringify(z.toJSONSchema(accessSchema), null, 2)

/** The answer for programs, as `accessSchema` describes it; written row by row. */
export async function* answerJson(answer: PersonExport): AsyncGenerator<Uint8Array> {
  const { organisation, language, made, persons, information } = answer
  const head = { format: ACCESS_FORMAT, organisation, language, made, persons, information: parts(information) }
  yield Buffer.from(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "data": [`)
  for (const [place, table] of answer.tables.entries()) {
    const { name, kind, period, law, columns } = table
    const open = JSON.stringify({ name, kind, period, law, columns }).slice(0, -1)
    yield Buffer.from(`${place === 0 ? '' : ','}\n${open},"rows":[`)
    let first = true
    for await (const { id, until, values } of table.rows()) {
      yield Buffer.from(`${first ? '' : ','}\n${JSON.stringify({ id: id ?? null, until: until ?? null, values })}`)
      first = false
    }
    yield Buffer.from(']}')
  }
  yield Buffer.from('\n]}\n')
}

const parts = (information: readonly Part[]) =>
  information.map(({ id, title, strong, text, facts }) => ({ id, title, strong, text, facts }))

const BYTE_ORDER_MARK = '\ufeff' // by it spreadsheets know UTF-8

/** One kind of data as CSV (RFC 4180): labels in the first line, then a line per entry. */
export async function* tableCsv(table: ExportTable, answer: PersonExport): AsyncGenerator<Uint8Array> {
  const telling = tellingOf(answer)
  const head = [telling.t.id, telling.t.keptUntil, ...table.columns.map(({ label }) => label)]
  yield Buffer.from(BYTE_ORDER_MARK + csvLine(head))
  for await (const { id, until, values } of table.rows()) {
    const shown = table.columns.map(({ name }) => {
      const value = values[name]
      const instant = value && 'value' in value && value.value instanceof Temporal.Instant ? value.value : undefined
      return instant ? instant.toString() : shownText(value, telling)
    })
    yield Buffer.from(csvLine([id ?? '', until?.toString() ?? '', ...shown]))
  }
}

/** A line of CSV; what a spreadsheet would run as a formula is marked as text. */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`

const FORMULA = /^[=@\t\r]|^[+-](?![\d\s()/.-]*$)/
const csvField = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
