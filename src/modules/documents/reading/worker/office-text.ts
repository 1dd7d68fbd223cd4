import { unzip, UnzipError } from '#platform/files/unzip.ts'
import { limits } from '../limits.ts'
import { unescaped } from './plain.ts'
import type { OfficeEnding, OldEnding } from './sniff.ts'
import { WorkerTrouble } from './trouble.ts'

const MOST_UNPACKED = 128 * 1024 * 1024
const MOST_FILES = 20_000

/** The text of an office file: its own pages are not known, so what belongs together stands together. */
export function officeText(content: Uint8Array, ending: Exclude<OfficeEnding, OldEnding>): string {
  const files = unpacked(content)
  const text = (name: string) => files.get(name)?.toString('utf8') ?? ''
  const numbered = (form: RegExp) =>
    [...files.keys()]
      .flatMap((name) => {
        const number = form.exec(name)?.[1]
        return number === undefined ? [] : [{ name, number: Number(number) }]
      })
      .toSorted((a, b) => a.number - b.number)
      .map(({ name }) => text(name))
  switch (ending) {
    case 'docx': {
      const around = [...files.keys()].filter((name) => /^word\/(header|footer|footnotes|endnotes)\d*\.xml$/.test(name))
      return cut([text('word/document.xml'), ...around.map(text)].map((xml) => runs(xml, 'w:t', WORD)).join('\n\n'))
    }
    case 'pptx':
      return cut(
        numbered(/^ppt\/slides\/slide(\d+)\.xml$/)
          .map((xml) => runs(xml, 'a:t', SLIDE))
          .join('\f'),
      )
    case 'xlsx': {
      const shared =
        text('xl/sharedStrings.xml')
          .match(/<si\b[^]*?<\/si>/g)
          ?.map((si) => runs(si, 't', /$^/)) ?? []
      return cut(
        numbered(/^xl\/worksheets\/sheet(\d+)\.xml$/)
          .map((xml) => sheet(xml, shared))
          .join('\f'),
      )
    }
    case 'odt':
    case 'ods':
    case 'odp':
      // OpenDocument 1.3 part 2, 3.4: files sealed one by one, or the whole package in one
      if (/<manifest:encryption-data\b/.test(text('META-INF/manifest.xml')) || files.has('encrypted-package'))
        throw new WorkerTrouble('protected')
      return cut(openText(text('content.xml')))
  }
}

const cut = (text: string) =>
  text
    .slice(0, limits.characters)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()

function unpacked(content: Uint8Array): ReadonlyMap<string, Buffer> {
  try {
    return unzip(content, { bytes: MOST_UNPACKED, files: MOST_FILES })
  } catch (error) {
    if (!(error instanceof UnzipError)) throw error
    throw new WorkerTrouble(error.reason === 'too-large' ? 'too-large' : 'damaged')
  }
}

const WORD = /^<(\/w:p|w:br|w:cr|\/w:tr)\b/
const SLIDE = /^<(\/a:p|a:br)\b/
const TAG = /<[^>]*>|[^<]+/g

/** The texts within one kind of element, with line breaks where others end. */
function runs(xml: string, name: string, breaks: RegExp): string {
  const out: string[] = []
  let inside = false
  for (const [part] of xml.matchAll(TAG)) {
    if (part.startsWith(`<${name}>`) || (part.startsWith(`<${name} `) && !part.endsWith('/>'))) inside = true
    else if (part.startsWith(`</${name}>`)) inside = false
    else if (part.startsWith('<w:tab') || part === '</w:tc>') out.push('\t')
    else if (breaks.test(part)) out.push('\n')
    else if (inside && !part.startsWith('<')) out.push(unescaped(part))
  }
  return out.join('')
}

/** A sheet's cells, a row a line. */
function sheet(xml: string, shared: readonly string[]): string {
  const rows = xml.match(/<row\b[^]*?<\/row>/g) ?? []
  return rows
    .map((row) =>
      [...row.matchAll(/<c\b([^>]*)>([^]*?)<\/c>/g)]
        .map(([, about = '', inner = '']) => {
          const value = /<v[^>]*>([^<]*)<\/v>/.exec(inner)?.[1]
          if (/\bt="s"/.test(about)) return shared[Number(value)] ?? ''
          if (/\bt="inlineStr"/.test(about)) return runs(inner, 't', /$^/)
          return unescaped(value ?? '')
        })
        .join('\t'),
    )
    .join('\n')
}

/** OpenDocument: every text in the body, paragraphs and rows on lines of their own. */
function openText(xml: string): string {
  const body = xml.slice(Math.max(0, xml.indexOf('<office:body')))
  const out: string[] = []
  for (const [part] of body.matchAll(TAG)) {
    if (!part.startsWith('<')) out.push(unescaped(part.replaceAll(/\s+/g, ' ')))
    else if (/^<(\/text:p|\/text:h|text:line-break|\/table:table-row)\b/.test(part)) out.push('\n')
    else if (/^<(text:tab|\/table:table-cell)\b/.test(part)) out.push('\t')
    else if (/^<text:s\b/.test(part)) out.push(' ')
    else if (/^<\/draw:page\b/.test(part)) out.push('\f')
  }
  // the paragraph within a cell ends before the cell does
  return out.join('').replaceAll(/\n+\t/g, '\t')
}
