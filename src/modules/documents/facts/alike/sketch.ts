import type { PageRead } from '../../types.ts'
import { stopWords } from '../../search/stop-words.ts'
import { fold } from '../page/layout.ts'

/** A keyed hash of a text: the same text gives the same 32 bytes only with the organisation's key. */
export type Keyed = (text: string) => Buffer

export type Sketch = {
  /** Numbers of the first telling words. */
  readonly features: readonly number[]
  /** The least number over the word sequences under each of `ROWS * BANDS` orders (MinHash, Broder 1997). */
  readonly signature: readonly number[]
  readonly bands: readonly Buffer[]
}

const BANDS = 16
const ROWS = 4
const MOST_WORDS = 8_000
const MOST_FEATURES = 128
const SEQUENCE = 3
const SHORTEST = 3

// what stands in every letter tells nothing
const POLITE = 'sehr geehrte damen herren freundlichen gruessen bitte dear please'.split(' ')
const USUAL = new Set([...stopWords.de, ...stopWords.en].map(fold).concat(POLITE))

/** The words of a document in their order, folded. */
export function wordsOf(pages: readonly PageRead[]): string[] {
  const words: string[] = []
  for (const { text } of pages) {
    for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
      const folded = fold(word)
      if (folded.length >= SHORTEST) words.push(folded)
      if (words.length >= MOST_WORDS) return words
    }
  }
  return words
}

/**
 * A sketch by which the likes of a document are found without any of its words.
 * @returns undefined for fewer than ten words, which are like everything
 */
export function sketchOf(pages: readonly PageRead[], keyed: Keyed): Sketch | undefined {
  const words = wordsOf(pages)
  if (words.length < 10) return undefined
  const telling = [...new Set(words.filter((word) => !USUAL.has(word) && !/^\d+$/.test(word)))].slice(0, MOST_FEATURES)
  const known = new Map<string, Buffer>()
  const hash = (text: string) => {
    const found = known.get(text) ?? keyed(text)
    known.set(text, found)
    return found
  }
  const minima = new Uint32Array(BANDS * ROWS).fill(0xff_ff_ff_ff)
  const seen = new Set<string>()
  for (let from = 0; from + SEQUENCE <= words.length; from++) {
    const sequence = words.slice(from, from + SEQUENCE).join(' ')
    if (seen.has(sequence)) continue
    seen.add(sequence)
    const bytes = keyed(sequence)
    const [one, two] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4) | 1]
    // one keyed hash gives all orders (Kirsch and Mitzenmacher 2006)
    for (let order = 0; order < minima.length; order++) {
      const value = mixed((one + Math.imul(order, two)) >>> 0)
      if (value < (minima[order] ?? 0)) minima[order] = value
    }
  }
  const signature = [...minima]
  const bands = Array.from({ length: BANDS }, (_, band) =>
    keyed(`band ${band} ${signature.slice(band * ROWS, (band + 1) * ROWS).join(' ')}`).subarray(0, 8),
  )
  return { features: telling.map((word) => hash(word).readUInt32BE(0)), signature, bands }
}

/** Spreads neighbouring numbers (the finaliser of MurmurHash 3). */
function mixed(value: number): number {
  let spread = value ^ (value >>> 16)
  spread = Math.imul(spread, 0x85ebca6b)
  spread ^= spread >>> 13
  spread = Math.imul(spread, 0xc2b2ae35)
  return (spread ^ (spread >>> 16)) >>> 0
}

/** How much two documents have in common, 0 to 1: the share of equal minima estimates the share of equal sequences. */
export function likeness(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 || one.length !== other.length) return 0
  return one.filter((value, place) => value === other[place]).length / one.length
}

export function packed(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  numbers.forEach((value, place) => bytes.writeUInt32BE(value, place * 4))
  return bytes
}
export const unpacked = (bytes: Buffer): number[] =>
  Array.from({ length: Math.floor(bytes.length / 4) }, (_, place) => bytes.readUInt32BE(place * 4))
