import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MailTemplate } from '#platform/mail/parts.ts'
import { renderMail } from '../render.tsx'
import { changesBetween } from './diff.ts'
import { filled, ourWording } from './fill.ts'
import { fits, wordingFor } from './wordings.ts'

const both = (text: string) => ({ de: text, en: text })
const template: MailTemplate = {
  kind: 'test.filled',
  name: both('Test'),
  when: both('Nie.'),
  placeholders: {
    name: { name: both('Name'), example: both('Alex') },
    hinweis: { name: both('Hinweis'), example: both('Bitte klingeln.'), optional: true },
    termin: { name: both('Termin'), example: both('https://belegt.example/t'), link: true },
    neu: { name: both('Neu'), example: both('https://belegt.example/n'), link: true, optional: true },
  },
  subject: both('Hallo {name}'),
  heading: both('Hallo {name}'),
  body: {
    text: both('Guten Tag {name},\n\n{hinweis}\n\nzum [Termin von {name}]({termin}).\n\n[Neu]({neu})'),
    law: { ...both('Das Gesetz.'), law: both('§ 1') },
  },
  facts: ['hinweis'],
  actions: { go: { ...both('Ansehen'), to: 'termin' }, anew: { ...both('Neu buchen'), to: 'neu' } },
  closing: { why: both('Von {organisation}.') },
}
const organisation = { name: 'Stadt Musterlingen', accent: '#2044aa', address: 'Rathausplatz 1\n12345 Musterlingen' }
const values = { name: 'Öznur', hinweis: '', termin: 'https://belegt.example/t', neu: '' }
const mail = (some: Partial<typeof values> = {}) =>
  renderMail(
    filled(template, ourWording(template, 'de'), organisation, { language: 'de', values: { ...values, ...some } }),
  )

test('HTML and text say the same, from one source', () => {
  const { html, text } = mail({ hinweis: 'Erstens.\n\nZweitens.', neu: 'https://belegt.example/n' })
  expect(text).toBe(
    [
      'Stadt Musterlingen',
      'Hallo Öznur',
      'Guten Tag Öznur,',
      'Erstens.',
      'Zweitens.',
      'zum Termin von Öznur <https://belegt.example/t>.',
      'Neu: https://belegt.example/n',
      'Das Gesetz.',
      'Hinweis: Erstens., Zweitens.',
      'Ansehen:\nhttps://belegt.example/t',
      'Neu buchen:\nhttps://belegt.example/n',
      '--',
      'Von Stadt Musterlingen.',
      'Rathausplatz 1, 12345 Musterlingen\n',
    ].join('\n\n'),
  )
  expect(html.match(/<a /g)).toHaveLength(4)
  expect(html).toContain('<p style="margin:0 0 1rem">Erstens.</p>')
})

test('what is empty leaves its paragraph, its fact and its link out', () => {
  const { html, text } = mail()
  expect(text).not.toMatch(/Hinweis|Neu|\{|\}/)
  expect(html).not.toContain('<dl')
  expect(html.match(/<a /g)).toHaveLength(2)
})

test('what people give stays what it is: no link, no placeholder, no markup, no second header line', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom('[x](https://böse.example)', '{termin}', '<b>x</b>', 'a\r\nBcc: x@example.org', '$&$1'),
        fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== ''),
      ),
      (name) => {
        const made = mail({ name })
        expect(made.subject).not.toMatch(/[\r\n]/)
        expect(made.html.match(/<a /g)).toHaveLength(2)
        expect(made.html).not.toContain('<b>')
        expect(made.text).toContain(`Guten Tag ${name},`)
      },
    ),
  )
})

test('own texts that fit no longer are passed over, and what the law fixes stays whatever is stored', () => {
  const own = { de: { subject: 'Moin {name}', 'body.law': 'Kein Gesetz.' }, en: { subject: 'Hi {nobody}' } }
  expect(fits(template, own.de)).toBe(true)
  expect(fits(template, own.en)).toBe(false)
  expect(wordingFor(template, 'de', own)).toMatchObject({ subject: 'Moin {name}', 'body.law': 'Das Gesetz.' })
  expect(wordingFor(template, 'en', own)).toMatchObject({ subject: 'Hallo {name}' })
})

test('a difference gives both texts back, and what did not change is not shown as changed', () => {
  expect(changesBetween('Guten Tag {name}, bis bald', 'Guten Abend {name}, bis bald')).toEqual([
    { is: 'same', text: 'Guten ' },
    { is: 'gone', text: 'Tag' },
    { is: 'new', text: 'Abend' },
    { is: 'same', text: ' {name}, bis bald' },
  ])
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'Ü'), { maxLength: 12 }).map((some) => some.join(' '))
  fc.assert(
    fc.property(words, words, (before, after) => {
      const changes = changesBetween(before, after)
      const without = (gone: string) => changes.flatMap(({ is, text }) => (is === gone ? [] : [text])).join('')
      expect([without('new'), without('gone')]).toEqual([before, after])
      if (before === after) expect(changes.every(({ is }) => is === 'same')).toBe(true)
    }),
  )
})
