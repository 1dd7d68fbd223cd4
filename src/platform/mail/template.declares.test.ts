import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { problemsOf } from './check.ts'
import type { MailTemplate } from './parts.ts'
import { mailTemplate } from './template.ts'
import { paragraphsOf, placeholdersIn } from './text.ts'

const both = (text: string) => ({ de: text, en: text })
const template: MailTemplate = {
  kind: 'test.mail',
  name: both('Test'),
  when: both('Nie.'),
  placeholders: {
    name: { name: both('Name'), example: both('Alex') },
    hinweis: { name: both('Hinweis'), example: both('Bitte klingeln.'), optional: true },
    termin: { name: both('Termin'), example: both('https://belegt.example/t'), link: true },
  },
  subject: both('Hallo {name}'),
  heading: both('Hallo'),
  body: { text: both('Guten Tag {name},\n\n{hinweis}') },
  closing: { why: both('[Ansehen]({termin})') },
}
const codes = (text: string, line = false, keeps: readonly string[] = []) =>
  problemsOf(template, { ...both(''), keeps }, line, text).map(({ code, about }) => `${code} ${about}`.trim())

describe('texts of mails', () => {
  test('a text is parted into paragraphs, and placeholders and links are found', () => {
    const [first, second, ...rest] = paragraphsOf('Guten Tag { name },\r\n \r\n\r\n[zu {name}]({termin})\nEnde')
    expect(rest).toEqual([])
    expect(first).toEqual([
      { is: 'text', text: 'Guten Tag ' },
      { is: 'placeholder', name: 'name' },
      { is: 'text', text: ',' },
    ])
    expect(placeholdersIn(second ?? [])).toEqual(['name', 'termin'])
  })

  test('what cannot be filled in is refused, with what was meant', () => {
    expect(codes('Guten Tag {name}, {organisation}. {hinweis} [x]({termin}) [y](https://amt.example/a)')).toEqual([])
    expect(problemsOf(template, both(''), false, '{nmae} {Termine}')).toEqual([
      { code: 'unknown', about: '{nmae}', instead: '{name}' },
      { code: 'unknown', about: '{Termine}', instead: '{termin}' },
    ])
    expect(codes('{xyzzy}')).toEqual(['unknown {xyzzy}'])
    expect(codes('{constructor} {__proto__}')).toEqual(['unknown {constructor}', 'unknown {__proto__}'])
    expect(codes('Guten Tag', false, ['name'])).toEqual(['missing {name}'])
    expect(codes('Guten Tag {name')).toEqual(['brace Guten Tag {name'])
    expect(codes('{termin}')).toEqual(['address-as-text {termin}'])
    expect(codes('[x]({name})')).toEqual(['text-as-address {name}'])
    expect(codes('[x](javascript:alert)')).toEqual(['address javascript:alert'])
    expect(codes('[x](http://amt.example)')).toEqual(['address http://amt.example'])
    expect(codes('Siehe https://amt.example/a')).toEqual(['bare-link https://amt.example/a'])
    expect(codes(' \n ')).toEqual(['empty'])
    expect(codes('[x]({termin})', true)).toEqual(['link-in-line'])
    expect(codes('eins\nzwei', true)).toEqual(['lines'])
    expect(codes('{hinweis}', true)).toEqual(['may-be-empty {hinweis}'])
    expect(codes('x'.repeat(151), true)).toEqual(['too-long 150'])
  })

  test('every text is either read whole or refused: no letter is lost on the way', () => {
    const letters = fc.stringMatching(/^[a-z{}[\]() \n.:/]{0,40}$/)
    fc.assert(
      fc.property(letters, (text) => {
        const back = paragraphsOf(text)
          .flat()
          .map(function written(piece): string {
            if (piece.is === 'text') return piece.text
            if (piece.is === 'placeholder') return `{${piece.name}}`
            return `[${piece.words.map(written).join('')}](${written(piece.to)})`
          })
        expect(back.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      }),
      { numRuns: 500 },
    )
  })

  test('a declaration with a placeholder nobody fills is a defect, found when the program starts', () => {
    expect(() => mailTemplate({ ...template, heading: both('{nam}') })).toThrow(
      /test\.mail, heading, de: unknown \{nam\}/,
    )
    mailTemplate(template)
    expect(() => mailTemplate(template)).toThrow(/declared twice/)
  })
})
