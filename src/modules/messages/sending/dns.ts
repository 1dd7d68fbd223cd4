import { Resolver } from 'node:dns/promises'
import {
  dkimFinding,
  dmarcFinding,
  type DomainReport,
  type PublicKey,
  type ReadTexts,
  spfFinding,
} from './dns-rules.ts'

const PATIENCE_MS = 2_500
/** No such name, or nothing of this kind: an answer. Everything else is none. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA'])

/** @param servers addresses, with a port where it is not 53; none: those of the machine */
export function textsFrom(servers: readonly string[]): ReadTexts {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: 2 })
  if (servers.length > 0) resolver.setServers(servers)
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined
    }
  }
}

/** Asks the DNS for everything that lets receivers trust the domain's mails. */
export async function reportOn(
  domain: string,
  keys: readonly PublicKey[],
  mechanism: string,
  read: ReadTexts,
): Promise<DomainReport> {
  const [spf, dmarc, dkim] = await Promise.all([
    spfFinding(domain, mechanism, read),
    dmarcFinding(domain, read),
    Promise.all(keys.map((key) => dkimFinding(domain, key, read))),
  ])
  return { domain, spf, dkim, dmarc }
}
