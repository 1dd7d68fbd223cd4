import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check, Probe } from '#privacy'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { mailboxChecks } from './mailboxes.ts'

let given: ProgramUnderTest
beforeAll(async () => (given = await programUnderTest()))
afterAll(() => given.close())
const run = (probe: Probe) => (mailboxChecks['amagno/imap'] as Check)(probe)

describe('the check of mailboxes', () => {
  test('amagno/imap holds', async () => {
    expect(await run(await given.probing())).toEqual({ kept: true, evidence: expect.any(String) })
  })

  test('amagno/imap breaks when nothing can be stored', async () => {
    const probe = await given.probing()
    const { blobs } = probe.scratch
    const losing: Probe = {
      ...probe,
      scratch: { ...probe.scratch, blobs: { ...blobs, put: () => Promise.reject(new Error('full')) } },
    }
    expect(await run(losing)).toMatchObject({ kept: false })
  })
})
