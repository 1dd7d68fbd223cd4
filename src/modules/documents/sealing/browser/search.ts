// Searching an archive that no server reads: what is typed stays here, the server gets tokens and gives back documents.
import { type Bytes, fromBase64url } from '#platform/sealing/bytes.ts'
import { marksIn, snippetOf } from '../../search/marks.ts'
import { readable } from '../../search/words.ts'
import type { Marks, Snippet } from '../../search/wanted.ts'
import { documentPage, hitPage } from '../../viewing/paths.ts'
import { keptPages, type OpenDocument, openWords } from './texts.ts'
import type { DocumentWords } from './words.ts'
import { questionOf, vocabularyFrom } from './words.ts'

/** A document that was found; where, when its text was looked into. */
export type Found = {
  readonly id: string
  readonly page?: number
  /** What stands behind the document's address, so that its page opens there with the words marked. */
  readonly behind?: string
  readonly snippet?: Snippet
}

export type SearchWish = {
  /** `wordsKeyOf` the archive. */
  readonly wordsKey: Bytes
  /** Where the sealed words of all documents are. */
  readonly lists: string
  /** Where tokens are asked for. */
  readonly address: string
  /** How a document's texts are opened; undefined for one that this device does not open. */
  readonly document: (id: string) => OpenDocument | undefined
}

/** So many hits are shown with the place where they stand, and so many are looked through for a phrase. */
const [SHOWN_WITH_TEXT, MOST_READ, AT_ONCE] = [20, 100, 4]

export type Search = ReturnType<typeof createSearch>

export function createSearch({ wordsKey, lists, address, document }: SearchWish) {
  let words: ReadonlyMap<string, DocumentWords> | undefined

  async function load(): Promise<ReadonlyMap<string, DocumentWords>> {
    const answer = await fetch(lists)
    if (!answer.ok) throw new Error(`no words: ${answer.status}`)
    const opened = new Map<string, DocumentWords>()
    for (const { id, box } of (await answer.json()) as { id: string; box: string }[]) {
      const of = document(id)
      // one that does not open is no reason to find nothing
      const read = of && (await openWords(of, fromBase64url(box)).catch(() => undefined))
      if (read) opened.set(id, read)
    }
    return opened
  }
  let loading: Promise<ReadonlyMap<string, DocumentWords>> | undefined
  const ready = async (): Promise<ReadonlyMap<string, DocumentWords>> => {
    loading ??= load()
    try {
      words = await loading
      return words
    } catch (error) {
      loading = undefined // asked again
      throw error
    }
  }
  let vocabulary: ReturnType<typeof vocabularyFrom> | undefined

  return {
    ready,
    isReady: () => words !== undefined,
    /** Whether all words of a document are known. */
    knows: (id: string): boolean => words?.get(id)?.missing.length === 0,
    /** The documents that hold what was typed, best first; undefined when nothing was asked for. */
    async find(query: string): Promise<readonly Found[] | undefined> {
      vocabulary ??= vocabularyFrom((await ready()).values())
      const { asked, marks, without } = await questionOf(wordsKey, query, vocabulary)
      if (asked.wanted.length === 0) return query.trim() === '' ? undefined : []
      const body = new URLSearchParams({ asked: JSON.stringify(asked) })
      const answer = await fetch(address, { method: 'POST', body })
      if (!answer.ok) throw new Error(`no answer: ${answer.status}`)
      const ids = (await answer.json()) as string[]
      const decides = marks.phrases.length + without.length > 0
      const looked = ids.slice(0, decides ? MOST_READ : SHOWN_WITH_TEXT)
      const found: (Found | undefined)[] = []
      for (let from = 0; from < looked.length; from += AT_ONCE)
        found.push(
          ...(await Promise.all(
            looked.slice(from, from + AT_ONCE).map((id) => placeIn(id, document(id), { marks, without })),
          )),
        )
      return [
        ...found.filter((one) => one !== undefined),
        ...(decides ? [] : ids.slice(looked.length).map((id) => ({ id }))),
      ]
    },
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
