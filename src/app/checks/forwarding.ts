import type { Hono } from 'hono'
import { broken, kept, type Check, type Probe } from '#privacy'
import type { TrustedHops } from '#platform/http/client-address.ts'
import type { AccessEntry } from '#platform/log/fields.ts'
import { throughDoor } from './door.ts'

const MOST = 2

/** The application with these hops trusted, `MOST` pages a minute for each network, telling whom it saw. */
type Opens = (probe: Probe, trusted: TrustedHops, pages: number, saw: (access: AccessEntry) => void) => Hono

/** What happens to somebody behind these hops who claims another address with each request. */
async function claiming(
  app: (saw: (access: AccessEntry) => void) => Hono,
  path: string,
): Promise<{ seen: Set<string>; statuses: number[] }> {
  const seen = new Set<string>()
  const statuses: number[] = []
  await throughDoor(
    app(({ address }) => void seen.add(address)),
    async (ask) => {
      for (let number = 0; number <= MOST; number++) {
        const chain = `198.51.100.${number}, 203.0.${number}.77`
        statuses.push((await ask(path, { 'x-forwarded-for': chain, 'x-real-ip': '198.51.100.9' })).status)
      }
    },
  )
  return { seen, statuses }
}

/** smartcx/cdn-option: a stranger's forwarding headers change nothing; a trusted hop's name its neighbour, and no one else. */
export const forwarding =
  (opens: Opens): Check =>
  async (probe) => {
    const path = `/${probe.organisation.slug}/impressum`
    const forged = await claiming((saw) => opens(probe, [], MOST, saw), path)
    if ([...forged.seen].some((address) => address !== '127.0.0.1'))
      return broken(`a stranger is believed to be ${[...forged.seen].join(', ')}`)
    if (forged.statuses.at(-1) !== 429) return broken('a stranger escapes the limits by claiming other addresses')
    const trusted = await claiming((saw) => opens(probe, ['127.0.0.0/8'], MOST, saw), path)
    const wanted = Array.from({ length: MOST + 1 }, (_, number) => `203.0.${number}.77`)
    if ([...trusted.seen].join() !== wanted.join())
      return broken(`behind a trusted hop ${[...trusted.seen].join(', ')} were seen instead of ${wanted.join(', ')}`)
    if (trusted.statuses.includes(429)) return broken('people behind a trusted hop share one limit')
    return kept(
      'forged forwarding headers change neither address nor limits; a trusted hop’s do, for the entry it has added',
    )
  }
