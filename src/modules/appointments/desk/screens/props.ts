import type { StaffFrame } from '#platform/http/frame.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import type { Desk, Location } from '../../data.ts'
import type { Line, Person, ServiceAt } from '../queries.ts'
import type { Day, Groups } from '../rules.ts'
import { words } from '../texts.ts'
import type { View } from '../view.ts'

/** Everything the day of a location shows. */
export type DayProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly location: Location
  readonly day: Day
  readonly now: Temporal.Instant
  readonly desks: readonly Desk[]
  readonly services: readonly ServiceAt[]
  readonly groups: Groups<Line>
  /** The desk of the clerk, if it still exists. */
  readonly desk: Desk | undefined
  /** Who stands in the aside: the selected one, or whoever is at the clerk's desk. */
  readonly shown: { readonly line: Line; readonly person: Person } | undefined
  readonly view: View
  readonly may: boolean
  readonly href: (path: string) => string
  /** Why the last step was refused. */
  readonly problem?: string | undefined
  readonly walkIn: {
    readonly id: string
    readonly service: string
    readonly name: string
    /** Was told what happens to the data. */
    readonly told: boolean
    readonly problems: Record<string, string>
  }
  /** A note that could not be saved, with why. */
  readonly note?:
    | { readonly text: string; readonly error: string; readonly theirs: string | null | undefined }
    | undefined
}

export const inWords = ({ language, location }: Pick<DayProps, 'language' | 'location'>) => ({
  w: words(language),
  f: format(language, location.zone),
})

/** A key hint, unless keys are switched off. */
export const keyOf = ({ view }: Pick<DayProps, 'view'>, key: string): string | undefined =>
  view.tasten === 'aus' ? undefined : key

/** What a line is called where a number may be missing. */
export const callName = (line: Line, language: Language, clock: string): string =>
  line.ticket ?? `${clock} ${line.name ?? words(language).day.anonymous}`
