// What the tests of the ledger say and read, on a house of their own.
import { mergeLedger } from '../../src/modules/privacy/ledger/merge.ts'
import { mergeAndPublish } from '../../src/modules/privacy/ledger/published.ts'
import { record } from '../../src/modules/privacy/ledger/record.ts'
import { proving } from '../../src/modules/privacy/data.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { TestHouse } from './house.ts'

/** `house` is asked for at each use, because a test file opens it in beforeAll. */
export function ledgerOf(house: () => TestHouse) {
  const say = (organisation: Organisation, count: number, body: Record<string, string | number | boolean> = {}) =>
    house().within(organisation, proving, async (at) => {
      for (let n = 0; n < count; n++) await record(at, 'test.said', { n, ...body })
    })
  const merge = (organisation: Organisation, how: { batch?: number; most?: number } = {}) =>
    house().within(organisation, proving, (at) => mergeLedger(at, house(), how))
  /** An organisation with nine entries in three checkpoints. */
  async function filled(): Promise<Organisation> {
    const organisation = await house().organisation()
    for (const count of [3, 1, 5]) {
      await say(organisation, count, { text: 'Grüße "an" \\ alle 🙂', yes: true })
      await mergeAndPublish(house(), organisation)
    }
    return organisation
  }
  return { say, merge, filled }
}
