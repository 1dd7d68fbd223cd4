import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modulesOf } from './modules.ts'
import { nameOfEntry } from '#privacy'

void modulesOf // loads every module, which tells its kinds

const source = join(import.meta.dirname, '..')
const text = globSync('**/*.{ts,tsx}', { cwd: source })
  .filter((path) => !path.includes('.test.'))
  .map((path) => readFileSync(join(source, path), 'utf8'))
  .join('\n')

test('every kind of entry that the program writes has a name that people read, in both languages', () => {
  const written = [...text.matchAll(/record\(\s*at,\s*'([a-z0-9.-]+)'/g)].map(([, kind]) => kind ?? '')
  const breaches = [...(/type StepKind =([^/]*)/.exec(text)?.[1]?.matchAll(/'([a-z-]+)'/g) ?? [])]
  const kinds = new Set([...written, ...breaches.map(([, step]) => `breach.${step}`)])
  expect(kinds.size).toBeGreaterThan(50)
  const nameless = [...kinds].filter((kind) => (['de', 'en'] as const).some((one) => nameOfEntry(kind, one) === kind))
  expect(nameless).toEqual([])
})
