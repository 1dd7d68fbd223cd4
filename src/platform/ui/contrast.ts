import { contrastOf, fromOklch, over, parseHex, toHex, toOklch, type Rgb } from './color.ts'

/** WCAG 2.2, 1.4.3: text. */
export const textContrast = 4.5
/** The accent laid thinly over a ground (hover, the row being served). */
export const tintShare = 0.1

/** The grounds an accent stands on, as the style sheets set them: a test compares the two. */
export const grounds = {
  light: { page: '#f3f4f7', panel: '#ffffff' },
  dark: { page: '#131525', panel: '#1d2034' },
} as const

export interface Twin {
  readonly accent: string
  /** Text on the accent: white or black. */
  readonly onAccent: '#ffffff' | '#000000'
  /** The lowest contrast among all pairs this twin is used in. */
  readonly ratio: number
}

export interface AccentTwins {
  readonly light: Twin
  readonly dark: Twin
  /** True when the colour asked for could not be kept as it is in the light. */
  readonly adjusted: boolean
}

export interface Refusal {
  readonly refused: 'not-a-color'
}

/** Contrast of two `#rrggbb` colours, 1 to 21; undefined when one is no colour. */
export function contrast(one: string, other: string): number | undefined {
  const [a, b] = [parseHex(one), parseHex(other)]
  return a && b ? contrastOf(a, b) : undefined
}

const known = (hex: string): Rgb => {
  const rgb = parseHex(hex)
  if (!rgb) throw new Error(`no colour: ${hex}`)
  return rgb
}

function judge(accent: string, mode: 'light' | 'dark'): Twin {
  const color = known(accent)
  const plain = [known(grounds[mode].page), known(grounds[mode].panel)]
  const tinted = plain.map((ground) => over(color, tintShare, ground))
  const onAccent = contrastOf(color, known('#ffffff')) >= textContrast ? '#ffffff' : '#000000'
  const ratio = Math.min(...[...plain, ...tinted, known(onAccent)].map((other) => contrastOf(color, other)))
  return { accent, onAccent, ratio }
}

/**
 * Two accessible twins of an organisation's colour: as near to it as text contrast (4.5:1) against page, panel, their
 * tinted forms and the text on it allows. Hue is kept; lightness moves, and chroma where a screen could not show it.
 */
export function accentTwins(hex: string): AccentTwins | Refusal {
  const asked = parseHex(hex)
  if (!asked) return { refused: 'not-a-color' }
  const same = toHex(asked)
  const [lightness, chroma, hue] = toOklch(asked)
  const at = (value: number): string => toHex(fromOklch([value, chroma, hue]))

  let light = judge(same, 'light')
  for (let value = lightness; light.ratio < textContrast; value -= 0.005) light = judge(at(Math.max(0, value)), 'light')

  // A light twin near white glares in the dark, one near the threshold looks dull: start at a calm middle.
  const calm = Math.min(0.86, Math.max(lightness, 0.74))
  let dark = judge(lightness >= 0.74 && lightness <= 0.86 ? same : at(calm), 'dark')
  for (let value = calm; dark.ratio < textContrast; value += 0.005) dark = judge(at(Math.min(1, value)), 'dark')

  return { light, dark, adjusted: light.accent !== same }
}
