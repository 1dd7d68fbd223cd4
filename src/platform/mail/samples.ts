import type { Activity } from '../data/activity.ts'
import { type House, inScope, type Scope } from '../data/scope.ts'
import type { Permission } from '../http/permission.ts'
import type { Language } from '../text/language.ts'

/** Something real that a mail can be tried on, e.g. a booking; its label names nobody. */
export type Sample = { readonly id: string; readonly label: string }

/**
 * What a module gives so that its mails can be tried on real data of the organisation. It opens them in a scope of its own
 * and notes who saw them.
 */
export type MailSamples = {
  readonly kinds: readonly string[]
  /** Who may see these data at all; others try the mail on invented ones. */
  readonly may: Permission
  readonly latest: (at: Scope<string>, kind: string) => Promise<readonly Sample[]>
  /** Values for the template's placeholders; undefined when it is gone. Links are not taken: a real one opens a door. */
  readonly values: (
    at: Scope<string>,
    asked: { readonly kind: string; readonly id: string; readonly language: Language },
  ) => Promise<Readonly<Record<string, string>> | undefined>
}

/** So many of the newest are offered. */
export const MOST_SAMPLES = 10

/** Reads for somebody who tries a mail, under the purpose that the data have: nothing can be written. */
export const samplesWithin =
  <P extends string>(house: () => House, purpose: Activity<string, P>) =>
  <T>(at: Scope<string>, work: (there: Scope<P>) => Promise<T>): Promise<T> =>
    inScope(
      house(),
      {
        organisation: at.organisation,
        actor: at.actor,
        purpose,
        language: at.language,
        readOnly: true,
        now: at.now,
      },
      work,
    )
