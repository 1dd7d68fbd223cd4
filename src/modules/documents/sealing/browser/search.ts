// Searching an archive that no server reads: what is typed stays here, the server gets tokens and gives back documents.
import type { Bytes } from '#platform/sealing/bytes.ts'
import { marksIn, snippetOf } from '../../search/marks.ts'
import { readable } from '../../search/words.ts'
import type { Marks, Snippet } from '../../search/wanted.ts'
import { documentPage, hitPage } from '../../viewing/paths.ts'
import type { HitsJson } from '../paths.ts'
import { type ArchiveList, openable } from './archive-list.ts'
import { keptPages, type OpenDocument } from './texts.ts'
import { questionOf } from './words.ts'

/** A document that was found; where, when its text was looked into. */
export type Found = {
  readonly id: string
  readonly page?: number
  /** What stands behind the document's address, so that its page opens there with the words marked. */
  readonly behind?: string
  readonly snippet?: Snippet
}
export type Answer = {
  readonly found: readonly Found[]
  /** Whether there are others, worse ones. */
  readonly more: boolean
}

export type SearchWish = {
  /** `wordsKeyOf` the archive. */
  readonly wordsKey: Bytes
  readonly list: ArchiveList
  /** Where tokens are asked for. */
  readonly address: string
  /** Where a document's texts are, below its page. */
  readonly texts: string
}

/** So many hits are shown with the place where they stand, and so many are looked through for a phrase. */
const [SHOWN_WITH_TEXT, MOST_READ, AT_ONCE] = [20, 100, 4]

/** The documents that hold what was typed, best first; undefined when nothing was asked for. */
export async function findIn(wish: SearchWish, query: string): Promise<Answer | undefined> {
  const { wordsKey, list, address, texts } = wish
  const { asked, marks, without } = await questionOf(wordsKey, query, list.vocabulary)
  if (asked.wanted.length === 0) return query.trim() === '' ? undefined : { found: [], more: false }
  const body = new URLSearchParams({ asked: JSON.stringify(asked) })
  const answer = await fetch(address, { method: 'POST', body })
  if (!answer.ok) throw new Error(`no answer: ${answer.status}`)
  const { ids, more } = (await answer.json()) as HitsJson
  // the server searches all of the archive, also what this device has not heard of yet
  if (ids.some((id) => !list.documents.has(id))) await list.load()
  const decides = marks.phrases.length + without.length > 0
  const looked = ids.slice(0, decides ? MOST_READ : SHOWN_WITH_TEXT)
  const found: (Found | undefined)[] = []
  for (let from = 0; from < looked.length; from += AT_ONCE)
    found.push(
      ...(await Promise.all(
        looked.slice(from, from + AT_ONCE).map((id) => {
          const known = list.documents.get(id)
          return placeIn(id, known && openable(known, texts), { marks, without })
        }),
      )),
    )
  const rest = ids.slice(looked.length)
  return {
    found: [...found.filter((one) => one !== undefined), ...(decides ? [] : rest.map((id) => ({ id })))],
    more: more || (decides && rest.length > 0),
  }
}
type Wanted = { readonly marks: Marks; readonly without: Marks['phrases'] }

/** Where a document holds what was asked for; undefined when its text shows that it does not. */
async function placeIn(
  id: string,
  document: OpenDocument | undefined,
  { marks, without }: Wanted,
): Promise<Found | undefined> {
  if (!document) return { id }
  const open = new Set(marks.phrases)
  let best: Found | undefined
  for await (const { number, text } of keptPages(document)) {
    const read = readable(text)
    if (without.some((phrase) => marksIn(read, { terms: [], phrases: [phrase] }).length > 0)) return undefined
    const holds = [...open].filter((phrase) => marksIn(read, { terms: [], phrases: [phrase] }).length > 0)
    for (const phrase of holds) open.delete(phrase)
    if (!best || holds.length > 0) {
      const snippet = snippetOf(number, read, marksIn(read, marks))
      const behind = hitPage(id, { page: number, marks }).slice(documentPage(id).length)
      if (snippet && (holds.length > 0 || !best)) best = { id, page: number, behind, snippet }
    }
    if (best && open.size === 0 && without.length === 0) break
  }
  // a phrase may stand in the title, which is no page: then its words alone are found, and not it
  return open.size > 0 ? undefined : (best ?? { id })
}
