import fc from 'fast-check'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { ledgerOf } from '#testing/ledger.ts'
import { proving } from '../data.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { LedgerProblem } from './merge.ts'
import { proveEntries, proveGrowth } from './proofs.ts'
import { raw } from './rows.ts'

let database: TestDatabase
let house: TestHouse
let organisation: Organisation
const { say, merge } = ledgerOf(() => house)
const sizes: number[] = []

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  organisation = await house.organisation()
  // block borders, whole blocks and ragged ends
  for (const count of [1, 254, 1, 1, 300, 467, 3]) {
    await say(organisation, count)
    sizes.push((await merge(organisation, { batch: 200 })).size)
  }
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const within = <T>(work: Parameters<typeof house.within<'privacy.proving', T>>[2]) =>
  house.within(organisation, proving, work)
const idAt = (position: number) =>
  within(async (at) => {
    const { rows } = await sql<{
      id: string
    }>`select leaf_id as id from ledger_tree where position = ${position}`.execute(raw(at))
    return rows[0]!.id
  })
async function asRoot(statement: string): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  await root.query(statement)
  await root.end()
}

test('every entry is proven in the signed tree, wherever it stands', async () => {
  const last = sizes.at(-1)!
  const places = fc.oneof(fc.nat(last - 1), fc.constantFrom(0, 255, 256, 511, 512, 1023, 1024, last - 1))
  await fc.assert(
    fc.asyncProperty(places, async (position) => {
      const [proven] = await within(async (at) => proveEntries(at, [await idAt(position)]))
      const { root, size } = parseCheckpoint(proven!.checkpoint.note)!
      expect(proven!.index).toBe(position)
      expect(proven!.proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
      const given = { leafHash: leafHash(proven!.bytes), index: position, size, proof: proven!.proof, root }
      expect(verifyInclusion(given)).toBe(true)
      expect(verifyInclusion({ ...given, index: (position + 1) % size })).toBe(false)
    }),
    { numRuns: 30 },
  )
})

test('between any two checkpoints the growth is proven, and no other way round', async () => {
  for (const [n, older] of sizes.entries()) {
    for (const newer of sizes.slice(n)) {
      const growth = (await within((at) => proveGrowth(at, older, newer)))!
      const [oldRoot, newRoot] = [growth.older, growth.newer].map(({ note }) => parseCheckpoint(note)!.root)
      const given = { oldSize: older, oldRoot: oldRoot!, newSize: newer, newRoot: newRoot!, proof: growth.proof }
      expect(verifyConsistency(given)).toBe(true)
      if (older < newer) {
        expect(verifyConsistency({ ...given, oldRoot: newRoot! })).toBe(false)
        expect(await within((at) => proveGrowth(at, newer, older))).toBeUndefined()
      }
    }
  }
  expect(await within((at) => proveGrowth(at, 2))).toBeUndefined()
})

test('an entry that waits for its place has no proof yet; an unknown one has none', async () => {
  const other = await house.organisation()
  await say(other, 1)
  const ids = await house.within(
    other,
    proving,
    async (at) => (await sql<{ id: string }>`select id from ledger_leaves`.execute(raw(at))).rows,
  )
  expect(await house.within(other, proving, (at) => proveEntries(at, [ids[0]!.id]))).toEqual([])
  await merge(other)
  expect(await house.within(other, proving, (at) => proveEntries(at, [ids[0]!.id, other.id]))).toHaveLength(1)
  // never across organisations
  expect(await within((at) => proveEntries(at, [ids[0]!.id]))).toEqual([])
})

test('a changed entry, tree or node gives no proof but an error', async () => {
  const id = await idAt(700)
  const tried = () => within((at) => proveEntries(at, [id]))
  const said = String((await tried())[0]?.leaf.body['n'])
  await asRoot(`update ledger_leaves set body = body || '{"n": 99}' where id = '${id}'`)
  await expect(tried()).rejects.toThrow(LedgerProblem)
  await asRoot(`update ledger_leaves set body = body || '{"n": ${said}}' where id = '${id}'`)
  await tried()
  const of = `organisation_id = '${organisation.id}'`
  await asRoot(`update ledger_nodes set hash = sha256(hash) where ${of} and block = 1`)
  await expect(tried()).rejects.toThrow(LedgerProblem)
  await expect(within((at) => proveGrowth(at, 1))).rejects.toThrow(LedgerProblem)
  await asRoot(`delete from ledger_nodes where ${of}`)
  await tried() // nodes only save time
  await asRoot(`update ledger_tree set leaf_hash = sha256(leaf_hash) where ${of} and position = 3`)
  await expect(tried()).rejects.toThrow(LedgerProblem)
})
