// Finds words on the pages of a document and goes from one to the next. Runs in browsers.
import { hitsAmong, type Sought, wordsWithin } from './hits.ts'
import type { PageWords } from './overlay.ts'

export type Finder = {
  /** Starts anew; undefined ends it. */
  seek(sought: Sought | undefined): void
  isSeeking(): boolean
  /** What to mark on a page, once its words are there. */
  on(page: number): Promise<{ words: PageWords; hits: readonly number[]; now: number | undefined } | undefined>
  /**
   * Goes to the next hit, or the one before, beginning at a page; around the end to the beginning.
   * @returns the page it is on, or undefined when no page has one
   */
  step(by: 1 | -1, from: number): Promise<number | undefined>
}

/** @param words of a page; undefined where there are none */
export function createFinder(count: number, words: (page: number) => Promise<PageWords | undefined>): Finder {
  let sought: Sought | undefined
  let now: { page: number; hit: number } | undefined
  const known = new Map<number, readonly number[]>()

  async function hitsOn(page: number): Promise<readonly number[]> {
    const asked = sought
    const before = known.get(page)
    if (before || !asked) return before ?? []
    const { place } = asked
    if (place && place.page !== page) return []
    const read = await words(page)
    const texts = () => (read?.words ?? []).map(([text]) => text)
    const hits = place ? wordsWithin(read?.words ?? [], place.box) : hitsAmong(texts(), asked)
    if (sought === asked) known.set(page, hits)
    return hits
  }

  return {
    seek(wanted) {
      sought = wanted
      now = undefined
      known.clear()
    },
    isSeeking: () => sought !== undefined,
    async on(page) {
      const read = sought ? await words(page) : undefined
      if (!read) return undefined
      const hits = await hitsOn(page)
      return { words: read, hits, now: now?.page === page ? now.hit : undefined }
    },
    async step(by, from) {
      const here = now
      const asked = sought
      if (!asked) return undefined
      const start = here?.page ?? from
      for (let steps = 0; steps <= count; steps++) {
        const page = ((start - 1 + by * steps + count * (steps + 1)) % count) + 1
        const hits = await hitsOn(page)
        if (sought !== asked) return undefined
        const within = steps === 0 && here ? hits.filter((hit) => (by === 1 ? hit > here.hit : hit < here.hit)) : hits
        const hit = by === 1 ? within[0] : within.at(-1)
        if (hit === undefined) continue
        now = { page, hit }
        return page
      }
      return undefined
    },
  }
}
