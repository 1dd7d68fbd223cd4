// The program as a process of its own beside the bench, and people who ask it over real sockets.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { settings } from '../../src/app/modules.ts'
import { start } from '../../src/app/start.ts'
import { stopwatch, type Clock } from '../../src/platform/clock/clock.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { freePort } from '../free-port.ts'
import { NOW, say, type Ground } from './support.ts'

export const STATIC = '/bench/static'

export type Program = AsyncDisposable & { readonly port: number; readonly pid: number }

/** Starts this file's `serveProgram` as a process on the bench's database; `BENCH_PROFILE` names a folder for its CPU profile. */
export async function openProgram({ folder, server }: Ground, staticBytes = 0): Promise<Program> {
  const url = (role: 'app' | 'owner') => {
    const { host, user, password } = server.login(role)
    return `postgres://${user}:${encodeURIComponent(String(password))}@localhost/belegt?host=${encodeURIComponent(String(host))}`
  }
  const [port, healthPort] = [await freePort(), await freePort()]
  const profile = process.env['BENCH_PROFILE']
  const options = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const child = spawn(process.execPath, [...options, import.meta.filename, 'serve', String(staticBytes)], {
    env: {
      ...process.env,
      BELEGT_DATA: folder,
      BELEGT_PORT: String(port),
      BELEGT_HEALTH_PORT: String(healthPort),
      BELEGT_TRUSTED_PROXIES: '127.0.0.1/32',
      DATABASE_URL: url('app'),
      DATABASE_OWNER_URL: url('owner'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const ready = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  if (ready[0] !== 'ready') throw new Error('the program did not start')
  return {
    port,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The program with its own clock running from the bench's moment on, and a page that costs nothing to make. */
export async function serveProgram(staticBytes: number): Promise<void> {
  const since = stopwatch()
  const from = Temporal.Instant.from(NOW)
  const clock: Clock = { now: () => from.add({ milliseconds: Math.floor(since()) }) }
  const body = Buffer.alloc(staticBytes, 'x')
  const running = await start(readConfig(settings, process.env), import.meta.dirname, {
    clock,
    beforeServing: async (_house, app) => {
      app.get(STATIC, () => new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } }))
    },
  })
  process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)))
  say('ready')
}

export type Answer = { readonly status: number; readonly head: string; readonly body: Buffer }

/** One person's kept connection, as a proxy or browser holds it: asks one thing after the other. */
export type Line = { ask(request: string): Promise<Answer>; close(): void }

export async function line(port: number): Promise<Line> {
  const socket: Socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  let held: Buffer = Buffer.alloc(0)
  socket.on('data', (more: Buffer) => {
    held = held.length === 0 ? more : Buffer.concat([held, more])
    const found = answerIn(held)
    if (!found) return
    held = held.subarray(found.length)
    waiting?.resolve(found.answer)
    waiting = undefined
  })
  const lost = (error: Error) => waiting?.reject(error)
  socket.on('error', lost)
  socket.on('close', () => lost(new Error('the connection was closed without an answer')))
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

/** The first whole answer in the bytes received, if there is one. */
function answerIn(bytes: Buffer): { answer: Answer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length === undefined && /^transfer-encoding: chunked/im.test(head)) {
    const last = bytes.indexOf('0\r\n\r\n', end + 4)
    if (last === -1) return undefined
    return { answer: { status, head, body: bytes.subarray(end + 4, last) }, length: last + 5 }
  }
  const whole = end + 4 + Number(length ?? 0)
  if (bytes.length < whole) return undefined
  return { answer: { status, head, body: bytes.subarray(end + 4, whole) }, length: whole }
}

/** The network of the nth virtual person, as a trusted proxy in front of the program would tell it. */
const network = (n: number) => `10.${(n >> 8) & 255}.${n & 255}.7`

const common = (port: number, person: number) =>
  `host: 127.0.0.1:${port}\r\nx-forwarded-for: ${network(person)}\r\naccept: text/html\r\naccept-encoding: gzip, br\r\n` +
  `user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\nsec-fetch-site: same-origin\r\n`

export const getting = (port: number, path: string, person = 0): string =>
  `GET ${path} HTTP/1.1\r\n${common(port, person)}\r\n`

export function posting(port: number, path: string, fields: Record<string, string>, person = 0): string {
  const body = String(new URLSearchParams(fields))
  const form = `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  return `POST ${path} HTTP/1.1\r\n${common(port, person)}${form}\r\n${body}`
}

export const locationOf = ({ head }: Answer): string => /^location: (.*)$/im.exec(head)?.[1]?.trim() ?? ''
