import { refuse } from '../errors/errors.ts'

export const RESTRICTED = 'platform.restricted'

/**
 * The refusal behind a write that the database stopped: by the policy, a row of a restricted person, made or handed over for
 * a purpose that may not see them; by a declared guard (`guards.ts`), under the code that it gives as the constraint's name.
 * Any other error as it is.
 */
export function restrictionRefused(error: unknown): unknown {
  const { code, message, constraint } = error as { code?: string; message?: string; constraint?: string }
  if (code === '23001' && constraint?.includes('.')) return refuse(constraint, 'locked')
  return code === '42501' && message?.includes('policy "restriction"') ? refuse(RESTRICTED, 'locked') : error
}
