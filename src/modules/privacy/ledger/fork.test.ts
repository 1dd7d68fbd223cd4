import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { ledgerOf } from '#testing/ledger.ts'
import { newSigningKey, signCheckpoint } from './checkpoint.ts'
import { sendCopies } from './copies.ts'
import { declareFork } from './fork.ts'
import { checkpointFile, mergeAndPublish } from './published.ts'
import { originOf } from './rows.ts'
import { verifyLedger } from './verify.ts'

// What becomes of the ledger when a restore goes back behind what was signed and has left this machine.

const PROGRAM = join(import.meta.dirname, '../../../../docs/evidence/receive-checkpoints.mjs')
const { receiver } = (await import(PROGRAM)) as {
  receiver: (folder: string, token: string | undefined, tell: (line: string) => void) => Server
}

let database: TestDatabase
let house: TestHouse
let folder: string
const { say } = ledgerOf(() => house)
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  folder = await mkdtemp(join(tmpdir(), 'belegt-fork-'))
})
afterAll(async () => {
  await house.close()
  await database.drop()
  await rm(folder, { recursive: true })
})

async function grown(organisation: Organisation, count = 3): Promise<void> {
  await say(organisation, count)
  await mergeAndPublish(house, organisation)
}

/** The rows as they were when the ledger had so many entries, and the data folder new: as after a restore. */
async function backTo(organisation: Organisation, size: number): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  const of = `organisation_id = '${organisation.id}'`
  const later = `select leaf_id from ledger_tree where ${of} and position >= ${size}`
  await root.query(`delete from ledger_leaves where ${of} and id in (${later})`)
  await root.query(`delete from ledger_tree where ${of} and position >= ${size}`)
  await root.query(`delete from ledger_checkpoints where ${of} and size > ${size}`)
  await root.query(`update checkpoint_copies set sent_size = ${size} where ${of}`)
  await root.end()
  await rm(checkpointFile(house.dataFolder, organisation), { force: true })
}

const copied = (organisation: Organisation) => join(folder, `${organisation.id}.checkpoints`)
const verified = (organisation: Organisation) => verifyLedger(house, organisation, { copies: folder })

/** Six signed entries have left; then the ledger is as it was with three, and goes on without knowing. */
async function forked(): Promise<Organisation> {
  const organisation = await house.organisation()
  for (let times = 0; times < 2; times++) {
    await grown(organisation)
    await sendCopies(house, organisation, { folder })
    house.clock.advance({ hours: 1 })
  }
  await backTo(organisation, 3)
  return organisation
}

test('a restore behind a signed state is detected, declared in an entry, and the copies go on', async () => {
  const organisation = await forked()
  await grown(organisation, 1)
  // detected: the copies contradict, and nothing more is put beside them
  expect((await verified(organisation)).difference?.what).toContain('6 entries')
  expect(await sendCopies(house, organisation, { folder })).toMatchObject([{ code: 'other-ledger' }])

  expect(await declareFork(house, organisation, [folder])).toEqual({ lost: 1, upTo: 6 })
  expect(await declareFork(house, organisation, [folder])).toBeUndefined()
  const told = await verified(organisation)
  expect(told).toMatchObject({ entries: 5, copies: 2, lost: 1 })
  expect(told.difference).toBeUndefined()

  house.clock.advance({ hours: 1 })
  expect(await sendCopies(house, organisation, { folder })).toEqual([])
  await grown(organisation, 4)
  house.clock.advance({ hours: 1 })
  expect(await sendCopies(house, organisation, { folder })).toEqual([])
  const lines = (await readFile(copied(organisation), 'utf8')).trim().split('\n')
  expect(lines.map((line) => Number((JSON.parse(line) as string).split('\n')[1]))).toEqual([3, 6, 4, 5, 9])
  expect(await verified(organisation)).toMatchObject({ entries: 9, copies: 5, lost: 1 })
  expect((await verified(organisation)).difference).toBeUndefined()
})

test('a ledger that was rewritten after the declaration still contradicts its copies', async () => {
  const organisation = await forked()
  await grown(organisation, 1)
  await declareFork(house, organisation, [folder])
  await sendCopies(house, organisation, { folder })
  // back once more, and other entries in the place of those that were sent: also of the one that declared the loss
  await backTo(organisation, 3)
  await grown(organisation, 2)
  expect((await verified(organisation)).difference).toBeDefined()
})

test('a copy that equals in size is still another: it is not built upon', async () => {
  const organisation = await forked()
  await grown(organisation) // six entries again, others
  house.clock.advance({ hours: 1 })
  expect(await sendCopies(house, organisation, { folder })).toMatchObject([{ code: 'other-ledger' }])
})

test('a second host rings until a person there puts the old branch aside', async () => {
  const organisation = await house.organisation()
  const into = await mkdtemp(join(folder, 'host-'))
  const told: string[] = []
  const server = receiver(into, undefined, (line) => void told.push(line))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    const host = { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`) }
    for (let times = 0; times < 2; times++) {
      await grown(organisation)
      expect(await sendCopies(house, organisation, { host })).toEqual([])
    }
    await backTo(organisation, 3)
    await grown(organisation) // of the same size as what the host has
    expect(await sendCopies(house, organisation, { host })).toMatchObject([{ code: 'http-422' }])
    expect(told.at(-1)).toContain('ALARM')
    const path = join(into, `${organisation.id}.checkpoints`)
    await writeFile(`${path}-until-restore`, await readFile(path))
    await rm(path)
    await declareFork(house, organisation, [into])
    house.clock.advance({ hours: 2 })
    expect(await sendCopies(house, organisation, { host })).toEqual([])
    expect(await verifyLedger(house, organisation, { copies: into })).toMatchObject({ copies: 3, lost: 1 })
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('what a stranger signed is not declared, and keeps ringing', async () => {
  const organisation = await forked()
  const name = originOf(organisation)
  const key = newSigningKey('x').privateKeyPem
  const forged = signCheckpoint({ origin: name, name, size: 8, root: new Uint8Array(32), key })
  await writeFile(copied(organisation), `${JSON.stringify(forged)}\n`, { flag: 'a' })
  expect(await declareFork(house, organisation, [folder])).toEqual({ lost: 1, upTo: 6 })
  expect((await verified(organisation)).difference?.what).toContain('8 entries')
})
