/** Whether tonight's backup is still to be made: it belongs to the last `hour` o'clock (UTC) that has passed. */
export function isBackupDue(last: Temporal.Instant | undefined, now: Temporal.Instant, hour: number): boolean {
  const today = now
    .toZonedDateTimeISO('UTC')
    .with({ hour, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const mark = Temporal.Instant.compare(today.toInstant(), now) <= 0 ? today : today.subtract({ days: 1 })
  return last === undefined || Temporal.Instant.compare(last, mark.toInstant()) < 0
}

/** Whether the newest backup is to be tried out again. */
export const isDrillDue = (last: Temporal.Instant | undefined, now: Temporal.Instant, days: number): boolean =>
  last === undefined || Temporal.Instant.compare(last, now.subtract({ hours: 24 * days })) <= 0
