import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personFor } from '../../src/modules/people/index.ts'
import {
  answering,
  importPortable,
  personData,
  portable,
  portableData,
  type Imported,
} from '../../src/modules/privacy/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { isRefusal } from '../../src/platform/errors/errors.ts'
import { unzip } from '../../src/platform/files/unzip.ts'
import { cleanText } from '../../src/platform/text/clean.ts'
import { zip, type ZipEntry } from '../../src/platform/files/zip.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { fillEverything, peopleWithKeys, withoutChecks } from '../support/everything.ts'
import { testHouse, type TestHouse } from '../support/house.ts'
import { canonical } from '../../src/modules/privacy/export/portable.ts'
import { signingKey } from '../../src/modules/privacy/ledger/signing-key.ts'
import { importing } from '../../src/modules/privacy/export/data.ts'
import { taking } from '../../src/modules/rights/answers/data.ts'
import '../../src/app/modules.ts'

let database: TestDatabase
let house: TestHouse
let root: pg.Client

beforeAll(async () => {
  database = await testDatabase()
  await withoutChecks(database.root)
  house = testHouse(database)
  root = new pg.Client(database.root)
  await root.connect()
})
afterAll(async () => {
  await root.end()
  await house.close()
  await database.drop()
})

async function organisation(kind: 'public' | 'private'): Promise<Organisation> {
  const { id } = await house.organisation()
  await root.query('update organisations set kind = $2 where id = $1', [id, kind])
  return (await house.directory.byId(id)) as Organisation
}

let drawn = 0
const text = fc.string({ unit: 'grapheme', maxLength: 30 })

/** A text as every form stores it: what is taken along was entered, and what is brought is read like an entry. */
function entered(typed: string): string {
  const cleaned = cleanText(typed, { max: 1000 })
  if (!cleaned.ok) throw new Error(`too long: ${cleaned.tooLong.length}`)
  return cleaned.text
}

/** What a person of a filled organisation takes along, and the archive it comes in. */
async function taken(kind: 'public' | 'private', texts: readonly string[], persons = 1) {
  const from = await organisation(kind)
  const signing = await signingKey(house.dataFolder)
  return house.within(from, answering, async (at) => {
    const people = await peopleWithKeys(at, 3)
    const draw = () => entered(`w${++drawn} ${texts[drawn % texts.length] ?? ''}`)
    const stored = await fillEverything(at, people, draw, { textsOnly: true })
    const asking = people.slice(0, persons)
    const archive = Buffer.concat(await Array.fromAsync(portable(at, asking, { language: 'de', signing })))
    return { stored, asking, archive, file: await portableData(at, asking, 'de') }
  })
}

const bring = (to: Organisation, archive: Uint8Array): Promise<Imported> =>
  house.within(to, taking, (at) => importPortable(at, archive, (contact) => personFor(at, contact)))
const takeAgain = (from: Organisation, persons: readonly string[]) =>
  house.within(from, answering, (at) => portableData(at, persons, 'en'))

/** Kinds, values and whose they are; not what they are called in which language. */
const content = ({ data }: Awaited<ReturnType<typeof takeAgain>>) =>
  data.map(({ kind, items }) => [kind, items.map(canonical).toSorted()])

describe('A11 portability', () => {
  test('A11 taken along, brought elsewhere, taken along from there: the same, for one and for two persons', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 3, maxLength: 10 }),
        fc.constantFrom(1, 2),
        async (texts, persons) => {
          const { archive, file } = await taken('private', texts, persons)
          expect(file.data.length).toBeGreaterThan(2)
          const second = await organisation('private')
          const { persons: here } = await bring(second, archive)
          const again = await takeAgain(second, here)
          expect(content(again)).toEqual(content(file))
        },
      ),
      { numRuns: 5 },
    )
  })

  test('A11 only what the person gave, under consent or contract, as it holds for the sector', async () => {
    const [company, town] = [await taken('private', ['x']), await taken('public', ['y'])]
    const columns = ({ file }: typeof company) =>
      file.data.flatMap(({ kind, columns: told }) => told.map(({ name }) => `${kind}.${name}`))
    expect(columns(company)).toEqual(expect.arrayContaining(['people.name', 'people.mail', 'bookings.answers']))
    // given by staff, arisen while handling, a password, an identifier
    for (const never of ['bookings.note', 'bookings.state', 'accounts.password', 'people.id', 'messages.content'])
      expect(columns(company)).not.toContain(never)
    // an authority acts on law; what rests on consent goes along also there
    expect(columns(town)).not.toContain('people.name')
    expect(columns(town)).toContain('bookings.special_answers')
    for (const { asking, file, stored } of [company, town]) {
      const others = stored.filter(({ persons }) => !persons.some((person) => asking.includes(person)))
      const foreign = others.flatMap(({ values }) =>
        Object.values(values).flatMap(({ put, sealedFor }) =>
          sealedFor && !asking.includes(sealedFor) && typeof put === 'string' ? [put] : [],
        ),
      )
      for (const value of foreign) expect(JSON.stringify(file)).not.toContain(JSON.stringify(value))
    }
  })

  test('A11 what was brought along stands in the answer to a request for access, with where it came from', async () => {
    const { archive } = await taken('private', ['x'])
    const here = await organisation('public')
    const { persons, items, from } = await bring(here, archive)
    const rows = await house.within(here, answering, async (at) => {
      const { tables } = await personData(at, persons, 'de')
      return Array.fromAsync(tables.find(({ name }) => name === 'portable_items')?.rows() ?? [])
    })
    expect(rows).toHaveLength(items)
    expect(rows[0]?.values['origin']).toEqual({ value: from })
  })
})

describe('A11 refuses, and stores nothing', () => {
  async function refusalOf(archive: Uint8Array): Promise<string> {
    const here = await organisation('private')
    const outcome = await bring(here, archive).then(
      () => 'taken over',
      (error: unknown) => (isRefusal(error) ? error.code : String(error)),
    )
    const { rows } = await root.query('select id from portable_items where organisation_id = $1', [here.id])
    const people = await root.query('select id from people where organisation_id = $1', [here.id])
    expect(outcome === 'taken over' || rows.length + people.rows.length === 0).toBe(true)
    return outcome
  }
  const repacked = async (archive: Buffer, change: (files: Map<string, Buffer>) => void): Promise<Buffer> => {
    const files = new Map(unzip(archive, { bytes: 1e8, files: 1e4 }))
    change(files)
    const entries: ZipEntry[] = [...files].map(([name, bytes]) => ({ name, content: bytes }))
    return Buffer.concat(await Array.fromAsync(zip(entries, house.clock.now()) as AsyncIterable<Uint8Array>))
  }

  test('foreign files', async () => {
    for (const bytes of [Buffer.alloc(0), randomBytes(3000), Buffer.from('{"format":"belegt-portable/1"}')])
      expect(await refusalOf(bytes)).toBe('privacy.portable-foreign')
    const other = await repacked(await zipped({ 'a.txt': 'x' }), () => undefined)
    expect(await refusalOf(other)).toBe('privacy.portable-foreign')
  })

  test('changed, exchanged, missing and added files', async () => {
    const { archive } = await taken('private', ['x'])
    const another = (await taken('private', ['z'])).archive
    const changes: ((files: Map<string, Buffer>) => void)[] = [
      (files) => files.set('data.json', Buffer.from(`${files.get('data.json')?.toString()} `)),
      (files) => files.delete('data.schema.json'),
      (files) => files.set('more.txt', Buffer.from('x')),
      (files) => files.set('data.json', unzip(another, { bytes: 1e8, files: 1e4 }).get('data.json') as Buffer),
      (files) => {
        const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
        files.set('data.json', Buffer.from('{}'))
        manifest.files['data.json'] = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' // of {}
        files.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
      },
    ]
    for (const change of changes)
      expect(await refusalOf(await repacked(archive, change))).toBe('privacy.portable-tampered')
    const cut = Buffer.from(archive)
    cut[60] = (cut[60] as number) ^ 1
    expect(await refusalOf(cut)).toBe('privacy.portable-tampered')
    expect(await refusalOf(archive)).toBe('taken over')
  })

  test('data of nobody', async () => {
    const { archive } = await taken('public', ['x'])
    expect(await refusalOf(archive)).toBe('privacy.portable-nobody')
  })

  const zipped = async (files: Record<string, string>): Promise<Buffer> =>
    Buffer.concat(
      await Array.fromAsync(
        zip(
          Object.entries(files).map(([name, bytes]) => ({ name, content: bytes })),
          house.clock.now(),
        ) as AsyncIterable<Uint8Array>,
      ),
    )
})

test('importing keeps what was brought under the consent of who brought it', () => {
  expect(importing.basis).toEqual({ art6: 'a' })
})
