import type { Mail } from './mime.ts'
import type { Reading } from './reading.ts'
import { fieldGroups } from './status.ts'

/** Kinds of feedback by which a reader says that a mail was unwanted (RFC 5965, 7.3; RFC 6650). */
const complaints = new Set(['abuse', 'complaint', 'fraud', 'opt-out', 'opt-out-list', 'miscategorized'])

/**
 * Reads an abuse report (ARF, RFC 5965) as feedback loops send it. `not-spam` says the opposite and changes nothing.
 * @returns nothing when the mail has no such part
 */
export function feedbackOf(mail: Mail): Reading[] {
  const body = mail.part('message/feedback-report')
  if (body === undefined) return []
  const [fields] = fieldGroups(body)
  const type = (fields?.get('feedback-type') ?? '').toLowerCase()
  const base = { source: 'report', code: '', form: 'rfc5965', words: type } as const
  if (complaints.has(type)) return [{ ...base, what: 'complained', reason: 'complained' }]
  return [{ ...base, what: type === 'not-spam' || type === 'auth-failure' ? 'auto-replied' : 'unknown' }]
}
