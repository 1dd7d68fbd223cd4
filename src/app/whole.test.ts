import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCatalog } from '#platform/data/catalog.ts'
import { allTables } from '#platform/data/table.ts'
import type { Module } from '#platform/module.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { matrixDifferences } from '#testing/matrix.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { allDocuments } from './documents.ts'
import { modulesOf } from './modules.ts'

let database: TestDatabase
let web: TestWeb
let modules: readonly Module[] = []

beforeAll(async () => {
  database = await testDatabase()
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, ...given })) })
})
afterAll(async () => {
  await web?.close()
  await database?.drop()
})

test('the database holds what is declared, and nothing else', async () => {
  const owner = new pg.Client(database.owner)
  await owner.connect()
  try {
    expect(await checkCatalog(owner, allTables())).toEqual([])
  } finally {
    await owner.end()
  }
})

test('optigem/roles: every route of every module lets in whom the permission matrix names, and nobody else', async () => {
  expect(
    await matrixDifferences(
      web,
      modules.flatMap(({ routes }) => routes),
    ),
  ).toEqual([])
}, 240_000)

test.each(allDocuments().map(({ path, text }) => [path, text]))('%s says what the program declares', (path, text) => {
  expect(readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).toBe(text)
})

test('every refusal has its sentences in both languages', () => {
  for (const { refusals } of modules) {
    for (const [code, { de, en }] of Object.entries(refusals))
      expect([code, Boolean(de), Boolean(en)]).toEqual([code, true, true])
  }
})
