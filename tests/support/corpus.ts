// An organisation's documents by name, and what a search finds of them.
import { filing } from '../../src/modules/documents/data.ts'
import { search } from '../../src/modules/documents/search/index.ts'
import type { SearchWish } from '../../src/modules/documents/search/wanted.ts'
import { archiveRow } from './document-rows.ts'
import type { TestHouse } from './house.ts'
import { searchable } from './searchable.ts'

type Corpus = Readonly<Record<string, string | readonly string[]>>

/** An organisation with these documents by name, and what a search finds of them, best first. */
export async function corpusIn(house: TestHouse, texts: Corpus) {
  const organisation = await house.organisation()
  const names = new Map<string, string>()
  await house.within(organisation, filing, async (at) => {
    const archive = await archiveRow(at)
    for (const [name, text] of Object.entries(texts))
      names.set(await searchable(at, { archive, title: name, texts: [text].flat() }), name)
  })
  const ask = (query: string, wish: Partial<SearchWish> = {}) =>
    house.within(organisation, filing, (at) => search(at, { query, ...wish }), { readOnly: true })
  return {
    organisation,
    ask,
    idOf: (name: string) => [...names].find(([, one]) => one === name)?.[0] ?? '',
    find: async (query: string, wish: Partial<SearchWish> = {}) =>
      (await ask(query, wish)).hits.map(({ documentId }) => names.get(documentId)),
    plain: async (query: string) =>
      (await ask(query, { how: 'plain' })).hits.map(({ documentId }) => names.get(documentId)),
  }
}
