import { expect, test } from 'vitest'
import { factsOf, ledgerFact } from './facts.ts'

const id = '29a16b46-1ad6-4785-9fc0-b25eb7afb339'

test('an entry is read in plain words: ways, days and names of things instead of the program’s own', () => {
  ledgerFact('shade', { de: 'Farbton', en: 'Shade' }, (value, language) =>
    language === 'de' ? `helles ${value}` : value,
  )
  const body = { request: id, by: 'post', sent: '2026-11-03', shade: 'Blau', states: 'a b c', held: 0, people: 2 }
  expect(factsOf({ body }, 'de')).toEqual([
    { term: 'Kennung', value: id },
    { term: 'Weg', value: 'per Brief' },
    { term: 'sent', value: '03.11.2026' },
    { term: 'Farbton', value: 'helles Blau' },
    { term: 'Personen', value: '2' },
  ])
  expect(factsOf({ body: { by: id } }, 'en')).toEqual([{ term: 'Id', value: id }])
  expect(() => ledgerFact('shade', { de: 'x', en: 'x' })).toThrow('twice')
})
