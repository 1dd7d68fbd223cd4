import { classes, type Children, type Html } from './html.ts'
import { Form, type HiddenFields } from './buttons.tsx'
import { Link } from './links.tsx'

export interface Day {
  /** Where this day is shown; left out where it has nothing to offer. */
  readonly url?: string | undefined
  /** Short, as on a calendar: "Di". */
  readonly weekday: string
  /** "24." */
  readonly day: string
  /** For those who hear it: "Dienstag, 24. November". */
  readonly spoken: string
  /** "11 frei", "belegt", "zu". */
  readonly note: string
  readonly current?: boolean | undefined
}

/** Days side by side; on a phone the row scrolls. */
export function DayStrip({ label, days }: { readonly label: string; readonly days: readonly Day[] }): Html {
  return (
    <nav aria-label={label}>
      <ul class="days">
        {days.map((day) => {
          const inside = (
            <>
              <span aria-hidden="true">{day.weekday}</span>
              <b aria-hidden="true">{day.day}</b>
              <span class="sr">{day.spoken}, </span>
              <small>{day.note}</small>
            </>
          )
          return (
            <li>
              {day.url === undefined ? (
                <span class={classes('day', 'day-none')}>{inside}</span>
              ) : (
                <Link class="day" url={day.url} current={day.current ? 'date' : undefined}>
                  {inside}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

export interface TimeChoice {
  /** As shown: "08:20". */
  readonly label: string
  /** What the button sends. Needed without `url`. */
  readonly value?: string | undefined
  /** A link instead of a button. */
  readonly url?: string | undefined
  readonly disabled?: boolean | undefined
}

export interface TimeGridProps {
  readonly groups: readonly { readonly label: string; readonly times: readonly TimeChoice[] }[]
  /** Where choosing a time POSTs; left out when every time has a `url`. */
  readonly action?: string | undefined
  readonly hidden?: HiddenFields | undefined
  /** Name under which the chosen time is sent. Default: "time". */
  readonly name?: string | undefined
  /** Distinguishes several grids on one page. */
  readonly id?: string | undefined
}

/** Free times: each is a button that POSTs (or a link). */
export function TimeGrid(props: TimeGridProps): Html {
  const id = props.id ?? 'times'
  const groups = props.groups.map((group, index) => (
    <div role="group" aria-labelledby={`${id}-${index + 1}`}>
      <p class="times-label" id={`${id}-${index + 1}`}>
        {group.label}
      </p>
      <div class="times">
        {group.times.map((time) =>
          time.url === undefined ? (
            <button class="time" name={props.name ?? 'time'} value={time.value} disabled={time.disabled}>
              {time.label}
            </button>
          ) : (
            <Link class="time" url={time.url}>
              {time.label}
            </Link>
          ),
        )}
      </div>
    </div>
  ))
  if (props.action === undefined) return <>{groups}</>
  return (
    <Form action={props.action} hidden={props.hidden} class="times-form">
      {groups}
    </Form>
  )
}

/** Text links on one line, separated by dots. */
export function LinkLine({ children }: { readonly children: readonly Children[] }): Html {
  // a list of one arrives as the one itself
  const links = [children].flat()
  return (
    <p class="link-line">
      {links.map((link) => (
        <span>{link}</span>
      ))}
    </p>
  )
}
