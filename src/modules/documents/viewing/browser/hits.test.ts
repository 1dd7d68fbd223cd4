import { describe, expect, test } from 'vitest'
import { termsOfForm } from '../../search/terms.ts'
import { hitPage } from '../paths.ts'
import { hitsAmong, soughtFor, soughtIn } from './hits.ts'

const page = 'Ihre Kündigung vom 1. März: die Rechnungs-Nr. RE-2026/0417 wurde der Sicherheit halber storniert.'.split(
  ' ',
)
const marked = (query: string) => {
  const sought = soughtFor(query)
  return sought ? hitsAmong(page, sought).map((place) => page[place]) : undefined
}

describe('what somebody types is marked on the page', () => {
  test.each([
    ['Kündigung', ['Kündigung']],
    ['kuendigung', ['Kündigung']],
    ['kündigungen', ['Kündigung']],
    ['Siche', ['Sicherheit']],
    ['RE-2026/0417', ['RE-2026/0417']],
    ['der', ['der']],
    ['"Rechnungs Nr"', ['Rechnungs-Nr.']],
    ['"Nr RE"', ['Rechnungs-Nr.', 'RE-2026/0417']],
    ['"RE Nr"', []],
    ['Mahnung', []],
  ])('%s', (query, words) => expect(marked(query)).toEqual(words))

  test('nothing typed marks nothing', () => expect(marked(' ""')).toBeUndefined())
})

test('marks travel behind the # of an address and come back', () => {
  const marks = { terms: termsOfForm('kündigung', false), phrases: [['eins', 'zwei'], []] }
  const address = hitPage('0b8c6d2e-0000-4000-8000-000000000000', { page: 3, marks })
  const { pathname, search, hash } = new URL(address, 'https://stadt.example')
  expect(pathname + search).toBe('/team/dokumente/0b8c6d2e-0000-4000-8000-000000000000?seite=3')
  const sought = soughtIn(hash)
  expect(sought && hitsAmong(['Kündigungen', 'Rechnung', 'eins', 'zwei', 'drei', 'zwei'], sought)).toEqual([0, 2, 3])
})

test('a fragment that is none of ours marks nothing', () => {
  for (const hash of ['', '#notizen', '#treffer=%', '#treffer={"terms":3}', '#treffer=null'])
    expect(soughtIn(hash)).toBeUndefined()
})
