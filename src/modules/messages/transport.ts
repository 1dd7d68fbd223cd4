import type { Socket } from 'node:net'
import { type Clock, systemClock } from '#platform/clock/clock.ts'
import { composed } from './sending/compose.ts'
import { isLoopback } from '#platform/net/public.ts'
import { guardedSocket } from './sending/guarded.ts'
import type { Transport } from './sending/outgoing.ts'

export type { OutgoingMail, Transport } from './sending/outgoing.ts'

/** How a mail server is spoken to. */
export type Server = {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte; `starttls`: refused when the server does not offer it; `any`: on this machine only. */
  readonly security: 'tls' | 'starttls' | 'any'
  readonly auth?: { readonly user: string; readonly pass: string }
  /** The name in the certificate, where `host` is an address that was looked up. */
  readonly servername?: string
  readonly connections?: number
  /** Named by an organisation: never a server of our own network. */
  readonly guarded?: boolean
  /** Milliseconds to wait for a connection and for the greeting; for an answer four times as long. */
  readonly patience?: number
}

export const CONNECTIONS = 10

/** @param url `smtp://host:25`, `smtps://user:password@host:465` */
export function serverAt(url: URL): Server {
  const loopback = isLoopback(url.hostname)
  const tls = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (tls ? 465 : 587)),
    // a password never travels in the clear; to another machine nothing does
    security: tls ? 'tls' : loopback ? 'any' : 'starttls',
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
  }
}

type SocketFound = (error: Error | null, found?: { connection: Socket }) => void
const guarded =
  ({ host, port }: Server, patience: number) =>
  (_options: unknown, done: SocketFound) =>
    guardedSocket(host, port, patience, (error, socket) => (socket ? done(null, { connection: socket }) : done(error)))

/** Mail by SMTP over pooled connections; what speaks SMTP is loaded with the first mail. */
export function smtpTransport(to: URL | Server, clock: Clock = systemClock): Transport & { close(): void } {
  const server = to instanceof URL ? serverAt(to) : to
  const patience = server.patience ?? 15_000
  const loopback = isLoopback(server.host)
  const tls = {
    ...(server.servername ? { servername: server.servername } : {}),
    // a certificate proves nothing about this machine itself
    ...(loopback ? { rejectUnauthorized: false } : {}),
  }
  const options = {
    pool: true as const,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ...(server.auth ? { auth: server.auth } : {}),
    tls,
    maxConnections: server.connections ?? CONNECTIONS,
    maxMessages: 500,
    // a connection that breaks is ours to judge: asking again at once would double what the server took before it hung up
    maxRequeues: 0,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience * 4,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(server.guarded ? { getSocket: guarded(server, patience) } : {}),
  }
  const open = async () => (await import('nodemailer')).createTransport(options)
  let pool: ReturnType<typeof open> | undefined
  return {
    async send(mail) {
      const { envelope, raw } = await composed(mail, clock.now())
      const notify = mail.envelope?.notify ?? []
      const taken = await (
        await (pool ??= open())
      ).sendMail({
        envelope,
        // asked for only where the server says it understands (RFC 3461); the id is the message's, no address
        ...(notify.length > 0
          ? { dsn: { id: mail.messageId.slice(1, -1), return: 'headers', notify: [...notify] } }
          : {}),
        raw,
      })
      return taken.response
    },
    // also one that never sent anything: what would send by it later is told that it is closed
    close: () => void (pool ??= open()).then((opened) => opened.close()),
  }
}
