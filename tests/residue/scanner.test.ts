import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type DatabaseServer } from '../../src/platform/data/server.ts'
import { residueOf } from '../support/residue.ts'

// A scanner that finds nothing proves nothing: here it has to find what was planted, in each kind of place.

const folder = mkdtempSync(join(tmpdir(), 'belegt-residue-'))
let server: DatabaseServer
let root: pg.Client

beforeAll(async () => {
  server = await startServer({ folder, tuning: 'test' })
  root = new pg.Client(server.login('root', 'belegt'))
  await root.connect()
  await root.query(`create table planted (id serial primary key, plain text, sealed bytea, facts jsonb)`)
})
afterAll(async () => {
  await root.end()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

let counter = 0
const name = () => `Ähnlich-${++counter}-${randomBytes(4).toString('hex')}`
const scan = (text: string) => residueOf({ dataFolder: folder, strings: [text], root: server.login('root') })
const places = async (text: string) => (await scan(text)).map(({ where }) => where)
const plant = (path: string, content: string | Buffer) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

describe('in the database it finds', () => {
  test('a text, bytes and a document in their columns, and in the table’s file', async () => {
    const [text, sealed, fact] = [name(), name(), name()]
    const strings = [text, sealed, fact]
    expect(await residueOf({ dataFolder: folder, strings, root: server.login('root') })).toEqual([])
    await root.query(`insert into planted (plain, sealed, facts) values ($1, $2, $3)`, [
      text,
      Buffer.from(sealed),
      JSON.stringify({ contact: { name: fact } }),
    ])
    const { rows } = await root.query<{ file: string }>(`select pg_relation_filepath('planted') as file`)
    const hits = await residueOf({ dataFolder: folder, strings, root: server.login('root') })
    for (const [what, column] of [
      [text, 'plain'],
      [sealed, 'sealed'],
      [fact, 'facts'],
    ]) {
      const found = hits.filter((hit) => hit.what === what).map(({ where }) => where)
      expect(found).toContain(`belegt public.planted.${column}`)
      expect(found).toContain(`database/${rows[0]?.file}`)
    }
  })

  test('a value that was compressed and moved out of the row', async () => {
    const text = name()
    const story = `${'Es war einmal. '.repeat(20_000)}${text}${randomBytes(9_000).toString('hex')}`
    await root.query('insert into planted (plain) values ($1)', [story])
    const { rows } = await root.query(`select pg_column_compression(plain) as how from planted where plain like $1`, [
      `%${text}%`,
    ])
    expect(rows).toEqual([{ how: 'pglz' }])
    expect(await places(text)).toContain('belegt public.planted.plain')
  })

  test('a row that was deleted, until its file is written anew', async () => {
    const text = name()
    await root.query('insert into planted (plain) values ($1)', [text])
    await root.query('delete from planted where plain = $1', [text])
    const found = await places(text)
    expect(found.filter((where) => where.startsWith('belegt '))).toEqual([])
    expect(found.some((where) => where.startsWith('database/base/'))).toBe(true)
    await root.query('vacuum (full) planted')
    expect((await places(text)).filter((where) => where.startsWith('database/base/'))).toEqual([])
  })

  test('the key of an index whose row is gone', async () => {
    const text = name()
    await root.query(`create table indexed (plain text); create index shadow on indexed (plain)`)
    await root.query('insert into indexed values ($1)', [text])
    const { rows } = await root.query<{ file: string }>(`select pg_relation_filepath('shadow') as file`)
    await root.query('delete from indexed')
    expect(await places(text)).toContain(`database/${rows[0]?.file}`)
  })

  test('what ANALYZE noted about a column', async () => {
    const text = name()
    await root.query('insert into planted (plain) select $1 from generate_series(1, 50)', [text])
    await root.query('analyze planted; delete from planted')
    expect(await places(text)).toContain('belegt pg_catalog.pg_statistic.stavalues1')
  })

  test('what a job waits with, in a schema of its own', async () => {
    const text = name()
    await root.query('create table pgboss.waiting (data jsonb)')
    await root.query('insert into pgboss.waiting values ($1)', [JSON.stringify({ to: text })])
    expect(await places(text)).toContain('belegt pgboss.waiting.data')
  })
})

describe('in the write-ahead log it finds', () => {
  test('what stands nowhere else', async () => {
    const text = name()
    await root.query(`select pg_logical_emit_message(false, 'test', $1::text)`, [text])
    const found = await places(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((where) => where.startsWith('database/pg_wal/'))).toBe(true)
  })

  test('every word of a long record, also where a page header stands in the middle of one', async () => {
    const words = Array.from({ length: 600 }, () => randomBytes(30))
    await root.query(`select pg_logical_emit_message(false, 'test', $1::bytea)`, [Buffer.concat(words)])
    const bytes = Object.fromEntries(words.map((word, place) => [`word ${place}`, word]))
    const hits = await residueOf({ dataFolder: folder, bytes, root: server.login('root') })
    expect(new Set(hits.map(({ what }) => what)).size).toBe(600)
    const broken = words.filter(
      (_, place) => !hits.some(({ what, where }) => what === `word ${place}` && !where.endsWith('headers')),
    )
    expect(broken.length).toBeGreaterThan(0)
  })
})

describe('in files it finds', () => {
  test('logs, blobs, temporary files and anything else in the folder', async () => {
    const paths = [
      'logs/access-2026-11-16.jsonl',
      'logs/database/database-2026-11-16.log',
      'blobs/0b5d5e00-0000-4000-8000-000000000000/ab/abcdef',
      'blobs/.incoming/half',
      'database/base/pgsql_tmp/pgsql_tmp4711.0',
      'keys/note',
      'anything/else',
    ]
    const planted = paths.map((path) => ({ where: path, what: name() }))
    for (const { where, what } of planted) plant(where, `before ${what} after`)
    const hits = await residueOf({ dataFolder: folder, strings: planted.map(({ what }) => what) })
    expect(
      hits
        .map(({ where, what }) => ({ where, what }))
        .toSorted((a, b) => paths.indexOf(a.where) - paths.indexOf(b.where)),
    ).toEqual(planted)
    for (const path of paths) rmSync(join(folder, path))
  })

  test('a text over the border of two blocks', async () => {
    const text = name()
    const before = (1 << 20) - 5
    plant('border', Buffer.concat([Buffer.alloc(before, 0x20), Buffer.from(text), Buffer.alloc(before)]))
    expect(await places(text)).toEqual(['border'])
    rmSync(join(folder, 'border'))
  })

  test('nothing where nothing is', async () => {
    expect(await scan(name())).toEqual([])
  })
})

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  decomposed: (text) => Buffer.from(text.normalize('NFD')),
  'lower case': (text) => Buffer.from(text.toLowerCase()),
  'upper case': (text) => Buffer.from(text.toUpperCase()),
  folded: (text) => Buffer.from(text.replaceAll('ö', 'oe').replaceAll('ß', 'ss')),
  'without marks': (text) => Buffer.from(text.normalize('NFD').replaceAll(/\p{M}/gu, '')),
  'Latin-1': (text) => Buffer.from(text, 'latin1'),
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
  hex: (text) => Buffer.from(Buffer.from(text).toString('hex')),
  'escaped JSON': (text) =>
    Buffer.from(text.replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)),
  'quoted-printable': (text) => Buffer.from(text.replaceAll('ö', '=C3=B6').replaceAll('ß', '=C3=9F')),
  'an address': (text) => Buffer.from(encodeURIComponent(text)),
  base64: (text) => Buffer.from(Buffer.from(text).toString('base64')),
  'base64 in a text': (text) => Buffer.from(Buffer.from(`x${text}yz`).toString('base64')),
  'base64 in a longer text': (text) => Buffer.from(Buffer.from(`xy${text}z`).toString('base64url')),
}

test.each(Object.keys(encodings))('in whatever form it was written: %s', async (form) => {
  const alone = mkdtempSync(join(tmpdir(), 'belegt-residue-'))
  const texts = fc.stringMatching(/^[a-zA-Z]{2,9}öß[a-z]{3,9}$/)
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(40), async (text, before) => {
      writeFileSync(join(alone, 'file'), Buffer.concat([randomBytes(before), encodings[form]!(text), randomBytes(9)]))
      const hits = await residueOf({ dataFolder: alone, strings: [text] })
      expect(hits.map(({ where }) => where)).toContain('file')
      expect(await residueOf({ dataFolder: alone, strings: [`${text}-not`] })).toEqual([])
    }),
    { numRuns: 20 },
  )
  rmSync(alone, { recursive: true })
})

test('a phone number in the forms people and programs write it', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'belegt-residue-'))
  for (const written of ['+4915123456789', '4915123456789', '015123456789', '004915123456789', '0151 2345-6789']) {
    writeFileSync(join(alone, 'file'), `call ${written}!`)
    expect((await residueOf({ dataFolder: alone, strings: ['0151 2345-6789'] })).length).toBeGreaterThan(0)
  }
  rmSync(alone, { recursive: true })
})

test('large files are read with flat memory', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'belegt-residue-'))
  writeFileSync(join(alone, 'large'), '')
  truncateSync(join(alone, 'large'), 512 * 1024 * 1024)
  const before = process.memoryUsage().rss
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 20)
  expect(await residueOf({ dataFolder: alone, strings: ['Erika Mustermann'] })).toEqual([])
  clearInterval(watch)
  expect(most).toBeLessThan(128 * 1024 * 1024)
  rmSync(alone, { recursive: true })
})
