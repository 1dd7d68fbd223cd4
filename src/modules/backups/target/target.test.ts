import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '#platform/config/config.ts'
import { testStore, type TestStore } from '#testing/s3.ts'
import { backupSettings } from '../settings.ts'
import { BackupProblem } from '../problem.ts'
import { directoryTarget } from './directory.ts'
import { targetFrom } from './open.ts'
import { s3Target } from './s3.ts'
import { readText, type Target } from './target.ts'

let store: TestStore
let folder: string
beforeAll(async () => {
  store = await testStore()
  folder = mkdtempSync(join(tmpdir(), 'belegt-target-'))
  for (const one of [join('tief', 'drin'), 'zu']) mkdirSync(join(folder, one), { recursive: true })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const targets: Record<string, () => Target> = {
  'a folder': () => directoryTarget(join(folder, 'tief', 'drin')),
  'an S3-compatible store': () => s3Target({ ...store, prefix: 'haus/eins/', region: 'eu-central-1' }),
}
const bytesOf = (length: number): Buffer => {
  const made = Buffer.alloc(length)
  for (let i = 0; i + 4 <= length; i += 4) made.writeUInt32LE(i, i)
  return made
}
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  // the same buffer again and again, as a writer may do
  const piece = Buffer.alloc(size)
  for (let from = 0; from < bytes.length; from += size) {
    const length = bytes.copy(piece, 0, from, from + size)
    yield piece.subarray(0, length)
  }
}
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe.each(Object.keys(targets))('%s', (name) => {
  const target = () => (targets[name] as () => Target)()

  test.each([0, 1, 1_000_000, 16 * 1024 * 1024, 40 * 1024 * 1024 + 7])('keeps %d bytes', async (length) => {
    const bytes = bytesOf(length)
    expect(await target().put(`backups/x/${length}.rows`, inPieces(bytes, 700_001))).toBe(length)
    const content = await target().get(`backups/x/${length}.rows`)
    const back = Buffer.concat(await Array.fromAsync(content as AsyncIterable<Uint8Array>))
    expect([back.length, digest(back)]).toEqual([length, digest(bytes)])
  })

  test('lists by the beginning of the name, in order, with sizes', async () => {
    for (const one of ['list/b', 'list/a/1', 'list/a/2', 'listing']) await target().put(one, [Buffer.from(one)])
    expect(await target().list('list/')).toEqual([
      { name: 'list/a/1', size: 8 },
      { name: 'list/a/2', size: 8 },
      { name: 'list/b', size: 6 },
    ])
    expect(await target().list('list/a/')).toHaveLength(2)
    expect(await target().list('nothing/')).toEqual([])
  })

  test('replaces, removes, and has no file that it was never given', async () => {
    await target().put('key.json', [Buffer.from('alt')])
    await target().put('key.json', [Buffer.from('neu'), Buffer.from('er')])
    expect(await readText(target(), 'key.json')).toBe('neuer')
    await target().remove('key.json')
    await target().remove('key.json')
    expect(await readText(target(), 'key.json')).toBeUndefined()
  })

  test('a file that breaks off is not there', async () => {
    async function* torn(): AsyncGenerator<Buffer> {
      yield bytesOf(20 * 1024 * 1024)
      throw new Error('the machine stops here')
    }
    await expect(target().put('torn/x', torn())).rejects.toThrow('stops here')
    expect(await target().get('torn/x')).toBeUndefined()
    expect(await target().list('torn/')).toEqual([])
  })
})

test('a folder closes its files to other users and leaves nothing aside', async () => {
  const target = directoryTarget(join(folder, 'zu'))
  await target.put('a/b', [Buffer.from('x')])
  expect(statSync(join(folder, 'zu', 'a', 'b')).mode & 0o077).toBe(0)
  expect(readdirSync(join(folder, 'zu', 'a'))).toEqual(['b'])
  await target.remove('a/b')
  expect(existsSync(join(folder, 'zu', 'a'))).toBe(false)
  await expect(target.put('../x', [Buffer.from('x')])).rejects.toThrow(RangeError)
})

test('a store that lets nobody in, or is away, is told in words without a secret', async () => {
  const stranger = s3Target({
    ...store,
    accessKeyId: 'fremd',
    secretAccessKey: 'falsch-falsch',
    prefix: '',
    region: 'eu-central-1',
  })
  const error = await stranger.put('x', [Buffer.from('x')]).catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(/refused a file: 403 InvalidAccessKeyId/)
  expect(String(error)).not.toContain('falsch')
  const guessed = s3Target({ ...store, secretAccessKey: 'falsch-falsch', prefix: '', region: 'eu-central-1' })
  await s3Target({ ...store, prefix: '', region: 'eu-central-1' }).put('bleibt', [Buffer.from('da')])
  for (const attempt of [
    () => guessed.put('bleibt', [Buffer.from('weg')]),
    () => guessed.put('gross', [bytesOf(20 * 1024 * 1024)]),
    () => guessed.get('bleibt'),
    () => guessed.list(''),
    () => guessed.remove('bleibt'),
  ])
    await expect(attempt()).rejects.toThrow(/403 SignatureDoesNotMatch. BELEGT_BACKUP_S3_SECRET is not the one/)
  expect(await readText(s3Target({ ...store, prefix: '', region: 'eu-central-1' }), 'bleibt')).toBe('da')
  // where nobody listens, and below what systems give to outgoing connections
  const away = s3Target({ ...store, endpoint: 'http://127.0.0.1:19999', prefix: '', region: 'eu-central-1' })
  await expect(away.list('')).rejects.toThrow(/does not answer: ECONNREFUSED/)
})

describe('the configured target', () => {
  const from = (env: Record<string, string>) =>
    targetFrom(readConfig({ backups: backupSettings }, env).backups, '/srv/data')
  const keys = { BELEGT_BACKUP_S3_KEY_ID: 'a', BELEGT_BACKUP_S3_SECRET: 'b' }

  test('is a folder, a store, or none', () => {
    expect(from({})).toBeUndefined()
    expect(from({ BELEGT_BACKUP_TARGET: 'file:///mnt/sicherung' })?.where).toBe('/mnt/sicherung')
    expect(from({ BELEGT_BACKUP_TARGET: 'https://s3.example.de/bucket/haus/', ...keys })?.where).toBe(
      'https://s3.example.de/bucket/haus/',
    )
  })
  test.each([
    [{ BELEGT_BACKUP_TARGET: 'file:///srv/data/backups' }, /lies in the data folder/],
    [{ BELEGT_BACKUP_TARGET: 'https://s3.example.de/bucket' }, /KEY_ID is not set[^]*SECRET is not set/],
    [{ BELEGT_BACKUP_TARGET: 'http://s3.example.de/bucket', ...keys }, /must be an https address/],
    [{ BELEGT_BACKUP_TARGET: 'https://s3.example.de/', ...keys }, /names no bucket/],
    [{ BELEGT_BACKUP_TARGET: 'https://u:geheim@s3.example.de/b', ...keys }, /holds a password/],
    [{ BELEGT_BACKUP_TARGET: 'ftp://example.de/' }, /must be a full address/],
    [{ BELEGT_BACKUP_KEEP_DAYS: '400' }, /from 1 to 390/],
    [{ BELEGT_BACKUP_KEYRING_DAYS: '30' }, /from 1 to 14/],
  ])('%o is refused', (env, message) => {
    expect(() => from(env as Record<string, string>)).toThrow(message)
    try {
      from(env as Record<string, string>)
    } catch (error) {
      expect(String(error)).not.toContain('geheim')
    }
  })
})

describe('a folder that cannot be used is told in words, and nothing is made in its place', () => {
  const everything = (target: Target) => [
    () => target.put('backups/x', [Buffer.from('x')]),
    () => target.list('backups/'),
  ]
  test('one that is not there: perhaps its disk is not mounted', async () => {
    const missing = join(folder, 'nicht-eingehängt', 'belegt')
    for (const attempt of everything(directoryTarget(missing))) {
      const error = await attempt().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(BackupProblem)
      expect(String(error)).toMatch(/nicht-eingehängt\/belegt is not there.*mounted/)
    }
    expect(existsSync(missing)).toBe(false)
  })
  test('a file, or below one', async () => {
    writeFileSync(join(folder, 'datei'), '')
    for (const path of ['datei', join('datei', 'belegt')])
      for (const attempt of everything(directoryTarget(join(folder, path))))
        await expect(attempt()).rejects.toThrow(/is no folder/)
  })
  test('no space left: what was begun is taken away again', async () => {
    const place = join(folder, 'voll')
    mkdirSync(place)
    const full = directoryTarget(place)
    await full.put('backups/y', [Buffer.from('y')])
    const handle = await open(join(place, 'backups', 'y'))
    const append = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'appendFile')
    append.mockRejectedValueOnce(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
    await expect(full.put('backups/z', [Buffer.from('z')])).rejects.toThrow(/voll has no space left/)
    append.mockRestore()
    await handle.close()
    expect(readdirSync(join(place, 'backups'))).toEqual(['y'])
  })
  test('an error of what is to be stored stays what it is', async () => {
    async function* torn(): AsyncGenerator<Buffer> {
      yield Buffer.from('x')
      throw Object.assign(new Error('the database went away'), { code: '57P01' })
    }
    await expect(directoryTarget(folder).put('torn', torn())).rejects.toThrow('the database went away')
  })
})
