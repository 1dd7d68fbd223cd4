// A small real key service: the key that wraps never leaves it.
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { decrypt, encrypt, newKey } from '../../src/platform/keys/keyring.ts'

type Listening = { at(path: string | number): Promise<AddressInfo>; close(): Promise<void> }

export type TestKeyService = {
  readonly id: string
  /** The paths that were asked for. */
  readonly asked: readonly string[]
  /** Over TLS with a certificate, else plain; let in with the token "einlass". */
  serve(secure?: { cert: string; key: string }): Listening
}

export function testKeyService(): TestKeyService {
  const secret = newKey()
  const id = '00112233445566ff'
  const asked: string[] = []
  const answer = (path: string, token: string | undefined, body: string): { status: number; text: string } => {
    asked.push(path)
    if (token !== 'Bearer einlass') return { status: 403, text: '{}' }
    if (path === '/key') return { status: 200, text: JSON.stringify({ id }) }
    const given = JSON.parse(body) as { key: string; wrapped: string; owner: string }
    const bytes = (text: string) => Buffer.from(text, 'base64')
    try {
      const found =
        path === '/wrap'
          ? { wrapped: encrypt(secret, bytes(given.key), given.owner).toString('base64') }
          : { key: decrypt(secret, bytes(given.wrapped), given.owner).toString('base64') }
      return { status: 200, text: JSON.stringify(found) }
    } catch {
      return { status: 400, text: '{}' }
    }
  }
  const listener: RequestListener = (request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { status, text } = answer(
        request.url ?? '',
        request.headers.authorization,
        Buffer.concat(pieces).toString(),
      )
      response.writeHead(status).end(text)
    })
  }
  return {
    id,
    asked,
    serve(secure) {
      const server = secure ? createSecureServer(secure, listener) : createServer(listener)
      return {
        at: (path) =>
          new Promise((resolve) => {
            const done = () => resolve(server.address() as AddressInfo)
            if (typeof path === 'number') server.listen(path, '127.0.0.1', done)
            else server.listen(path, done)
          }),
        close: async () => {
          server.closeAllConnections()
          await new Promise((resolve) => server.close(resolve))
        },
      }
    },
  }
}
