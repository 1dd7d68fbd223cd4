import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { ConfigError } from '#platform/config/config.ts'
import { createArchive, filing } from '#documents'
import { importHere, importWish } from './importing.ts'

let web: TestWeb
let folder: string
beforeAll(async () => {
  web = await testWeb({ modules: [] })
  folder = mkdtempSync(join(tmpdir(), 'belegt-import-'))
  writeFileSync(join(folder, 'a.txt'), 'Guten Tag')
  const fields = { title: 'Brief', tags: [] }
  const record = { model: 'documents.document', pk: 1, fields, __exported_file_name__: 'a.txt' }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify([record]))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await web.close()
})

test('what was told is read, and what is missing is said', () => {
  expect(importWish(['/daten', '--organisation', 'amt', '--archive', 'Alt'])).toEqual({
    folder: '/daten',
    organisation: 'amt',
    archive: 'Alt',
  })
  for (const given of [
    [],
    ['/a', '/b', '--organisation', 'x', '--archive', 'y'],
    ['/a', '--archive', 'y'],
    ['/a', '--nach', 'y'],
  ])
    expect(() => importWish(given)).toThrow(ConfigError)
})

test('a folder is taken over into the archive of that name, and nothing twice', async () => {
  const town = await web.organisation()
  const wish = { folder, organisation: town.slug, archive: 'Alt' }
  await expect(importHere(web.house, wish, () => undefined)).rejects.toThrow('no open archive "Alt"')
  await web.scope({ organisation: town, purpose: filing }, (at) => createArchive(at, 'Alt'))
  const said: string[] = []
  expect(await importHere(web.house, wish, (line) => void said.push(line))).toBe(true)
  expect(await importHere(web.house, wish, (line) => void said.push(line))).toBe(true)
  expect(said).toEqual([
    'filed: 1, there already: 0, without a file: 0, refused: 0, not understood: 0',
    'filed: 0, there already: 1, without a file: 0, refused: 0, not understood: 0',
  ])
  await expect(importHere(web.house, { ...wish, organisation: 'nirgends' }, () => undefined)).rejects.toThrow(
    ConfigError,
  )
  await expect(importHere(web.house, { ...wish, folder: tmpdir() }, () => undefined)).rejects.toThrow('no export')
})
