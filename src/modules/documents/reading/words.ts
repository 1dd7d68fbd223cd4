import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Word } from '../types.ts'

// A page has some four hundred words; as objects their places would be five times the text.
const SCALE = 10_000
const LARGEST = 32 * 1024 * 1024

/** Packs words for a sealed column: `text \t x \t y \t width \t height [\t confidence]` a line, deflated, in base64. */
export function packWords(words: readonly Word[]): string {
  const whole = (part: number) => String(Math.round(part * SCALE))
  const lines = words.map(({ text, box, confidence }) =>
    [
      text.replaceAll(/[\t\n\r]/g, ' '),
      whole(box.x),
      whole(box.y),
      whole(box.width),
      whole(box.height),
      ...(confidence === undefined ? [] : [whole(confidence)]),
    ].join('\t'),
  )
  return deflateRawSync(Buffer.from(lines.join('\n')), { level: 6 }).toString('base64')
}

/** What `packWords` packed; places are exact to a ten-thousandth of the page. */
export function unpackWords(packed: string): readonly Word[] {
  if (packed === '') return []
  const lines = inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST }).toString()
  if (lines === '') return []
  return lines.split('\n').map((line) => {
    const [text = '', x, y, width, height, confidence] = line.split('\t')
    const part = (whole: string | undefined) => Number(whole) / SCALE
    return {
      text,
      box: { x: part(x), y: part(y), width: part(width), height: part(height) },
      ...(confidence === undefined ? {} : { confidence: part(confidence) }),
    }
  })
}
