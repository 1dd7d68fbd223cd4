import { BlockList, isIP } from 'node:net'

/**
 * Which proxies are believed: 0 none (the socket's other end is the client), a number of own proxies in a row before
 * this server (only where nobody can reach it past them), or the networks they stand in ('10.0.0.0/8', '::1').
 */
export type TrustedHops = number | readonly string[]

export type Forwarding = {
  /** Address of the socket's other end; undefined for a Unix socket, which counts as an own proxy's loopback. */
  remote: string | undefined
  /** Values of X-Forwarded-For, several headers joined by commas. */
  forwardedFor?: string | undefined
  /** X-Forwarded-Proto. */
  forwardedProto?: string | undefined
  /** The RFC 7239 header; used when X-Forwarded-For is missing. */
  forwarded?: string | undefined
  /** Whether the socket itself is TLS. */
  encrypted?: boolean | undefined
}

export type Client = {
  /** In canonical form; IPv4 in IPv6 (::ffff:192.0.2.1) is given as IPv4. */
  address: string
  protocol: 'http' | 'https'
  /** Whether a header of a trusted proxy was used. */
  forwarded: boolean
}

/** Makes the pure function that tells who is asking; throws RangeError when a network is no network. */
export const clientAddress = (trusted: TrustedHops): ((request: Forwarding) => Client) => {
  const isTrusted = trust(trusted)
  return ({ remote, forwardedFor, forwardedProto, forwarded, encrypted }) => {
    const socket = canonical(remote ?? '::1') ?? 'unknown'
    const own = encrypted ? 'https' : 'http'
    const elements = forwardedFor === undefined && forwarded !== undefined ? readForwarded(forwarded) : undefined
    const chain = elements?.map((element) => element.for) ?? readList(forwardedFor ?? '').map(readNode)

    // From the nearest hop outwards: each trusted one vouches for the entry it has appended, and for no other.
    let address = socket
    let hop = 0
    while (isTrusted(address, hop) && hop < chain.length) {
      const next = chain[chain.length - 1 - hop]
      if (next === undefined) break
      address = next
      hop++
    }
    if (!isTrusted(socket, 0)) return { address, protocol: own, forwarded: false }
    const said = elements ? elements.at(-Math.max(hop, 1))?.proto : protoOf(forwardedProto, hop)
    return { address, protocol: said ?? own, forwarded: hop > 0 || said !== undefined }
  }
}

/** Makes the networks' test; throws RangeError for a text that is neither address nor network. */
export const networks = (list: readonly string[]): ((address: string) => boolean) => {
  const block = new BlockList()
  for (const text of list) {
    const [address = '', bits, ...more] = text.trim().split('/')
    const family = familyOf(address)
    const most = family === 'ipv6' ? 128 : 32
    if (!family || more.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      throw new RangeError(`"${text}" is neither an address nor a network such as 10.0.0.0/8`)
    block.addSubnet(address, bits === undefined ? most : Number(bits), family)
  }
  return (address) => {
    const family = familyOf(address)
    return family !== undefined && block.check(address, family)
  }
}

/** The network a log or a limit may know: IPv4 /24, IPv6 /48; 'unknown' for anything else. */
export const truncateAddress = (text: string): string => {
  const address = canonical(text)
  if (address === undefined) return 'unknown'
  if (isIP(address) === 4) return `${address.split('.').slice(0, 3).join('.')}.0`
  return shorten([...groups(address).slice(0, 3), '0', '0', '0', '0', '0'])
}

const trust = (trusted: TrustedHops): ((address: string, hop: number) => boolean) => {
  if (typeof trusted !== 'number') return networks(trusted)
  if (!Number.isInteger(trusted) || trusted < 0) throw new RangeError('trusted hops: a whole number, 0 or more')
  return (_, hop) => hop < trusted
}

const mostEntries = 32
const readList = (header: string): string[] =>
  header === ''
    ? []
    : header
        .slice(-4_096) // the trusted end is the last; whoever sends more is no browser
        .split(',')
        .slice(-mostEntries)

const protoOf = (header: string | undefined, hop: number): 'http' | 'https' | undefined => {
  // Some proxies replace this header, others append: with as many values as hops each belongs to its hop.
  const values = readList(header ?? '')
  const value = (values.length <= 1 ? values[0] : values.at(-Math.max(hop, 1)))?.trim().toLowerCase()
  return value === 'http' || value === 'https' ? value : undefined
}

type Element = { for: string | undefined; proto: 'http' | 'https' | undefined }
const readForwarded = (header: string): Element[] =>
  readList(header).map((element) => {
    const pairs = element.split(';').map((pair) => pair.trim().split('='))
    const value = (name: string) => pairs.find(([key]) => key?.toLowerCase() === name)?.[1]?.replace(/^"(.*)"$/, '$1')
    return { for: readNode(value('for') ?? ''), proto: protoOf(value('proto'), 1) }
  })

/** An address with or without port and brackets; undefined for 'unknown', '_hidden' and anything forged. */
const readNode = (text: string): string | undefined => {
  const node = text.trim()
  const [, inBrackets] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(node) ?? []
  const [, withPort] = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(node) ?? []
  return canonical(inBrackets ?? withPort ?? node)
}

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined => {
  const version = isIP(address)
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined
}

const canonical = (text: string): string | undefined => {
  const address = text.replace(/%.*$/, '').toLowerCase()
  const version = isIP(address)
  if (version === 0) return undefined
  if (version === 4) return address
  const all = groups(address)
  if (all.slice(0, 5).every((group) => group === '0') && all[5] === 'ffff') {
    const [high, low] = [parseInt(all[6] ?? '0', 16), parseInt(all[7] ?? '0', 16)]
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return shorten(all)
}

/** The eight groups of an IPv6 address, without leading zeros. */
const groups = (address: string): string[] => {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((part) => part.toString(16)).join(':'),
  )
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const filled =
    tail === undefined ? before : [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return filled.map((group) => parseInt(group, 16).toString(16))
}

/** RFC 5952: the longest run of zero groups becomes '::'. */
const shorten = (all: readonly string[]): string => {
  let best = { from: 0, length: 0 }
  for (let from = 0; from < all.length; from++) {
    let length = 0
    while (all[from + length] === '0') length++
    if (length > best.length) best = { from, length }
  }
  if (best.length < 2) return all.join(':')
  return `${all.slice(0, best.from).join(':')}::${all.slice(best.from + best.length).join(':')}`
}
