import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogue, lookedAt, notYetOf } from '#privacy'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { modulesOf } from './modules.ts'
import { proofOf } from './proof.ts'

let program: ProgramUnderTest
beforeAll(async () => {
  program = await programUnderTest()
})
afterAll(() => program.close())

// What is built stands in the module list; these rows of the catalogue name modules of later work.
const LATER = ['receipts', 'website', 'newsletter', 'orders', 'journeys']

// Rows of modules that are there whose part of them, or whose check, is still to come. Only ever taken away from.
const OPEN = new Set([
  'amagno/same-on-premises',
  'optigem/backups', // checked where a server runs, which this test does without
])

test('B9: each vendor promise has a check, or says which module will bring it', async () => {
  const { house } = program.web
  const given = { house: () => house, transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  const built = [...modulesOf(given).map(({ name }) => name), 'platform']
  const { checks } = await proofOf(house, program.program)
  const counted = new Map(catalogue.map(({ id }) => [id, checks.filter((set) => id in set).length]))
  const without = catalogue.filter(({ id }) => counted.get(id) === 0)
  for (const { id, modules } of without) {
    const missing = modules.filter((name) => !built.includes(name))
    for (const name of missing) expect(LATER).toContain(name)
    expect(missing.length > 0 || OPEN.has(id), `${id}: ${modules.join(', ')} are built, and nobody checks it`).toBe(
      true,
    )
    const whose = missing.length > 0 ? `not built yet: ${missing.join(', ')}` : `no check yet in: ${modules.join(', ')}`
    expect(notYetOf(id, built), id).toBe(whose)
  }
  expect(counted.size - without.length).toBeGreaterThan(30)
  // those that the row names, one by one; deleting previews falls to the module that makes them
  for (const id of [
    'smartcx/log-8-weeks',
    'smartcx/mail-log-30-days',
    'smartcx/no-cookies',
    'amagno/previews',
    'optigem/deleted-after-a-month',
    'optigem/last-main-admin',
    'cxomni/log-anonymisation',
  ])
    expect(counted.get(id), id).toBeGreaterThan(0)
})

test('visitors are told of every promise that is checked what the check looks at', async () => {
  const { checks } = await proofOf(program.web.house, program.program)
  const checked = catalogue.filter(({ id }) => checks.some((set) => id in set)).map(({ id }) => id)
  expect(checked.filter((id) => !(id in lookedAt))).toEqual([])
})
