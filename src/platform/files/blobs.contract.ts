import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { isRefusal } from '#platform/errors/errors.ts'
import { readBlob, type BlobRef, type BlobStore } from '#platform/files/blobs.ts'

/** What is asked of a test's store besides the port: a way to spoil a blob behind its back. */
export type StoreUnderTest = {
  store: BlobStore
  damage(organisation: string, id: string, change: (bytes: Buffer) => Buffer): Promise<void>
}

const town = '0199c3f2-7b1e-7c4a-9f2d-1a2b3c4d5e6f'
const club = '0199c3f2-7b1e-7c4a-9f2d-ffffffffffff'

/** The tests that every blob store passes, on disk or elsewhere. */
export const blobStoreContract = (name: string, given: () => StoreUnderTest): void => {
  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return isRefusal(error) ? error.code : `no refusal: ${String(error)}`
  }
  const idsOf = async (organisation: string) => (await Array.fromAsync(given().store.list(organisation))).sort()
  const read = (ref: BlobRef, organisation = town) => readBlob(given().store, organisation, ref)

  describe(`${name}: blob store`, () => {
    test.each([0, 1, 65_536, 3_000_001])('%d bytes come back as they went in', async (size) => {
      const bytes = randomBytes(size)
      const ref = await given().store.put(town, bytes)
      expect(ref).toMatchObject({ size, sha256: createHash('sha256').update(bytes).digest('hex') })
      expect((await read(ref)).equals(bytes)).toBe(true)
    })

    test('any of its bytes can be read without the others', async () => {
      const bytes = randomBytes(200_000)
      const ref = await given().store.put(town, bytes)
      for (const [from, to] of [
        [0, 1],
        [65_535, 131_073],
        [199_999, 200_000],
        [0, 200_000],
        [7, 7],
      ] as const)
        expect(bytes.subarray(from, to).equals(await given().store.piece(town, ref, from, to))).toBe(true)
      expect(await codeOf(given().store.piece(town, ref, 199_999, 200_001))).toBe('files.damaged')
      expect(await codeOf(given().store.piece(town, { ...ref, size: 199_999 }, 0, 1))).toBe('files.damaged')
      expect(await codeOf(given().store.piece(club, ref, 0, 1))).toBe('files.not-found')
    })

    test('a stream is stored in pieces', async () => {
      const pieces = [Buffer.from('Guten '), Buffer.alloc(0), Buffer.from('Tag')]
      const ref = await given().store.put(town, Readable.from(pieces))
      expect((await read(ref)).toString()).toBe('Guten Tag')
      expect(ref.size).toBe(9)
    })

    test('the same bytes twice are two blobs with ids that cannot be guessed', async () => {
      const refs = await Promise.all(Array.from({ length: 20 }, () => given().store.put(town, Buffer.from('same'))))
      expect(new Set(refs.map((ref) => ref.id)).size).toBe(20)
      for (const ref of refs) expect(ref.id).toMatch(/^[0-9a-f]{32}$/)
      expect(await idsOf(town)).toEqual(expect.arrayContaining(refs.map((ref) => ref.id)))
    })

    test('organisations do not see each other', async () => {
      const ref = await given().store.put(town, Buffer.from('town'))
      expect(await codeOf(read(ref, club))).toBe('files.not-found')
      expect(await given().store.remove(club, ref.id)).toBe(false)
      expect(await idsOf(club)).toEqual([])
      expect((await read(ref)).toString()).toBe('town')
    })

    test('what is removed is gone, and removing twice says so', async () => {
      const ref = await given().store.put(town, Buffer.from('x'))
      expect([await given().store.remove(town, ref.id), await given().store.remove(town, ref.id)]).toEqual([
        true,
        false,
      ])
      expect(await codeOf(read(ref))).toBe('files.not-found')
      expect(await idsOf(town)).not.toContain(ref.id)
    })

    test('removing an organisation leaves the others', async () => {
      await given().store.removeAll(town)
      const other = await given().store.put(club, Buffer.from('club'))
      for (let n = 0; n < 5; n++) await given().store.put(town, Buffer.from(String(n)))
      expect(await given().store.removeAll(town)).toBe(5)
      expect([await idsOf(town), await given().store.removeAll(town)]).toEqual([[], 0])
      expect((await read(other, club)).toString()).toBe('club')
      await given().store.removeAll(club)
    })

    test.each([
      ['one flipped bit', (bytes: Buffer) => bytes.fill((bytes[70_000] ?? 0) ^ 1, 70_000, 70_001)],
      ['a missing end', (bytes: Buffer) => bytes.subarray(0, -1)],
      ['an added byte', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    ])('%s is noticed before the content is whole', async (_, change) => {
      const ref = await given().store.put(town, randomBytes(200_000))
      await given().damage(town, ref.id, change)
      let received = 0
      const reading = async () => {
        for await (const piece of await given().store.get(town, ref)) received += piece.byteLength
      }
      expect(await codeOf(reading())).toBe('files.damaged')
      expect(received).toBeLessThan(200_000)
    })

    test('a source that breaks off leaves nothing', async () => {
      const before = await idsOf(town)
      const source = async function* () {
        yield randomBytes(100_000)
        throw new Error('connection lost')
      }
      await expect(given().store.put(town, source())).rejects.toThrow('connection lost')
      expect(await idsOf(town)).toEqual(before)
    })

    test('more than allowed is refused while it comes in', async () => {
      const before = await idsOf(town)
      let sent = 0
      const endless = async function* () {
        for (;;) {
          sent += 1_000
          yield Buffer.alloc(1_000)
        }
      }
      expect(await codeOf(given().store.put(town, endless(), { max: 10_000 }))).toBe('files.too-large')
      expect(sent).toBeLessThan(100_000)
      expect(await idsOf(town)).toEqual(before)
      expect((await given().store.put(town, Buffer.alloc(10_000), { max: 10_000 })).size).toBe(10_000)
    })

    test('what comes in parts goes on where it stopped, and is taken into the store whole', async () => {
      const { store } = given()
      const id = randomUUID()
      const bytes = randomBytes(300_000)
      const send = (from: number, to: number) =>
        store.parts.write(id, from, Readable.from([bytes.subarray(from, to)]), { max: 300_000 })
      expect(await store.parts.length(id)).toBe(0)
      expect(await send(0, 100_000)).toBe(100_000)
      expect(await codeOf(send(100_001, 200_000))).toBe('files.gap')
      const breaking = async function* () {
        yield bytes.subarray(100_000, 150_000)
        throw new Error('connection lost')
      }
      await expect(store.parts.write(id, 100_000, breaking(), { max: 300_000 })).rejects.toThrow('connection lost')
      expect(await store.parts.length(id)).toBe(150_000)
      expect(await send(120_000, 300_000)).toBe(300_000)
      expect(
        await codeOf(store.parts.write(id, 300_000, Readable.from([bytes.subarray(0, 1)]), { max: 300_000 })),
      ).toBe('files.too-large')
      const kept = await store.keep(town, id)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      expect((await read({ id: kept, size: 300_000, sha256 })).equals(bytes)).toBe(true)
      // whoever took it could not write it down: it is still there, and nobody writes to what lies in the store
      expect(await codeOf(send(0, 100_000))).toBe('files.not-found')
      const again = await store.keep(town, id)
      await store.remove(town, kept)
      expect((await read({ id: again, size: 300_000, sha256 })).equals(bytes)).toBe(true)
      await store.parts.drop(id)
      expect([await store.parts.length(id), await codeOf(store.keep(town, id))]).toEqual([0, 'files.not-found'])
      expect((await read({ id: again, size: 300_000, sha256 })).equals(bytes)).toBe(true)
      await expect(store.parts.write('../../etc', 0, Readable.from([bytes]), { max: 1 })).rejects.toThrow()
    })

    test('ids and organisations that lead elsewhere are refused', async () => {
      const ref = await given().store.put(town, Buffer.from('x'))
      for (const id of ['../../etc/passwd', '', '..', `${ref.id}/..`, ref.id.toUpperCase() + '\0'])
        expect(await codeOf(read({ ...ref, id }))).toBe('files.not-found')
      for (const organisation of ['..', '', 'a/b', '.incoming', 'A', 'x'.repeat(65)])
        await expect(given().store.put(organisation, Buffer.from('x'))).rejects.toThrow(RangeError)
    })
  })
}
