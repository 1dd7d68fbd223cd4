import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Check, Evidence, Probe } from '#privacy'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { documentCanary } from './canary.ts'
import { storingChecks } from './storing.ts'

// Each check holds on the program as it is, and breaks when exactly its promise is broken.

let given: ProgramUnderTest
beforeAll(async () => (given = await programUnderTest()))
afterAll(() => given.close())

const run = (id: string, probe: Probe): Promise<Evidence> => (storingChecks[id] as Check)(probe)

describe('the checks of sealed storage', () => {
  test.each(Object.keys(storingChecks))('%s holds', async (id) => {
    expect(await run(id, await given.probing())).toEqual({ kept: true, evidence: expect.any(String) })
  })

  test('amagno/verify-after-store breaks when a changed file gets its receipt', async () => {
    const probe = await given.probing()
    const trusting: Probe = {
      ...probe,
      ask: async (path, init) => {
        const answer = await probe.ask(path, init)
        return path.endsWith('/fertig') && answer.status !== 200 ? Response.json({}, { status: 200 }) : answer
      },
    }
    expect(await run('amagno/verify-after-store', trusting)).toMatchObject({ kept: false })
  })

  test('amagno/client-seal breaks when a readable file is filed', async () => {
    const probe = await given.probing()
    const lax: Probe = {
      ...probe,
      ask: async (path, init) => {
        const answer = await probe.ask(path, init)
        return path.endsWith('/fertig') ? Response.json({}, { status: 200 }) : answer
      },
    }
    expect(await run('amagno/client-seal', lax)).toEqual({
      kept: false,
      evidence: 'a file that is not sealed is filed',
    })
  })

  test('amagno/stored-sealed breaks when the store holds what came in', async () => {
    const probe = await given.probing()
    const { blobs } = probe.scratch
    const open: Probe = {
      ...probe,
      scratch: {
        ...probe.scratch,
        blobs: {
          ...blobs,
          raw: async (organisation, id) => {
            const stored = await blobs.raw(organisation, id)
            return stored && new Error().stack?.includes('storedSealed') ? leaking(stored) : stored
          },
        },
      },
    }
    expect(await run('amagno/stored-sealed', open)).toEqual({ kept: false, evidence: 'a stored file holds its text' })
  })
})

test('the canary goes through and leaves a document to be erased', async () => {
  const probe = await given.probing()
  const person = { name: 'Kana Rienvogel', mail: 'kana@pruef.invalid', phone: '030 987654', note: 'Ein Satz' }
  expect(await documentCanary.walk({ probe, person })).toContain('second version')
})

async function* leaking(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* stored
  yield Buffer.from('Prüfunterlage')
}
