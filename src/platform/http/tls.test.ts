import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { connect as connectPlain, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '#platform/clock/clock.ts'
import { selfSigned } from '#platform/http/self-signed.ts'
import { certificateEnds, hstsHeader, loadTls, redirectToTls, reloadTls, type TlsFiles } from '#platform/http/tls.ts'

// The client's TLS library compares with the machine's clock, so these certificates are valid around now.
const now = systemClock.now()
const validity = { from: now.subtract({ hours: 1 }), until: now.add({ hours: 24 }) }
const pair = () => selfSigned(['localhost', '127.0.0.1'], validity)

let folder: string
let files: TlsFiles
const open: Server[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belegt-tls-'))
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
})
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const put = async ({ cert, key }: { cert: string; key: string }) => {
  await writeFile(files.cert, cert)
  await writeFile(files.key, key)
}
const listen = async <S extends Server>(server: S): Promise<{ server: S; port: number }> => {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port }
}
const answer: http.RequestListener = (request, response) => {
  response.setHeader(hstsHeader.name, hstsHeader.value)
  response.end(`${request.method} ${request.url}`)
}

/** What a real TLS client sees: protocol and certificate, or the error. */
const shake = (port: number, options: tls.ConnectionOptions): Promise<{ protocol: string | null; print: string }> =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ...options }, () => {
      resolve({ protocol: socket.getProtocol(), print: socket.getPeerCertificate().fingerprint256 })
      socket.destroy()
    })
    socket.once('error', reject)
  })
const printOf = (cert: string) => new X509Certificate(cert).fingerprint256

describe('smartcx/tls', () => {
  test('a real client reaches the server over TLS, checks its certificate, and is told to come this way only', async () => {
    const made = pair()
    await put(made)
    const { port } = await listen(https.createServer(await loadTls(files), answer))
    const [status, header, body] = await new Promise<[number | undefined, unknown, string]>((resolve, reject) => {
      https
        .get(
          { port, host: 'localhost', path: '/rathaus', ca: made.cert, agent: false, lookup: loopback },
          (response) => {
            text(response).then(
              (content) => resolve([response.statusCode, response.headers['strict-transport-security'], content]),
              reject,
            )
          },
        )
        .once('error', reject)
    })
    expect([status, header, body]).toEqual([200, 'max-age=31536000', 'GET /rathaus'])
    expect((await shake(port, { ca: made.cert })).protocol).toBe('TLSv1.3')
    await expect(shake(port, {})).rejects.toThrow(/self-signed/)
    await expect(shake(port, { ca: made.cert, servername: 'other.example' })).rejects.toThrow(/altnames/)
  })

  test('TLS 1.2 is the oldest spoken; a client that insists on 1.1 is refused', async () => {
    const made = pair()
    await put(made)
    const options = await loadTls(files)
    const old = { ca: made.cert, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    // First against a server that would: so it is our setting that refuses, not the client.
    const lax = await listen(
      https.createServer({ ...options, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, answer),
    )
    expect((await shake(lax.port, old)).protocol).toBe('TLSv1.1')
    const { port } = await listen(https.createServer({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, answer))
    await expect(shake(port, old)).rejects.toThrow(/protocol version/)
    expect((await shake(port, { ca: made.cert, maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2')
  })

  test('plain HTTP leads to the same path over TLS, with the method kept', async () => {
    const { port } = await listen(http.createServer(redirectToTls([new URL('https://termine.example.org')])))
    for (const method of ['GET', 'POST', 'HEAD'])
      expect(await plain(port, { method, path: '/t/abc?x=1&y=%20', host: 'termine.example.org' })).toEqual([
        308,
        'https://termine.example.org/t/abc?x=1&y=%20',
      ])
  })

  test('the redirect never leaves the house, whatever the request says', async () => {
    const origins = [new URL('https://termine.example.org:8443'), new URL('https://verein.example')] as const
    const { port } = await listen(http.createServer(redirectToTls(origins)))
    const location = async (path: string, host: string) => (await plain(port, { path, host }))[1]
    expect(await location('/', 'verein.example')).toBe('https://verein.example/')
    expect(await location('/a', 'VEREIN.example:80')).toBe('https://verein.example/a')
    const main = 'https://termine.example.org:8443'
    expect(await location('/a', 'evil.example')).toBe(`${main}/a`)
    expect(await location('/a', 'evil.example#verein.example')).toBe(`${main}/a`)
    expect(await location('//evil.example/a', 'verein.example')).toBe('https://verein.example//evil.example/a')
    expect(await location('http://evil.example/a?b', 'evil.example')).toBe(`${main}/a?b`)
    for (const path of ['/\\evil.example', '/@evil.example', '/%0d%0aSet-Cookie:a=b'])
      expect(new URL((await location(path, '')) ?? '').host).toBe('termine.example.org:8443')
    expect(await plain(port, { method: 'OPTIONS', path: '*', host: 'x' })).toEqual([308, `${main}/`])
    expect(await plain(port, { path: '?a', host: 'x' })).toEqual([400, undefined])
  })

  test('a renewed certificate is used by new connections, open ones go on', async () => {
    const [first, second] = [pair(), pair()]
    await put(first)
    const current = await loadTls(files)
    const { server, port } = await listen(https.createServer(current, answer))
    const problems: unknown[] = []
    const reload = reloadTls(server, files, { current, report: (problem) => problems.push(problem) })
    const agent = new https.Agent({ keepAlive: true, ca: first.cert, maxSockets: 1 })
    const ask = () =>
      new Promise<boolean>((resolve, reject) => {
        const request = https.get({ port, host: 'localhost', lookup: loopback, agent }, (response) => {
          response.resume().once('end', () => resolve(request.reusedSocket))
        })
        request.once('error', reject)
      })
    await ask()
    expect(await reload.check()).toBe(false)
    await put(second)
    expect(await reload.check()).toBe(true)
    expect((await shake(port, { ca: second.cert })).print).toBe(printOf(second.cert))
    expect(await ask()).toBe(true)

    await writeFile(files.key, first.key) // half of a renewal
    expect([await reload.check(), await reload.check()]).toEqual([false, false])
    await rm(files.cert)
    expect(await reload.check()).toBe(false)
    expect(problems.map(String)).toEqual([
      expect.stringContaining('does not belong to the certificate'),
      expect.stringContaining('cannot be read'),
    ])
    expect((await shake(port, { ca: second.cert })).print).toBe(printOf(second.cert))
    await put(first)
    expect(await reload.check()).toBe(true)
    reload.stop()
    agent.destroy()
  })

  test('the renewal is noticed by itself', async () => {
    const [first, second] = [pair(), pair()]
    await put(first)
    const current = await loadTls(files)
    const { server, port } = await listen(https.createServer(current, answer))
    const reload = reloadTls(server, files, { current, every: 10, report: () => {} })
    await put(second)
    await expect.poll(async () => (await shake(port, { rejectUnauthorized: false })).print).toBe(printOf(second.cert))
    reload.stop()
  })
})

test('unusable files are refused at the start, in plain words and without a key in them', async () => {
  await expect(loadTls(files)).rejects.toThrow(
    /certificate .*cert\.pem cannot be read[\s\S]*key .*key\.pem cannot be read/,
  )
  const [one, other] = [pair(), pair()]
  await put({ cert: one.cert, key: other.key })
  await expect(loadTls(files)).rejects.toThrow(/key does not belong/)
  await put({ cert: 'rubbish', key: one.key })
  await expect(loadTls(files)).rejects.toThrow(/no certificate in PEM form/)
  const secret = one.key.slice(40, 100)
  await put({ cert: one.cert, key: secret })
  const refused = await loadTls(files).catch(String)
  expect(refused).toMatch(/no private key in PEM form/)
  expect(refused).not.toContain(secret)
})

test('the end of the certificate is known', async () => {
  const until = Temporal.Instant.from('2049-12-31T23:59:59Z')
  for (const end of [until, until.add({ seconds: 1 })]) {
    await put(selfSigned(['a.example'], { ...validity, until: end }))
    expect(certificateEnds(await loadTls(files)).equals(end)).toBe(true)
  }
})

const loopback: NonNullable<https.RequestOptions['lookup']> = (_host, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)

/** Status and location of a plain request, written by hand so that nothing is tidied on the way. */
const plain = (
  port: number,
  { method = 'GET', path, host }: { method?: string; path: string; host: string },
): Promise<[number, string | undefined]> =>
  new Promise((resolve, reject) => {
    const socket = connectPlain(port, '127.0.0.1', () =>
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    )
    let received = ''
    socket.setEncoding('utf8').on('data', (chunk) => (received += String(chunk)))
    socket.once('error', reject).once('close', () => {
      resolve([Number(received.slice(9, 12)), /^location: (.*)\r$/im.exec(received)?.[1]])
    })
  })
