import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

export type Listening = { readonly port: number; stop(): Promise<void> }

const STOP_MS = 8_000
const bounds = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 }

type At = { readonly host: string; readonly port: number; readonly tls?: { options: object } | undefined }

/**
 * Serves the application. Stopping refuses new connections, lets requests under way finish and cuts what is left
 * after eight seconds (live streams never end by themselves, so they are cut at once).
 */
export function serve(app: Pick<Hono, 'fetch'>, at: At): Promise<Listening> {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false }) as RequestListener
  const server = at.tls
    ? createSecureServer({ ...bounds, ...at.tls.options }, listener)
    : createServer(bounds, listener)
  const live = new Set<Socket>()
  server.on('request', (request, response) => {
    if (request.headers.accept !== 'text/event-stream') return
    live.add(request.socket)
    response.on('close', () => live.delete(request.socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () =>
          new Promise((done) => {
            const late = setTimeout(() => server.closeAllConnections(), STOP_MS)
            server.close(() => {
              clearTimeout(late)
              done()
            })
            server.closeIdleConnections()
            for (const socket of live) socket.destroy()
          }),
      })
    })
  })
}
