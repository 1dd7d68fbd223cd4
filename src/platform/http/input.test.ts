import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRefusal } from '../errors/errors.ts'
import { bounded } from './input.ts'

const MOST = 1_000

const server = serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: async (asked) => {
    try {
      return new Response(`${(await bounded(asked, MOST)).toString()}.`)
    } catch (error) {
      if (isRefusal(error)) return new Response(error.code, { status: 422 })
      throw error
    }
  },
})
beforeAll(async () => {
  if (!server.listening) await once(server, 'listening')
})
afterAll(() => new Promise((done) => server.close(done)))

/** Sends a body over a real connection, in one piece of declared length or in pieces of none. */
async function sent(body: string, { declared }: { declared: boolean }) {
  const { port } = server.address() as AddressInfo
  const headers = declared ? { 'content-length': Buffer.byteLength(body) } : { 'transfer-encoding': 'chunked' }
  const asked = request({ port, host: '127.0.0.1', method: 'POST', headers, agent: false })
  for (let from = 0; from < body.length; from += 400) asked.write(body.slice(from, from + 400))
  asked.end()
  const [answer] = await once(asked, 'response')
  return { status: answer.statusCode as number, text: await text(answer) }
}

describe.each([{ declared: true }, { declared: false }])('a body whose length is declared: $declared', (how) => {
  test('is read to its last byte', async () => {
    const full = 'ä'.repeat(MOST / 2)
    expect(await sent(full, how)).toEqual({ status: 200, text: `${full}.` })
    expect(await sent('', how)).toEqual({ status: 200, text: '.' })
  })

  test('is refused as soon as it is too long', async () => {
    expect(await sent('x'.repeat(MOST + 1), how)).toEqual({ status: 422, text: 'platform.too-large' })
  })
})
