import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const within = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  within.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  within.addSubnet(net, bits, 'ipv6')

/** Whether an address is of this machine or a private network (RFC 6890): nothing that an organisation may have us ask. */
export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return within.check(mapped ?? address, isIP(mapped ?? address) === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a host is this very machine: by name or address, never a name that only looks like one (`127.example.org`). */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

const failure = (code: string) => Object.assign(new Error(`no connection: ${code}`), { code })

/** Looks a name up, and finds nothing but public addresses: asked for the connection itself, so no later answer differs. */
export const publicLookup: LookupFunction = (name, options, done) =>
  systemLookup(name, { ...options, all: true }, (error, found) => {
    if (error) return done(failure('EDNS'), '', 0)
    const open = found.filter(({ address }) => !isPrivate(address))
    const [first] = open
    if (!first) return done(failure('EPRIVATE'), '', 0)
    return options.all ? done(null, open) : done(null, first.address, first.family)
  })

/** The public address of a server that an organisation named. @throws Error with the code EPRIVATE or EDNS */
export function publicAddressOf(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (isIP(host) !== 0) return isPrivate(host) ? reject(failure('EPRIVATE')) : resolve(host)
    publicLookup(host, {}, (error, address) => (error ? reject(error) : resolve(String(address))))
  })
}
