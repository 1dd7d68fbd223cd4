import { describe, expect, test } from 'vitest'
import { termsOfForm } from '../../search/terms.ts'
import { factPage, hitPage } from '../paths.ts'
import { createFinder } from './find.ts'
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

test('the place of a value travels behind the # too, and the words in it are marked on its page alone', async () => {
  const box = { x: 0.5, y: 0.1, width: 0.2, height: 0.02 }
  const address = factPage('0b8c6d2e-0000-4000-8000-000000000000', { field: 'total', page: 2, box })
  const { search, hash } = new URL(address, 'https://stadt.example')
  expect(search).toBe('?seite=2&wert=total')
  const finder = createFinder(3, async () => ({
    from: 'layer',
    words: [
      ['Betrag:', 0.3, 0.1, 0.15, 0.02],
      ['119,00', 0.5, 0.1, 0.1, 0.02],
      ['EUR', 0.62, 0.101, 0.08, 0.02],
      ['darunter', 0.5, 0.13, 0.1, 0.02],
    ],
  }))
  finder.seek(soughtIn(hash))
  expect(await finder.step(1, 1)).toBe(2)
  expect((await finder.on(2))?.hits).toEqual([1, 2])
  expect((await finder.on(1))?.hits).toEqual([])
})

test('a fragment that is none of ours marks nothing', () => {
  for (const hash of [
    '',
    '#notizen',
    '#treffer=%',
    '#treffer={"terms":3}',
    '#treffer=null',
    '#stelle=1_2_0_0_0',
    '#stelle=0_0_0_1_1',
  ])
    expect(soughtIn(hash)).toBeUndefined()
})
