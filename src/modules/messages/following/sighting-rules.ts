/** That something of a mail was asked for. */
export type Sighting = {
  readonly message: string
  readonly what: 'opened' | 'clicked'
  /** Where a link leads. */
  readonly target?: string
  readonly at: Temporal.Instant
  /** Whether the asking program gave itself away. */
  readonly machine: boolean
}

/** What comes with a sighting comes within this time; until then nothing is decided. */
export const SETTLES = { seconds: 10 } as const
/** Nobody reads a mail before this: what is fetched earlier is fetched by the servers on its way. */
const TOO_SOON = { seconds: 4 } as const
/** Nobody follows two different links of a mail within this time. */
const BURST = { seconds: 2 } as const

const earlier = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0
const apart = (a: Temporal.Instant, b: Temporal.Instant, by: Temporal.DurationLike) =>
  earlier(a.add(by), b) || earlier(b.add(by), a)

/**
 * Which sightings of one mail are people's. Left out is what a machine admits, what comes too soon after the mail was
 * sent, and links that are followed all at once, with the picture that is fetched beside them.
 * @param sentAt when the mail left; without it nothing is too soon
 */
export function byPeople(sightings: readonly Sighting[], sentAt: Temporal.Instant | null): Sighting[] {
  const awake = sightings.filter(({ machine, at }) => !machine && !(sentAt && earlier(at, sentAt.add(TOO_SOON))))
  const clicks = awake.filter(({ what }) => what === 'clicked')
  const burst = clicks.filter((one) =>
    clicks.some((other) => other.target !== one.target && !apart(one.at, other.at, BURST)),
  )
  const inBurst = (one: Sighting) => burst.some(({ at }) => !apart(one.at, at, BURST))
  return awake.filter((one) => !inBurst(one))
}
