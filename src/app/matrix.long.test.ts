import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Module } from '#platform/module.ts'
import { matrixDifferences } from '#testing/matrix.ts'
import { programModules } from '#testing/program-modules.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'

let web: TestWeb
let modules: readonly Module[] = []
beforeAll(async () => {
  web = await testWeb({ modules: (house) => (modules = programModules(house)) })
})
afterAll(() => web?.close())

test('optigem/roles: every route of every module lets in whom the permission matrix names, and nobody else', async () => {
  expect(
    await matrixDifferences(
      web,
      modules.flatMap(({ routes }) => routes),
    ),
  ).toEqual([])
}, 240_000)
