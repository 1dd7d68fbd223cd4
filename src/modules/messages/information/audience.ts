import type { Activity, Bilingual } from '#platform/data/activity.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { Problems } from '#platform/http/route.ts'
import type { Language } from '#platform/text/language.ts'

/** What staff choose to say whom they mean. `date` is a calendar date, `2026-11-24`. */
export type AudienceField = {
  readonly name: string
  readonly label: string
  readonly hint?: string
} & (
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[] }
  | { readonly kind: 'date'; readonly value: string }
)
export type Choice = Readonly<Record<string, string>>

/** Somebody who is concerned. Nothing is opened for it. */
export type Concerned = {
  readonly person: string
  /** The search token of their mail address; null where none is known. */
  readonly token: Buffer | null
  readonly language: Language
}

/** People concerned by something of the organisation, as a module knows them: everybody with an appointment at a place. */
export type Audience<P extends string = string> = {
  /** `appointments.coming` */
  readonly name: string
  readonly label: Bilingual
  readonly hint: Bilingual
  /** Why they are written to, with its own legal basis; it may open their addresses. */
  readonly activity: Activity<string, P>
  /** Why this mail came, to follow "You receive this mail because". */
  readonly why: Bilingual
  readonly fields: (at: Scope<string>) => Promise<readonly AudienceField[]>
  /** The choice as it is kept, or what is wrong with a field: `required`, `date`, `order`, `unknown`. No personal data. */
  readonly check: (
    at: Scope<string>,
    entered: Choice,
  ) => Promise<{ readonly choice: Choice } | { readonly problems: Problems }>
  /** Who is meant, in words. */
  readonly describe: (at: Scope<string>, choice: Choice) => Promise<string>
  /** Each person once, in the order of their ids, those behind `after`. */
  readonly people: (
    at: Scope<string>,
    choice: Choice,
    page: { readonly after: string | undefined; readonly limit: number },
  ) => Promise<readonly Concerned[]>
  /** The mail addresses of these people; whoever is gone meanwhile is left out, whoever is there stays until the commit. */
  readonly addresses: (at: Scope<P>, persons: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

const known = new Map<string, Audience>()

/** Says whom staff may inform by mail; called at module level. */
export function audience<P extends string>(told: Audience<P>): void {
  if (known.has(told.name)) throw new Error(`the audience ${told.name} is declared twice`)
  known.set(told.name, told as unknown as Audience)
}

export const allAudiences = (): readonly Audience[] => [...known.values()]
export const audienceNamed = (name: string): Audience | undefined => known.get(name)
