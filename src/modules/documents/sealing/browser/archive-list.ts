// What an archive that no server reads holds, as a member's device knows it: titles and words, the newest documents first.
import { fromBase64url } from '#platform/sealing/bytes.ts'
import { openDetails, openKey } from '#platform/sealing/document.ts'
import { type Manifest, readManifest } from '#platform/sealing/manifest.ts'
import type { KeyPair } from '#platform/sealing/wrap.ts'
import { vocabularyOf } from '../../search/vocabulary.ts'
import type { ListedJson, ListsJson } from '../paths.ts'
import { type OpenDocument, openWords } from './texts.ts'
import { type DocumentWords, widenBy } from './words.ts'

type Opened = {
  readonly title: string
  readonly fileName: string
  readonly key: Uint8Array
  readonly manifest: Manifest
}

/** A document as this device knows it. */
export type Known = {
  readonly id: string
  readonly url: string
  readonly received: string
  /** Undefined for one that does not open: it is listed all the same, so that it is not lost sight of. */
  readonly opened: Opened | undefined
  /** Which of its pages were read: all, not all, or nobody's device has read it. */
  readonly read: 'all' | 'some' | 'none'
}

export type ArchiveList = ReturnType<typeof archiveList>

/** @param lists where the server tells of the archive's documents, some at a time */
export function archiveList(archive: KeyPair, lists: string) {
  const documents = new Map<string, Known>()
  const vocabulary = vocabularyOf()
  let next: string | undefined = lists
  let loading: Promise<void> | undefined
  let isFull = false

  /** Counts the words of a document in. */
  function take(words: DocumentWords): Known['read'] {
    if (!widenBy(vocabulary, words.forms)) isFull = true
    return words.missing.length === 0 ? 'all' : 'some'
  }

  async function opened({ manifest: bytes, key: wrapped, words, ...about }: ListedJson) {
    try {
      const manifest = readManifest(fromBase64url(bytes))
      const key = await openKey(archive.privateKey, fromBase64url(wrapped), manifest)
      const { title, fileName } = await openDetails(key, manifest)
      // words that do not open are no reason to find nothing
      const of = { key, ids: manifest }
      const read = words === undefined ? undefined : await openWords(of, fromBase64url(words)).catch(() => undefined)
      return { about, opened: { title: title || fileName, fileName, key, manifest }, words: read }
    } catch {
      return { about, opened: undefined, words: undefined }
    }
  }

  async function goOn(told: () => void): Promise<void> {
    while (next !== undefined) {
      const answer: Response = await fetch(next)
      if (!answer.ok) throw new Error(`no list: ${answer.status}`)
      const some = (await answer.json()) as ListsJson
      for (const { about, opened: one, words } of await Promise.all(some.documents.map(opened)))
        documents.set(about.id, { ...about, opened: one, read: words ? take(words) : 'none' })
      next = some.next === undefined ? undefined : lists + some.next
      told()
    }
  }

  return {
    documents: documents as ReadonlyMap<string, Known>,
    /** The words of the documents known so far. */
    vocabulary,
    /** Whether all documents of the archive are known. */
    isWhole: () => next === undefined,
    /** Whether there are more different words than are held in memory. */
    isFull: () => isFull,
    /** Gets to know all documents, or goes on with that after it broke off. @param told after each step */
    load(told: () => void = () => undefined): Promise<void> {
      loading ??= goOn(told).finally(() => (loading = undefined))
      return loading
    },
    /** Counts in what was read of a document meanwhile. */
    wasRead(id: string, words: DocumentWords): void {
      const known = documents.get(id)
      if (known) documents.set(id, { ...known, read: take(words) })
    },
  }
}

/** How a document's texts are opened. @param texts below its page */
export const openable = ({ url, opened }: Known, texts: string): OpenDocument | undefined =>
  opened && { key: opened.key, ids: opened.manifest, texts: url + texts }
