import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib'
import { afterAll, expect, test } from 'vitest'
import { readFile } from './read-file.ts'
import { endReaders } from './readers.ts'

afterAll(endReaders)

test('a PDF of ten thousand pages is read page by page, with pictures of the first hundred', async () => {
  const PAGES = 10_000
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (let number = 1; number <= PAGES; number++)
    pdf.addPage([595, 842]).drawText(`Blatt ${number} der Akte`, { x: 60, y: 700, size: 12, font })
  const content = await pdf.save()
  const began = performance.now()
  let [pages, pictures, first] = [0, 0, 0]
  for await (const part of readFile([content])) {
    if (part.is !== 'page') continue
    if (++pages === 1) first = performance.now() - began
    if (part.picture) pictures++
    if (part.page.text !== `Blatt ${part.page.number} der Akte`) expect(part.page.text).toBe(part.page.number)
  }
  process.stdout.write(
    `ten thousand pages: the first after ${Math.round(first)} ms, all after ${Math.round(performance.now() - began)} ms\n`,
  )
  expect([pages, pictures]).toEqual([PAGES, 100])
})
