import type { Word } from '../../types.ts'
import { tidy } from '../worker/pdf-text.ts'

export type Recognised = {
  readonly text: string
  readonly words: readonly Word[]
  /** Of all words by their length, 0 to 1; 0 where nothing was recognised. */
  readonly confidence: number
}

export type Frame = {
  /** Pixels of the bitmap that was recognised. */
  readonly width: number
  readonly height: number
  /** How far it had been turned clockwise to stand upright. */
  readonly quarters: 0 | 1 | 2 | 3
  /** From the middle of the level page to that of the bitmap, as it lay before it was set upright. */
  readonly shift: { readonly x: number; readonly y: number }
  /** How far the page had been turned clockwise to make it level, in degrees, and the size it had before. */
  readonly angle: number
  readonly before: { readonly width: number; readonly height: number }
}

const UNSURE = 0.15 // below it is dirt, not a word

/**
 * Reads what Tesseract answers as TSV (`level page block par line word left top width height conf text`).
 * Words get their places on the page as it was before it was made level.
 */
export function recognisedOf(tsv: string, frame: Frame): Recognised {
  const words: Word[] = []
  const out: string[] = []
  let [line, paragraph] = ['', '']
  let [sure, length] = [0, 0]
  for (const row of tsv.split('\n')) {
    const cells = row.split('\t')
    if (cells[0] !== '5') continue
    const [, , block, par, number, , left, top, width, height, conf] = cells.map(Number) as number[]
    const text = (cells[11] ?? '').trim().normalize('NFC')
    const confidence = Math.max(0, (conf ?? 0) / 100)
    if (text === '' || confidence < UNSURE || [left, top, width, height].some((one) => !Number.isFinite(one))) continue
    const [ofParagraph, ofLine] = [`${block} ${par}`, `${block} ${par} ${number}`]
    if (out.length > 0) out.push(ofLine === line ? ' ' : ofParagraph === paragraph ? '\n' : '\n\n')
    ;[line, paragraph] = [ofLine, ofParagraph]
    out.push(text)
    const box = placeOf(
      { x: left as number, y: top as number, width: width as number, height: height as number },
      frame,
    )
    words.push({ text, box, confidence })
    sure += confidence * text.length
    length += text.length
  }
  return { text: joined(tidy(out.join(''))), words, confidence: length === 0 ? 0 : sure / length }
}

/** A word that was parted at the end of a line is one again where the next line begins with a small letter. */
export const joined = (text: string): string => text.replaceAll(/(\p{L})[-‐¬]\n(\p{Ll})/gu, '$1$2')

type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Turns a point around the middle, clockwise. */
function turner(degrees: number): (x: number, y: number) => [number, number] {
  const turn = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return (x, y) => [x * cos - y * sin, x * sin + y * cos]
}

/** A rectangle of pixels as fractions of the page before it was turned: the smallest upright one around it. */
function placeOf(box: Rectangle, { width, height, quarters, shift, angle, before }: Frame): Rectangle {
  const [laid, tilted] = [turner(-90 * quarters), turner(-angle)]
  const corners = [
    [box.x, box.y],
    [box.x + box.width, box.y],
    [box.x, box.y + box.height],
    [box.x + box.width, box.y + box.height],
  ] as [number, number][]
  const turned = corners.map(([x, y]) => {
    const [levelX, levelY] = laid(x - width / 2, y - height / 2)
    const [pageX, pageY] = tilted(levelX + shift.x, levelY + shift.y)
    return [(pageX + before.width / 2) / before.width, (pageY + before.height / 2) / before.height] as const
  })
  const clamp = (part: number) => Math.min(1, Math.max(0, part))
  const [xs, ys] = [turned.map(([x]) => clamp(x)), turned.map(([, y]) => clamp(y))]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}
