import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { s3Target } from './s3.ts'
import type { Target } from './target.ts'

const PATIENCE = 400
const whole = Buffer.alloc(6_000_000, 'Sicherung')

type Answer = (asked: IncomingMessage, response: ServerResponse) => void

/** A store that answers as it is told, and what it was asked. */
async function storeThat(answer: Answer): Promise<{ readonly target: Target; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers.range ?? ''}`.trimEnd())
    incoming.resume()
    incoming.on('end', () => answer(incoming, response))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  const { port } = server.address() as AddressInfo
  const place = { endpoint: `http://127.0.0.1:${port}`, bucket: 'b', prefix: '', region: 'eu-central-1' }
  return { target: s3Target({ ...place, accessKeyId: 'a', secretAccessKey: 'b' }, PATIENCE), asked }
}

/** The file from where it is asked for, as S3 does it. */
function part({ headers }: IncomingMessage, response: ServerResponse): Buffer {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  response.writeHead(headers.range ? 206 : 200, { etag: '"1"', 'content-length': whole.length - from })
  return whole.subarray(from)
}

async function readAll(target: Target, between: () => Promise<unknown> = async () => undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of (await target.get('x')) as AsyncIterable<Uint8Array>) {
    if (pieces.push(piece) % 20 === 1) await between()
  }
  return Buffer.concat(pieces)
}

test('a file is read for as long as it takes: only a store that is silent is given up', async () => {
  const { target } = await storeThat((asked, response) => void response.end(part(asked, response)))
  // as the database takes rows in: slower than the store gives them
  const read = await readAll(target, () => pause(PATIENCE / 2))
  expect(read.equals(whole)).toBe(true)
})

test('a file that breaks off in the middle is read on from there', async () => {
  let times = 0
  const { target, asked } = await storeThat((incoming, response) => {
    const bytes = part(incoming, response)
    if (++times > 3) return void response.end(bytes)
    response.write(bytes.subarray(0, 1_000_000), () => setTimeout(() => response.destroy(), 20))
  })
  expect((await readAll(target)).equals(whole)).toBe(true)
  expect(asked[1]).toMatch(/^GET \/b\/x bytes=[1-9]\d*-$/)
})

test('a store that falls silent in the middle, or gives another file then, is told in words', async () => {
  const silent = await storeThat((asked, response) => void response.write(part(asked, response).subarray(0, 10)))
  await expect(readAll(silent.target)).rejects.toThrow(/broke off in the middle of x/)
  let times = 0
  const other = await storeThat((asked, response) => {
    if (++times > 1) return void response.writeHead(412).end()
    response.write(part(asked, response).subarray(0, 10), () => setTimeout(() => response.destroy(), 20))
  })
  await expect(readAll(other.target)).rejects.toThrow(/broke off in the middle of x/)
})

test('a connection that ends before an answer is tried again', async () => {
  let times = 0
  const { target } = await storeThat((_, response) => {
    if (++times < 3) return void response.destroy()
    response.end()
  })
  expect(await target.put('x', [Buffer.from('ja')])).toBe(2)
  expect(times).toBe(3)
})
