import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { ledgerOf } from '#testing/ledger.ts'
import { proving } from '../data.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import { leafBytes } from './leaf.ts'
import { appendAll, emptyFrontier, leafHash, root } from './merkle.ts'
import { newestCheckpoint } from './merge.ts'
import { record } from './record.ts'
import { originOf, raw, type LeafRow } from './rows.ts'
import { signingKey } from './signing-key.ts'
import { verifyLedger } from './verify.ts'
import { sql } from 'kysely'

let database: TestDatabase
let house: TestHouse
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const { say, merge, filled } = ledgerOf(() => house)

describe('merge', () => {
  test('leaves get a place once, in batches, and the checkpoint is verified by its key alone', async () => {
    const organisation = await house.organisation()
    await say(organisation, 7)
    expect(await merge(organisation, { batch: 3 })).toEqual({ added: 7, size: 7 })
    expect(await merge(organisation)).toEqual({ added: 0, size: 7 })
    await say(organisation, 2)
    expect(await merge(organisation, { batch: 1, most: 1 })).toEqual({ added: 1, size: 8 })
    expect(await merge(organisation)).toEqual({ added: 1, size: 9 })
    const [newest, leaves] = await house.within(organisation, proving, async (at) => [
      await newestCheckpoint(at),
      (
        await sql<LeafRow>`select l.* from ledger_tree t join ledger_leaves l on l.id = t.leaf_id order by position`.execute(
          raw(at),
        )
      ).rows,
    ])
    const { publicKey } = await signingKey(house.dataFolder)
    const read = verifyCheckpoint(newest?.note ?? '', publicKey, originOf(organisation))
    expect(read.ok && read.checkpoint.size).toBe(9)
    const own = root(
      appendAll(
        emptyFrontier,
        leaves.map((leaf) => leafHash(leafBytes(leaf))),
      ),
    )
    expect(read.ok && Buffer.from(read.checkpoint.root)).toEqual(Buffer.from(own))
  })

  test('a leaf whose transaction commits late, with an earlier time, is not lost and moves nobody', async () => {
    const organisation = await house.organisation()
    const early = house.clock.now().subtract({ hours: 5 })
    let recorded = () => {}
    let mayCommit = () => {}
    const written = new Promise<void>((resolve) => (recorded = resolve))
    const released = new Promise<void>((resolve) => (mayCommit = resolve))
    const late = house.within(
      organisation,
      proving,
      async (at) => {
        await record(at, 'test.late', {})
        recorded()
        await released
      },
      { now: early },
    )
    await written
    for (let round = 1; round <= 3; round++) {
      await say(organisation, 2)
      expect(await merge(organisation)).toEqual({ added: 2, size: round * 2 })
    }
    mayCommit()
    await late
    expect(await merge(organisation)).toEqual({ added: 1, size: 7 })
    expect(await verifyLedger(house, organisation)).toMatchObject({ entries: 7, waiting: 0 })
    expect((await verifyLedger(house, organisation)).difference).toBeUndefined()
  })

  test('a leaf is undone with its transaction', async () => {
    const organisation = await house.organisation()
    await expect(
      house.within(organisation, proving, async (at) => {
        await record(at, 'test.undone', {})
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    expect(await merge(organisation)).toEqual({ added: 0, size: 0 })
  })

  test('what could not be proven later is refused at once', async () => {
    const organisation = await house.organisation()
    const saying = (body: Record<string, number | string>) =>
      house.within(organisation, proving, (at) => record(at, 'test.said', body))
    await expect(saying({ n: 0.5 })).rejects.toThrow(TypeError)
    await expect(saying({ text: '\ud800' })).rejects.toThrow(TypeError)
  })

  test('many write while many merge: every leaf has exactly one place', async () => {
    const organisation = await house.organisation()
    const writers = Array.from({ length: 40 }, (_, n) => say(organisation, 1 + (n % 4)))
    const mergers = Array.from({ length: 10 }, () => merge(organisation, { batch: 7 }))
    await Promise.all([...writers, ...mergers])
    await merge(organisation)
    const report = await verifyLedger(house, organisation)
    expect(report).toMatchObject({ entries: 100, waiting: 0, overdue: 0 })
    expect(report.difference).toBeUndefined()
  })

  test('any mixture of writing and merging gives a ledger that verifies', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            said: fc.integer({ min: 0, max: 6 }),
            batch: fc.integer({ min: 1, max: 4 }),
            most: fc.integer({ min: 1, max: 9 }),
            text: fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
          }),
          { maxLength: 6 },
        ),
        async (steps) => {
          const organisation = await house.organisation()
          for (const { said, batch, most, text } of steps) {
            await say(organisation, said, { text })
            await merge(organisation, { batch, most })
          }
          await merge(organisation)
          const report = await verifyLedger(house, organisation)
          expect(report.difference).toBeUndefined()
          expect(report.entries).toBe(steps.reduce((sum, { said }) => sum + said, 0))
        },
      ),
      { numRuns: 25 },
    )
  })

  test('overdue entries show', async () => {
    const organisation = await house.organisation()
    await say(organisation, 2)
    expect(await verifyLedger(house, organisation)).toMatchObject({ waiting: 2, overdue: 0 })
    await house.within(organisation, proving, (at) => record(at, 'test.old', {}), {
      now: house.clock.now().subtract({ minutes: 3 }),
    })
    expect(await verifyLedger(house, organisation)).toMatchObject({ waiting: 3, overdue: 1 })
  })
})

describe('the program cannot change what was written', () => {
  test.each(['ledger_leaves', 'ledger_tree', 'ledger_checkpoints'])('%s', async (name) => {
    const organisation = await filled()
    const attempt = (statement: string) =>
      house.within(organisation, proving, (at) => sql.raw(statement).execute(raw(at)))
    await expect(attempt(`delete from ${name}`)).rejects.toThrow(/permission denied/)
    await expect(attempt(`update ${name} set organisation_id = organisation_id`)).rejects.toThrow(/permission denied/)
    await expect(attempt(`truncate ${name}`)).rejects.toThrow(/permission denied/)
    expect((await verifyLedger(house, organisation)).entries).toBe(9)
  })
})
