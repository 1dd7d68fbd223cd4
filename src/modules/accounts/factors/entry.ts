import type { House, Scope } from '#platform/data/scope.ts'
import { atOperator } from '../elsewhere.ts'
import type { Effort } from './effort.ts'
import { providerInUse } from '../single-sign-on/provider.ts'
import { offerToAnswer } from './passkeys.ts'

/** What the sign-in page carries for the browser: a question to any passkey, and work where strangers have to show it. */
export type EntryOffer = {
  readonly offer: string
  readonly effort?: Effort | undefined
  /** The name of the organisation's provider, where members may sign in by one. */
  readonly provider?: string | undefined
}

export async function entryOffer(at: Scope<string>, house: House): Promise<EntryOffer> {
  const provider = await providerInUse(at)
  return { provider, offer: await atOperator(at, house, (there) => offerToAnswer(there, house)) }
}
