import { refuse } from '../errors/errors.ts'

export const RESTRICTED = 'platform.restricted'

/**
 * The refusal behind a write that the policy stopped: a row of a restricted person, made or handed over for a purpose that
 * may not see them; any other error as it is.
 */
export function restrictionRefused(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string }
  return code === '42501' && message?.includes('policy "restriction"') ? refuse(RESTRICTED, 'locked') : error
}
