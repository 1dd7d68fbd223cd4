import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { contrastOf, fromOklch, over, parseHex, type Rgb } from './color.ts'
import { grounds, tintShare } from './contrast.ts'
import { leaveOutUnused, splitOutside } from './shake.ts'
import { compileStyles } from './styles.ts'
import { themeSheet } from './theme.ts'

const sheets = compileStyles()

test('the sheet of public pages is small', () => {
  // All of a public page is to stay under 30 kB compressed, its text and the organisation's colours included.
  expect(gzipSync(sheets.public).length).toBeLessThanOrEqual(9_000)
  expect(sheets.public.length).toBeLessThan(sheets.staff.length)
})

test.each(Object.entries(sheets))('%s asks for nothing else: no image, no font, no import', (_name, css) => {
  expect(css).not.toMatch(/url\(|@import|@font-face/)
  expect(css).toContain('EUPL-1.2')
  expect(css).toContain(':focus-visible')
  expect(css).toContain('@media print')
  expect(css).toContain('forced-colors')
})

test.each(Object.entries(sheets))('%s reads no custom property that it does not set', (_name, css) => {
  const set = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map((match) => match[1]))
  const read = [...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1])
  expect(read.length).toBeGreaterThan(100)
  expect(read.filter((name) => !set.has(name))).toEqual([])
})

test('what no page uses is left out, and nothing else', () => {
  const css = leaveOutUnused(
    ':root{--kern-a: red;--kern-b: var(--kern-c);--kern-c: blue;--d: 1}' +
      '.kern-x,.kern-y .z{color:var(--kern-b-contextual, #fff)}.kern-y{color:var(--kern-a)}' +
      '@media print{.kern-y{top:0}}@media screen{.z:not(.kern-y){top:0;mask:url(data:x;y)}}',
    new Set(['kern-x']),
  )
  expect(css).toBe(
    ':root{--kern-b: var(--kern-c);--kern-c: blue}.kern-x{color:var(--kern-b)}@media screen{.z:not(.kern-y){top:0}}',
  )
  expect(() => leaveOutUnused('a{b:c', new Set())).toThrow('not closed')
})

type Mode = 'light' | 'dark'

/** The custom properties of `:root` as a browser of this mode sees them on a screen. */
function tokens(css: string, mode: Mode): Map<string, string> {
  const found = new Map<string, string>()
  const flat = css.replace(/@media([^{]*)\{((?:[^{}]*\{[^{}]*\})*)\}/g, (_all, query: string, inside: string) => {
    const asked = query.replace(/screen|and|\s/g, '')
    return asked === `(prefers-color-scheme:${mode})` ? inside : ''
  })
  for (const [, body] of flat.matchAll(/:root\{([^}]*)\}/g)) {
    for (const declaration of splitOutside(body ?? '', ';')) {
      const [name, ...value] = declaration.split(':')
      found.set((name ?? '').trim(), value.join(':').trim())
    }
  }
  return found
}

/** Computes a colour expression; `ground` lies under what is translucent. */
function color(expression: string, known: Map<string, string>, ground?: Rgb): Rgb {
  const text = expression.trim()
  const name = /^var\((--[\w-]+)\)$/.exec(text)?.[1]
  if (name) return color(known.get(name) ?? `unknown ${name}`, known, ground)
  const oklch = /^oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)$/.exec(text)
  if (oklch) return fromOklch([Number(oklch[1]) / 100, Number(oklch[2]), Number(oklch[3])])
  if (text.startsWith('oklch(0% 0 0')) return [0, 0, 0]
  if (text.startsWith('oklch(100% 0 0')) return [1, 1, 1]
  const mix = /^color-mix\(in srgb,\s*(.+?) (\d+)%,\s*(.+)\)$/.exec(text)
  if (mix) {
    const under = mix[3] === 'transparent' ? ground : color(mix[3] ?? '', known, ground)
    if (!under) throw new Error(`translucent without ground: ${text}`)
    return over(color(mix[1] ?? '', known), Number(mix[2]) / 100, under)
  }
  const hex = parseHex(text)
  if (!hex) throw new Error(`cannot compute ${text}`)
  return hex
}

const tones = ['info', 'success', 'warning', 'danger']
const reading = [
  ...['--text', '--muted', '--accent'].flatMap((ink) => ['--page', '--panel'].map((under) => [ink, under])),
  ['--text', '--field'],
  ['--on-accent', '--accent'],
  ...tones.flatMap((tone) => [
    [`--kern-color-feedback-${tone}`, '--page'],
    [`--kern-color-feedback-${tone}`, '--panel'],
    [`--kern-color-feedback-${tone}`, `--kern-color-feedback-${tone}-background`],
    ['--text', `--kern-color-feedback-${tone}-background`],
    [`--kern-color-feedback-${tone}`, '--tint'],
  ]),
  ...['--text', '--muted', '--accent'].map((ink) => [ink, '--tint']),
] as [string, string][]
// WCAG 2.2, 1.4.11: what shows where a control is, and the focus ring.
const seeing = [
  ['--focus', '--page'],
  ['--focus', '--panel'],
  ['--edge', '--panel'],
  ['--kern-color-form-input-border', '--field'],
  ['--kern-color-form-input-border', '--panel'],
] as [string, string][]

// The extremes of what organisations choose, beside the house's own.
const accents = [undefined, '#0b5d5e', '#000000', '#ffffff', '#ffe600', '#ff0000', '#00ff00', '#0000ff', '#808080']

describe.each(['light', 'dark'] as const)('contrast in the %s', (mode) => {
  describe.each(accents)('with accent %s', (accent) => {
    const known = tokens(sheets.staff, mode)
    for (const [name, value] of tokens(accent ? themeSheet(accent) : '', mode)) known.set(name, value)
    const panel = color('var(--panel)', known)
    const of = ([ink, under]: [string, string]): number =>
      contrastOf(color(`var(${ink})`, known, panel), color(`var(${under})`, known, panel))

    test.each(reading)('%s on %s can be read', (...pair) => expect(of(pair)).toBeGreaterThanOrEqual(4.5))
    test.each(seeing)('%s on %s can be seen', (...pair) => expect(of(pair)).toBeGreaterThanOrEqual(3))
  })

  test('the grounds the accent is checked against are those of the sheets', () => {
    const known = tokens(sheets.public, mode)
    for (const name of ['page', 'panel'] as const) {
      const [shown, assumed] = [color(`var(--${name})`, known), parseHex(grounds[mode][name]) as Rgb]
      shown.forEach((value, index) => expect(value).toBeCloseTo(assumed[index] as number, 2))
    }
    expect(known.get('--tint')).toContain(`${tintShare * 100}%`)
  })
})
