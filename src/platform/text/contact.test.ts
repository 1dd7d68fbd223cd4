import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMailAddress, nameWords, normaliseMail, normaliseName, normalisePhone } from '#platform/text/contact.ts'

describe('mail addresses', () => {
  test.each([
    'erika@example.org',
    'erika.mustermann+termin@mail.example.co.uk',
    "o'brien@example.org",
    'jürgen@müller.example',
    '用户@例子.广告',
    '1@2.de',
    `${'a'.repeat(64)}@example.org`,
  ])('%s is one', (text) => {
    expect(isMailAddress(text)).toBe(true)
  })

  test.each([
    '',
    'erika',
    '@example.org',
    'erika@',
    'erika@localhost',
    'a@b@example.org',
    'erika@example.org\nBcc: all@example.org',
    'erika\u0000@example.org',
    'erika mustermann@example.org',
    'erika@exa mple.org',
    '"erika"@example.org',
    '<erika@example.org>',
    'erika@example.org, max@example.org',
    '.erika@example.org',
    'eri..ka@example.org',
    'erika@-example.org',
    'erika@example..org',
    'erika@example.org.',
    'erika@[127.0.0.1]',
    'erika@127.0.0.1',
    'erika@1.0x10',
    'erika@exa%6dple.org',
    ' erika@example.org',
    'erika\u202e@example.org',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(60)}.${'c.'.repeat(150)}org`,
    'x'.repeat(100_000),
  ])('%j is none', (text) => {
    expect(isMailAddress(text)).toBe(false)
  })

  test('the form for finding', () => {
    expect(normaliseMail('  Erika.M@EXAMPLE.org ')).toBe('erika.m@example.org')
    expect(normaliseMail('JÜRGEN@Müller.Example')).toBe('jürgen@xn--mller-kva.example')
    expect(normaliseMail('Ju\u0308rgen@mu\u0308ller.example')).toBe('jürgen@xn--mller-kva.example')
    expect(normaliseMail('nobody')).toBeUndefined()
  })

  test('whatever is accepted is safe in a header and stays the same when normalised again', () => {
    const likely = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.domain()).map(([a, b]) => `${a}@${b}`)
    fc.assert(
      fc.property(fc.oneof(likely, fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        const mail = normaliseMail(text)
        if (mail === undefined) return
        expect(mail).toMatch(/^[^\s\p{C}<>"(),:;@]+@[a-z0-9.-]+$/u)
        expect(normaliseMail(mail)).toBe(mail)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('phone numbers', () => {
  test.each([
    ['030 / 123 45-67', '+49301234567'],
    ['+49 (0) 30 1234567', '+49301234567'],
    ['0049 30 1234567', '+49301234567'],
    ['+49 0171 1234567', '+491711234567'],
    ['Tel.: 0171–1234567', '+491711234567'],
    ['\u202a+49 171 1234567\u202c', '+491711234567'],
    ['+43 1 5850', '+4315850'],
    ['٠٣٠ 1234567', undefined],
    ['123456', undefined],
    ['110', undefined],
    ['0', undefined],
    ['030 1234567 Durchwahl 9', undefined],
    ['+1234567890123456', undefined],
    ['', undefined],
  ])('%s is %s', (entered, e164) => {
    expect(normalisePhone(entered)).toEqual({ entered, e164 })
  })

  test('another country', () => {
    expect(normalisePhone('01 585 00 00', '43').e164).toBe('+4315850000')
  })

  test('what came out goes in again unchanged', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789+ -/()'), maxLength: 20 })
    fc.assert(
      fc.property(digits, (entered) => {
        const { e164 } = normalisePhone(entered)
        if (e164 !== undefined) expect(normalisePhone(e164).e164).toBe(e164)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('names for searching', () => {
  test.each([
    ['Müller', 'mueller'],
    ['MUELLER', 'mueller'],
    ['Mu\u0308ller', 'mueller'],
    ['Weiß', 'weiss'],
    ['STRAẞE', 'strasse'],
    ['Işıl İNAN', 'isil inan'],
    ['Bjørn Ångström', 'bjoern aangstroem'],
    ['Søren Æsop', 'soeren aesop'],
    ['Łukasz Đoković', 'lukasz dokovic'],
    ['José-María d’Aragón', 'jose maria daragon'],
    ["  O'Brien ", 'obrien'],
    ['ﬁlipa Ｗａｎｇ', 'filipa wang'],
    ['Γιώργος', 'γιωργοσ'],
    ['مُحَمَّد', 'محمد'],
    ['नरेन्द्र', 'नरेन्द्र'],
    ['が', 'が'],
    ['🎉', ''],
  ])('%s is %s', (name, words) => {
    expect(normaliseName(name)).toBe(words)
  })

  test('words come once each', () => {
    expect(nameWords('Anna-Anna von Müller')).toEqual(['anna', 'von', 'mueller'])
    expect(nameWords(' – ')).toEqual([])
  })

  test('normalising twice changes nothing, whatever the letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name))
      }),
      { numRuns: 2_000 },
    )
  })

  test('every single character is folded for good', () => {
    const unstable: string[] = []
    for (let code = 0; code < 0x2_0000; code++) {
      const once = normaliseName(String.fromCodePoint(code))
      if (normaliseName(once) !== once) unstable.push(code.toString(16))
    }
    expect(unstable).toEqual([])
  })

  test('upper and lower case of a name meet', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcxyzäöüßéèñøåçłđıİğş -') }), (name) => {
        expect(normaliseName(name.toUpperCase())).toBe(normaliseName(name))
      }),
    )
  })
})
