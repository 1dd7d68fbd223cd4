import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { gathered } from './gather.ts'

/** A file in an archive: its path there, and what it holds. */
export type ZipEntry = {
  readonly name: string
  readonly content: string | Uint8Array | AsyncIterable<Uint8Array>
}

/**
 * Packs files into a ZIP archive (ZIP64 where needed) while they are read, one after the other: memory stays flat however
 * many there are. An error of a file destroys the stream, so a half archive never looks whole.
 * @param at the time that the files bear
 */
export function zip(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>, at: Temporal.Instant): Readable {
  const archive = new ZipFile()
  const out = archive.outputStream as Readable
  archive.on('error', (error: Error) => out.destroy(error))
  add(archive, entries, new Date(at.epochMilliseconds)).catch((error: Error) => out.destroy(error))
  return out
}

async function add(
  archive: ZipFile,
  entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>,
  mtime: Date,
): Promise<void> {
  for await (const { name, content } of entries) {
    if (typeof content === 'string' || content instanceof Uint8Array) {
      archive.addBuffer(Buffer.from(content), name, { mtime })
      continue
    }
    // the next file is asked for only when this one has been read: an iterable of thousands opens one at a time
    const source = Readable.from(gathered(content), { objectMode: false })
    const read = new Promise<void>((resolve, reject) => source.once('close', resolve).once('error', reject))
    archive.addReadStream(source, name, { mtime })
    await read
  }
  archive.end()
}
