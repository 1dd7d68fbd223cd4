import { describe, expect, test } from 'vitest'
import { type Files, floorFaults, picture, readFiles, readPage, specifiersIn, withPicture } from './floors.ts'

const house = {
  'src/platform/clock/clock.ts': 'export const now = 1\n',
  'src/platform/data/pool.ts': "import { now } from '#platform/clock/clock.ts'\nexport const pool = now\n",
  'src/modules/privacy/index.ts': "export * from './kernel.ts'\n",
  'src/modules/privacy/kernel.ts': "import { pool } from '#platform/data/pool.ts'\nexport const a = pool\n",
  'src/modules/people/index.ts': "import type { a } from '#privacy'\n",
  'src/modules/messages/index.ts': 'export const m = 1\n',
  'src/modules/appointments/index.ts': "export { x } from './screens/day.tsx'\n",
  'src/modules/appointments/rules.ts': 'export const x = 1\n',
  'src/modules/appointments/screens/day.tsx': "import { x } from '../rules.ts'\nimport { m } from '#messages'\n",
  'src/app/main.ts': "import '#appointments'\nimport '#platform/clock/clock.ts'\n",
}

function faultsWith(more: Record<string, string>): string[] {
  return floorFaults(new Map(Object.entries({ ...house, ...more })))
}

describe('the floors of this house', () => {
  const files = readFiles()

  test('imports go down only, by doors, without cycles, in files of at most 300 lines', () => {
    expect(files.size).toBeGreaterThan(10)
    expect(floorFaults(files)).toEqual([])
  })

  test('the picture in docs/architecture.md is the house as it is (node tools/floors.ts --write)', () => {
    expect(readPage()).toBe(withPicture(readPage(), picture(files)))
  })
})

describe('planted faults are caught', () => {
  test('the small house itself stands', () => {
    expect(faultsWith({})).toEqual([])
  })

  test.each([
    ['src/platform/http/a.ts', "import { a } from '#privacy'", 'imports go down only: platform stands below privacy'],
    ['src/modules/privacy/a.ts', "import '#appointments'", 'privacy stands below appointments'],
    [
      'src/modules/people/a.ts',
      "import { m } from '#messages'",
      'siblings never import each other: people and messages',
    ],
    ['src/modules/receipts/a.ts', "export * from '#appointments'", 'siblings never import each other'],
    ['src/modules/people/a.ts', "import { a } from '../privacy/kernel.ts'", 'only by its door: #privacy'],
    ['src/modules/people/a.ts', "import '../privacy/index.ts'", 'only by its door: #privacy'],
    ['src/modules/people/a.ts', "import x from '../../platform/clock/clock.ts'", 'the platform is named #platform/'],
    ['src/modules/people/a.ts', "const x = await import('../../app/main.ts')", 'people stands below app'],
    [
      'src/app/a.ts',
      "import {\n  type x,\n} from '../modules/appointments/rules.ts'",
      'only by its door: #appointments',
    ],
    ['src/app/a.ts', "import '#testing/smtp.ts'", 'only from src and packages'],
    ['src/modules/wild/a.ts', 'export const a = 1', 'wild stands on no floor'],
  ])('%s: %s', (path, code, message) => {
    expect(faultsWith({ [path]: code }).join('\n')).toContain(message)
  })

  test('a test may use the support of the tests', () => {
    expect(faultsWith({ 'src/app/a.test.ts': "import '#testing/smtp.ts'" })).toEqual([])
  })

  test('files in a ring, also by types alone', () => {
    const faults = faultsWith({
      'src/modules/people/a.ts': "import type { b } from './b.ts'",
      'src/modules/people/b.ts': "import { c } from './c.ts'",
      'src/modules/people/c.ts': "export { a } from './a.ts'",
    })
    const ring = ['a', 'b', 'c', 'a'].map((name) => `src/modules/people/${name}.ts`).join(' -> ')
    expect(faults).toEqual([`files import each other: ${ring}`])
  })

  test('folders in a ring where no file is', () => {
    const faults = faultsWith({
      'src/platform/http/a.ts': "import '../mail/a.ts'",
      'src/platform/http/b.ts': 'export const b = 1',
      'src/platform/mail/a.ts': "import '#platform/http/b.ts'",
    })
    expect(faults).toEqual(['folders import each other: platform/http -> platform/mail -> platform/http'])
  })

  test('a file of 301 lines', () => {
    expect(faultsWith({ 'src/app/a.ts': '\n'.repeat(300) })).toEqual([])
    expect(faultsWith({ 'src/platform/ui/a.css': '\n'.repeat(301) }).join()).toContain('has 301 lines')
  })

  test('imports in comments do not count, imports over several lines do', () => {
    const text =
      "// import '#a'\n/* import '#b' */\nimport {\n  c,\n  type D,\n} from '#c'\nexport type { E } from './e.ts'\n"
    expect(specifiersIn(text)).toEqual(['#c', './e.ts'])
  })

  test('a stale picture', () => {
    const files: Files = new Map(Object.entries(house))
    const fresh = withPicture(readPage(), picture(files))
    expect(fresh).toContain('[ people ]  [ messages ]')
    const grown = new Map([...files, ['src/modules/documents/index.ts', '']])
    expect(withPicture(fresh, picture(grown))).not.toBe(fresh)
    expect(() => withPicture('no markers', 'x')).toThrow('needs the lines')
  })
})
