// What the operator's own port shows, and how long somebody may take to ask.
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../tools/free-port.ts'
import { built, startHere, type InProcess } from '../chaos/running.ts'

let program: InProcess
let port = 0
let healthPort = 0
beforeAll(async () => {
  await built()
  ;[port, healthPort] = [await freePort(), await freePort()]
  program = await startHere({
    from: '2026-11-16T05:00:00Z',
    environment: { BELEGT_HOST: '0.0.0.0', BELEGT_PORT: String(port), BELEGT_HEALTH_PORT: String(healthPort) },
  })
  await program.organisation({ slug: 'stadt' })
}, 120_000)
afterAll(() => program?.end())

const ask = (path: string, host: string, at: number) => fetch(`http://${host}:${at}${path}`)

test('health and figures stand on a port of their own, and nowhere else', async () => {
  const health = await ask('/health', '127.0.0.1', healthPort)
  expect([health.status, await health.text()]).toEqual([200, 'ok\n'])
  expect((await ask('/stadt', '127.0.0.1', port)).status).toBe(200)
  const figures = await (await ask('/metrics', '127.0.0.1', healthPort)).text()
  expect(figures).toContain('belegt_requests_total{status="2xx"} 1')
  for (const gauge of ['deletion_overdue', 'backup_overdue', 'evidence_copies_failing', 'documents_damaged'])
    expect(figures).toMatch(new RegExp(`^belegt_${gauge} \\d+$`, 'm'))
  for (const path of ['/health', '/metrics']) expect((await ask(path, '127.0.0.1', port)).status).toBe(404)
  for (const path of ['/stadt', '/']) expect((await ask(path, '127.0.0.1', healthPort)).status).toBe(404)
})

test('the operator’s port is not reached from another machine', async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)
  // a machine without a network has no other way in; the whole 127.0.0.0/8 is this machine, but only one of it listens
  const address = outside?.address ?? '127.0.0.2'
  expect((await ask('/stadt', address, port)).status).toBe(200)
  await expect(ask('/health', address, healthPort)).rejects.toThrow('fetch failed')
})

test('who begins a request and does not go on is cut off, and nobody else notices', { timeout: 60_000 }, async () => {
  const slow = connect(port, '127.0.0.1')
  slow.write('GET /stadt HTTP/1.1\r\nHost: a\r\nX-Slow: ')
  const dripping = setInterval(() => slow.write('.'), 500)
  let said = ''
  slow.setEncoding('utf8').on('data', (text: string) => (said += text))
  slow.on('error', () => undefined) // written to when it was closed already
  const began = performance.now()
  const closed = new Promise<void>((done) => slow.once('close', () => done()))
  expect((await ask('/stadt', '127.0.0.1', port)).status).toBe(200)
  await closed
  clearInterval(dripping)
  expect(said).toContain('408 Request Timeout')
  expect(performance.now() - began).toBeLessThan(25_000)
})
