/** How many days before the end the main administrators are reminded. */
export const REMINDERS = [14, 7, 1] as const
/** Accounts of who got the certificate go this long after it was sent, so that the mail can leave. */
export const LAST_DAYS = 3

/** When an organisation that is cancelled now is deleted: a calendar month later, at the same time of day of its zone. */
export const endOf = (now: Temporal.Instant, zone: string): Temporal.Instant =>
  now.toZonedDateTimeISO(zone).add({ months: 1 }).toInstant()

/** Which reminders are due and not sent; of several that were missed only the latest, so that nobody gets two at once. */
export function dueReminder(
  ends: Temporal.Instant,
  now: Temporal.Instant,
  sent: readonly number[],
): number | undefined {
  const left = now.until(ends).total('hours') / 24
  if (left <= 0) return undefined
  const due = REMINDERS.filter((days) => left <= days)
  const latest = due.at(-1)
  return latest !== undefined && !sent.some((days) => days <= latest) ? latest : undefined
}

/** Whether somebody typed the organisation's name, to show that they mean it; spaces at the ends and case are forgiven. */
export const isName = (typed: string, name: string): boolean =>
  typed.trim().normalize('NFC').toLocaleLowerCase('de') === name.trim().normalize('NFC').toLocaleLowerCase('de')
