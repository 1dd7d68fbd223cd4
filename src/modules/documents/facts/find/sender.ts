import type { Fact } from '../../types.ts'
import { columnsOf, fold, type Run, textOf } from '../page/layout.ts'
import { bestOf, type Candidate } from './candidates.ts'
import { nearOf, type ReadPage, textIn } from './values.ts'

const LEGAL =
  /(?:\b(?:GmbH|gGmbH|mbH|AG|KG|KGaA|OHG|UG|SE|GbR|PartG|PartGmbB|eG|e\.\s?V\.|e\.\s?K\.|Ltd\.?|Inc\.?|LLC|S\.?A\.?|B\.?V\.?)(?=[\s,·|•]|$)|^(?:Stadt|Gemeinde|Landkreis|Kreis|Finanzamt|Amtsgericht|Landgericht|Bundesamt|Landesamt|Landratsamt|Bezirksamt|Agentur für Arbeit|Jobcenter|Universität|Hochschule)\s\p{Lu}|(?:stadtwerke|sparkasse|krankenkasse|versicherung|volksbank|praxis|kanzlei|verein|verband|zweckverband)\b)/iu
const POSTCODE = /\b(?:D-)?\d{5}\s+\p{Lu}/u
const SEPARATED = /\s*(?:[·|•∙⋅*]|\s[-–—]\s|,\s)\s*/u
const OFFICE =
  /(?:^|\s)(?:Rechnung|Bescheid|Invoice|Mahnung|Seite|Page|Telefon|Tel\.|Datum|www\.|Kunden|Angebot|Lieferschein|Betreff)/iu
const LEAST_LETTERS = 3

/** Who sent the document. */
export function findSender(pages: readonly ReadPage[], own: readonly string[]): Fact[] {
  const ours = own.map(fold).filter((name) => name.length > 3)
  const isOurs = (value: string) => ours.some((name) => fold(value) === name || fold(value).startsWith(name))
  const found = pages.flatMap((page, index) => [
    ...(index === 0 ? [...returnLine(page), ...letterhead(page)] : []),
    ...footer(page),
    ...labelled(page),
    ...(page.last || index === 0 ? signed(page) : []),
  ])
  const named = found
    .map((one) => ({ ...one, value: tidy(one.value) }))
    .filter(({ value }) => value.replaceAll(/\P{L}/gu, '').length >= LEAST_LETTERS && value.length <= 100)
    .filter(({ value }) => !isOurs(value) && !OFFICE.test(value))
  return bestOf('sender', agreeing(named))
}

const tidy = (name: string) => name.replace(/^[\s·|•,;:*–-]+|[\s·|•,;:*–-]+$/gu, '').replaceAll(/\s+/g, ' ')

/** A name that another place confirms, in full or as its beginning, is the surer one; written as in the surest place. */
function agreeing(found: readonly Candidate[]): Candidate[] {
  return found.map((one) => {
    const folded = fold(one.value)
    const others = found.filter((other) => other !== one && near(fold(other.value), folded))
    const full = LEGAL.test(one.value) ? 0.05 : 0
    return { ...one, sure: Math.min(0.97, one.sure + Math.min(0.12, others.length * 0.06) + full) }
  })
}
const near = (one: string, other: string) =>
  one.length >= 4 && other.length >= 4 && (one.startsWith(other) || other.startsWith(one))

/** The small line above the address in the window of an envelope (DIN 5008): name, street, postcode and place. */
function returnLine(page: ReadPage): Candidate[] {
  return page.lines
    .filter(({ box }) => box.y < 0.32)
    .flatMap((line) => columnsOf(line).slice(0, 1))
    .flatMap((column): Candidate[] => {
      const text = textOf(column)
      const parts = text.split(SEPARATED).map((part) => part.trim()).filter(Boolean) // oxfmt-ignore
      const [name] = parts
      if (!name || parts.length < 2 || parts.length > 6 || !parts.slice(1).some((part) => POSTCODE.test(part)))
        return []
      // a line of the letterhead that begins with the street names nobody
      if (!/[·|•∙⋅*,–-]/u.test(text) || /^\d|\d\s?[a-z]?$/.test(name)) return []
      const words = name.split(/\s+/).length
      return [{ ...column, to: Math.min(column.to, column.from + words), value: name, sure: 0.86 }]
    })
}

/** What stands on top, in the largest letters or as a legal name. */
function letterhead(page: ReadPage): Candidate[] {
  const top = page.lines.filter(({ box }) => box.y < 0.16).flatMap(columnsOf)
  const heights = page.lines.flatMap(({ words }) => words.map(({ box }) => box.height)).toSorted((a, b) => a - b)
  const usual = heights[Math.floor(heights.length / 2)] ?? 0
  return top.flatMap((column, index): Candidate[] => {
    const value = textOf(column)
    if (/\d{3}|@/.test(value) || value.length > 80 || value.split(' ').length > 9) return []
    const height = Math.max(...column.line.words.slice(column.from, column.to).map(({ box }) => box.height))
    const large = column.line.placed && height > usual * 1.25
    const legal = LEGAL.test(value)
    if (!large && !legal && index > 0) return []
    return [{ ...column, value, sure: legal ? (large ? 0.82 : 0.72) : large ? 0.6 : 0.36 }]
  })
}

/** Legal names among the company's particulars at the foot of the page. */
function footer(page: ReadPage): Candidate[] {
  return page.lines
    .filter(({ box }) => box.y > 0.82)
    .flatMap(columnsOf)
    .flatMap((column): Candidate[] => {
      const parts = textOf(column).split(SEPARATED)
      const name = parts.find(
        (part) =>
          LEGAL.test(part) &&
          !/\d{3}|@|^(?:Geschäftsführer|Amtsgericht|Registergericht|Sitz|Bank|.*(?:Sparkasse|bank)\b)/iu.test(part),
      )
      return name ? [{ ...partOf(column, name), value: name, sure: 0.6 }] : []
    })
}

function labelled(page: ReadPage): Candidate[] {
  return page.lines.flatMap((line, index) =>
    line.labels.flatMap((label): Candidate[] => {
      if (label.field !== 'sender') return []
      const [near_] = nearOf(page, index, label)
      const text = near_ && textIn(near_)
      return text && /\p{L}{3}/u.test(text.value) ? [{ ...text, sure: 0.62 * label.weight + 0.1 }] : []
    }),
  )
}

/** Under the closing words of a letter. */
function signed(page: ReadPage): Candidate[] {
  const at = page.lines.findIndex(({ text }) =>
    /^(?:Mit\s+(?:freundliche\w*|besten)\s+Gr|Freundliche\s+Gr|Viele\s+Gr|Kind\s+regards|Yours\s+(?:sincerely|faithfully))/iu.test(
      text,
    ),
  )
  if (at < 0) return []
  return page.lines.slice(at + 1, at + 5).flatMap((line): Candidate[] => {
    const [column] = columnsOf(line)
    const value = column && textOf(column)
    if (!column || !value || /\d/.test(value) || value.length > 60) return []
    return [
      { ...column, value: value.replace(/^(?:Ihre?|i\.\s?[AV]\.|Your)\s+/u, ''), sure: LEGAL.test(value) ? 0.6 : 0.32 },
    ]
  })
}

/** The words of a run that make up a part of its text. */
function partOf(run: Run, part: string): Run {
  const count = part.trim().split(/\s+/).length
  const words = run.line.words.slice(run.from, run.to).map(({ text }) => text)
  const first = part.trim().split(/\s+/)[0] ?? ''
  const from = words.findIndex((word) => word.includes(first))
  return from < 0 ? run : { line: run.line, from: run.from + from, to: Math.min(run.to, run.from + from + count) }
}
