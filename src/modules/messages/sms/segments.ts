/** How a text travels: GSM 03.38's seven bits, or sixteen where one character is not in that alphabet. */
export type Alphabet = 'gsm7' | 'ucs2'
export type Measured = {
  readonly alphabet: Alphabet
  /** Septets or UTF-16 code units that the text takes. */
  readonly units: number
  /** How many messages the provider bills. */
  readonly segments: number
  /** Units still free in the last one. */
  readonly left: number
  /** The characters that force sixteen bits, each once, in their order. */
  readonly foreign: readonly string[]
}

// 3GPP TS 23.038, 6.2.1: the default alphabet, and the table that the escape reaches (two septets each)
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('\f^{}\\[~]|€')

// 3GPP TS 23.040, 9.2.3.24.1: a part of a longer message gives six octets to the header that joins them again
const ROOM = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const

const septets = (character: string): number => (BASIC.has(character) ? 1 : EXTENDED.has(character) ? 2 : 0)

/** The alphabet a text needs. */
export const alphabetOf = (text: string): Alphabet =>
  [...text].every((character) => septets(character) > 0) ? 'gsm7' : 'ucs2'

const sizeIn = (alphabet: Alphabet, character: string): number =>
  alphabet === 'gsm7' ? septets(character) : character.length

/**
 * The parts as which a text travels. A character that takes two units is never cut in two: neither an escaped one nor a
 * surrogate pair, which would arrive as two boxes.
 * @returns one part for a text that fits alone, the empty one included
 */
export function partsOf(text: string): string[] {
  const alphabet = alphabetOf(text)
  const characters = [...text]
  const whole = characters.reduce((sum, character) => sum + sizeIn(alphabet, character), 0)
  if (whole <= ROOM[alphabet].alone) return [text]
  const parts: string[] = []
  let part = ''
  let filled = 0
  for (const character of characters) {
    const size = sizeIn(alphabet, character)
    if (filled + size > ROOM[alphabet].joined) {
      parts.push(part)
      part = ''
      filled = 0
    }
    part += character
    filled += size
  }
  return [...parts, part]
}

/** What a text takes, and what is left of the last message it is billed as. */
export function measure(text: string): Measured {
  const alphabet = alphabetOf(text)
  const sizes = (of: string) => [...of].reduce((sum, character) => sum + sizeIn(alphabet, character), 0)
  const parts = partsOf(text)
  const room = parts.length === 1 ? ROOM[alphabet].alone : ROOM[alphabet].joined
  return {
    alphabet,
    units: sizes(text),
    segments: parts.length,
    left: room - sizes(parts.at(-1) ?? ''),
    foreign: [...new Set([...text].filter((character) => septets(character) === 0))],
  }
}

/** The most parts that phones and providers take of one text. */
export const MOST_SEGMENTS = 10
