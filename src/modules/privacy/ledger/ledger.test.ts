import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { proving } from '../data.ts'
import { newSigningKey, signCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { leafBytes } from './leaf.ts'
import { appendAll, emptyFrontier, leafHash, root } from './merkle.ts'
import { LedgerProblem, mergeLedger, newestCheckpoint } from './merge.ts'
import { checkpointFile, mergeAndPublish } from './published.ts'
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

/** As whoever owns the server, past the program and past row-level security. */
async function tamper(statement: string, values: unknown[] = []): Promise<number> {
  const root = new pg.Client(database.root)
  await root.connect()
  try {
    return (await root.query(statement, values)).rowCount ?? 0
  } finally {
    await root.end()
  }
}

const say = (organisation: Organisation, count: number, body: Record<string, string | number | boolean> = {}) =>
  house.within(organisation, proving, async (at) => {
    for (let n = 0; n < count; n++) await record(at, 'test.said', { n, ...body })
  })
const merge = (organisation: Organisation, how: { batch?: number; most?: number } = {}) =>
  house.within(organisation, proving, (at) => mergeLedger(at, house, how))

async function filled(): Promise<Organisation> {
  const organisation = await house.organisation()
  for (const count of [3, 1, 5]) {
    await say(organisation, count, { text: 'Grüße "an" \\ alle 🙂', yes: true })
    await mergeAndPublish(house, organisation)
  }
  return organisation
}

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

describe('verifyLedger finds', () => {
  const third = (organisation: Organisation) =>
    `(select leaf_id from ledger_tree where organisation_id = '${organisation.id}' and position = 3)`
  const faults: Record<string, (organisation: Organisation) => Promise<unknown>> = {
    'a changed body': (o) => tamper(`update ledger_leaves set body = body || '{"n": 99}' where id = ${third(o)}`),
    'a changed salt': (o) => tamper(`update ledger_leaves set salt = sha256(salt) where id = ${third(o)}`),
    'a changed time': (o) => tamper(`update ledger_leaves set at = at - interval '1 ms' where id = ${third(o)}`),
    'a changed kind': (o) => tamper(`update ledger_leaves set kind = 'test.other' where id = ${third(o)}`),
    'a float slipped in': (o) => tamper(`update ledger_leaves set body = '{"n": 0.5}' where id = ${third(o)}`),
    'a changed body with its hash': async (o) => {
      await tamper(`update ledger_leaves set body = body || '{"n": 99}' where id = ${third(o)}`)
      const { rows } = await house.within(o, proving, (at) =>
        sql<LeafRow>`select * from ledger_leaves where id = (select leaf_id from ledger_tree where position = 3)`.execute(
          raw(at),
        ),
      )
      await tamper(`update ledger_tree set leaf_hash = $1 where leaf_id = ${third(o)}`, [
        Buffer.from(leafHash(leafBytes(rows[0] as LeafRow))),
      ])
    },
    'two places exchanged': (o) =>
      tamper(
        `update ledger_tree t set leaf_id = s.leaf_id, leaf_hash = s.leaf_hash from ledger_tree s where t.organisation_id = '${o.id}' and s.organisation_id = t.organisation_id and t.position in (6, 7) and s.position = 13 - t.position`,
      ).catch(() => exchange(o)),
    'a deleted leaf': (o) => tamper(`delete from ledger_leaves where id = ${third(o)}`),
    'a deleted place': (o) => tamper(`delete from ledger_tree where organisation_id = '${o.id}' and position = 3`),
    'a cut tail of the tree': (o) =>
      tamper(`delete from ledger_tree where organisation_id = '${o.id}' and position >= 7`),
    'a cut tail with its checkpoint': async (o) => {
      await tamper(`delete from ledger_tree where organisation_id = '${o.id}' and position >= 4`)
      await tamper(`delete from ledger_checkpoints where organisation_id = '${o.id}' and size > 4`)
    },
    'a place without a checkpoint': (o) =>
      tamper(
        `insert into ledger_tree select organisation_id, 9, gen_random_uuid(), sha256('x') from ledger_tree where organisation_id = '${o.id}' limit 1`,
      ),
    'a checkpoint of a forger': async (o) => {
      const forger = newSigningKey('x')
      const note = signCheckpoint({
        origin: originOf(o),
        name: originOf(o),
        size: 9,
        root: new Uint8Array(32),
        key: forger.privateKeyPem,
      })
      await tamper(`update ledger_checkpoints set note = $1 where organisation_id = '${o.id}' and size = 9`, [note])
    },
    'a checkpoint signed by ourselves for another root': async (o) => {
      const { key } = await signingKey(house.dataFolder)
      const note = signCheckpoint({ origin: originOf(o), name: originOf(o), size: 4, root: new Uint8Array(32), key })
      await tamper(`update ledger_checkpoints set note = $1 where organisation_id = '${o.id}' and size = 4`, [note])
    },
    'a checkpoint of another size': (o) =>
      tamper(
        `update ledger_checkpoints c set note = (select note from ledger_checkpoints d where d.organisation_id = c.organisation_id and d.size = 3) where organisation_id = '${o.id}' and size = 4`,
      ),
    'other peaks': (o) =>
      tamper(`update ledger_checkpoints set peaks[1] = sha256('x') where organisation_id = '${o.id}' and size = 4`),
    'a removed middle checkpoint': (o) =>
      tamper(`delete from ledger_checkpoints where organisation_id = '${o.id}' and size = 4`),
    'a ledger computed anew with the key': async (o) => {
      await tamper(`delete from ledger_tree where organisation_id = '${o.id}'`)
      await tamper(`delete from ledger_checkpoints where organisation_id = '${o.id}'`)
      await tamper(
        `delete from ledger_leaves where id = (select id from ledger_leaves where organisation_id = '${o.id}' limit 1)`,
      )
      await merge(o)
    },
  }
  async function exchange(o: Organisation): Promise<void> {
    await tamper(`update ledger_tree set position = 100 where organisation_id = '${o.id}' and position = 6`)
    await tamper(`update ledger_tree set position = 6 where organisation_id = '${o.id}' and position = 7`)
    await tamper(`update ledger_tree set position = 7 where organisation_id = '${o.id}' and position = 100`)
  }

  test.each(Object.entries(faults))('%s', async (_, fault) => {
    const organisation = await filled()
    expect(await verifyLedger(house, organisation)).toEqual({
      organisation: organisation.id,
      entries: 9,
      checkpoints: 3,
      published: 3,
      waiting: 0,
      overdue: 0,
    })
    await fault(organisation)
    expect((await verifyLedger(house, organisation)).difference).toBeDefined()
  })

  test('the first of them, by its place', async () => {
    const organisation = await filled()
    await tamper(`update ledger_leaves set salt = sha256(salt) where organisation_id = $1`, [organisation.id])
    expect((await verifyLedger(house, organisation)).difference).toMatchObject({
      position: 0,
      what: expect.stringContaining('was changed'),
    })
  })

  test('and a merge builds on none of it', async () => {
    const organisation = await filled()
    await tamper(`update ledger_checkpoints set peaks[1] = sha256('x') where organisation_id = $1 and size = 9`, [
      organisation.id,
    ])
    await say(organisation, 1)
    await expect(merge(organisation)).rejects.toThrow(LedgerProblem)
  })
})

describe('checkpoints leave the database', () => {
  test('each once, also after a line was cut short', async () => {
    const organisation = await filled()
    const path = checkpointFile(house.dataFolder, organisation)
    const whole = await readFile(path, 'utf8')
    expect(whole.split('\n').length).toBe(4)
    await writeFile(path, whole.slice(0, -30))
    await mergeAndPublish(house, organisation)
    const notes = (await readFile(path, 'utf8')).split('\n').filter((line) => line.endsWith('"') && line.length > 2)
    expect(notes).toEqual(whole.trim().split('\n'))
    expect((await verifyLedger(house, organisation)).published).toBe(3)
  })
})
