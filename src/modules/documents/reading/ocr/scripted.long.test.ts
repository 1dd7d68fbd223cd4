import { afterAll, expect, test } from 'vitest'
import sharp from 'sharp'
import { digitalPdf, recall, scans } from '#testing/pages.ts'
import { recognisedOf } from './lines.ts'
import { byScript, endScript } from './scripted.ts'

afterAll(endScript)

test('without Tesseract on the machine its WebAssembly recognises pages, in a process without network', async () => {
  const known = 'Sehr geehrte Frau Müller, die Gemeinde bestätigt den Eingang Ihrer Unterlagen und prüft den Antrag.'
  const [page] = await scans(await digitalPdf([known]), { dpi: 200 })
  const { data, info } = await sharp(page?.jpeg).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const size = { width: info.width, height: info.height }
  const tsv = await byScript({ raw: data, ...size, dpi: 200 }, 'deu')
  const read = recognisedOf(tsv, { ...size, quarters: 0, shift: { x: 0, y: 0 }, angle: 0, before: size })
  expect(recall(known, read.text)).toBe(1)
  expect(read.words[0]?.box.width).toBeGreaterThan(0.01)
})
