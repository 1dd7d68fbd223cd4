import { isbot } from 'isbot'

/** Proxies that fetch for a person who has just opened a mail: named like robots, and none. */
const onBehalf = /GoogleImageProxy|YahooMailProxy|ggpht\.com/i
/** Apple's mail privacy protection fetches ahead of people and says nothing but this. */
const AHEAD = 'Mozilla/5.0'

/**
 * Whether a program asks, not a person: a robot by its name, a browser that fetches ahead, a mail service that opens
 * everything before its reader does, a scanner that only looks whether something is there.
 */
export function isMachine(method: string, headers: { get(name: string): string | null }): boolean {
  if (method === 'HEAD') return true
  const purpose = `${headers.get('sec-purpose') ?? ''} ${headers.get('purpose') ?? ''} ${headers.get('x-moz') ?? ''}`
  if (/prefetch|prerender|preview/i.test(purpose)) return true
  const agent = (headers.get('user-agent') ?? '').trim().slice(0, 500)
  if (agent === '' || agent === AHEAD) return true
  return !onBehalf.test(agent) && isbot(agent)
}
