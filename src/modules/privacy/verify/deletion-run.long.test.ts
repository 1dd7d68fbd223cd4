import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { foundOrganisation } from '#testing/found.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { deletionRun } from '../erasure/run.ts'
import { raw } from '../ledger/rows.ts'
import { privacyChecks } from './checks.ts'
import { openProbe, type Asking } from './probe.ts'

let database: TestDatabase
let house: TestHouse
let operator: Organisation
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  operator = await house.organisation('betrieb')
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const nothing: Asking = () => new Response('', { status: 404 })
async function asRoot(statement: string): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  try {
    await root.query(statement)
  } finally {
    await root.end()
  }
}
const run = async (id: string) =>
  privacyChecks()[id]!(await openProbe(house, operator, () => nothing, [], foundOrganisation))
const settled = async () => {
  for (const one of await house.directory.all()) await deletionRun(house, one, house.clock.now())
}

test('the check of optigem/deletion-run can fail', async () => {
  await settled()
  expect(await run('optigem/deletion-run')).toMatchObject({ kept: true })
  const ago = (days: number) => house.clock.now().subtract({ hours: 24 * days })
  const linger = (days: number) =>
    asRoot(`comment on table person_keys is 'erased rows linger in the file since ${ago(days)}'`)
  await linger(7)
  expect(await run('optigem/deletion-run')).toMatchObject({ kept: true })
  await linger(9)
  expect(await run('optigem/deletion-run')).toMatchObject({
    kept: false,
    evidence: expect.stringContaining('person_keys'),
  })
  await asRoot('comment on table person_keys is null')
  const here = await house.organisation()
  await settled()
  await house.within(here, proving, (at) =>
    sql`insert into tombstones values (${here.id}, gen_random_uuid(), ${at.now.subtract({ hours: 24 * 402 })})`.execute(
      raw(at),
    ),
  )
  expect(await run('optigem/deletion-run')).toMatchObject({
    kept: false,
    evidence: expect.stringContaining(here.slug),
  })
})
