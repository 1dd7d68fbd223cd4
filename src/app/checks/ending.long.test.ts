import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountChecks } from '#accounts'
import type { Probe } from '#privacy'
import { programUnderTest, seen, type ProgramUnderTest } from '#testing/program.ts'
import { deletedAfterAMonth } from './ending.ts'

// Each check is first seen to hold on the program as it is, then on one in which exactly its promise is broken.

let given: ProgramUnderTest
let probe: Probe
beforeAll(async () => {
  given = await programUnderTest()
  probe = await given.probing()
})
afterAll(() => given.close())

const holds = { kept: true, evidence: expect.any(String) }
const breaks = (evidence: string) => ({ kept: false, evidence: expect.stringContaining(evidence) })
/** A program that says yes to what is sent to this page. */
const yielding = (path: string): Probe => ({
  ...probe,
  ask: (to, init) =>
    to.endsWith(path) && init?.method === 'POST' ? new Response(null, { status: 303 }) : probe.ask(to, init),
})

test('optigem/last-main-admin', async () => {
  const check = accountChecks['optigem/last-main-admin']
  expect(await seen(check, probe)).toEqual(holds)
  expect(await seen(check, yielding('/daten/schliessen'))).toEqual(breaks('answers 303 when it is to be closed'))
}, 60_000)

test('optigem/deleted-after-a-month', async () => {
  const check = deletedAfterAMonth(undefined)
  expect(await seen(check, probe)).toEqual(holds)
  expect(await seen(check, yielding('/mitglieder'))).toEqual(breaks('answers 303 to what is written'))
  const keeping = { ...probe.scratch, blobs: { ...probe.scratch.blobs, removeAll: async () => 0 } }
  expect(await seen(check, { ...probe, scratch: keeping })).toEqual(breaks('is left'))
}, 60_000)
