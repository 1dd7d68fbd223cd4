import type { Scope } from '#platform/data/scope.ts'

/** One contact with a person, in words for staff. */
export type TimelineEntry = {
  readonly at: Temporal.Instant
  /** "Termin: Personalausweis beantragen" */
  readonly what: string
  /** How it stands: "abgesagt" */
  readonly state?: string
}

/** What a module knows of its contacts with a person, in the scope's language; given to this module by `app`. */
export type Timeline = (at: Scope<string>, person: string) => Promise<TimelineEntry[]>

/** All contacts, the newest first. */
export async function timelineOf(
  at: Scope<string>,
  person: string,
  timelines: readonly Timeline[],
): Promise<TimelineEntry[]> {
  const parts = await Promise.all(timelines.map((one) => one(at, person)))
  return parts.flat().toSorted((a, b) => Temporal.Instant.compare(b.at, a.at))
}
