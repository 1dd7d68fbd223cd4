/** At most `count` takes within any window of `seconds`. */
export type LimitRule = { count: number; seconds: number }

export type Taken = { allowed: true } | { allowed: false; retryAfterSeconds: number }

export type Limiter = {
  /** Counts one request of `key` (truncated address and route class, never more); refused ones are not counted. */
  take(key: string, now: Temporal.Instant): Taken
  /** Keys in memory, never more than the limiter's bound. */
  size(): number
}

/**
 * Limits by key in memory, all rules at once. The window slides by weighting the period before (two counters a rule
 * instead of every time stamp): never more than `count` in step with the clock, and an even stream is let through.
 * Keys beyond `maxKeys` drop the one unused for longest, so a flood of addresses costs no memory.
 */
export const createLimiter = ({
  rules,
  maxKeys = 50_000,
}: {
  rules: readonly LimitRule[]
  maxKeys?: number
}): Limiter => {
  for (const { count, seconds } of rules)
    if (!(count >= 1 && seconds > 0)) throw new RangeError('a limit needs a count of 1 or more and seconds above 0')
  if (!(maxKeys >= 1)) throw new RangeError('maxKeys must be 1 or more')
  const used = new Map<string, Counter[]>()

  return {
    take: (key, now) => {
      const at = now.epochMilliseconds / 1000
      const before = used.get(key) ?? []
      const counters = rules.map((rule, index) => moved(before[index], rule, at))
      const waits = rules.map((rule, index) => wait(counters[index] ?? empty(rule, at), rule, at))
      const longest = Math.max(0, ...waits)
      if (longest === 0) for (const counter of counters) counter.current++
      used.delete(key) // a Map keeps the order of insertion: the first key is the one unused for longest
      used.set(key, counters)
      if (used.size > maxKeys) used.delete(used.keys().next().value ?? '')
      return longest === 0 ? { allowed: true } : { allowed: false, retryAfterSeconds: Math.ceil(longest) }
    },
    size: () => used.size,
  }
}

type Counter = { period: number; current: number; previous: number }

const empty = ({ seconds }: LimitRule, at: number): Counter => ({
  period: Math.floor(at / seconds),
  current: 0,
  previous: 0,
})

/** The counter as it stands at `at`; a clock that goes back keeps the later period, so no count is forgiven. */
const moved = (counter: Counter | undefined, rule: LimitRule, at: number): Counter => {
  const fresh = empty(rule, at)
  if (!counter) return fresh
  if (fresh.period <= counter.period) return counter
  return { ...fresh, previous: fresh.period === counter.period + 1 ? counter.current : 0 }
}

/** Seconds until one more fits; 0 when it fits now. */
const wait = ({ period, current, previous }: Counter, { count, seconds }: LimitRule, at: number): number => {
  const gone = Math.min(1, Math.max(0, at / seconds - period))
  if (current + 1 + previous * (1 - gone) <= count) return 0
  // Within this period, once enough of the one before has slid out; else in the next, where `current` slides out.
  const share = previous > 0 && current + 1 <= count ? 1 - (count - current - 1) / previous : undefined
  const end = share ?? 1 + Math.max(0, 1 - (count - 1) / current)
  return (period + end) * seconds - at
}
