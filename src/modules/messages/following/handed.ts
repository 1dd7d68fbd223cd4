import type { Scope } from '#platform/data/scope.ts'
import type { Handed } from '../sending/leaving.ts'

/** Notes what handing over came to, a batch in the transaction that settles the messages. */
export const noteHanded = async (_at: Scope<string>, _handed: readonly Handed[]): Promise<void> => undefined
