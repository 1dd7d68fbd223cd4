import { crc32, deflateSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { digitalPdf } from '#testing/pages.ts'
import { docx, letter, packed, paragraph, result } from '#testing/reading.ts'
import { endReaders } from './readers.ts'

afterAll(endReaders)

describe('bad files are refused, clearly and soon', () => {
  test('nothing, something unknown, a broken HEIC, a broken PDF', async () => {
    expect((await result(Buffer.alloc(0))).problem).toBe('empty')
    expect((await result(Buffer.from([0, 1, 2, 3, 255, 254, 0, 9]))).problem).toBe('unknown-type')
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(64)])
    expect((await result(heic)).problem).toBe('damaged')
    expect((await result(Buffer.from('%PDF-1.7\nno more'))).problem).toBe('damaged')
  })

  test('a file cut in two is mended or refused; one that is two types is read as what it begins with', async () => {
    const pdf = await digitalPdf([letter])
    const cut = await result(pdf.subarray(0, Math.floor(pdf.length * 0.9)))
    expect(cut.problem ?? cut.texts.length).toSatisfy((told) => told === 'damaged' || told === 1)
    const two = Buffer.concat([pdf, await packed({ 'word/document.xml': '<w:t>anderes</w:t>' })])
    expect((await result(two, { fileName: 'a.docx' })).texts[0]).toContain('Müller-Lüdenscheidt')
  })

  test('HTML and SVG that script are text, and nothing of them runs', async () => {
    const html =
      '<!doctype html><html><body onload="fetch(1)">Hallo<script>process.exit(7)</script><img src="http://127.0.0.1/x"></body></html>'
    expect((await result(Buffer.from(html))).texts).toEqual(['Hallo'])
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Plan</text><image href="file:///etc/passwd"/></svg>'
    expect((await result(Buffer.from(svg))).texts).toEqual(['Plan'])
  })

  test('bombs of pixels, of packed zeros, of nested text', async () => {
    const chunk = (name: string, data: Buffer) => {
      const head = Buffer.alloc(4)
      head.writeUInt32BE(data.length)
      const body = Buffer.concat([Buffer.from(name), data])
      const check = Buffer.alloc(4)
      check.writeUInt32BE(crc32(body))
      return Buffer.concat([head, body, check])
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(60_000)
    header.writeUInt32BE(60_000, 4)
    header.set([1, 0, 0, 0, 0], 8)
    const png = Buffer.concat([
      Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    expect((await result(png)).problem).toBe('too-many-pixels')
    const bomb = await docx(paragraph(' '.repeat(140_000_000)))
    expect(bomb.length).toBeLessThan(1_000_000)
    expect((await result(bomb)).problem).toBe('too-large')
    const tags = Buffer.from(`<html>${'<div>'.repeat(200_000)}tief`)
    expect((await result(tags)).texts).toEqual(['tief'])
  }, 60_000)
})
