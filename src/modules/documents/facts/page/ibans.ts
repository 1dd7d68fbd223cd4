import { readIban } from '#platform/text/iban.ts'
import { type Line, type Run, runAt } from './layout.ts'

export type IbanThere = Run & { readonly value: string; readonly corrected: boolean }

// what OCR takes for what in a run of digits
const MISREAD: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  '|': '1',
  Z: '2',
  S: '5',
  B: '8',
  G: '6',
}
const start = /(?<![\p{L}\d])([A-Z]{2})\s?(?=[\dOIlSB]{2})/gu
const LONGEST = 34

/** All accounts on a line whose check digits fit; German ones also where OCR took a digit for a letter. */
export function ibansIn(line: Line): IbanThere[] {
  const found: IbanThere[] = []
  for (const at of line.text.matchAll(start)) {
    if (found.some((other) => line.offsets[other.from] !== undefined && (at.index ?? 0) < endOf(line, other))) continue
    const read = readAt(line.text, at.index ?? 0)
    if (read) found.push({ ...runAt(line, at.index ?? 0, read.end), value: read.iban, corrected: read.corrected })
  }
  return found
}

const endOf = (line: Line, run: Run) => (line.offsets[run.to - 1] ?? 0) + (line.words[run.to - 1]?.text.length ?? 0)

function readAt(text: string, from: number): { iban: string; end: number; corrected: boolean } | undefined {
  let compact = ''
  for (let end = from; end < text.length && compact.length < LONGEST; end++) {
    const sign = text[end] ?? ''
    if (/[\s\-–]/.test(sign)) continue
    if (!/[A-Za-z0-9|]/.test(sign)) break
    compact += sign
    if (compact.length < 15) continue
    const plain = readIban(compact)
    if ('iban' in plain) return { iban: plain.iban, end: end + 1, corrected: false }
    if (compact.length === 22 && compact.startsWith('DE')) {
      const digits = compact.slice(2).replaceAll(/\D/g, (one) => MISREAD[one.toUpperCase()] ?? one)
      const mended = readIban(`DE${digits}`)
      if ('iban' in mended) return { iban: mended.iban, end: end + 1, corrected: true }
    }
  }
  return undefined
}
