// Searches everything a data folder holds for a person's strings: with the eyes of somebody who stole the disk, and
// with those of a superuser of the database.
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import pg from 'pg'
import { needlesFor, needlesForBytes, searchFor, type Needle, type Search } from './needles.ts'

export type Hit = {
  /** A file below the data folder, `... without page headers` for the log of changes, or `schema.table.column`. */
  readonly where: string
  readonly what: string
  readonly form: string
}

export type ResidueWish = {
  readonly dataFolder: string
  /** Names, addresses, phone numbers, answers: each searched in all its forms. */
  readonly strings?: readonly string[]
  /** Keys and tokens by what they are. */
  readonly bytes?: Readonly<Record<string, Buffer>>
  /** The superuser's login; every database of the server is read through it. Left out: files only. */
  readonly root?: pg.ClientConfig
  /** Told what was read, for reports. */
  readonly read?: (file: { readonly name: string; readonly bytes: number }) => void
  /** Files left out, by their path below the data folder. */
  readonly except?: (path: string) => boolean
}

/**
 * Where a person's strings are found: in every file of the data folder (tables, TOAST, indexes, maps, write-ahead log,
 * temporary files, server log, own logs, blobs) and in every column of every table, the catalogs and the job queue
 * included. Changed pages are written to disk first. Reads in blocks: memory does not grow with the files.
 * What it cannot see: a text broken over two TOAST chunks of a row that is deleted, and the memory of processes.
 */
export async function residueOf(wish: ResidueWish): Promise<Hit[]> {
  const search = searchFor(needlesOf(wish))
  const hits = new Map<string, Hit>()
  const note = (where: string) => (needle: Needle) => {
    const hit = { where, what: needle.what, form: needle.form }
    hits.set(JSON.stringify(hit), hit)
  }
  if (wish.root) await inDatabases(wish.root, search, note)
  await inFiles(wish, search, note)
  return [...hits.values()]
}

const needlesOf = ({ strings, bytes }: Pick<ResidueWish, 'strings' | 'bytes'>): Needle[] => [
  ...(strings ?? []).flatMap(needlesFor),
  ...Object.entries(bytes ?? {}).flatMap(([what, found]) => needlesForBytes(what, found)),
]

type Note = (where: string) => (needle: Needle) => void

async function inFiles(wish: ResidueWish, search: Search, note: Note): Promise<void> {
  const { dataFolder, except = () => false, read = () => undefined } = wish
  for await (const path of filesIn(dataFolder)) {
    const name = relative(dataFolder, path)
    if (except(name)) continue
    read({ name, bytes: await inStream(blocksOf(path), search, note(name)) })
    if (/pg_wal\/[0-9A-F]{24}$/.test(name))
      await inStream(withoutPageHeaders(blocksOf(path)), search, note(`${name} without page headers`))
  }
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(ifGone<never[]>([]))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else if (entry.isFile()) yield path
  }
}

const BLOCK = 1 << 20

/** A file that the server removes meanwhile is no residue. */
async function* blocksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const block of createReadStream(path, { highWaterMark: BLOCK })) yield block as Buffer
  } catch (error) {
    ifGone(undefined)(error)
  }
}

async function inStream(
  blocks: AsyncIterable<Buffer>,
  search: Search,
  found: (needle: Needle) => void,
): Promise<number> {
  let rest = Buffer.alloc(0)
  let bytes = 0
  for await (const block of blocks) {
    bytes += block.length
    const joined = rest.length === 0 ? block : Buffer.concat([rest, block])
    search.in(joined, found)
    rest = Buffer.from(joined.subarray(Math.max(0, joined.length - search.overlap)))
  }
  return bytes
}

const PAGE = 8192
const LONG_HEADER = 40
const HEADER = 24

/** A record of the write-ahead log goes on behind the header of the next page: taken out, it is whole again. */
async function* withoutPageHeaders(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let position = 0
  for await (const block of blocks) {
    const parts: Buffer[] = []
    for (let at = 0; at < block.length;) {
      const inPage = (position + at) % PAGE
      const header = position + at < PAGE ? LONG_HEADER : HEADER
      const end = Math.min(block.length, at + PAGE - inPage)
      const start = Math.min(end, at + Math.max(0, header - inPage))
      parts.push(block.subarray(start, end))
      at = end
    }
    position += block.length
    yield Buffer.concat(parts)
  }
}

async function inDatabases(root: pg.ClientConfig, search: Search, note: Note): Promise<void> {
  const names = await withClient(root, async (client) => {
    await client.query('checkpoint')
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datallowconn')
    return rows.map(({ datname }) => datname)
  })
  for (const database of names) {
    await withClient({ ...root, database }, (client) =>
      inTables(client, search, (where) => note(`${database} ${where}`)),
    )
  }
}

type Column = { schema: string; table: string; column: string }

/** Searches every column that this client may read; `bind` is run first, inside the same read-only transaction. */
export async function residueInTables(
  client: pg.ClientBase,
  wish: Pick<ResidueWish, 'strings' | 'bytes'>,
  bind = '',
): Promise<{ hits: Hit[]; tables: number }> {
  const hits = new Map<string, Hit>()
  const note = (where: string) => (needle: Needle) => {
    const hit = { where, what: needle.what, form: needle.form }
    hits.set(JSON.stringify(hit), hit)
  }
  const tables = await inTables(client, searchFor(needlesOf(wish)), note, bind)
  return { hits: [...hits.values()], tables }
}

async function inTables(client: pg.ClientBase, search: Search, note: Note, bind = ''): Promise<number> {
  await client.query(`begin read only; set local bytea_output = 'hex'; ${bind}`)
  const { rows: columns } = await client.query<Column>(`
    select n.nspname as schema, c.relname as table, a.attname as column
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'm') and n.nspname <> 'pg_toast' and has_schema_privilege(n.oid, 'usage')
      and has_table_privilege(c.oid, 'select') and a.attnum > 0 and not a.attisdropped
      and a.atttypid not in ('bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'float4'::regtype, 'char'::regtype)
    order by 1, 2, a.attnum`)
  const byTable = Map.groupBy(
    columns,
    ({ schema, table }) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`,
  )
  for (const [table, of] of byTable) {
    const texts = of.map(({ column }) => `${pg.escapeIdentifier(column)}::text`)
    await client.query(`declare c no scroll cursor for select ${texts.join(', ')} from ${table}`)
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({ text: 'fetch 500 from c', rowMode: 'array' })
      if (rows.length === 0) break
      for (const [place, { schema, table: name, column }] of of.entries()) {
        const text = rows.map((row) => row[place] ?? '').join('\n')
        search.in(Buffer.from(text), note(`${schema}.${name}.${column}`))
      }
    }
    await client.query('close c')
  }
  await client.query('rollback')
  return byTable.size
}

async function withClient<T>(login: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(login)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const ifGone =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value
    throw error
  }
