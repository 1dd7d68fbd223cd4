import type { Entry, FileEntry } from '@zip.js/zip.js'
import { cleanText } from '#platform/text/clean.ts'
import { typed } from '../../typed.ts'
import { limits } from '../limits.ts'
import type { Attachment } from '../types.ts'
import { WorkerTrouble } from './trouble.ts'

/** What is in a ZIP archive: a list to be read and found, and its files, unpacked one at a time. */
export type ZipRead = {
  readonly text: string
  /** @returns how many could not be unpacked */
  readonly files: () => AsyncGenerator<Attachment, number>
}

/** What systems leave in an archive beside its files. */
const LEFTOVERS = /(^|\/)(__MACOSX\/|\.(?!\.?\/)|Thumbs\.db$|desktop\.ini$)/i

/**
 * Opens a ZIP archive by its central directory. Nothing is unpacked where it says that it holds more than is allowed, is
 * packed as only a bomb is, or has files that share bytes; what a file gives is bounded by what was said of it.
 * @throws WorkerTrouble
 */
export async function openZip(content: Uint8Array, password: string | undefined): Promise<ZipRead> {
  const { Uint8ArrayReader, ZipReader, configure } = await import('@zip.js/zip.js')
  configure({ useWebWorkers: false })
  const options = { filenameValidation: 'tolerant', useWebWorkers: false } as const
  const zip = new ZipReader(new Uint8ArrayReader(content), options)
  const entries = await entriesOf(zip.getEntriesGenerator())
  const all = entries.filter(isWanted)
  const locked = all.find(({ encrypted }) => encrypted)
  if (locked && password === undefined) throw new WorkerTrouble('needs-password')
  const opening = password === undefined ? {} : { password }
  if (locked) await tried(locked, opening)
  return {
    text: `Inhalt (${all.length}):\n${all.map(({ filename }) => shown(filename)).join('\n')}`,
    async *files() {
      let left = 0
      for (const entry of all) {
        const file = await unpacked(entry, opening).catch(() => undefined)
        if (!file) left++
        else if (file.length > 0) yield { ...(await typed(file, base(entry.filename), '', 'Unterlage')), content: file }
      }
      return left
    },
  }
}

async function entriesOf(found: AsyncGenerator<Entry, boolean>): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  const places: (readonly [from: number, size: number])[] = []
  let [bytes, packed] = [0, 0]
  try {
    for await (const entry of found) {
      entries.push(entry)
      bytes += entry.uncompressedSize
      packed += entry.compressedSize
      places.push([entry.offset, entry.compressedSize])
      if (entries.length > limits.packedFiles * 2 || bytes > limits.unpacked) throw new WorkerTrouble('packed-too-much')
    }
  } catch (error) {
    throw error instanceof WorkerTrouble ? error : new WorkerTrouble('damaged')
  }
  const isBomb = bytes > RATIO_FROM && bytes > packed * MOST_RATIO
  if (entries.filter(isWanted).length > limits.packedFiles || isBomb || overlap(places))
    throw new WorkerTrouble('packed-too-much')
  return entries
}

// text and bare pictures pack to a fiftieth of their size at best; a kilobyte of zeros to a thousandth
const [RATIO_FROM, MOST_RATIO] = [16 * 1024 * 1024, 200]

/** Files that share bytes, by which a small archive claims to hold much (https://www.bamsoftware.com/hacks/zipbomb). */
function overlap(places: (readonly [from: number, size: number])[]): boolean {
  const sorted = places.toSorted(([a], [b]) => a - b)
  return sorted.some(([from], at) => {
    const [before, size] = sorted[at - 1] ?? [-1, 0]
    return from < before + size
  })
}

const isWanted = (entry: Entry): entry is FileEntry =>
  !entry.directory && !entry.symlink && entry.uncompressedSize > 0 && !LEFTOVERS.test(entry.filename)

/** @throws WorkerTrouble where the password is not that of the archive */
async function tried(entry: FileEntry, options: { readonly password?: string }): Promise<void> {
  try {
    await entry.getData(new WritableStream(), { ...options, checkPasswordOnly: true, useWebWorkers: false })
  } catch (error) {
    const { ERR_INVALID_PASSWORD } = await import('@zip.js/zip.js')
    if (error instanceof Error && error.message === ERR_INVALID_PASSWORD) throw new WorkerTrouble('wrong-password')
  }
}

/** @throws where it is damaged, packed in a way that is not known, or gives more than was said of it */
async function unpacked(entry: FileEntry, options: { readonly password?: string }): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  const bounded = new WritableStream<Uint8Array>({
    write(piece) {
      size += piece.length
      if (size > entry.uncompressedSize) throw new WorkerTrouble('packed-too-much')
      pieces.push(piece)
    },
  })
  if (entry.uncompressedSize > limits.bytes) throw new WorkerTrouble('too-large')
  await entry.getData(bounded, { ...options, checkSignature: true, useWebWorkers: false })
  return Buffer.concat(pieces)
}

const base = (path: string): string => path.split(/[/\\]/).at(-1) ?? ''

const shown = (path: string): string => {
  const cleaned = cleanText(path, { max: Number.MAX_SAFE_INTEGER })
  return cleaned.ok ? cleaned.text : ''
}
