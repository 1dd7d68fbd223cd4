import type { House, Scope } from '#platform/data/scope.ts'
import { atOperator } from '../elsewhere.ts'
import type { Effort } from './effort.ts'
import { offerToAnswer } from './passkeys.ts'

/** What the sign-in page carries for the browser: a question to any passkey, and work where strangers have to show it. */
export type EntryOffer = { readonly offer: string; readonly effort?: Effort | undefined }

export const entryOffer = (at: Scope<string>, house: House): Promise<EntryOffer> =>
  atOperator(at, house, async (there) => ({ offer: await offerToAnswer(there, house) }))
