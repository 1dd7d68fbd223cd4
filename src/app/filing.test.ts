import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError } from '#platform/config/config.ts'
import { type KeyedArchive, keyedArchive } from '#testing/keyed.ts'
import { fileAll, filingWish } from './filing.ts'

let given: KeyedArchive
let folder: string
beforeAll(async () => {
  given = await keyedArchive()
  folder = mkdtempSync(join(tmpdir(), 'belegt-filing-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await given[Symbol.asyncDispose]()
})

const said: string[] = []
const complained: string[] = []
const tell = {
  say: (line: string) => void said.push(line),
  complain: (line: string) => void complained.push(line),
  wait: async () => undefined,
}

test('amagno/client-seal the command line seals a file and a folder here and files them', async () => {
  const below = join(folder, 'Eingang')
  mkdirSync(join(below, 'März'), { recursive: true })
  writeFileSync(join(below, 'Rechnung Müller.txt'), 'Rechnung über 12,50 Euro')
  writeFileSync(join(below, 'März', 'Bescheid.pdf'), Buffer.alloc(300_000, '%PDF'))
  writeFileSync(join(below, '.verborgen'), 'bleibt hier')
  writeFileSync(join(folder, 'einzeln.txt'), 'Guten Tag')
  const wish = await filingWish(['--to', `${given.to.href}/`, below, join(folder, 'einzeln.txt')], {
    BELEGT_FILE_KEY: given.key,
  })
  expect(await fileAll(wish, { ...tell, clock: given.web.clock })).toBe(true)
  expect(complained).toEqual([])
  expect(said.map((line) => line.slice(folder.length + 1).split(':')[0])).toEqual([
    'Eingang/März/Bescheid.pdf',
    'Eingang/Rechnung Müller.txt',
    'einzeln.txt',
  ])
  const ids = said.map((line) => /: ([0-9a-f-]{36}) /.exec(line)?.[1])
  expect(new Set(ids).size).toBe(3)
  expect(given.web.defects).toEqual([])
})

test('a file that cannot be read does not stop the others; a key that is not valid does', async () => {
  said.length = 0
  complained.length = 0
  const { to, key } = given
  const paths = [join(folder, 'leer.txt'), join(folder, 'einzeln.txt')]
  writeFileSync(join(folder, 'leer.txt'), '')
  symlinkSync(join(folder, 'nirgends'), join(folder, 'verweis.txt'))
  const missing = [join(folder, 'fehlt.pdf'), join(folder, 'verweis.txt')]
  expect(await fileAll({ to, key, paths: [...missing, ...paths] }, { ...tell, clock: given.web.clock })).toBe(false)
  expect(said.some((line) => line.includes('einzeln.txt: '))).toBe(true)
  expect(complained).toEqual(missing.map((path) => `${path}: not filed (ENOENT)`))
  said.length = 0
  complained.length = 0
  expect(await fileAll({ to, key: `${key}x`, paths }, { ...tell, clock: given.web.clock })).toBe(false)
  expect([said, complained.length]).toEqual([[], 1])
  expect(complained[0]).toContain('Zugangsschlüssel')
})

test('what is told wrongly is said before anything is read', async () => {
  const here = { BELEGT_FILE_KEY: given.key }
  for (const [words, environment] of [
    [['a.pdf'], here],
    [['--to', 'http://elsewhere.example/stadt', 'a.pdf'], here],
    [['--to', 'https://b.example/stadt'], here],
    [['--to', 'https://b.example/stadt', 'a.pdf'], {}],
    [['--to', 'https://b.example/stadt', '--key', 'x', 'a.pdf'], here],
  ] as const)
    await expect(filingWish(words, environment)).rejects.toThrow(ConfigError)
})
