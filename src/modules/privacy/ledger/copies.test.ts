import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { ledgerOf } from '#testing/ledger.ts'
import { proving } from '../data.ts'
import { copyStates, isAlarm, sendCopies, type CopyPorts } from './copies.ts'
import type { OfficerMail } from './copy-types.ts'
import { mergeAndPublish } from './published.ts'
import { verifyLedger } from './verify.ts'

const PROGRAM = join(import.meta.dirname, '../../../../docs/evidence/receive-checkpoints.mjs')
const { receiver, fromMail, take } = (await import(PROGRAM)) as {
  receiver: (folder: string, token: string | undefined, tell: (line: string) => void) => Server
  fromMail: (text: string) => { id: string; body: string; key: string }
  take: (folder: string, id: string, body: string, key?: string) => Promise<{ size: number } | { has: number }>
}

let database: TestDatabase
let house: TestHouse
let folder: string
const { say } = ledgerOf(() => house)
const servers: Server[] = []
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  folder = await mkdtemp(join(tmpdir(), 'belegt-copies-'))
})
afterAll(async () => {
  for (const server of servers) server.close()
  await house.close()
  await database.drop()
  await rm(folder, { recursive: true })
})

async function grown(organisation: Organisation, count = 3): Promise<void> {
  await say(organisation, count)
  await mergeAndPublish(house, organisation)
}
const states = (organisation: Organisation) => house.within(organisation, proving, copyStates)
async function host(into: string, token?: string): Promise<{ url: URL; told: string[]; server: Server }> {
  const told: string[] = []
  const server = receiver(into, token, (line) => void told.push(line))
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/belegt/`), told, server }
}
const sizes = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as string).split('\n')[1]))
async function asRoot(...statements: string[]): Promise<void> {
  const root = new pg.Client(database.root)
  await root.connect()
  for (const statement of statements) await root.query(statement)
  await root.end()
}

describe('a second folder', () => {
  test('holds every checkpoint once; what is not there is tried again, later each time', async () => {
    const organisation = await house.organisation()
    const ports = { folder: join(folder, 'medium') }
    await grown(organisation)
    expect(await sendCopies(house, organisation, ports)).toHaveLength(1)
    expect(await states(organisation)).toMatchObject([{ channel: 'folder', sentSize: 0, answer: 'ENOENT' }])
    expect(await sendCopies(house, organisation, ports)).toEqual([]) // not due yet
    house.clock.advance({ minutes: 3 })
    expect(await sendCopies(house, organisation, ports)).toHaveLength(1)
    const since = (await states(organisation))[0]?.failingSince
    expect(since && Temporal.Instant.compare(since, house.clock.now())).toBe(-1)
    await import('node:fs/promises').then(({ mkdir }) => mkdir(ports.folder))
    house.clock.advance({ hours: 1 })
    expect(await sendCopies(house, organisation, ports)).toEqual([])
    await grown(organisation)
    await grown(organisation)
    await sendCopies(house, organisation, ports)
    expect(await states(organisation)).toMatchObject([{ sentSize: 9, failingSince: null, answer: '' }])
    expect(await sizes(join(ports.folder, `${organisation.id}.checkpoints`))).toEqual([3, 6, 9])
  })

  test('gets what was signed after a clock that was ahead was set back, and failing is told as ever', async () => {
    const organisation = await house.organisation()
    const into = await mkdtemp(join(folder, 'uhr-'))
    const right = house.clock.now()
    await grown(organisation)
    house.clock.advance({ hours: 24 * 300 })
    await sendCopies(house, organisation, { folder: into })
    expect(await sendCopies(house, organisation, { host: { url: new URL('http://127.0.0.1:19999/') } })).toHaveLength(1)
    house.clock.moveTo(right.add({ hours: 1 }))
    await grown(organisation)
    expect(await sendCopies(house, organisation, { folder: into })).toEqual([])
    expect(await sizes(join(into, `${organisation.id}.checkpoints`))).toEqual([3, 6])
    const away = { host: { url: new URL('http://127.0.0.1:19999/') } }
    expect(await sendCopies(house, organisation, away)).toHaveLength(1)
    house.clock.advance({ hours: 25 })
    const host = (await states(organisation)).find(({ channel }) => channel === 'host')
    expect(host && isAlarm(host, house.clock.now())).toBe(true)
  })

  test('in which another ledger lies is not written over', async () => {
    const organisation = await house.organisation()
    await grown(organisation)
    await sendCopies(house, organisation, { folder })
    await grown(organisation)
    const path = join(folder, `${organisation.id}.checkpoints`)
    await writeFile(path, (await readFile(path, 'utf8')).replace('\\n3\\n', '\\n4\\n'))
    expect(await sendCopies(house, organisation, { folder })).toMatchObject([{ code: 'other-ledger' }])
  })
})

describe('a second host', () => {
  test('takes what continues, and is caught up when it was away or lost something', async () => {
    const organisation = await house.organisation()
    const into = await mkdtemp(join(folder, 'host-'))
    const { url, told, server } = await host(into, 'secret')
    const ports: CopyPorts = { host: { url, token: 'secret' } }
    await grown(organisation)
    expect(await sendCopies(house, organisation, ports)).toEqual([])
    expect(told[0]).toContain('took the key')
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await grown(organisation)
    expect(await sendCopies(house, organisation, ports)).toHaveLength(1)
    const again = await host(into, 'secret')
    house.clock.advance({ hours: 2 })
    await grown(organisation)
    expect(await sendCopies(house, organisation, { host: { url: again.url, token: 'secret' } })).toEqual([])
    const path = join(into, `${organisation.id}.checkpoints`)
    expect(await sizes(path)).toEqual([3, 9])
    await writeFile(path, `${(await readFile(path, 'utf8')).split('\n')[0]}\n`) // restored from an older copy
    await grown(organisation)
    expect(await sendCopies(house, organisation, { host: { url: again.url, token: 'secret' } })).toEqual([])
    expect(await sizes(path)).toEqual([3, 12])
    expect(again.told.at(-1)).toContain('12 entries')
  })

  test('goes on behind a line that a power cut left unfinished', async () => {
    const organisation = await house.organisation()
    const into = await mkdtemp(join(folder, 'host-'))
    const { url } = await host(into, 'secret')
    const ports: CopyPorts = { host: { url, token: 'secret' } }
    const path = join(into, `${organisation.id}.checkpoints`)
    for (const expected of [1, 2]) {
      await grown(organisation)
      expect(await sendCopies(house, organisation, ports)).toEqual([])
      expect(await sizes(path)).toHaveLength(expected)
    }
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -40))
    await grown(organisation)
    expect(await sendCopies(house, organisation, ports)).toEqual([])
    const whole = (await readFile(path, 'utf8')).split('\n').filter((line) => line.endsWith('"'))
    expect(whole.map((line) => Number((JSON.parse(line) as string).split('\n')[1]))).toEqual([3, 9])
  })

  test('refuses a stranger, and rings when the ledger was rewritten with the key in hand', async () => {
    const organisation = await house.organisation()
    const into = await mkdtemp(join(folder, 'host-'))
    const { url, told } = await host(into, 'secret')
    await grown(organisation)
    expect(await sendCopies(house, organisation, { host: { url, token: 'guess' } })).toMatchObject([
      { code: 'http-401' },
    ])
    house.clock.advance({ hours: 2 })
    expect(await sendCopies(house, organisation, { host: { url, token: 'secret' } })).toEqual([])
    // the administrator takes the ledger away and lets the program sign a new one
    const of = `organisation_id = '${organisation.id}'`
    await asRoot(
      ...['ledger_checkpoints', 'ledger_tree', 'ledger_leaves', 'ledger_nodes'].map(
        (one) => `delete from ${one} where ${of}`,
      ),
      `delete from checkpoint_copies where ${of}`,
    )
    await grown(organisation, 3)
    // of the same size, and yet another
    expect(await sendCopies(house, organisation, { host: { url, token: 'secret' } })).toMatchObject([
      { code: 'http-422' },
    ])
    expect(told.at(-1)).toContain('ALARM')
    house.clock.advance({ hours: 2 })
    await grown(organisation, 1)
    expect(await sendCopies(house, organisation, { host: { url, token: 'secret' } })).toMatchObject([
      { code: 'http-422' },
    ])
    expect(told.at(-1)).toContain('ALARM')
  })
})

test('a mail to the officer once a day, which the receiver’s program takes as it stands', async () => {
  const organisation = { ...(await house.organisation()), officer_contact: 'Berta Beispiel, dsb@amt.example' }
  const mails: OfficerMail[] = []
  const ports: CopyPorts = { mail: async (_, mail) => void mails.push(mail) }
  for (let day = 0; day < 3; day++) {
    await grown(organisation)
    await sendCopies(house, organisation, ports)
    await grown(organisation)
    await sendCopies(house, organisation, ports)
    house.clock.advance({ hours: 24 })
  }
  expect(mails.map(({ to }) => to)).toEqual(['dsb@amt.example', 'dsb@amt.example', 'dsb@amt.example'])
  const into = await mkdtemp(join(folder, 'mails-'))
  for (const { text } of mails) {
    const { id, body, key } = fromMail(`> ${text.replaceAll('\n', '\r\n> ')}`)
    expect(id).toBe(organisation.id)
    expect(await take(into, id, body, key)).toHaveProperty('size')
  }
  const { id, body } = fromMail(mails[1]!.text)
  expect(await take(into, id, body)).toEqual({ has: 15 })
  await writeFile(join(into, 'mail.txt'), mails.map(({ text }) => text).join('\n'))
  expect((await verifyLedger(house, organisation, { copies: into })).copies).toBe(6)
})

test('ledger verify tells what the copies outside contradict', async () => {
  const organisation = await house.organisation()
  const into = await mkdtemp(join(folder, 'copies-'))
  await grown(organisation)
  await grown(organisation)
  await sendCopies(house, organisation, { folder: into })
  expect(await verifyLedger(house, organisation, { copies: into })).toMatchObject({ copies: 2 })
  expect((await verifyLedger(house, organisation, { copies: into })).difference).toBeUndefined()
  const of = `organisation_id = '${organisation.id}'`
  // everything on the machine is rewritten, the file beside the database too
  await asRoot(
    ...['ledger_checkpoints', 'ledger_tree', 'ledger_leaves', 'ledger_nodes'].map(
      (one) => `delete from ${one} where ${of}`,
    ),
  )
  await rm(join(house.dataFolder, 'ledger', `${organisation.id}.checkpoints`))
  await grown(organisation, 6)
  expect((await verifyLedger(house, organisation)).difference).toBeUndefined()
  const { difference } = await verifyLedger(house, organisation, { copies: into })
  expect(difference?.what).toContain('outside')
})
