import { limits } from '../limits.ts'

/** The characters of a text file: UTF-8, UTF-16 with its mark, else Windows-1252. */
export function decoded(content: Uint8Array): string {
  const most = content.subarray(0, limits.characters * 2)
  if (most[0] === 0xff && most[1] === 0xfe) return new TextDecoder('utf-16le').decode(most)
  if (most[0] === 0xfe && most[1] === 0xff) return new TextDecoder('utf-16be').decode(most)
  try {
    // a character that the limit cut in two is no reason to take it for another encoding
    return new TextDecoder('utf-8', { fatal: true }).decode(most, { stream: most.length < content.length })
  } catch {
    return new TextDecoder('windows-1252').decode(most)
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const more: Readonly<Record<string, string>> = {
  auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', euro: '€', sect: '§', ndash: '–', mdash: '—',
  hellip: '…', bdquo: '„', ldquo: '“', rdquo: '”', sbquo: '‚', lsquo: '‘', rsquo: '’', copy: '©', eacute: 'é', shy: '',
} // prettier-ignore

/** Character references of XML and the usual ones of HTML. */
export const unescaped = (text: string): string =>
  text.replaceAll(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? more[name] ?? whole
    const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })

const SILENT = /<(script|style|head|template|noscript|title)\b[^]*?(<\/\1\s*>|$)/gi
const BREAKS = /<\/?(p|div|br|tr|li|ul|ol|h[1-6]|table|section|article|header|footer|blockquote|pre|hr|text)\b[^>]*>/gi

/** What people read of HTML or SVG; nothing of it is ever run or fetched. */
export function htmlText(html: string): string {
  const text = html
    .replaceAll(/<!--[^]*?(-->|$)/g, '')
    .replaceAll(SILENT, '')
    .replaceAll(/[ \t\r\n]+/g, ' ')
    .replaceAll(BREAKS, '\n')
    .replaceAll(/<\/t[dh]\s*>/gi, '\t')
    .replaceAll(/<[^>]*(>|$)/g, '')
  return unescaped(text)
    .replaceAll(/[ \u{a0}]*\n[ \u{a0}]*/gu, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

const IGNORED =
  /^(fonttbl|colortbl|stylesheet|info|pict|object|header|footer|generator|themedata|datastore|listtable|listoverridetable|rsidtbl|xmlnstbl|latentstyles|fldinst)$/

/** The text of an RTF file (Rich Text Format 1.9.1), without pictures and tables of styles. */
export function rtfText(content: Uint8Array): string {
  const source = Buffer.from(content.subarray(0, limits.characters * 4)).toString('latin1')
  const out: string[] = []
  const stack: { skip: boolean; after: number }[] = []
  let now = { skip: false, after: 1 }
  let bytes: number[] = []
  let left = 0 // characters that stand in for the Unicode one before them
  const flush = () => {
    if (bytes.length > 0) out.push(new TextDecoder('windows-1252').decode(Uint8Array.from(bytes)))
    bytes = []
  }
  const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}]+)/gi
  for (const [, word, value, hex, sign, brace, text] of source.matchAll(token)) {
    if (hex !== undefined) {
      if (left > 0) left--
      else if (!now.skip) bytes.push(Number.parseInt(hex, 16))
      continue
    }
    flush()
    if (brace === '{') stack.push({ ...now })
    else if (brace === '}') now = stack.pop() ?? now
    else if (sign === '*') now.skip = true
    else if (sign !== undefined) {
      if (!now.skip && '\\{}~_-'.includes(sign))
        out.push(sign === '~' ? ' ' : sign === '_' ? '-' : sign === '-' ? '' : sign)
    } else if (word !== undefined) {
      if (IGNORED.test(word)) now.skip = true
      else if (word === 'uc') now.after = Number(value ?? 1)
      else if (now.skip) continue
      else if (word === 'u') {
        out.push(String.fromCharCode(((Number(value) % 65_536) + 65_536) % 65_536))
        left = now.after
      } else if (/^(par|line|row|sect|page)$/.test(word)) out.push('\n')
      else if (/^(tab|cell)$/.test(word)) out.push('\t')
    } else if (text !== undefined && !now.skip) {
      const plain = text.replaceAll(/[\r\n]/g, '')
      out.push(plain.slice(Math.min(left, plain.length)))
      left = Math.max(0, left - plain.length)
    }
  }
  flush()
  return out
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
