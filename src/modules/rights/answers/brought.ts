import { listen } from '#platform/data/events.ts'
import type { Scope } from '#platform/data/scope.ts'
import { forgetBrought, importing, processingStopped, recordConsent } from '#privacy'
import { taking } from './data.ts'

/** Puts on record that these persons asked for it, in the words that staff ticked (Art. 7(1) GDPR). */
export async function recordAsked(at: Scope<string>, persons: readonly string[], wording: string): Promise<void> {
  for (const person of new Set(persons))
    for (const activity of [taking, importing]) await recordConsent(at, { person, activity, wording, special: false })
}

/** What somebody brought along is there because they want it: without that it goes (Art. 17(1)(b) GDPR). */
export const dropBrought = listen(processingStopped, async (at, { person, activity }) => {
  if (activity === importing.name || activity === taking.name) await forgetBrought(at, person)
})
