import { Socket } from 'node:net'
import pg from 'pg'
import { gatherStatements, sendLater } from './gathered.ts'

const TIMESTAMPTZ = 1184
const TIMESTAMPTZ_ARRAY = 1185
const LOCAL_TYPES = new Set([1082, 1114, 1083]) // date, timestamp, time stay the wall-clock text they are
const INT8 = 20

const toInstant = (text: string) => Temporal.Instant.from(text)
const instants = (text: string) =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((one) => toInstant(one.replaceAll('"', '')))

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === TIMESTAMPTZ) return toInstant
    if (oid === TIMESTAMPTZ_ARRAY) return instants
    if (oid === INT8) return Number
    if (LOCAL_TYPES.has(oid)) return (text: string) => text
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

/** Instants and other Temporal values travel as ISO 8601 text; everything else as the driver does it. */
export const parameter = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value
  const tag = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]
  if (tag?.startsWith('Temporal.')) return String(value)
  return Array.isArray(value) ? value.map(parameter) : value
}

/** A socket that sends what is written in one turn as one piece: a system call, and no list of parts for the kernel to gather. */
function gatheringSocket(): Socket {
  const socket = new Socket()
  let pieces: Uint8Array[] = []
  // only now, because connecting puts back the socket's own way to write
  socket.once('connect', () => {
    const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
    const send = () => {
      const [first] = pieces
      if (first) write(pieces.length === 1 ? first : Buffer.concat(pieces))
      pieces = []
    }
    socket.write = (piece: unknown, ...more: unknown[]) => {
      if (more.length > 0 || !(piece instanceof Uint8Array)) {
        send()
        return write(piece, ...more)
      }
      if (pieces.length === 0) process.nextTick(send)
      pieces.push(piece)
      return !socket.writableNeedDrain
    }
  })
  return socket
}

/**
 * Connections of the unprivileged role. Queries of one connection are pipelined, named ones gathered: the opening of a
 * transaction and its first queries leave in one packet and are answered in one.
 * @param size the most connections this process holds
 */
export function openPool(login: pg.ClientConfig, size: number): pg.Pool {
  const pool = new pg.Pool({
    ...login,
    types,
    pipeline: true,
    stream: gatheringSocket,
    max: size,
    application_name: 'belegt',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 120_000,
    idle_in_transaction_session_timeout: 60_000,
  } as pg.PoolConfig)
  outliveConnections(pool)
  pool.on('connect', (client) => gatherStatements(client, (type) => types.getTypeParser(type, 'text')))
  return pool
}

/** Lets the process go on when connections of a pool are lost: without listeners it would end. */
export function outliveConnections(pool: pg.Pool): void {
  // an idle one is replaced on the next use; the query that needs one reports its own failure
  pool.on('error', () => undefined)
  // the queries of one in use fail by themselves
  pool.on('connect', (client) => client.on('error', () => undefined))
}

/** Whether a connection is idle that nobody waits for. Where none is, one is made meanwhile for whoever asks next. */
export function isOneIdle(pool: pg.Pool): boolean {
  if (pool.idleCount > pool.waitingCount) return true
  if (pool.totalCount < pool.options.max)
    pool.connect().then(
      (client) => client.release(),
      () => undefined, // whoever needs one is told
    )
  return false
}

const IDLE_MS = 5
const COMMIT = { name: 'commit', text: 'commit', values: [] }

/**
 * Ends a read-only transaction with the next query of the connection, or by itself a few milliseconds later: whoever asks
 * the connection finds no transaction open on it. Nothing in it can fail to be durable, and a write of its own for the
 * commit is what a read-only request would pay most for.
 */
export function commitLater(client: pg.PoolClient): void {
  sendLater(client, COMMIT, IDLE_MS).catch(() => undefined) // a connection that was lost has nothing open any more
}
