import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { SandboxEnded } from '../sandbox/process.ts'
import { recognisedOf } from './lines.ts'
import { byTesseract } from './native.ts'

const folder = mkdtempSync(join(tmpdir(), 'belegt-ocr-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A program in the place of Tesseract. */
function program(script: string) {
  const path = join(folder, `ocr-${script.length}`)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return { path, env: { PATH: '/usr/bin:/bin' } }
}
const bitmap = { raw: new Uint8Array(400), width: 20, height: 20, dpi: 300 }
const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => 'it answered',
    (thrown: unknown) => thrown,
  )
  return error instanceof SandboxEnded ? error.reason : String(error)
}

test('recognition that hangs is ended, one that fails is told', async () => {
  expect(await reasonOf(byTesseract(program('exec sleep 60'), { most: 300 })(bitmap, 'deu'))).toBe('took-too-long')
  expect(await reasonOf(byTesseract(program('exit 3'))(bitmap, 'deu'))).toBe('crashed')
  expect(await reasonOf(byTesseract({ path: join(folder, 'none'), env: {} })(bitmap, 'deu'))).toBe('crashed')
})

test('a page is handed over in memory, in a file without a name; by a pipe where there is no such place', async () => {
  const bytes = `II*\0${String.fromCharCode(8)}`
  const held = await byTesseract(program('readlink /proc/self/fd/3; cat "$1"'))(bitmap, 'deu')
  expect(held).toMatch(/^\/dev\/shm\/#?\S* \(deleted\)\n/)
  expect(held.slice(held.indexOf('\n') + 1).startsWith(bytes)).toBe(true)
  const piped = await byTesseract(program('echo "$1"; cat'), { memory: join(folder, 'none') })(bitmap, 'deu')
  expect(piped.startsWith(`stdin\n${bytes}`)).toBe(true)
  expect(held.length - held.indexOf('\n')).toBe(piped.length - piped.indexOf('\n'))
})

test('words of a page that was made level stand where they were before', () => {
  const row = (text: string, x: number, y: number, line: number, conf = 96) =>
    `5\t1\t1\t1\t${line}\t1\t${x}\t${y}\t100\t20\t${conf}\t${text}`
  const tsv = ['level\tpage', row('Rechnungs-', 0, 0, 1), row('betrag', 0, 40, 2), row('~', 300, 300, 3, 3)].join('\n')
  const size = { width: 1_000, height: 1_000 }
  const whole = { ...size, quarters: 0, shift: { x: 0, y: 0 }, angle: 0, before: size } as const
  const level = recognisedOf(tsv, whole)
  expect(level.text).toBe('Rechnungsbetrag')
  expect(level.words.map(({ text }) => text)).toEqual(['Rechnungs-', 'betrag'])
  const rounded = (place: number, words: typeof level.words) => {
    const { x, y, width, height } = words[place]?.box ?? { x: -1, y: -1, width: -1, height: -1 }
    return [x, y, width, height].map((part) => Math.round(part * 100) / 100)
  }
  expect(rounded(1, level.words)).toEqual([0, 0.04, 0.1, 0.02])
  // turned clockwise by a quarter to be read: what was read at the top left had stood at the bottom left
  const turned = recognisedOf(tsv, { ...whole, quarters: 1 })
  expect(rounded(0, turned.words)).toEqual([0, 0.9, 0.02, 0.1])
  // cut out of the lower right of the page, and of it when it lay on its side
  const cut = { ...whole, width: 400, height: 200, shift: { x: 300, y: 400 } }
  expect(rounded(1, recognisedOf(tsv, cut).words)).toEqual([0.6, 0.84, 0.1, 0.02])
  const laid = recognisedOf(tsv, { ...cut, width: 200, height: 400, quarters: 1 })
  expect(rounded(0, laid.words)).toEqual([0.6, 0.9, 0.02, 0.1])
})
