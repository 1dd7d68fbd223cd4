import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientAddress, networks, truncateAddress } from '#platform/http/client-address.ts'

const cdn = ['192.0.2.0/24', '10.0.0.0/8', '2001:db8:cd::/48']
const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6())

describe('smartcx/cdn-option', () => {
  test('a stranger who sends forwarding headers is seen with the own address', () => {
    const headers = { forwardedFor: '203.0.113.9', forwardedProto: 'https', forwarded: 'for=203.0.113.9;proto=https' }
    const stranger = { address: '198.51.100.7', protocol: 'http', forwarded: false }
    expect(clientAddress(0)({ remote: '198.51.100.7', ...headers })).toEqual(stranger)
    expect(clientAddress([])({ remote: '198.51.100.7', ...headers })).toEqual(stranger)
    expect(clientAddress(cdn)({ remote: '198.51.100.7', ...headers })).toEqual(stranger)
  })

  test('what a trusted hop has appended is believed', () => {
    const request = { remote: '192.0.2.10', forwardedFor: '203.0.113.9', forwardedProto: 'https' }
    expect(clientAddress(cdn)(request)).toEqual({ address: '203.0.113.9', protocol: 'https', forwarded: true })
    expect(clientAddress(1)(request)).toEqual({ address: '203.0.113.9', protocol: 'https', forwarded: true })
  })

  test('what the client itself wrote before the trusted hop appended is not', () => {
    const request = { remote: '192.0.2.10', forwardedFor: '1.1.1.1, 2.2.2.2, 203.0.113.9' }
    expect(clientAddress(cdn)(request).address).toBe('203.0.113.9')
    expect(clientAddress(1)(request).address).toBe('203.0.113.9')
    expect(clientAddress(2)(request).address).toBe('2.2.2.2')
  })

  test('a chain of own proxies is followed to the first stranger', () => {
    const request = { remote: '10.0.0.1', forwardedFor: '1.1.1.1, 203.0.113.9, 192.0.2.10, 10.9.9.9' }
    expect(clientAddress(cdn)(request).address).toBe('203.0.113.9')
  })

  test('a client inside a trusted network keeps its address', () => {
    expect(clientAddress(cdn)({ remote: '10.0.0.1', forwardedFor: '10.0.0.9' }).address).toBe('10.0.0.9')
    expect(clientAddress(cdn)({ remote: '10.0.0.1' }).address).toBe('10.0.0.1')
  })

  test('the RFC 7239 header is read when the older one is missing', () => {
    const forwarded = 'for=1.1.1.1;proto=http, For="[2001:db8::1]:4711";Proto=https;by=192.0.2.10'
    expect(clientAddress(cdn)({ remote: '192.0.2.10', forwarded })).toEqual({
      address: '2001:db8::1',
      protocol: 'https',
      forwarded: true,
    })
    expect(clientAddress(cdn)({ remote: '192.0.2.10', forwardedFor: '203.0.113.9', forwarded }).address).toBe(
      '203.0.113.9',
    )
  })

  test('rubbish from a trusted hop ends the walk at that hop', () => {
    for (const forwardedFor of ['unknown', '_hidden', '', ',,,', 'x'.repeat(100_000), '1.2.3.4.5', '<script>'])
      expect(clientAddress(cdn)({ remote: '192.0.2.10', forwardedFor }).address).toBe('192.0.2.10')
  })

  test('TLS at the own socket counts; a trusted hop may say more, a stranger may not', () => {
    expect(clientAddress(0)({ remote: '1.2.3.4', encrypted: true, forwardedProto: 'http' }).protocol).toBe('https')
    expect(clientAddress(cdn)({ remote: '10.0.0.1', forwardedProto: 'https' }).protocol).toBe('https')
    expect(clientAddress(cdn)({ remote: '10.0.0.1', forwardedProto: 'gopher' }).protocol).toBe('http')
    expect(
      clientAddress(cdn)({ remote: '10.0.0.1', forwardedFor: '1.1.1.1', forwardedProto: 'http, https' }).protocol,
    ).toBe('https')
  })

  test('a Unix socket is the own machine, ::ffff: is IPv4, a port is dropped', () => {
    expect(clientAddress(['::1'])({ remote: undefined, forwardedFor: '203.0.113.9' }).address).toBe('203.0.113.9')
    expect(clientAddress(cdn)({ remote: '::ffff:192.0.2.10', forwardedFor: '203.0.113.9:55555' }).address).toBe(
      '203.0.113.9',
    )
  })

  test('no header of any kind changes what is seen of an untrusted address', () => {
    const who = clientAddress(cdn)
    const header = fc.option(
      fc.oneof(
        fc.string(),
        fc.array(anyAddress).map((list) => list.join(', ')),
        anyAddress.map((ip) => `for="[${ip}]";proto=https`),
      ),
      { nil: undefined },
    )
    const untrusted = anyAddress.filter((address) => !networks(cdn)(address))
    fc.assert(
      fc.property(untrusted, header, header, header, (remote, forwardedFor, forwardedProto, forwarded) => {
        expect(who({ remote, forwardedFor, forwardedProto, forwarded })).toEqual(who({ remote }))
      }),
    )
  })

  test('whatever a client writes before its trusted hop changes nothing', () => {
    const forged = fc.oneof(
      fc.string(),
      fc.array(anyAddress).map((list) => list.join(',')),
    )
    const client = anyAddress.filter((address) => !networks(cdn)(address))
    fc.assert(
      fc.property(forged, client, (before, address) => {
        for (const who of [clientAddress(cdn), clientAddress(1)])
          expect(who({ remote: '192.0.2.1', forwardedFor: `${before},${address}` }).address).toBe(
            who({ remote: '192.0.2.1', forwardedFor: address }).address,
          )
      }),
    )
  })
})

test('a wrong network is refused when the server starts', () => {
  for (const wrong of ['10.0.0.0/33', 'localhost', '10.0.0', '::/129', '10.0.0.0/8/8', '10.0.0.0/', ''])
    expect(() => clientAddress([wrong])).toThrow(RangeError)
  expect(() => clientAddress(-1)).toThrow(RangeError)
})

describe('truncated addresses', () => {
  test.each([
    ['203.0.113.9', '203.0.113.0'],
    ['::ffff:203.0.113.9', '203.0.113.0'],
    ['::ffff:cb00:7109', '203.0.113.0'],
    ['2001:db8:1234:5678:9abc:def0:1:2', '2001:db8:1234::'],
    ['2001:DB8:0:1::1', '2001:db8::'],
    ['fe80::1%eth0', 'fe80::'],
    ['::1', '::'],
    ['localhost', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (address, network) => {
    expect(truncateAddress(address)).toBe(network)
  })

  test('the host part is gone, the network stays, twice is once', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, other) => {
        const neighbour = `${address.split('.').slice(0, 3).join('.')}.${other}`
        expect(truncateAddress(neighbour)).toBe(truncateAddress(address))
      }),
    )
    const group = fc.nat(0xffff).map((value) => value.toString(16))
    const groups = (count: number) =>
      fc.array(group, { minLength: count, maxLength: count }).map((list) => list.join(':'))
    // A first group above zero keeps out the addresses that stand for IPv4.
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff }), groups(2), groups(5), groups(5), (first, network, one, two) => {
        const prefix = `${first.toString(16)}:${network}`
        const truncated = truncateAddress(`${prefix}:${one}`)
        expect(truncateAddress(`${prefix}:${two}`)).toBe(truncated)
        expect(truncateAddress(truncated)).toBe(truncated)
        expect(networks([`${prefix}::/48`])(truncated)).toBe(true)
      }),
    )
  })
})
