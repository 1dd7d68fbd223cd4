import { allActivities, basisFor } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import { isSuppressed } from './suppress.ts'
import { hasConsent } from './withdraw.ts'

export type Writing = {
  readonly person: string | undefined
  readonly to: string
  /** What the mail is sent for, where the sender said so. */
  readonly activity: string | undefined
  readonly advertising: boolean
}

/**
 * Whether a mail may be sent: nobody objected to it, and where its activity rests on consent one is in force. Asked when a
 * mail is queued, and again right before it leaves.
 */
export async function mayWrite(at: Scope<string>, { person, to, activity, advertising }: Writing): Promise<boolean> {
  if (await isSuppressed(at, to, activity, advertising)) return false
  const declared = activity ? allActivities().find(({ name }) => name === activity) : undefined
  if (!declared || basisFor(declared, at.organisation.kind).art6 !== 'a') return true
  return person !== undefined && (await hasConsent(at, person, declared.name))
}
