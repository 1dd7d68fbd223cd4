/** A cleaned text, or why not: nothing is ever cut off silently. `length` counts like the browser's maxlength. */
export type Cleaned = { ok: true; text: string } | { ok: false; tooLong: { length: number; max: number } }

const controls = /[\p{Cc}--[\n\t]]/gv
// Direction overrides, embeddings and isolates turn what follows around (they can make "exe.pdf" out of "fdp.exe"),
// the others are invisible. Letters written from right to left need none of them.
const invisible =
  /[\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}]/gu
// Tag characters are invisible text, except after a black flag, where they name the flag's country.
const tags = /[\u{e0000}-\u{e001f}]|(\u{1f3f4})?[\u{e0020}-\u{e007f}]+/gu
const fillers = /[\u115f\u1160\u3164\uffa0\u2800]/gu
const lineEnds = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/gu
// Joiners build emoji families and Persian words; at an edge they join nothing.
const looseJoiners = /(?<=^|[\s\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)/gu

/**
 * Text as a person typed it, made safe to store and show: NFC, no control, override or invisible characters, single
 * spaces, trimmed. Right-to-left letters and emoji stay. Multiline keeps lines and at most one empty line in a row.
 */
export const cleanText = (input: string, { max, multiline = false }: { max: number; multiline?: boolean }): Cleaned => {
  const text = tidy(input, multiline)
  return text.length <= max ? { ok: true, text } : { ok: false, tooLong: { length: text.length, max } }
}

const tidy = (input: string, multiline: boolean): string => {
  const visible = input
    .toWellFormed()
    .replace(lineEnds, multiline ? '\n' : ' ')
    .replace(controls, '')
    .replace(invisible, '')
    .replace(tags, (found, flag?: string) => (flag ? found : ''))
    .replace(fillers, ' ')
    .replace(looseJoiners, '')
    .normalize('NFC')
  if (!multiline) return visible.replace(/\s+/gu, ' ').trim()
  return visible
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
}
