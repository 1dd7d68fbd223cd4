// Reads on a member's device what nobody's device has read yet: what came by a machine, or from people outside.
import type { Bytes } from '#platform/sealing/bytes.ts'
import { openDocument } from '#platform/sealing/document.ts'
import type * as sealedWords from '../../islands/sealed-words.ts'
import { type ArchiveList, type Known, openable } from './archive-list.ts'
import type { ToRead } from './read-pages.ts'

const MOST_READ = 200 * 1024 * 1024

export type Reading = {
  readonly list: ArchiveList
  readonly wordsKey: Bytes
  /** Addresses below a document's page. */
  readonly below: Readonly<Record<'texts' | 'words' | 'file' | 'piece', string>>
  /** Addresses of the build, as `readingParts` gives them. */
  readonly worker: string
  readonly parts: string
  readonly recogniser: string
  readonly reader: string
  readonly progress: ToRead['progress']
  /** Aborted: what is being read is kept as far as it was, and the others wait. */
  readonly skip: AbortSignal
  /** Told which document is read now; of none at the end. */
  readonly now: (known: Known | undefined) => void
  /** Told after each. */
  readonly read: () => void
}

/**
 * One document after the other, the newest first; those that cannot be read are left out, and stay found by nobody.
 * @returns how many could not be read
 * @throws TypeError when the server cannot be reached
 */
export async function readWaiting(wish: Reading): Promise<number> {
  let failed = 0
  try {
    for (const known of [...wish.list.documents.values()].filter(({ read }) => read === 'none')) {
      if (wish.skip.aborted) break
      wish.now(known)
      try {
        await readOne(wish, known)
      } catch (error) {
        if (error instanceof TypeError) throw error
        failed++
      }
      wish.read()
    }
  } finally {
    wish.now(undefined)
  }
  return failed
}

async function readOne(wish: Reading, known: Known): Promise<void> {
  const { below, wordsKey, worker, parts, recogniser, reader, progress, skip } = wish
  const { url, opened } = known
  const document = openable(known, below.texts)
  if (!opened || !document) throw new Error('not opened')
  const { isInPieces, isReadHere, keepTexts, keptWords, sealedPieces } = (await import(reader)) as typeof sealedWords
  const { key, manifest, title, fileName } = opened
  const { mediaType, plainLength, version } = manifest
  const isRead = isReadHere(mediaType) && (isInPieces(manifest) || plainLength <= MOST_READ)
  const data = async (): Promise<ToRead['data']> =>
    isInPieces(manifest)
      ? sealedPieces(`${url}${below.piece}?fassung=${version}`, key, manifest)
      : wholeFile(`${url}${below.file}?fassung=${version}`, opened)
  await keepTexts({
    ...document,
    words: url + below.words,
    wordsKey,
    heads: [title, fileName],
    mediaType: isRead ? mediaType : '', // of others only title and name are known
    data: isRead ? await data() : new Uint8Array(0),
    worker,
    parts,
    recogniser: JSON.parse(recogniser) as ToRead['recogniser'],
    progress,
    skip,
    read: () => undefined,
  })
  const words = await keptWords(document)
  if (words) wish.list.wasRead(known.id, words)
}

async function wholeFile(url: string, { key, manifest }: NonNullable<Known['opened']>): Promise<Uint8Array> {
  const answer = await fetch(url)
  if (!answer.ok || !answer.body) throw new Error(`no file: ${answer.status}`)
  const file = await Array.fromAsync(openDocument(key, manifest, answer.body))
  return new Uint8Array(await new Blob(file as BlobPart[]).arrayBuffer())
}
