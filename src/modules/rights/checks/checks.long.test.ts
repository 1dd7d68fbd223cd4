import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Check, privacyChecks, type Probe } from '#privacy'
import { unzip } from '#platform/files/unzip.ts'
import { zip } from '#platform/files/zip.ts'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { rightsChecks, rightsForms } from './checks.ts'
import { askFor } from './visit.ts'

// Each check holds on the program as it is, and breaks when exactly its promise is broken.

let given: ProgramUnderTest
beforeAll(async () => {
  given = await programUnderTest()
})
afterAll(() => given.close())

const probing = () => given.probing()
const run = async (check: Check | undefined, probe: Probe) => check?.(probe)
const holds = { kept: true, evidence: expect.any(String) }

describe('the checks of rights', () => {
  test.each([
    'smartcx/rights',
    'smartcx/offline-requests',
    'cxomni/offline-identification',
    'osseno/origin-recipient-purpose',
  ])('%s holds', async (id) => {
    expect(await run(rightsChecks[id], await probing())).toEqual(holds)
  })

  test('smartcx/rights breaks when an overdue request lies anywhere', async () => {
    const before = await probing()
    await askFor(before, 'access', { name: 'Lena Liegt', mail: 'lena@pruef.invalid' })
    expect(await run(rightsChecks['smartcx/rights'], await probing())).toEqual(holds)
    given.web.clock.advance({ hours: 24 * 40 })
    expect(await run(rightsChecks['smartcx/rights'], await probing())).toMatchObject({
      kept: false,
      evidence: expect.stringMatching(/^\d+ requests of .* are overdue$/),
    })
  })

  test('cxomni/offline-identification breaks when the step of the check is lost', async () => {
    const probe = await probing()
    const lame: Probe = {
      ...probe,
      ask: (path, init) =>
        init?.method === 'POST' && path.endsWith('/person')
          ? new Response(null, { status: 303, headers: { location: path } })
          : probe.ask(path, init),
    }
    expect(await run(rightsChecks['cxomni/offline-identification'], lame)).toMatchObject({ kept: false })
  })

  test('osseno/origin-recipient-purpose breaks when the archive lacks a kind, a column, or its origin', async () => {
    const check = rightsChecks['osseno/origin-recipient-purpose']
    const changes: ((told: {
      data: { name: string; columns: { name: string; origin: string }[]; rows: unknown[] }[]
    }) => void)[] = [
      (told) =>
        told.data.splice(
          told.data.findIndex(({ name }) => name === 'corrections'),
          1,
        ),
      (told) => told.data.find(({ name }) => name === 'people')?.columns.pop(),
      (told) => told.data.find(({ name }) => name === 'consents')?.rows.pop(),
      (told) => {
        for (const { columns } of told.data) for (const column of columns) column.origin = ''
      },
    ]
    for (const change of changes) {
      const probe = await probing()
      const lame: Probe = {
        ...probe,
        ask: async (path, init) => {
          const response = await probe.ask(path, init)
          if (init?.method !== 'POST' || !path.includes('/rechte/daten/')) return response
          const files = unzip(new Uint8Array(await response.arrayBuffer()), { bytes: 1e8, files: 1e3 })
          const told = JSON.parse(files.get('auskunft.json')?.toString() ?? '')
          change(told)
          const entries = [{ name: 'auskunft.json', content: JSON.stringify(told) }]
          return new Response((await buffer(zip(entries, probe.scratch.clock.now()))) as Uint8Array<ArrayBuffer>)
        },
      }
      expect(await run(check, lame)).toMatchObject({ kept: false })
    }
  })

  test('optigem/just-in-time-notice: every form of rights says above its button what becomes of the data', async () => {
    const check = privacyChecks(rightsForms)['optigem/just-in-time-notice']
    const probe = await probing()
    const own = probe.routes.filter(({ path }) => Object.hasOwn(rightsForms, path))
    expect(own.length).toBeGreaterThan(4)
    expect(await run(check, { ...probe, routes: own })).toEqual(holds)
  })
})
