// What members' devices keep of a document's text, sealed: asked for, opened, and kept. Runs in browsers.
import { base64url, type Bytes, fromBase64url } from '#platform/sealing/bytes.ts'
import type { DocumentIds } from '#platform/sealing/manifest.ts'
import type { TextsJson } from '../paths.ts'
import { openBox, sealBox } from './boxes.ts'
import { type PageRead, readPages, type ToRead } from './read-pages.ts'
import { type DocumentWords, wordsOf } from './words.ts'

export type OpenDocument = {
  readonly key: Uint8Array
  readonly ids: DocumentIds
  /** Where its texts are kept. */
  readonly texts: string
}

const [MOST_PAGES, MUCH_TEXT] = [32, 400_000]

async function asked(url: string, init?: RequestInit): Promise<unknown> {
  const answer = await fetch(url, { headers: { accept: 'application/json' }, ...init })
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return answer.json()
}
const sent = (url: string, fields: Readonly<Record<string, string | number>>): Promise<unknown> =>
  asked(url, {
    method: 'POST',
    body: new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])),
  })

async function pagesIn({ key, ids }: OpenDocument, { parts }: TextsJson): Promise<PageRead[]> {
  const opened = parts.map(({ firstPage, box }) =>
    openBox(key, { ids, kind: 'pages', part: String(firstPage) }, fromBase64url(box)),
  )
  return ((await Promise.all(opened)) as PageRead[][]).flat()
}

/** The words of a document; undefined when nobody's device has read it yet. @throws SealingProblem, TypeError */
export async function keptWords(document: OpenDocument): Promise<DocumentWords | undefined> {
  const { words } = (await asked(document.texts)) as TextsJson
  return words === undefined ? undefined : openWords(document, fromBase64url(words))
}

export const openWords = async ({ key, ids }: Omit<OpenDocument, 'texts'>, box: Uint8Array): Promise<DocumentWords> =>
  (await openBox(key, { ids, kind: 'words', part: '' }, box)) as DocumentWords

/** The pages of a document as they were read, in order, from a page on. @throws SealingProblem, TypeError */
export async function* keptPages(document: OpenDocument, from = 1): AsyncGenerator<PageRead> {
  for (let next: number | undefined = from; next !== undefined;) {
    const texts = (await asked(`${document.texts}?ab=${next}`)) as TextsJson
    yield* await pagesIn(document, texts)
    next = texts.next
  }
}

export type ToKeep = OpenDocument &
  ToRead & {
    /** `wordsKeyOf` the archive. */
    readonly wordsKey: Bytes
    /** What stands above the text: title, file name. */
    readonly heads: readonly string[]
    /** Where its words go. */
    readonly words: string
    /** Told of each page that was read. */
    readonly read: (page: PageRead) => void
  }

/**
 * Reads a document here and keeps its words: its pages sealed, some at a time, and last its tokens, so that whatever breaks
 * off on the way is begun anew by who opens it next.
 * @returns the pages whose words could not be read
 * @throws what `readPages` throws; Error when the server does not take it
 */
export async function keepTexts(wish: ToKeep): Promise<readonly number[]> {
  const { key, ids, texts, wordsKey, heads } = wish
  const missing: number[] = []
  let gathered: PageRead[] = []
  let [part, size] = [0, 0]
  const flush = async (): Promise<void> => {
    const [first, last] = [gathered[0], gathered.at(-1)]
    if (!first || !last) return
    const box = await sealBox(key, { ids, kind: 'pages', part: String(first.number) }, gathered)
    await sent(texts, { part: part++, firstPage: first.number, lastPage: last.number, box: base64url(box) })
    gathered = []
    size = 0
  }
  const reading = async function* (): AsyncGenerator<{ number: number; text: string }> {
    for await (const page of readPages(wish)) {
      if (page.missing) missing.push(page.number)
      wish.read(page)
      gathered.push(page)
      size += page.text.length
      if (gathered.length >= MOST_PAGES || size >= MUCH_TEXT) await flush()
      yield { number: page.number, text: page.text }
    }
    await flush()
  }
  const { parts, forms } = await wordsOf(wordsKey, reading(), heads)
  const kept: DocumentWords = { forms, missing }
  const box = await sealBox(key, { ids, kind: 'words', part: '' }, kept)
  await sent(wish.words, { parts: JSON.stringify(parts), box: base64url(box) })
  return missing
}
