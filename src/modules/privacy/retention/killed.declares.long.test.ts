import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { childProgram, type ChildProgram } from '#testing/child.ts'
import { shopTables } from '#testing/retained-tables.ts'
import { openShop, type Shop } from '#testing/shop.ts'
import { erasePeople } from '../erasure/erase.ts'
import { leftOver } from '../erasure/left-over.ts'
import { erasurePlan } from '../erasure/plan.ts'
import { setHold } from './holds.ts'

let shop: Shop
let program: ChildProgram
beforeAll(async () => {
  program = await childProgram('run-child')
  shop = await openShop()
})
afterAll(async () => {
  program.remove()
  await shop.close()
})

const NOW = '2033-01-01T02:00:00Z'

/** Starts a run in a process of its own; true when it came to its end, false when it was killed after so many ms of work. */
async function runFor(here: Organisation, milliseconds: number): Promise<boolean> {
  const { app, owner } = shop.database
  const blobs = join(shop.house.dataFolder, 'blobs')
  const child = spawn(
    process.execPath,
    [program.path, JSON.stringify({ app, owner, blobs, now: NOW, organisation: here.id })],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  const killer = wait(milliseconds).then(() => child.kill('SIGKILL'))
  const [code] = (await ended) as [number | null]
  await killer
  return code === 0
}

test('kill -9 at any moment of a deletion run: nothing half, nothing lost, the next one goes on', async () => {
  const here = await shop.house.organisation()
  const held = await shop.within(
    here,
    async (at) => {
      const letters: string[] = []
      for (let n = 0; n < 24; n++) {
        const person = await shop.person(at)
        await shop.insert(at, 'shop_contracts', { customer_id: person, runs_until: at.now, ended_on: '2024-03-05' })
        await shop.invoice(at, person, n % 2 === 0 ? '2024-03-05' : '2032-12-31', true)
        letters.push(await shop.letter(at, person, person))
        await shop.document(at, person, null)
      }
      return letters.slice(0, 3)
    },
    '2024-03-05T09:00:00Z',
  )
  for (const id of held)
    await shop.within(
      here,
      (at) => setHold(at, { table: 'shop_letters', id, reason: 'Klage', until: '2033-06-30' }, shopTables),
      '2032-03-05T09:00:00Z',
    )
  const [asked] = (await shop.rows(here, `select sender from shop_letters where id = '${held[0]}'`)).map(
    ({ sender }) => sender,
  )
  await shop.within(here, (at) => erasePeople(at, [String(asked)], 'request', { plan: erasurePlan(shopTables) }))

  let kills = 0
  for (let step = 1; !(await runFor(here, step * 15)); step++) kills++
  expect(kills).toBeGreaterThan(2)

  expect(await shop.within(here, (at) => leftOver(at, { tables: shopTables }), NOW)).toMatchObject({ total: 0 })
  expect(new Set((await shop.rows(here, 'select id from shop_letters')).map(({ id }) => id))).toEqual(new Set(held))
  // those whose letters are held, and nobody else
  expect(await shop.count(here, 'shop_customers')).toBe(3)
  // vouchers of 2024 are over; those of 2032 stay, blocked where their person is gone
  expect(await shop.rows(here, `select distinct issued_on from shop_invoices`)).toEqual([{ issued_on: '2032-12-31' }])
  expect(await shop.files(here)).toHaveLength(12)
  // every row is reported once, however often the run was killed; killed after its report, the next one adds nothing
  const reports = await shop.rows(here, 'select people, deleted from deletion_runs where finished_at is not null')
  expect(await shop.count(here, 'deletion_runs')).toBe(reports.length)
  const sum = (table: string) =>
    reports.reduce((total, { deleted }) => total + ((deleted as Record<string, number>)[table] ?? 0), 0)
  expect(reports.reduce((total, { people }) => total + Number(people), 0)).toBe(21)
  const tables = ['shop_customers', 'shop_invoices', 'shop_invoice_lines', 'shop_letters', 'shop_contracts']
  expect(tables.map((table) => sum(table))).toEqual([21, 12, 12, 21, 23])
  expect(await shop.count(here, 'tombstones')).toBe(21)
}, 120_000)
