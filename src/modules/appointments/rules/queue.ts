/** Somebody who waits. `starts_at` counts for appointments only. */
export type Waiting = {
  readonly id: string
  readonly walk_in: boolean
  readonly starts_at: Temporal.Instant
  readonly arrived_at: Temporal.Instant
}

/** How long those with an appointment go before somebody without one who came earlier. */
export const patienceMinutes = 30

/**
 * When somebody's turn is due, in epoch milliseconds; it is fixed on arrival. With an appointment: at its time, or on
 * arrival when late. Without: `patience` minutes after arrival. Whoever comes later than that is always behind,
 * so nobody waits for ever, and two people never change places while they wait.
 */
export const dueAt = (person: Waiting, patience: number = patienceMinutes): number =>
  person.walk_in
    ? person.arrived_at.epochMilliseconds + patience * 60_000
    : Math.max(person.starts_at.epochMilliseconds, person.arrived_at.epochMilliseconds)

/** Those who wait, in the order of their turn: the first is the next to call. */
export const inOrder = <W extends Waiting>(waiting: readonly W[], patience: number = patienceMinutes): W[] =>
  waiting.toSorted(
    (a, b) =>
      dueAt(a, patience) - dueAt(b, patience) ||
      Number(a.walk_in) - Number(b.walk_in) ||
      a.arrived_at.epochMilliseconds - b.arrived_at.epochMilliseconds ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )

/** Who is called next, or undefined when nobody waits. */
export const nextToCall = <W extends Waiting>(
  waiting: readonly W[],
  patience: number = patienceMinutes,
): W | undefined => inOrder(waiting, patience)[0]

/** Full minutes since arrival; 0 when a clock ran ahead. */
export const waitingMinutes = (person: Pick<Waiting, 'arrived_at'>, now: Temporal.Instant): number =>
  Math.max(0, Math.floor((now.epochMilliseconds - person.arrived_at.epochMilliseconds) / 60_000))
