import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { digitalPdf } from '#testing/pages.ts'
import { result } from '#testing/reading.ts'
import { properties, tnef, unicode } from '#testing/tnef.ts'
import { letterOf } from './mailboxes/mail-parts.ts'
import { endReaders } from './reading/readers.ts'
import { readTnef } from './tnef.ts'

afterAll(endReaders)

const [SUBJECT, BODY, DISPLAYED, LONG_NAME, CONTENT] = [0x0037, 0x1000, 0x3001, 0x3707, 0x3701]
const [OBJECT, INTEGER, NAMED_BY_TEXT] = [0x0d, 0x03, 0x8005]

const inner = tnef(properties(unicode(SUBJECT, 'Rückfrage'), unicode(BODY, 'Wo liegt der Keller?')), {
  title: 'Keller.txt',
  content: Buffer.from('im Keller'),
})
const message = async () =>
  tnef(
    properties(
      [0x0e07, INTEGER, Buffer.from([1, 0, 0, 0])],
      unicode(SUBJECT, 'Wasserschaden'),
      unicode(BODY, 'Es läuft über.'),
    ),
    {
      title: 'PLAN~1.PDF',
      content: await digitalPdf(['Plan']),
      properties: properties(unicode(LONG_NAME, 'Plan für Süd.pdf')),
    },
    { title: 'Maße.txt', content: Buffer.from('12 mal 8') },
    {
      properties: properties(unicode(DISPLAYED, 'Rückfrage'), [
        CONTENT,
        OBJECT,
        Buffer.concat([Buffer.alloc(16, 7), inner]),
      ]),
    },
  )
const mail = (dat: Buffer) =>
  Buffer.from(
    `From: a@example.org\r\nSubject: Wasserschaden\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nEs laeuft.\r\n--x\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Disposition: attachment; filename="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n${dat.toString('base64')}\r\n--x--\r\n`,
  )
const NAMES = ['Plan für Süd.pdf', 'Maße.txt', 'Rückfrage.txt', 'Keller.txt']

describe('winmail.dat', () => {
  test('a mail from a mailbox gives what is in it, also of messages within', async () => {
    const { enclosed, incomplete } = await letterOf(mail(await message()))
    expect([enclosed.map(({ name }) => name), incomplete]).toEqual([NAMES, false])
    expect(enclosed[0]?.mediaType).toBe('application/pdf')
    expect(Buffer.from(enclosed[2]?.content ?? []).toString()).toBe('Wo liegt der Keller?')
  })

  test('a mail that was filed, and one by itself, give the same', async () => {
    const read = await result(mail(await message()))
    expect(read.attachments.map(({ name }) => name)).toEqual(NAMES)
    const alone = await result(await message(), { fileName: 'winmail.dat' })
    expect([alone.kind, alone.mediaType]).toEqual(['mail', 'application/vnd.ms-tnef'])
    expect(alone.texts[0]).toContain('Betreff: Wasserschaden')
    expect(alone.texts[0]).toContain('Es läuft über.')
    expect(alone.attachments.map(({ name }) => name)).toEqual(NAMES)
  })

  test('one that is cut off gives what is there, is kept, and says so', async () => {
    const cut = (await message()).subarray(0, -200)
    const { enclosed, incomplete } = await letterOf(mail(cut))
    expect([enclosed.map(({ name }) => name), incomplete]).toEqual([['winmail.dat', ...NAMES.slice(0, 2)], true])
    expect((await result(mail(cut))).attachments.map(({ name }) => name)).toEqual(['winmail.dat'])
    const alone = await result(cut, { fileName: 'winmail.dat' })
    expect([alone.attachments.map(({ name }) => name), alone.left]).toEqual([NAMES.slice(0, 2), 1])
    expect((await result(cut.subarray(0, 40), { fileName: 'winmail.dat' })).problem).toBe('damaged')
  })

  test('messages within messages without end are left at some depth', () => {
    let nested = inner
    for (let depth = 0; depth < 40; depth++) {
      const object = Buffer.concat([Buffer.alloc(16), nested])
      nested = tnef(properties(), { properties: properties([CONTENT, OBJECT, object]) })
    }
    expect(readTnef(nested)).toMatchObject({ files: [], whole: false })
  })

  test('properties that are named are passed over; whatever bytes are changed, nothing is thrown', async () => {
    const name = Buffer.from('Farbe\0', 'utf16le')
    const head = Buffer.alloc(4 + 16 + 8)
    head.writeUInt32LE(((NAMED_BY_TEXT << 16) | INTEGER) >>> 0)
    head.writeUInt32LE(1, 20)
    head.writeUInt32LE(name.length, 24)
    const named = Buffer.concat([head, name, Buffer.alloc(4), properties(unicode(SUBJECT, 'Farbe')).subarray(4)])
    const two = Buffer.alloc(4)
    two.writeUInt32LE(2)
    expect(readTnef(tnef(Buffer.concat([two, named]))).subject).toBe('Farbe')
    const whole = tnef(properties(unicode(SUBJECT, 'a')), { title: 'b', content: Buffer.from('c') })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 7), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[at + 6] = value
        expect(readTnef(bytes).files.length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
