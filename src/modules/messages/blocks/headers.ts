import type { Scope } from '#platform/data/scope.ts'
import type { Leaving } from '../sending/leaving.ts'

/** Header lines that let a reader unsubscribe (RFC 2369, 8058), in order of the mails; none for what asks for no consent. */
export const unsubscribeHeaders = async (
  _at: Scope<string>,
  leaving: readonly Leaving[],
): Promise<readonly Readonly<Record<string, string>>[]> => leaving.map(() => ({}))
