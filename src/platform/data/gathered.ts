import process from 'node:process'
import pg from 'pg'

// Statements that are sent in one turn go to the server as one pipeline with one Sync at its end: it answers them in one
// piece instead of one by one, and what the rows of a prepared statement look like is told once per connection.
// https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-PIPELINING

type Statement = { readonly name: string; readonly text: string; readonly values: readonly unknown[] }
type Answer = { command: string; rowCount: number | null; rows: unknown[] }
type Reader = (text: string) => unknown

/** What the connection knows of a statement: whether the server has it for certain, and the columns of its rows. */
type Known = { certain: boolean; columns: readonly { readonly name: string; readonly read: Reader }[] }
type Entry = Statement & {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
  readonly rows: unknown[]
  unreadable?: unknown
}

/** The driver's connection, as far as it is used here. */
type Wire = {
  parse(statement: { name: string; text: string }): void
  bind(portal: { statement: string; values: readonly unknown[] }): void
  describe(what: { type: 'P'; name: string }): void
  execute(portal: { portal: string; rows: number }): void
  close(what: { type: 'S'; name: string }): void
  sync(): void
}

const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils

const sendsLater = new WeakMap<pg.PoolClient, (statement: Statement, ms: number) => Promise<unknown>>()

/**
 * Makes a connection gather named statements without a callback. A statement that fails takes along those behind it in the
 * same turn, as in any transaction that failed. Everything else goes to the driver as before, after what waits.
 */
export function gatherStatements(client: pg.PoolClient, reader: (type: number) => Reader): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  const known = new Map<string, Known>()
  let waiting: Entry[] = []
  let later: NodeJS.Timeout | undefined
  const leave = () => {
    clearTimeout(later)
    later = undefined
    if (waiting.length === 0) return
    const entries = waiting
    waiting = []
    query(pipeline(entries, known, reader))
  }
  const gathered = (statement: Statement) =>
    new Promise<Answer>((resolve, reject) => {
      const values = statement.values.map(prepareValue)
      waiting.push({ ...statement, values, rows: [], resolve, reject })
    })
  client.query = ((given: unknown, ...more: unknown[]) => {
    if (more.length > 0 || !isNamed(given)) {
      leave()
      return query(given, ...more)
    }
    if (waiting.length === 0 || later) process.nextTick(leave)
    clearTimeout(later)
    later = undefined
    return gathered(given).catch((error: Error) => {
      // leads to whoever asked, not to the socket
      if (error instanceof Error) Error.captureStackTrace(error)
      throw error
    })
  }) as typeof client.query
  sendsLater.set(client, (statement, ms) => {
    if (waiting.length === 0) later = setTimeout(leave, ms)
    return gathered(statement)
  })
}

/**
 * Sends a statement on a gathering connection before the next one, in its packet, or by itself after some milliseconds.
 * @throws Error for a connection that does not gather
 */
export function sendLater(client: pg.PoolClient, statement: Statement, ms: number): Promise<unknown> {
  const send = sendsLater.get(client)
  if (!send) throw new Error('this connection gathers no statements')
  return send(statement, ms)
}

/** Goes on when what was asked before has left: what is thought out then takes no time, the database works meanwhile. */
export const sent = (): Promise<void> => new Promise((done) => void setImmediate(done))

const isNamed = (given: unknown): given is Statement => {
  const { name, values, submit } = given as { name?: unknown; values?: unknown; submit?: unknown }
  return typeof name === 'string' && Array.isArray(values) && submit === undefined
}

/** One query in the eyes of the driver, whose answers come one after the other. */
function pipeline(entries: readonly Entry[], known: Map<string, Known>, reader: (type: number) => Reader): pg.Query {
  let answered = 0
  return Object.assign(Object.create(pg.Query.prototype) as pg.Query, {
    submit(wire: Wire) {
      for (const { name, text, values } of entries) {
        const before = known.get(name)
        if (!before?.certain) {
          if (before) wire.close({ type: 'S', name })
          wire.parse({ name, text })
          known.set(name, { certain: true, columns: [] })
        }
        wire.bind({ statement: name, values })
        if (!before?.certain) wire.describe({ type: 'P', name: '' })
        wire.execute({ portal: '', rows: 0 })
      }
      wire.sync()
      return null
    },
    handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }) {
      const columns = fields.map(({ name, dataTypeID }) => ({ name, read: reader(dataTypeID) }))
      known.set(entries[answered]!.name, { certain: true, columns })
    },
    handleDataRow({ fields }: { fields: readonly (string | null)[] }) {
      const entry = entries[answered]!
      try {
        const row: Record<string, unknown> = {}
        for (const [place, { name, read }] of known.get(entry.name)!.columns.entries()) {
          const text = fields[place] ?? null
          row[name] = text === null ? null : read(text)
        }
        entry.rows.push(row)
      } catch (error) {
        entry.unreadable ??= error
      }
    },
    handleCommandComplete({ text }: { text: string }) {
      const { resolve, reject, rows, unreadable } = entries[answered++]!
      if (unreadable !== undefined) return reject(unreadable)
      // `INSERT 0 5`, `SELECT 5`, `COMMIT`, `DECLARE CURSOR`
      const [, command = '', count] = /^(\w+).*?(\d+)?$/.exec(text) ?? []
      resolve({ command, rowCount: count === undefined ? null : Number(count), rows })
    },
    handleError(error: Error & { severity?: string }) {
      const [failed, ...skipped] = entries.slice(answered)
      answered = entries.length
      // the server may have them or not: they are given up and prepared anew
      for (const { name } of [failed, ...skipped].flatMap((one) => one ?? [])) {
        const one = known.get(name)
        if (one) known.set(name, { ...one, certain: false })
      }
      failed?.reject(error)
      const others = error.severity === 'ERROR' ? transactionFailed : () => error
      for (const { reject } of skipped) reject(others())
    },
    handleReadyForQuery() {
      // each statement was answered by itself
    },
  })
}

/** What the server answers to a statement in a transaction that failed before. */
const transactionFailed = () =>
  Object.assign(new Error('current transaction is aborted, commands ignored until end of transaction block'), {
    code: '25P02',
  })
