import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { actName } from './act-names.ts'

test('every act that any part of the module notes has a name in both languages', () => {
  const folder = join(import.meta.dirname, '..')
  const noted = globSync('**/*.{ts,tsx}', { cwd: folder })
    .filter((path) => !path.includes('.test.'))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/noteAct\([^)]*?'(document\.[a-z-]+)'/gs)])
    .map(([, act = '']) => act)
  expect(noted.length).toBeGreaterThan(10)
  for (const act of noted)
    expect([act, actName(act, 'de') === act, actName(act, 'en') === act]).toEqual([act, false, false])
})
