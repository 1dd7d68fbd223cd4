import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fromBuffer } from 'yauzl'
import { zip, type ZipEntry } from './zip.ts'

const at = Temporal.Instant.from('2026-11-24T08:00:00Z')

/** What another program finds in an archive. */
async function unzip(archive: Buffer): Promise<Record<string, Buffer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, Buffer>>()
  const found: Record<string, Buffer> = {}
  fromBuffer(archive, { lazyEntries: true }, (error, file) => {
    if (error) return reject(error)
    file.on('entry', (entry: { fileName: string }) =>
      file.openReadStream(entry as never, (failed, stream) => {
        if (failed) return reject(failed)
        void buffer(stream).then((content) => {
          found[entry.fileName] = content
          file.readEntry()
        }, reject)
      }),
    )
    file.on('end', () => resolve(found)).on('error', reject)
    file.readEntry()
  })
  return promise
}

test('texts, bytes and streams come out again under their names', async () => {
  const random = randomBytes(300_000)
  async function* pieces() {
    for (let from = 0; from < random.length; from += 7_000) yield random.subarray(from, from + 7_000)
  }
  const archive = await buffer(
    zip(
      [
        { name: 'Grüße.txt', content: 'Ä€' },
        { name: 'a/b.bin', content: random },
        { name: 'c.bin', content: pieces() },
      ],
      at,
    ),
  )
  const found = await unzip(archive)
  expect(Object.keys(found).toSorted()).toEqual(['Grüße.txt', 'a/b.bin', 'c.bin'])
  expect(found['Grüße.txt']?.toString()).toBe('Ä€')
  expect(found['a/b.bin']?.equals(random)).toBe(true)
  expect(found['c.bin']?.equals(random)).toBe(true)
})

test('one file is open at a time, however many there are', async () => {
  let open = 0
  let most = 0
  async function* content() {
    most = Math.max(most, ++open)
    yield randomBytes(1_000)
    open--
  }
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (let i = 0; i < 300; i++) yield { name: `${i}.bin`, content: content() }
  }
  const found = await unzip(await buffer(zip(entries(), at)))
  expect(Object.keys(found)).toHaveLength(300)
  expect(most).toBe(1)
})

test('a file that fails fails the archive', async () => {
  async function* content() {
    yield Buffer.from('a half')
    throw new Error('the disk went away')
  }
  await expect(buffer(zip([{ name: 'a', content: content() }], at))).rejects.toThrow('the disk went away')
})
