import { EVERYWHERE, type MailTemplate, type Part } from './parts.ts'
import { paragraphsOf, type Piece, placeholdersIn } from './text.ts'

/** Why a text cannot be used; `about` is the placeholder, the address or the place it is about. */
export type TextProblem = {
  readonly code:
    | 'empty'
    | 'too-long'
    | 'unknown'
    | 'missing'
    | 'brace'
    | 'address-as-text'
    | 'text-as-address'
    | 'address'
    | 'link-in-line'
    | 'may-be-empty'
    | 'bare-link'
    | 'lines'
  readonly about: string
  /** A placeholder of nearly the same name. */
  readonly instead?: string
}

export const LONGEST_LINE = 150
export const LONGEST_TEXT = 5_000

/**
 * Everything that is wrong with a text for this part of a mail, in the order of the text.
 * @param line whether the part is one line without links
 */
export function problemsOf(template: MailTemplate, part: Part, line: boolean, text: string): TextProblem[] {
  const written = text.trim()
  if (written === '') return [{ code: 'empty', about: '' }]
  const most = line ? LONGEST_LINE : LONGEST_TEXT
  if (written.length > most) return [{ code: 'too-long', about: String(most) }]
  if (line && /[\n\r]/.test(written)) return [{ code: 'lines', about: '' }]
  const pieces = paragraphsOf(written).flat()
  const used = new Set(placeholdersIn(pieces))
  return [
    ...pieces.flatMap((piece) => wrongWith(template, piece, line)),
    ...(part.keeps ?? [])
      .filter((name) => !used.has(name))
      .map((name) => ({ code: 'missing', about: `{${name}}` }) as const),
  ]
}

function wrongWith(template: MailTemplate, piece: Piece, line: boolean): TextProblem[] {
  const known = { ...EVERYWHERE, ...template.placeholders }
  switch (piece.is) {
    case 'text': {
      const brace = /.{0,12}[{}].{0,12}/u.exec(piece.text)?.[0]
      const address = /\bhttps?:\/\/\S+/iu.exec(piece.text)?.[0]
      if (brace !== undefined) return [{ code: 'brace', about: brace.trim() }]
      return address === undefined ? [] : [{ code: 'bare-link', about: address }]
    }
    case 'placeholder': {
      if (!Object.hasOwn(known, piece.name)) return [unknown(piece.name, Object.keys(known))]
      if (known[piece.name]?.link) return [{ code: 'address-as-text', about: `{${piece.name}}` }]
      return line && known[piece.name]?.optional ? [{ code: 'may-be-empty', about: `{${piece.name}}` }] : []
    }
    case 'link': {
      if (line) return [{ code: 'link-in-line', about: '' }]
      return [...piece.words.flatMap((word) => wrongWith(template, word, true)), ...wrongTarget(known, piece.to)]
    }
  }
}

function wrongTarget(known: MailTemplate['placeholders'], to: Piece): TextProblem[] {
  if (to.is === 'placeholder') {
    if (!Object.hasOwn(known, to.name)) return [unknown(to.name, Object.keys(known))]
    return known[to.name]?.link ? [] : [{ code: 'text-as-address', about: `{${to.name}}` }]
  }
  const address = to.is === 'text' ? to.text : ''
  const url = URL.parse(address)
  return url?.protocol === 'https:' && !url.username ? [] : [{ code: 'address', about: address }]
}

function unknown(name: string, known: readonly string[]): TextProblem {
  const [nearest] = known
    .map((other) => ({ other, steps: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, steps }) => steps <= Math.max(other.length > 3 ? 2 : 1, Math.floor(other.length / 3)))
    .toSorted((a, b) => a.steps - b.steps)
  return { code: 'unknown', about: `{${name}}`, ...(nearest ? { instead: `{${nearest.other}}` } : {}) }
}

/** How many letters must be changed, added or left out to turn one word into the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = [...other, ''].map((_, place) => place)
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1]
    for (const [place, counterpart] of [...other].entries())
      next.push(
        Math.min(
          (row[place + 1] ?? 0) + 1,
          (next[place] ?? 0) + 1,
          (row[place] ?? 0) + (letter === counterpart ? 0 : 1),
        ),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
