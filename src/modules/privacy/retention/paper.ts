import { type Block, pdf } from '#platform/pdf/pdf.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { privacyTexts } from '../texts.ts'
import { type ClassRow, type MatrixLine, startTypes, startTypeWords } from './classes.ts'
import { retentionTexts } from './texts.ts'

type Paper = {
  readonly organisation: string
  readonly zone: string
  readonly now: Temporal.Instant
  readonly matrix: readonly MatrixLine[]
  readonly rows: readonly ClassRow[]
}

/** The matrix of deletion classes and the rule of every kind of data, to be printed and filed. */
export function classesPdf(
  language: Language,
  { organisation, zone, now, matrix, rows }: Paper,
): ReturnType<typeof pdf> {
  const t = retentionTexts(language)
  const p = privacyTexts(language).periods
  const f = format(language, zone)
  const blocks: Block[] = [
    { heading: `${t.matrix}: ${organisation}`, level: 1 },
    { text: t.matrixLead },
    {
      table: {
        head: [t.period, ...startTypes.map((start) => startTypeWords[start][language])],
        rows: matrix.map(({ period, kinds }) => [period, ...startTypes.map((start) => kinds[start].join(', '))]),
        widths: [2, 3, 3, 3],
      },
    },
    { heading: p.title, level: 2 },
    {
      table: {
        head: [t.kind, t.start, t.rule, t.law],
        rows: rows.map((row) => [
          row.kind,
          [startTypeWords[row.start][language], row.column && `(${row.column})`].filter(Boolean).join(' '),
          [row.period, row.grace && `+ ${row.grace}`, row.blocked && t.blocked].filter(Boolean).join(' '),
          [row.law, row.formerly && `${t.formerly}: ${row.formerly}`].filter(Boolean).join('; '),
        ]),
        widths: [4, 3, 3, 4],
      },
    },
  ]
  return pdf({ title: t.matrix, language, at: now, landscape: true, footer: t.made(f.date(now)), blocks })
}

const quoted = (cell: string): string => {
  // a cell that begins like a formula is text to every spreadsheet
  const plain = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[";\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** One line per kind of data, with semicolons and a byte order mark, as spreadsheets here expect it. */
export function classesCsv(language: Language, rows: readonly ClassRow[]): string {
  const t = retentionTexts(language)
  const head = [t.kind, t.table, t.start, t.column, t.rule, t.grace, t.law, t.validFrom, t.formerly, t.blockedTitle]
  const lines = rows.map((row) => [
    row.kind,
    row.table,
    startTypeWords[row.start][language],
    row.column,
    row.period,
    row.grace,
    row.law,
    row.validFrom,
    row.formerly,
    row.blocked ? '1' : '0',
  ])
  return `\uFEFF${[head, ...lines].map((cells) => cells.map(quoted).join(';')).join('\r\n')}\r\n`
}
