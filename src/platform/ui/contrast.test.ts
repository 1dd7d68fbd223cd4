import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromOklch, parseHex, toHex, toOklch, type Rgb } from './color.ts'
import { accentTwins, contrast, grounds, type AccentTwins } from './contrast.ts'
import { themeSheet } from './theme.ts'

const hexes = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

const twinsOf = (hex: string): AccentTwins => {
  const twins = accentTwins(hex)
  if ('refused' in twins) throw new Error(`refused ${hex}`)
  return twins
}

test('contrast follows the published examples', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrast('#fff', 'rot')).toBeUndefined()
})

test('every colour goes to OKLCH and back unchanged', () => {
  fc.assert(fc.property(hexes, (hex) => toHex(fromOklch(toOklch(parseHex(hex) as Rgb))) === hex))
})

test('every colour has twins that can be read in both modes', () => {
  fc.assert(
    fc.property(hexes, (hex) => {
      const twins = twinsOf(hex)
      for (const mode of ['light', 'dark'] as const) {
        const { accent, onAccent, ratio } = twins[mode]
        expect(ratio).toBeGreaterThanOrEqual(4.5)
        for (const other of [grounds[mode].page, grounds[mode].panel, onAccent]) {
          expect(contrast(accent, other)).toBeGreaterThanOrEqual(4.5)
        }
      }
    }),
    { numRuns: 1000 },
  )
})

test('the hue stays', () => {
  fc.assert(
    fc.property(hexes, (hex) => {
      const [, chroma, hue] = toOklch(parseHex(hex) as Rgb)
      for (const { accent } of [twinsOf(hex).light, twinsOf(hex).dark]) {
        const [, c, h] = toOklch(parseHex(accent) as Rgb)
        // Near grey a hue means nothing, and eight bits round it.
        if (chroma < 0.04 || c < 0.04) continue
        expect(Math.min(Math.abs(h - hue), 360 - Math.abs(h - hue))).toBeLessThan(6)
      }
    }),
  )
})

test('a colour that can be read is kept, one that cannot is moved, and moving twice changes nothing', () => {
  expect(twinsOf('#0b5d5e')).toMatchObject({ adjusted: false, light: { accent: '#0b5d5e', onAccent: '#ffffff' } })
  expect(twinsOf('#FFE600').adjusted).toBe(true)
  expect(twinsOf('#abc').light.accent).not.toBe('#aabbcc')
  fc.assert(fc.property(hexes, (hex) => !twinsOf(twinsOf(hex).light.accent).adjusted))
})

test.each(['', 'red', '#12', '#1234567', 'url(x)', '#fff;}body{display:none'])('%j is refused', (text) => {
  expect(accentTwins(text)).toEqual({ refused: 'not-a-color' })
})

test('a theme is colours and nothing else, whatever was stored', () => {
  const shape =
    /^:root\{--accent:#[0-9a-f]{6};--on-accent:#[0-9a-f]{6}\}\n@media screen and \(prefers-color-scheme:dark\)\{:root\{--accent:#[0-9a-f]{6};--on-accent:#[0-9a-f]{6}\}\}\n$/
  fc.assert(fc.property(fc.oneof(hexes, fc.string()), (text) => shape.test(themeSheet(text))))
})
