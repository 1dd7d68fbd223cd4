import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCatalog } from '#platform/data/catalog.ts'
import { allTables } from '#platform/data/table.ts'
import type { Module } from '#platform/module.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { programModules } from '#testing/program-modules.ts'
import { allDocuments } from './documents.ts'

let database: TestDatabase
let modules: readonly Module[] = []

beforeAll(async () => {
  database = await testDatabase()
  modules = programModules(() => {
    throw new Error('no house is needed to read what is declared')
  })
})
afterAll(() => database?.drop())

test('the database holds what is declared, and nothing else', async () => {
  const owner = new pg.Client(database.owner)
  await owner.connect()
  try {
    expect(await checkCatalog(owner, allTables())).toEqual([])
  } finally {
    await owner.end()
  }
})

test.each(allDocuments().map(({ path, text }) => [path, text]))('%s says what the program declares', (path, text) => {
  expect(readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).toBe(text)
})

test('every refusal has its sentences in both languages', () => {
  for (const { refusals } of modules) {
    for (const [code, { de, en }] of Object.entries(refusals))
      expect([code, Boolean(de), Boolean(en)]).toEqual([code, true, true])
  }
})
