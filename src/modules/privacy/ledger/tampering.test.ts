import { readFile, writeFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { ledgerOf } from '#testing/ledger.ts'
import { proving } from '../data.ts'
import { newSigningKey, signCheckpoint } from './checkpoint.ts'
import { leafBytes } from './leaf.ts'
import { leafHash } from './merkle.ts'
import { LedgerProblem } from './merge.ts'
import { checkpointFile, mergeAndPublish } from './published.ts'
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

const { say, merge, filled } = ledgerOf(() => house)

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
      copies: 0,
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
