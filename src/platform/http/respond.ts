import { gzipSync } from 'node:zlib'
import type { Markup, Reply } from './route.ts'
import { sheetPolicy } from './security.ts'

const SMALLEST_TO_COMPRESS = 1_000

export type SessionCookie = { readonly name: string; readonly secure: boolean }

const CARRIED_S = 15 * 60
export const carriedCookie = (session: SessionCookie): SessionCookie => ({ ...session, name: `${session.name}-weg` })

const cookieText = ({ name, secure }: SessionCookie, value: string, ends: string) =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}${ends}`

/** A page's text, compressed when the browser takes it. Level 1: a third of the bytes for a tenth of a millisecond. */
export function htmlResponse(
  body: Markup,
  status: number,
  acceptEncoding: string,
  extra: Record<string, string> = {},
): Response {
  const html = String(body)
  const headers: Record<string, string> = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    ...extra,
  }
  if (html.length < SMALLEST_TO_COMPRESS || !acceptEncoding.includes('gzip'))
    return new Response(html, { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(html)) } })
  const packed = gzipSync(html, { level: 1 })
  const length = String(packed.byteLength)
  return new Response(packed, { status, headers: { ...headers, 'content-encoding': 'gzip', 'content-length': length } })
}

/** Turns what a handler answered into HTTP. Live streams are made by the server, which knows the news. */
export function respond(
  reply: Exclude<Reply, { kind: 'live' }>,
  acceptEncoding: string,
  cookie: SessionCookie,
): Response {
  switch (reply.kind) {
    case 'page':
      return htmlResponse(reply.body, reply.status, acceptEncoding)
    case 'sheet':
      return htmlResponse(reply.body, 200, acceptEncoding, { 'content-security-policy': sheetPolicy })
    case 'see': {
      const headers = new Headers({ location: reply.location, 'cache-control': 'no-store' })
      if (reply.cookie) headers.set('set-cookie', cookieText(cookie, reply.cookie, ''))
      if (reply.clear) headers.set('set-cookie', cookieText(cookie, '', '; Max-Age=0'))
      if (reply.carry !== undefined)
        headers.append(
          'set-cookie',
          cookieText(carriedCookie(cookie), reply.carry, `; Max-Age=${reply.carry ? CARRIED_S : 0}`),
        )
      return new Response(null, { status: 303, headers })
    }
    case 'file':
      return new Response(reply.body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>, {
        headers: {
          'content-type': reply.type,
          'cache-control': reply.cache ?? 'no-store',
          ...(reply.elsewhere ? { 'cross-origin-resource-policy': 'cross-origin' } : {}),
          ...(reply.name
            ? { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(reply.name)}` }
            : {}),
        },
      })
  }
}

const BEAT_MS = 20_000

/** Server-sent events: the name of each topic that changed, and a heartbeat so that proxies keep the line open. */
export function liveResponse(listen: (hear: (topic: string) => void) => () => void): Response {
  let stop: () => void = () => undefined
  let beat: NodeJS.Timeout | undefined
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(Buffer.from(text))
      stop = listen((topic) => send(`event: changed\ndata: ${topic}\n\n`))
      beat = setInterval(() => send(': beat\n\n'), BEAT_MS)
      send('retry: 2000\n\n')
    },
    cancel() {
      stop()
      clearInterval(beat)
    },
  })
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
