import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText } from '#platform/text/clean.ts'

const line = (input: string) => {
  const cleaned = cleanText(input, { max: 1_000 })
  return cleaned.ok ? cleaned.text : cleaned
}
const lines = (input: string) => {
  const cleaned = cleanText(input, { max: 1_000, multiline: true })
  return cleaned.ok ? cleaned.text : cleaned
}

describe('one line', () => {
  test.each([
    ['  Erika \t Mustermann\n', 'Erika Mustermann'],
    ['Mu\u0308ller', 'Müller'],
    ['a\u0000b\u0007c\u001b[31md\u007f', 'abc[31md'],
    ['Rechnung\u202efdp.exe', 'Rechnungfdp.exe'],
    ['\u2067\u202a+49 30 1234\u202c\u2069', '+49 30 1234'],
    ['Sub\u00adject: a\u200bb\ufeff', 'Subject: ab'],
    ['Kopf\r\nBcc: x@example.org', 'Kopf Bcc: x@example.org'],
    ['a\u00a0\u202f\u3000b\u2028c', 'a b c'],
    ['\u3164\u2800', ''],
    ['\u200d\u200c', ''],
    ['hidden\u{e0068}\u{e0069}', 'hidden'],
    ['lone \ud800 half', 'lone \ufffd half'],
  ])('%j becomes %j', (input, output) => {
    expect(line(input)).toBe(output)
  })

  test.each(['محمد عبد الله', 'שרה כהן', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'می‌خواهم', 'नरेन्द्र', '李小龍', "O'Brien", 'Ångström'])(
    '%s stays as it is',
    (text) => {
      expect(line(text)).toBe(text)
    },
  )
})

describe('several lines', () => {
  test.each([
    ['a\r\nb\rc\u0085d', 'a\nb\nc\nd'],
    ['\n\n a  b \n\n\n\n c \n', 'a b\n\nc'],
    ['a\n\u200b\n\u200b\nb', 'a\n\nb'],
    ['👩‍\nx', '👩\nx'],
  ])('%j becomes %j', (input, output) => {
    expect(lines(input)).toBe(output)
  })
})

test('a text that is too long is refused with its length, not cut', () => {
  expect(cleanText('x'.repeat(10_000), { max: 200 })).toEqual({ ok: false, tooLong: { length: 10_000, max: 200 } })
  expect(cleanText(`  ${'x'.repeat(200)}  `, { max: 200 })).toEqual({ ok: true, text: 'x'.repeat(200) })
})

const nasty = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\u202e',
      '\u200d',
      '\u200c',
      ' ',
      '\n',
      '\r',
      '\u0308',
      '\u200b',
      '👩',
      '\u{e0061}',
      '\u{1f3f4}',
      '\ud800',
    ),
  ),
)

test('any input: no forbidden character is left, and cleaning twice changes nothing', () => {
  fc.assert(
    fc.property(nasty, fc.boolean(), (pieces, multiline) => {
      const cleaned = cleanText(pieces.join(''), { max: 1e6, multiline })
      if (!cleaned.ok) throw new Error('too long')
      expect(cleaned.text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      if (!multiline) expect(cleaned.text).not.toContain('\n')
      expect(cleaned.text).toBe(cleaned.text.trim())
      expect(cleanText(cleaned.text, { max: 1e6, multiline })).toEqual(cleaned)
    }),
    { numRuns: 2_000 },
  )
})

test('a megabyte of tags and joiners is cleaned within a second', () => {
  const tags = `\u{1f3f4}${'\u{e0061}'.repeat(200_000)}${'\u200d'.repeat(200_000)}${' \u200d'.repeat(200_000)}`
  const before = process.threadCpuUsage() // time of work: who else keeps the machine busy says nothing
  cleanText(tags, { max: 10 })
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(1_000)
})
