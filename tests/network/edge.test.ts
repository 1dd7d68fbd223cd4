import { readFileSync, writeFileSync, globSync, rmSync } from 'node:fs'
import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { houseJobs } from '../../src/app/jobs.ts'
import { addMember } from '../../src/modules/accounts/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { selfSigned } from '../../src/platform/http/self-signed.ts'
import { runJob } from '../../src/platform/jobs/jobs.ts'
import { logFolder } from '../../src/platform/log/log.ts'
import { inspectLogs } from '../../src/platform/log/purge.ts'
import { freePort } from '../../tools/free-port.ts'
import { built, newFolder, startHere, type InProcess } from '../chaos/running.ts'
import { visitor } from '../chaos/visitor.ts'

const from = '2026-11-16T05:00:00Z'
type Reply = { status: number; headers: IncomingMessage['headers']; body: string }

/** One request as a bare client sends it: nothing is added, no certificate is believed but the given one. */
function ask(
  url: string,
  given: { ca?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { ca, method = 'GET', headers = {}, body } = given
  const send = url.startsWith('https:') ? request : plainRequest
  return new Promise<Reply>((done, fail) => {
    const asked = send(url, { method, headers, ...(ca ? { ca } : {}), agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    asked.once('error', fail)
    asked.end(body)
  })
}

describe('smartcx/tls', () => {
  let program: InProcess
  let cert: string
  let secure: string
  let plain: string
  let organisation: Organisation
  const files = newFolder()

  beforeAll(async () => {
    await built()
    const now = Temporal.Now.instant()
    const made = selfSigned(['localhost'], { from: now.subtract({ hours: 1 }), until: now.add({ hours: 24 }) })
    cert = made.cert
    writeFileSync(join(files, 'cert.pem'), made.cert)
    writeFileSync(join(files, 'key.pem'), made.key, { mode: 0o600 })
    const [port, redirectPort] = [await freePort(), await freePort()]
    secure = `https://localhost:${port}`
    plain = `http://localhost:${redirectPort}`
    program = await startHere({
      from,
      environment: {
        BELEGT_HOST: 'localhost',
        BELEGT_PORT: String(port),
        BELEGT_PUBLIC_URL: secure,
        BELEGT_REDIRECT_PORT: String(redirectPort),
        BELEGT_TLS_CERT: join(files, 'cert.pem'),
        BELEGT_TLS_KEY: join(files, 'key.pem'),
      },
    })
    organisation = await program.organisation({ slug: 'stadt' })
    await addMember(program.house, organisation, {
      name: 'Anna Amt',
      mail: 'anna@example.org',
      role: 'main-administrator',
      password: 'ein gutes langes Passwort',
    })
  }, 120_000)
  afterAll(async () => {
    await program?.end()
    rmSync(files, { recursive: true, force: true })
  })

  test('plain HTTP is led to the same page over TLS, whoever asks for whatever host', async () => {
    const led = await ask(`${plain}/stadt?a=1`)
    expect(led).toMatchObject({ status: 308, headers: { location: `${secure}/stadt?a=1` } })
    const foreign = await ask(`${plain}/stadt`, { headers: { host: 'evil.example' } })
    expect(foreign.headers.location).toBe(`${secure}/stadt`)
    const posted = await ask(`${plain}/stadt/team/anmelden`, { method: 'POST', body: 'password=x' })
    expect(posted.status).toBe(308)
  })

  test('a client that checks the certificate gets the page, and is told to stay with TLS', async () => {
    const { status, headers, body } = await ask(`${secure}/stadt`, { ca: cert })
    expect(status).toBe(200)
    expect(body).toContain('Stadt Musterlingen')
    expect(Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1])).toBeGreaterThanOrEqual(
      31_536_000,
    )
    await expect(ask(`${secure}/stadt`)).rejects.toThrow(/self-signed/i)
    expect((await ask(`${secure}/does/not/exist`, { ca: cert })).headers['strict-transport-security']).toBeDefined()
  })

  test('plain HTTP at the door of TLS gets nothing', async () => {
    await expect(ask(secure.replace('https', 'http'))).rejects.toThrow()
  })

  test.each([
    ['TLSv1.3', true],
    ['TLSv1.2', true],
    ['TLSv1.1', false],
    ['TLSv1', false],
  ] as const)('%s: %s', async (version, taken) => {
    const outcome = await new Promise<string>((done) => {
      const { port } = new URL(secure)
      const options = { port: Number(port), host: 'localhost', ca: cert, minVersion: version, maxVersion: version }
      // at this level OpenSSL itself would offer the old versions: it is the server that has to refuse
      const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => {
        done(socket.getProtocol() ?? '')
        socket.destroy()
      })
      socket.once('error', (error) => done(`refused: ${(error as { code?: string }).code}`))
    })
    expect(outcome).toMatch(taken ? new RegExp(`^${version}$`) : /^refused: .*(PROTOCOL_VERSION|ECONNRESET)/)
  })

  test('a session’s cookie cannot leave TLS, this host, or the request', async () => {
    const form = new URLSearchParams({ mail: 'anna@example.org', password: 'ein gutes langes Passwort' })
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: secure,
      'sec-fetch-site': 'same-origin',
    }
    const signedIn = await ask(`${secure}/stadt/team/anmelden`, {
      ca: cert,
      method: 'POST',
      headers,
      body: String(form),
    })
    expect(signedIn.status, signedIn.body.slice(0, 2_000)).toBe(303)
    const [cookie = ''] = signedIn.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-[a-z]+=/)
    for (const flag of ['Secure', 'HttpOnly', 'Path=/']) expect(cookie).toContain(flag)
    expect(cookie).toMatch(/SameSite=(Lax|Strict)/)
    expect(cookie).not.toMatch(/domain/i)
  })
})

describe('smartcx/cdn-option', () => {
  const address = '203.0.113.77'
  const forged = { 'x-forwarded-for': `${address}`, forwarded: `for=${address}` }

  async function withCdn(environment: Record<string, string>, work: (program: InProcess) => Promise<void>) {
    const program = await startHere({ from, environment })
    try {
      await program.organisation({ slug: 'stadt' })
      await work(program)
    } finally {
      await program.end()
    }
  }

  /** The addresses in the access log, once it was written. */
  async function logged(program: InProcess): Promise<string[]> {
    for (let tries = 0; ; tries++) {
      const lines = globSync(join(logFolder(program.folder), 'access-*.jsonl')).flatMap((file) =>
        readFileSync(file, 'utf8').trim().split('\n'),
      )
      if (lines.length > 0 || tries > 100) return lines.map((line) => JSON.parse(line).address as string)
      await new Promise((done) => setTimeout(done, 50))
    }
  }
  const notice = async (program: InProcess) => (await visitor(program.url).open('/stadt/datenschutz')).page.text

  test('without one, forwarding headers of strangers are not believed, and the notice names none', async () => {
    await withCdn({}, async (program) => {
      await ask(`${program.url}/stadt`, { headers: forged })
      expect(await logged(program)).toEqual(['127.0.0.0'])
      expect(await notice(program)).not.toContain('Schnellnetz')
    })
  })

  test('with one, the address comes from its hop and no further, truncated; and every notice names it', async () => {
    const cdn = {
      BELEGT_TRUSTED_PROXIES: '127.0.0.1/32',
      BELEGT_CDN_NAME: 'Schnellnetz GmbH',
      BELEGT_CDN_PLACE: 'Netzgasse 1, 50667 Köln',
      BELEGT_CDN_CONTRACT: 'AV-2026-17 vom 1. Oktober 2026',
    }
    await withCdn(cdn, async (program) => {
      // the visitor has forged the first entry; the CDN has appended what it saw
      await ask(`${program.url}/stadt`, { headers: { 'x-forwarded-for': `198.51.100.9, ${address}` } })
      expect(await logged(program)).toEqual(['203.0.113.0'])
      const text = await notice(program)
      expect(text).toContain('Schnellnetz GmbH')
      expect(text).toContain('Netzgasse 1, 50667 Köln')
    })
  })

  test('without its contract it cannot be switched on', async () => {
    await expect(withCdn({ BELEGT_CDN_NAME: 'Schnellnetz GmbH' }, async () => undefined)).rejects.toThrow(
      /BELEGT_CDN_CONTRACT/,
    )
  })
})

test('smartcx/log-8-weeks', async () => {
  const program = await startHere({ from })
  try {
    await program.organisation({ slug: 'stadt' })
    const [purge] = houseJobs.filter(({ name }) => name === 'platform.purge-logs')
    const clean = () =>
      runJob(program.house, purge!, (error) => {
        throw error
      })
    const seen = () => inspectLogs(logFolder(program.folder))
    /** Lines wait in memory for a second at most. */
    const written = (lines: number) => expect.poll(async () => (await seen()).lines).toBe(lines)
    await ask(`${program.url}/stadt?name=Erika+Mustermann`, {
      headers: {
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        referer: 'https://suche.example/?q=Erika+Mustermann',
      },
    })
    await written(1)
    const first = await seen()
    expect(first).toMatchObject({ lines: 1, fullAddresses: 0, foreignFields: [], unreadable: 0 })
    const text = globSync(join(logFolder(program.folder), 'access-*'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('')
    expect(JSON.parse(text)).toMatchObject({ browser: 'Firefox', referrer: 'suche.example', address: '127.0.0.0' })
    expect(text).not.toContain('Erika')

    const start = Temporal.Instant.from(from)
    program.clock.moveTo(start.add({ hours: 24 * 28 }))
    await ask(`${program.url}/stadt`)
    await written(2)
    program.clock.moveTo(start.add({ hours: 24 * 56 }).subtract({ seconds: 1 }))
    await clean()
    expect((await seen()).lines).toBe(2)
    program.clock.moveTo(start.add({ hours: 24 * 56 + 1 }))
    await clean()
    const later = await seen()
    expect(later.lines).toBe(1)
    expect(String(later.oldest)).toBe(String(start.add({ hours: 24 * 28 })))
    program.clock.moveTo(start.add({ hours: 24 * 28 + 24 * 56 + 1 }))
    await clean()
    expect((await seen()).lines).toBe(0)
    expect(globSync(join(logFolder(program.folder), 'access-*'))).toEqual([])
  } finally {
    await program.end()
  }
})
