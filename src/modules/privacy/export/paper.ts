import { pdf, type Block } from '#platform/pdf/pdf.ts'
import type { Readable } from 'node:stream'
import { origins, parted, tellingOf, type Telling } from './display.ts'
import type { ExportTable, PersonExport } from './types.ts'

/** The answer on paper: tagged PDF, for those who print it or get it by letter. */
export function answerPdf(answer: PersonExport): Readable {
  const telling = tellingOf(answer)
  const title = telling.t.title(answer.organisation)
  return pdf({
    title,
    language: answer.language,
    at: answer.made,
    footer: `${title}. ${telling.t.made(telling.f.dateTime(answer.made))}`,
    blocks: blocksOf(answer, telling),
  })
}

async function* blocksOf(answer: PersonExport, telling: Telling): AsyncGenerator<Block> {
  const { t, f } = telling
  yield { heading: t.title(answer.organisation), level: 1 }
  yield { text: t.made(f.dateTime(answer.made)) }
  yield { text: answer.tables.length === 0 ? t.nothing : t.lead }
  for (const table of answer.tables) yield* tableBlocks(table, telling)
  yield { heading: t.information, level: 2 }
  for (const { title, text, facts } of answer.information) {
    yield { heading: title, level: 3 }
    for (const sentence of text) yield { text: sentence }
    if (facts) yield { facts: facts.map(({ term, values }) => [term, values.join('\n')] as const) }
  }
}

async function* tableBlocks(table: ExportTable, telling: Telling): AsyncGenerator<Block> {
  const { t, f } = telling
  yield { heading: table.kind, level: 2 }
  const law = table.law ? ` ${t.law}: ${table.law}.` : ''
  yield { text: `${t.rows(f.number(table.count), table.count === 1)}. ${t.period}: ${table.period}${law}` }
  if (table.columns.length === 0) return yield { text: t.technical }
  yield { heading: t.about, level: 3 }
  yield {
    table: {
      head: [t.column, t.origin, t.purpose, t.recipients],
      widths: [4, 2, 6, 3],
      rows: origins(table).map((one) => [
        one.labels.join(', '),
        one.origin,
        one.purposes.join('\n'),
        one.recipients.join(', '),
      ]),
    },
  }
  if (table.columns.some(({ tokens }) => tokens)) yield { text: t.tokens }
  let number = 0
  for await (const row of table.rows()) {
    const { filled, empty } = parted(table, row.values, telling)
    const until = row.until ? `, ${t.until(f.shortDate(row.until))}` : ''
    // a paragraph per entry: a list of terms would take three times the paper
    const said = filled.map(([label, text]) => `${label}: ${text}`).join('  ·  ')
    const left = empty.length > 0 ? `\n${t.empty}: ${empty.join(', ')}` : ''
    yield { text: `${t.entry(f.number(++number))}${until}\n${said}${left}` }
  }
}
