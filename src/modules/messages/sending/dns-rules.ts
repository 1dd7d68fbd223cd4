// What a domain's DNS says about who may send in its name, and what it should say (RFC 7208, 6376, 7489).

export type Finding = {
  readonly state: 'good' | 'weak' | 'missing' | 'wrong' | 'several' | 'unreachable'
  /** Why, as a code that the page turns into a sentence. */
  readonly why: string
  readonly found: readonly string[]
  /** Where it belongs in the DNS. */
  readonly name: string
  /** What should stand there; empty where only the mail provider can say. */
  readonly wanted: string
}
export type KeyFinding = Finding & { readonly key: string }
export type DomainReport = {
  readonly domain: string
  readonly spf: Finding
  readonly dkim: readonly KeyFinding[]
  readonly dmarc: Finding
}

/** TXT records of a name: none for a name without any; undefined when nobody answered. */
export type Texts = readonly string[] | undefined
/** Reads the TXT records of a name. */
export type ReadTexts = (name: string) => Promise<Texts>

/** More lookups than these, and receivers stop reading (RFC 7208, 4.6.4). */
const MOST_LOOKUPS = 10

/**
 * Whether the domain lets our server send for it.
 * @param mechanism what must stand in the record for our server, `a:mail.example.org`; empty where only its provider knows
 */
export async function spfFinding(domain: string, mechanism: string, read: ReadTexts): Promise<Finding> {
  const texts = await read(domain)
  const about = { name: domain, found: records(texts, /^v=spf1( |$)/i) }
  const fresh = mechanism === '' ? '' : `v=spf1 ${mechanism} ~all`
  if (texts === undefined) return { ...about, state: 'unreachable', why: 'unreachable', wanted: fresh }
  const [record, another] = about.found
  if (record === undefined) return { ...about, state: 'missing', why: 'spf-missing', wanted: fresh }
  if (another !== undefined) return { ...about, state: 'several', why: 'spf-several', wanted: '' }
  const walked = await walk(record, read)
  const wanted = mechanism === '' || walked.terms.has(mechanism.toLowerCase()) ? record : withTerm(record, mechanism)
  if (walked.unreachable) return { ...about, state: 'unreachable', why: 'unreachable', wanted }
  if (walked.lookups > MOST_LOOKUPS) return { ...about, state: 'wrong', why: 'spf-too-many', wanted: '' }
  if (/(^| )\+?all( |$)/i.test(record)) return { ...about, state: 'wrong', why: 'spf-everybody', wanted: '' }
  if (wanted !== record) return { ...about, state: 'wrong', why: 'spf-without-us', wanted }
  const ends = /(^| )[~-]all( |$)/i.test(record) || /(^| )redirect=/i.test(record)
  return ends
    ? { ...about, state: 'good', why: 'spf-good', wanted: record }
    : { ...about, state: 'weak', why: 'spf-open', wanted: `${record.replace(/ \?all\b/i, '')} ~all` }
}

/** The record with one more mechanism, ended so that receivers doubt all others. */
const withTerm = (record: string, term: string) => {
  const parts = record.split(/ +/).filter((part) => !/^\??all$/i.test(part))
  const end = parts.findIndex((part) => /^[~+-]all$|^redirect=/i.test(part))
  return end === -1 ? [...parts, term, '~all'].join(' ') : parts.toSpliced(end, 0, term).join(' ')
}

type Walked = { terms: Set<string>; lookups: number; unreachable: boolean }

async function walk(
  record: string,
  read: ReadTexts,
  walked: Walked = { terms: new Set(), lookups: 0, unreachable: false },
): Promise<Walked> {
  for (const part of record.toLowerCase().split(/ +/).slice(1)) {
    const term = part.replace(/^\+/, '')
    walked.terms.add(term)
    const [, kind = '', value = ''] = /^[?~-]?(include|redirect|a|mx|ptr|exists)\b[:=]?(.*)$/.exec(term) ?? []
    if (kind === '') continue
    // a circle, or far too many: what is beyond does not matter any more
    if (++walked.lookups > MOST_LOOKUPS * 2) return walked
    if (kind !== 'include' && kind !== 'redirect') continue
    const texts = await read(value)
    if (texts === undefined) walked.unreachable = true
    const [next] = records(texts, /^v=spf1( |$)/i)
    if (next) await walk(next, read, walked)
  }
  return walked
}

export const dkimName = (selector: string, domain: string) => `${selector}._domainkey.${domain}`
export const dkimRecord = (algorithm: 'rsa' | 'ed25519', publicKey: string) => `v=DKIM1; k=${algorithm}; p=${publicKey}`

export type PublicKey = {
  readonly id: string
  readonly selector: string
  readonly algorithm: 'rsa' | 'ed25519'
  readonly publicKey: string
}

/** Whether the DNS shows a key of ours. */
export async function dkimFinding(domain: string, key: PublicKey, read: ReadTexts): Promise<KeyFinding> {
  const name = dkimName(key.selector, domain)
  const texts = await read(name)
  const about = { key: key.id, name, found: texts ?? [], wanted: dkimRecord(key.algorithm, key.publicKey) }
  if (texts === undefined) return { ...about, state: 'unreachable', why: 'unreachable' }
  const shown = texts.map(tags).filter((tag) => tag.has('p'))
  if (shown.length === 0) return { ...about, state: 'missing', why: 'dkim-missing' }
  if (shown.length > 1) return { ...about, state: 'several', why: 'dkim-several' }
  const tag = shown[0]!
  const kind = tag.get('k') ?? 'rsa'
  const same = tag.get('p')?.replaceAll(/\s/g, '') === key.publicKey && kind === key.algorithm
  if (!same) return { ...about, state: 'wrong', why: tag.get('p') === '' ? 'dkim-withdrawn' : 'dkim-other' }
  return tag.get('t')?.split(':').includes('y')
    ? { ...about, state: 'weak', why: 'dkim-testing' }
    : { ...about, state: 'good', why: 'dkim-good' }
}

/** What the domain asks receivers to do with mails that are not from it; the parent domain's wish counts where it has none. */
export async function dmarcFinding(domain: string, read: ReadTexts): Promise<Finding> {
  const wanted = 'v=DMARC1; p=quarantine'
  const name = `_dmarc.${domain}`
  for (let labels = domain.split('.'); labels.length >= 2; labels = labels.slice(1)) {
    const texts = await read(`_dmarc.${labels.join('.')}`)
    const found = records(texts, /^v=DMARC1\s*(;|$)/i)
    const about = { name, found, wanted }
    if (texts === undefined) return { ...about, state: 'unreachable', why: 'unreachable' }
    if (found.length > 1) return { ...about, state: 'several', why: 'dmarc-several' }
    if (found.length === 0) continue
    const tag = tags(found[0] ?? '')
    const policy = ((labels.join('.') !== domain ? tag.get('sp') : undefined) ?? tag.get('p') ?? '').toLowerCase()
    if (policy === 'none') return { ...about, state: 'weak', why: 'dmarc-none' }
    return policy === 'quarantine' || policy === 'reject'
      ? { ...about, state: 'good', why: 'dmarc-good', wanted: found[0] ?? '' }
      : { ...about, state: 'wrong', why: 'dmarc-unreadable' }
  }
  return { name, found: [], wanted, state: 'missing', why: 'dmarc-missing' }
}

const records = (texts: Texts, like: RegExp): string[] => (texts ?? []).filter((text) => like.test(text))

const tags = (record: string): Map<string, string> =>
  new Map(
    record.split(';').flatMap((part) => {
      const [, name, value = ''] = /^\s*([a-z][a-z0-9_]*)\s*=\s*([\s\S]*?)\s*$/i.exec(part) ?? []
      return name ? [[name.toLowerCase(), value] as const] : []
    }),
  )

/** Whether a domain is one that can stand behind the @ of a sender (RFC 1035); lower case, at least two labels. */
export const isDomain = (text: string): boolean =>
  text.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)
