import { sql, type RawBuilder } from 'kysely'
import { activity } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { allTables, tableNamed, type Table } from '#platform/data/table.ts'
import { zip, type ZipEntry } from '#platform/files/zip.ts'
import { openForAnswer } from '#platform/keys/sealed.ts'
import { openBlob } from '#platform/keys/sealed-blob.ts'
import type { StoredBlob } from '#platform/data/columns.ts'
import { readBlob } from '#platform/files/blobs.ts'
import { answering, columnWords, kindName } from '#privacy'
import { db as accountsDb, membership } from '../../data.ts'

/** Giving an organisation everything it has here, so that it can leave: what a processor owes its controller. */
export const movingOut = activity('accounts.moving-out', {
  why: {
    de: 'Der Organisation alle ihre Daten mitgeben, wenn sie geht oder sichern will',
    en: 'Hand the organisation all its data when it leaves or wants a copy',
  },
  basis: { art6: 'c', law: 'Art. 20, 28 Abs. 3 Buchst. g und Art. 32 DSGVO' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  using: [membership, answering],
  whileRestricted: 'storage',
})

const raw = tables({})
const BATCH = 500
/** Keys are worthless elsewhere, and must not leave. */
const NEVER = ['organisation_keys', 'person_keys']

type Row = Readonly<Record<string, unknown>>

/** Where bytes are evidence, to be checked; elsewhere they are secrets and hashes, sealed under keys that stay here. */
const EVIDENCE = /^(ledger_|wordings$|consents$)/

/** What of a table goes along: no search tokens, no credentials, no secrets. */
const columnsOf = (table: Table): string[] =>
  Object.entries(table.columns).flatMap(([name, { treatment, sqlType }]) => {
    const secret = sqlType === 'bytea' && treatment.is !== 'sealed' && !EVIDENCE.test(table.name)
    return secret || treatment.is === 'tokens' || ('category' in treatment && treatment.category === 'credential')
      ? []
      : [name]
  })

const exported = (): Table[] => allTables().filter(({ name }) => !NEVER.includes(name))

/** The rows of a table in batches, by a cursor: all as they were when it was opened. */
async function* rowsOf(at: Scope<string>, table: Table, place: number): AsyncGenerator<readonly Row[]> {
  const cursor = sql.raw(`moving_out_${place}`)
  const columns = sql.join(columnsOf(table).map((name) => sql.ref(name)))
  const own: RawBuilder<unknown> =
    table.name === 'organisations'
      ? sql`where id = ${at.organisation.id}`
      : sql`where organisation_id = ${at.organisation.id}`
  await sql`declare ${cursor} cursor for select ${columns} from ${sql.table(table.name)} ${own}`.execute(raw(at))
  for (;;) {
    const { rows } = await sql<Row>`fetch forward ${sql.raw(String(BATCH))} from ${cursor}`.execute(raw(at))
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) break
  }
  await sql`close ${cursor}`.execute(raw(at))
}

/** A value as JSON; bytes in Base64. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  return value
}

/** Rows with what was sealed opened; what does not open is named with the reason. */
async function opened(at: Scope<string>, table: Table, rows: readonly Row[]): Promise<Record<string, unknown>[]> {
  const made = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
  for (const name of columnsOf(table)) {
    if (table.columns[name]?.treatment.is !== 'sealed') continue
    const places = rows.flatMap((row, place) => (row[name] instanceof Uint8Array ? [place] : []))
    const values = places.map((place) => rows[place]?.[name] as Buffer)
    for (const [index, answer] of (await openForAnswer(at, values)).entries()) {
      const place = places[index]
      const row = place === undefined ? undefined : made[place]
      if (row) row[name] = 'value' in answer ? plain(answer.value) : { unreadable: answer.unreadable }
    }
  }
  return made
}

async function* linesOf(at: Scope<string>, table: Table, place: number): AsyncGenerator<Uint8Array> {
  for await (const rows of rowsOf(at, table, place)) {
    const lines = await opened(at, table, rows)
    yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
}

const ownersOf = ({ subject }: Table): string[] =>
  'ownedBy' in subject && subject.ownedBy ? [subject.ownedBy].flat() : []

/** The persons of a row, who may stand in the row it goes with. */
async function personsOf(at: Scope<string>, table: Table, row: Row): Promise<string[]> {
  const { subject } = table
  if (!('goesWith' in subject))
    return ownersOf(table)
      .flatMap((name) => [row[name]].flat() as string[])
      .filter(Boolean)
  const parent = tableNamed(subject.goesWith)
  if (!parent) return []
  const { rows } = await sql<Row>`select * from ${sql.table(parent.name)} where id = ${row[subject.by]}`.execute(
    raw(at),
  )
  return rows[0] ? personsOf(at, parent, rows[0]) : []
}

async function* filesOf(at: Scope<string>, house: House, table: Table, place: number): AsyncGenerator<ZipEntry> {
  const columns = columnsOf(table).filter(
    (name) => table.columns[name]?.blob && table.columns[name]?.sqlType === 'jsonb',
  )
  if (columns.length === 0) return
  for await (const rows of rowsOf(at, table, place)) {
    for (const row of rows) {
      for (const name of columns) {
        const stored = row[name] as StoredBlob | null
        if (!stored) continue
        const persons = await personsOf(at, table, row)
        const content = await openBlob(at, house.blobs, table, name, persons, stored)
        const path = `files/${table.name}/${stored.id}`
        yield content ? { name: path, content } : { name: `${path}.txt`, content: 'unreadable: key destroyed\n' }
      }
    }
  }
}

async function* logoOf(at: Scope<string>, house: House): AsyncGenerator<ZipEntry> {
  for (const { id, blob, size, sha256, type } of await accountsDb(at).selectFrom('logos').selectAll().execute()) {
    const content = await readBlob(house.blobs, at.organisation.id, { id: blob, size, sha256 })
    yield { name: `files/logos/${id}.${type.split('/')[1] ?? 'bin'}`, content }
  }
}

const readme = (organisation: Organisation, made: Temporal.Instant): string => `${organisation.name}
${String(made)}

Alles, was hier für ${organisation.name} gespeichert ist. Eine Datei je Tabelle unter data/, eine Zeile je Eintrag (JSON Lines,
UTF-8). Was versiegelt war, ist geöffnet; "unreadable" heißt: Der Schlüssel ist vernichtet, die Person wurde gelöscht. tables.json
beschreibt jede Tabelle und Spalte. Dateien liegen unter files/. Nicht dabei sind Schlüssel, Passwörter und Suchzeichen.
Bewahren Sie dieses Archiv so sorgfältig auf wie das System selbst.

Everything kept here for ${organisation.name}. One file for each table below data/, one line for each entry (JSON Lines, UTF-8).
What was sealed is opened; "unreadable": the key is destroyed, the person was erased. tables.json describes every table and
column. Files lie below files/. Keys, passwords and search tokens are not included. Keep this archive as safe as the system itself.
`

const described = () =>
  exported().map((table) => ({
    table: table.name,
    kind: { de: kindName(table.name, 'de'), en: kindName(table.name, 'en') },
    columns: columnsOf(table).map((name) => ({
      name,
      type: table.columns[name]?.sqlType,
      words: columnWords(table, name),
    })),
  }))

async function* entriesOf(at: Scope<string>, house: House): AsyncGenerator<ZipEntry> {
  yield { name: 'LIESMICH-README.txt', content: readme(at.organisation, at.now) }
  yield { name: 'tables.json', content: `${JSON.stringify(described(), null, 2)}\n` }
  let place = 0
  for (const table of exported()) yield { name: `data/${table.name}.jsonl`, content: linesOf(at, table, place++) }
  for (const table of exported()) yield* filesOf(at, house, table, place++)
  yield* logoOf(at, house)
}

/**
 * Everything of an organisation as one ZIP, read while it is taken: memory stays flat however much there is. Opens a
 * transaction of its own that ends with the stream; an error or a reader who leaves ends both, so that a half archive
 * never looks whole.
 */
export function organisationArchive(
  house: House,
  organisation: Organisation,
  actor: Scope<string>['actor'],
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  inScope(house, { organisation, actor, purpose: movingOut, readOnly: true }, async (at) => {
    for await (const piece of zip(entriesOf(at, house), at.now) as AsyncIterable<Uint8Array>) {
      await writer.ready
      await writer.write(piece)
    }
    await writer.close()
  }).catch((error: unknown) => writer.abort(error).catch(() => undefined))
  return readable
}
