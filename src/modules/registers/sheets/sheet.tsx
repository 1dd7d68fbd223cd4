import { buffer } from 'node:stream/consumers'
import { type Asked, file, type Reply } from '#platform/http/route.ts'
import { type Block, pdf } from '#platform/pdf/pdf.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { ButtonLink, DataTable, type Html, KeyValue, Panel } from '#platform/ui/index.ts'
import { csv } from '#platform/text/csv.ts'

export type Line = readonly [term: string, value: string | readonly string[]]
export type Grid = {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly widths?: readonly number[]
}
export type Part = {
  readonly title?: string
  readonly note?: string
  readonly lines?: readonly Line[]
  readonly grid?: Grid
  readonly text?: readonly string[]
}

/** A register or a record as people read it; the same on the screen, as PDF and on paper. */
export type Sheet = {
  /** File name without ending. */
  readonly name: string
  readonly title: string
  readonly lead?: string
  readonly landscape?: boolean
  readonly parts: readonly Part[]
}

const valuesOf = (value: Line[1]): readonly string[] => (typeof value === 'string' ? [value] : value)

const multiline = (text: string) => text.split('\n').map((line) => <div>{line}</div>)

/** The parts of a sheet as panels. */
export function SheetParts({ parts }: { readonly parts: readonly Part[] }): Html {
  return (
    <>
      {parts.map((part) => (
        <Panel title={part.title} aside={part.note}>
          {part.text?.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
          {part.lines && (
            <KeyValue
              items={part.lines.map(([term, value]) => ({ term, value: valuesOf(value).flatMap(multiline) }))}
            />
          )}
          {part.grid && <GridTable caption={part.title ?? ''} grid={part.grid} />}
        </Panel>
      ))}
    </>
  )
}

function GridTable({ caption, grid }: { readonly caption: string; readonly grid: Grid }): Html {
  return (
    <DataTable
      caption={caption}
      rows={grid.rows}
      columns={grid.head.map((label, at) => ({ label, cell: (row: readonly string[]) => multiline(row[at] ?? '') }))}
    />
  )
}

function* blocksOf({ title, lead, parts }: Sheet): Generator<Block> {
  yield { heading: title, level: 1 }
  if (lead) yield { text: lead }
  for (const part of parts) {
    if (part.title) yield { heading: part.title, level: 2 }
    if (part.note) yield { text: part.note }
    for (const text of part.text ?? []) yield { text }
    if (part.lines) yield { facts: part.lines.map(([term, value]) => [term, valuesOf(value).join('\n')] as const) }
    if (part.grid) yield { table: part.grid }
  }
}

const words = {
  de: { made: (name: string, when: string) => `${name}, Stand ${when}`, pdf: 'PDF', csv: 'CSV', jsonld: 'JSON-LD' },
  en: { made: (name: string, when: string) => `${name}, as of ${when}`, pdf: 'PDF', csv: 'CSV', jsonld: 'JSON-LD' },
} as const

type From = Pick<Asked<string, unknown>, 'at' | 'language'>

/** The sheet as a PDF to download; who made it and when stands at the foot of every page. */
export async function pdfReply({ at, language }: From, sheet: Sheet): Promise<Reply> {
  const { name, zone } = at.organisation
  const footer = words[language].made(name, format(language, zone).dateTime(at.now))
  const made = pdf({
    title: sheet.title,
    language,
    at: at.now,
    footer,
    ...(sheet.landscape ? { landscape: true } : {}),
    blocks: blocksOf(sheet),
  })
  return file(await buffer(made), 'application/pdf', { name: `${sheet.name}.pdf` })
}

export const csvReply = (name: string, head: readonly string[], rows: Iterable<readonly string[]>): Reply =>
  file(csv(head, rows), 'text/csv; charset=utf-8', { name: `${name}.csv` })

/** Links to the forms in which a page can be taken along. */
export function TakeAlong(props: {
  readonly language: Language
  readonly path: string
  readonly href: (path: string) => string
  readonly as: readonly ('pdf' | 'csv' | 'jsonld')[]
}): Html {
  return (
    <>
      {props.as.map((kind) => (
        <ButtonLink kind="secondary" small download url={props.href(`${props.path}.${kind}`)}>
          {words[props.language][kind]}
        </ButtonLink>
      ))}
    </>
  )
}
