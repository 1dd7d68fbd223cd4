import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check, Probe } from '#privacy'
import { refuse } from '#platform/errors/errors.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { endReaders } from '../reading/readers.ts'
import { prefixOf } from '../reading/sandbox/folder.ts'
import { readingChecks } from './reading.ts'

let given: ProgramUnderTest
beforeAll(async () => (given = await programUnderTest()))
afterAll(async () => {
  endReaders()
  await given.close()
})
const run = (id: string, probe: Probe) => (readingChecks[id] as Check)(probe)

describe('the checks of reading', () => {
  test('amagno/previews holds', async () => {
    expect(await run('amagno/previews', await given.probing())).toEqual({ kept: true, evidence: expect.any(String) })
  })

  test('amagno/previews breaks when there is no room for previews', async () => {
    const probe = await given.probing()
    const { blobs } = probe.scratch
    let stored = 0
    // the three files themselves are filed
    const put: typeof blobs.put = (...given) =>
      ++stored > 3 ? Promise.reject(refuse('files.no-space', 'unavailable')) : blobs.put(...given)
    const full: Probe = { ...probe, scratch: { ...probe.scratch, blobs: { ...blobs, put } } }
    expect(await run('amagno/previews', full)).toMatchObject({ kept: false })
  })

  test('amagno/no-plaintext-left holds', async () => {
    expect(await run('amagno/no-plaintext-left', await given.probing())).toEqual({
      kept: true,
      evidence: expect.any(String),
    })
  })

  test('amagno/no-plaintext-left breaks when a private folder stays', async () => {
    const probe = await given.probing()
    mkdirSync(join(probe.scratch.dataFolder, `${prefixOf(probe.scratch.dataFolder)}1-left`))
    expect(await run('amagno/no-plaintext-left', probe)).toMatchObject({ kept: false })
  })
})
