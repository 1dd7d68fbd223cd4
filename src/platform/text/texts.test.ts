import { expect, expectTypeOf, test } from 'vitest'
import { texts } from '#platform/text/texts.ts'

const de = {
  title: 'Ihr Termin',
  places: (count: number) => (count === 1 ? 'ein Platz' : `${count} Plätze`),
  steps: ['Zeit wählen', 'Daten eingeben'],
  mail: { subject: (name: string) => `Guten Tag ${name}` },
}
const en = {
  title: 'Your appointment',
  places: (count: number) => (count === 1 ? 'one place' : `${count} places`),
  steps: ['Choose a time', 'Enter your details'],
  mail: { subject: (name: string) => `Hello ${name}` },
}

test('texts are given in the language asked for', () => {
  const t = texts(de, en)
  expect(t('de').title).toBe('Ihr Termin')
  expect(t('en').title).toBe('Your appointment')
  expect([t('de').places(2), t('en').places(1)]).toEqual(['2 Plätze', 'one place'])
  expect(t('en').mail.subject('Erika')).toBe('Hello Erika')
  expect(t('de').steps[0]).toBe('Zeit wählen')
})

test('functions keep their parameters', () => {
  const t = texts(de, en)('en')
  expectTypeOf(t.places).parameters.toEqualTypeOf<[count: number]>()
  expectTypeOf(t.title).toEqualTypeOf<string>()
  expectTypeOf(t.steps).toEqualTypeOf<readonly string[]>()
})

test('incomplete, surplus or differently shaped texts do not compile', () => {
  const { title: _title, ...withoutTitle } = en
  const surplus = { ...en, extra: 'more' }
  const surplusInside = { ...en, mail: { ...en.mail, extra: 'more' } }
  // @ts-expect-error a key is missing
  texts(de, withoutTitle)
  // @ts-expect-error a key inside a group is missing
  texts(de, { ...en, mail: {} })
  // @ts-expect-error a key is surplus
  texts(de, surplus)
  // @ts-expect-error a key inside a group is surplus
  texts(de, surplusInside)
  // @ts-expect-error a sentence is no function
  texts(de, { ...en, title: () => 'Your appointment' })
  // @ts-expect-error another parameter
  texts(de, { ...en, places: (name: string) => name })
  // @ts-expect-error not a string
  texts(de, { ...en, places: (count: number) => count })
  // @ts-expect-error a parameter more
  texts(de, { ...en, places: (count: number, unit: string) => `${count} ${unit}` })
  expect(surplus.extra).toBe('more')
})
