import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accounts } from '#accounts'
import { messages, queueMail, renderMail } from '#messages'
import { people } from '#people'
import { type Check, privacy, privacyChecks, type Probe } from '#privacy'
import { programUnderTest, type ProgramUnderTest } from '#testing/program.ts'
import { rights } from '../module.ts'
import { rightsChecks, rightsForms } from './checks.ts'
import { askFor } from './visit.ts'

// Each check holds on the program as it is, and breaks when exactly its promise is broken.

let given: ProgramUnderTest
beforeAll(async () => {
  given = await programUnderTest((house) => [
    privacy,
    messages({ transport: undefined, from: 'amt@belegt.test', failed: () => undefined }),
    people({ timelines: [] }),
    accounts({ house, sendMail: queueMail, renderMail }),
    rights({ house }),
  ])
})
afterAll(() => given.close())

const probing = () => given.probing()
const run = async (check: Check | undefined, probe: Probe) => check?.(probe)
const holds = { kept: true, evidence: expect.any(String) }

describe('the checks of rights', () => {
  test.each(['smartcx/rights', 'smartcx/offline-requests', 'cxomni/offline-identification'])('%s holds', async (id) => {
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

  test('optigem/just-in-time-notice: every form of rights says above its button what becomes of the data', async () => {
    const check = privacyChecks(rightsForms)['optigem/just-in-time-notice']
    const probe = await probing()
    const own = probe.routes.filter(({ path }) => Object.hasOwn(rightsForms, path))
    expect(own.length).toBeGreaterThan(4)
    expect(await run(check, { ...probe, routes: own })).toEqual(holds)
  })
})
