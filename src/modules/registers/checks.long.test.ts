import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureOperator, foundOrganisation } from '#accounts'
import { leftOver, openProbe, overseeing, type Probe, readRecipientsBy } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { registerCanary } from './canary.ts'
import { registerChecks } from './checks.ts'
import { db } from './data/index.ts'

let town: Town
let probe: Probe
beforeAll(async () => {
  town = await openTown()
  const operator = await ensureOperator(town.web.house)
  const ask = (path: string, init?: RequestInit) => town.web.app.request(`${town.web.origin}${path}`, init)
  await town.arrive()
  probe = await openProbe(town.web.house, operator, () => ask, [], foundOrganisation)
})
afterAll(() => town.close())

const running = () => ({ publicUrl: 'https://amt.example.org' })
const checks = registerChecks({ running })

test.each(Object.keys(checks))(
  '%s is kept on a sound system, and nothing of the check is left over its period',
  async (id) => {
    const found = await checks[id]?.(probe)
    expect([id, found?.evidence, found?.kept]).toEqual([id, expect.any(String), true])
    const left = await town.web.scope({ organisation: probe.organisation, purpose: overseeing }, (at) =>
      leftOver(at, { withGrace: true }),
    )
    expect(left.total).toBe(0)
  },
)

test('optigem/toms is broken when a measure does not hold', async () => {
  const open = registerChecks({ running: () => ({ publicUrl: 'http://amt.example.org' }) })
  expect(await open['optigem/toms']?.(probe)).toMatchObject({ kept: false, evidence: expect.stringContaining('tls') })
})

test('smartcx/processors is broken when a connector would not reach the notice', async () => {
  const { switchedOn } = await import('./processors/queries.ts')
  readRecipientsBy(async () => [])
  try {
    expect(await checks['smartcx/processors']?.(probe)).toMatchObject({ kept: false })
  } finally {
    readRecipientsBy(switchedOn)
  }
})

test('the canary is named in a breach and in a disclosure, and leaves both rows to be erased', async () => {
  const person = { name: 'Kana Rienvogel', mail: 'kana@pruef.invalid', phone: '030 987654', note: 'Ein Satz' }
  expect(await registerCanary.walk({ probe, person })).toContain('entered in a disclosure')
  const [breach, disclosure] = await probe.within(probe.organisation, async (at) => [
    await db(at).selectFrom('breach_people').select('person_id').execute(),
    await db(at).selectFrom('disclosure_people').select('person_id').execute(),
  ])
  expect(disclosure).toHaveLength(1)
  expect(breach).toContainEqual(disclosure[0])
})
