import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modulesOf } from './modules.ts'
import { factsOf, nameOfEntry } from '#privacy'

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

/** Facts that are always the random id of something, and told as such. */
const ids = new Set(
  'answer archive archiveId correction disclosure document documentId hold id impact information invitation key lock mailbox member memberId member_id objection of offer organisation place processor request restriction review share stamp version versionId'.split(
    ' ',
  ),
)

test('every fact of an entry has a name that people read', () => {
  const bodies = [...text.matchAll(/record\(\s*at,\s*'[a-z0-9.-]+',\s*\{([^}]*)\}/g)].map(([, body]) => body ?? '')
  const facts = new Set(
    bodies.flatMap((body) =>
      [...body.matchAll(/(?:^|[,{\s])(?<!:\s*)([a-z]\w*)\s*(?=[:,}]|$)/g)].map(([, fact]) => fact ?? ''),
    ),
  )
  expect(facts.size).toBeGreaterThan(60)
  const named = (fact: string) => factsOf({ body: { [fact]: 'x' } }, 'de')[0]?.term !== fact
  expect([...facts].filter((fact) => fact !== 'undefined' && !ids.has(fact) && !named(fact))).toEqual([])
})
