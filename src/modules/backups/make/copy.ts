import { createHash } from 'node:crypto'
import pg from 'pg'
import { to } from 'pg-copy-streams'
import type { TableFound } from './catalog.ts'

const name = (text: string) => pg.escapeIdentifier(text)
export const columnsOf = (table: TableFound): string => table.columns.map((column) => name(column.name)).join(', ')

/** The rows of a table that the connection's role may see, as PostgreSQL's binary COPY gives them. */
export const copyOut = (
  client: pg.ClientBase,
  table: TableFound,
  where = '',
): AsyncIterable<Buffer> & { rowCount: number } =>
  client.query(
    to(`copy (select ${columnsOf(table)} from ${name(table.name)} ${where}) to stdout (format binary)`, {
      highWaterMark: 1024 * 1024,
    }),
  )

export type Measured = { rows: number; digest: string }

/** Lets a copy through and knows at its end how many rows it had and their digest. */
export async function* measured(
  copy: AsyncIterable<Buffer> & { rowCount: number },
  done: (measure: Measured) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const piece of copy) {
    hash.update(piece)
    yield piece
  }
  done({ rows: copy.rowCount, digest: hash.digest('hex') })
}

/** Like `measured`, for comparing: the bytes themselves are not wanted. */
export async function measure(copy: AsyncIterable<Buffer> & { rowCount: number }): Promise<Measured> {
  const hash = createHash('sha256')
  for await (const piece of copy) hash.update(piece)
  return { rows: copy.rowCount, digest: hash.digest('hex') }
}
