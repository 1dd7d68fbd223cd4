import { expect, test } from 'vitest'
import { createFinder } from './find.ts'
import { soughtFor } from './hits.ts'
import type { PageWords } from './overlay.ts'

const texts = ['Rechnung und Rechnung', 'nichts', 'eine Rechnung', '']
const words = async (page: number): Promise<PageWords | undefined> => {
  const text = texts[page - 1]
  return text ? { from: 'layer', words: text.split(' ').map((word) => [word, 0, 0, 1, 1] as const) } : undefined
}

test('goes from hit to hit, around the end, and back', async () => {
  const finder = createFinder(4, words)
  expect(await finder.step(1, 1)).toBeUndefined()
  finder.seek(soughtFor('rechnung'))
  const seen: unknown[] = []
  for (const by of [1, 1, 1, 1, -1, -1] as const) {
    const page = await finder.step(by, 1)
    seen.push([page, page === undefined ? undefined : (await finder.on(page))?.now])
  }
  expect(seen).toEqual([
    [1, 0],
    [1, 2],
    [3, 1],
    [1, 0],
    [3, 1],
    [1, 2],
  ])
})

test('begins at the page that is looked at, and says when there is nothing', async () => {
  const finder = createFinder(4, words)
  finder.seek(soughtFor('rechnung'))
  expect(await finder.step(1, 2)).toBe(3)
  finder.seek(soughtFor('Mahnung'))
  expect(await finder.step(1, 2)).toBeUndefined()
  expect(await finder.on(1)).toMatchObject({ hits: [], now: undefined })
  finder.seek(undefined)
  expect(await finder.on(1)).toBeUndefined()
})

test('one hit in the whole document stays the one', async () => {
  const finder = createFinder(4, words)
  finder.seek(soughtFor('nichts'))
  expect([await finder.step(1, 4), await finder.step(1, 4), await finder.step(-1, 4)]).toEqual([2, 2, 2])
})
