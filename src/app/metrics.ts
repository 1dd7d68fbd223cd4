import type { AccessRecord } from '#platform/http/app.tsx'

/** Counters in the Prometheus text form; no label holds anything about a person. */
export type Metrics = {
  answered(access: Pick<AccessRecord, 'status' | 'ms'>): void
  /** A gauge that is asked for when somebody looks; left out where it cannot be read. */
  gauge(name: string, help: string, read: () => Promise<number>): void
  text(): Promise<string>
}

const BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 5_000]

/** @param unread is told why a gauge could not be read */
export function createMetrics(unread: (error: unknown) => void = () => undefined): Metrics {
  const statuses = new Map<string, number>()
  const buckets = Array.from({ length: BOUNDS_MS.length + 1 }, () => 0)
  let sum = 0
  const gauges: { name: string; help: string; read: () => Promise<number> }[] = []
  return {
    answered({ status, ms }) {
      const key = `${Math.floor(status / 100)}xx`
      statuses.set(key, (statuses.get(key) ?? 0) + 1)
      const place = BOUNDS_MS.findIndex((bound) => ms <= bound)
      const bucket = place === -1 ? BOUNDS_MS.length : place
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
      sum += ms
    },
    gauge: (name, help, read) => void gauges.push({ name, help, read }),
    async text() {
      const lines = ['# HELP belegt_requests_total Answered requests.', '# TYPE belegt_requests_total counter']
      for (const [status, count] of statuses) lines.push(`belegt_requests_total{status="${status}"} ${count}`)
      lines.push('# HELP belegt_request_ms Time to answer.', '# TYPE belegt_request_ms histogram')
      let total = 0
      for (const [place, bound] of [...BOUNDS_MS, '+Inf'].entries()) {
        total += buckets[place] ?? 0
        lines.push(`belegt_request_ms_bucket{le="${bound}"} ${total}`)
      }
      lines.push(`belegt_request_ms_sum ${sum.toFixed(1)}`, `belegt_request_ms_count ${total}`)
      for (const { name, help, read } of gauges) {
        const value = await read().catch((error: unknown) => {
          unread(error)
        })
        if (value === undefined) continue
        lines.push(`# HELP belegt_${name} ${help}`, `# TYPE belegt_${name} gauge`, `belegt_${name} ${value}`)
      }
      return `${lines.join('\n')}\n`
    },
  }
}
