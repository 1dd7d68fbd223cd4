// Words of pages as the server read them. Runs in browsers.
import type { PageWords } from './overlay.ts'

export type WordsOfPage = (page: number) => Promise<PageWords | undefined>

/** Asks for the words of a page once. @param address what stands before the page's number, and what behind it */
export function wordsFrom(address: string, version: string): WordsOfPage {
  const known = new Map<number, Promise<PageWords | undefined>>()
  return (page) => {
    const before = known.get(page)
    if (before) return before
    const asked = fetch(`${address}${page}${version}`).then(async (answer) =>
      answer.ok ? ((await answer.json()) as PageWords) : undefined,
    )
    asked.catch(() => known.delete(page)) // asked again when it is wanted again
    known.set(page, asked)
    return asked
  }
}
