import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

export type Listening = { readonly port: number; stop(): Promise<void> }

const STOP_MS = 8_000

/** How long and how large a request may be before it is cut off. */
export const bounds = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000, // how often both are looked at; 30 s unless told
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
}

export const handlerOf = (app: Pick<Hono, 'fetch'>): RequestListener => getRequestListener(app.fetch) as RequestListener

const isLive = (request: IncomingMessage) => request.headers.accept === 'text/event-stream'

/**
 * Starts listening. Stopping refuses new connections, lets requests under way finish and cuts what is left after
 * eight seconds; live streams never end by themselves, so they are cut at once.
 */
export function serve(server: Server, at: { readonly host: string; readonly port: number }): Promise<Listening> {
  const live = new Set<Socket>()
  server.on('request', (request, response) => {
    if (!isLive(request)) return
    live.add(request.socket)
    response.on('close', () => live.delete(request.socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve({ port: (server.address() as AddressInfo).port, stop: () => stopped(server, live) })
    })
  })
}

const stopped = (server: Server, live: ReadonlySet<Socket>): Promise<void> =>
  new Promise((done) => {
    const late = setTimeout(() => server.closeAllConnections(), STOP_MS)
    // a connection that has just answered would wait for another request as long as it is kept alive
    const answered = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(late)
      clearInterval(answered)
      done()
    })
    server.closeIdleConnections()
    for (const socket of live) socket.destroy()
  })
