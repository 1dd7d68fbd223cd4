import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { answering, archiveOf, deletionRun, erasePeople, overseeing, personData, releaseHold, setHold } from '#privacy'
import { unzip } from '#platform/files/unzip.ts'
import { open } from '#platform/keys/sealed.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { codeOf, stream, testFiling, type TestFiling } from '#testing/filing.ts'
import { filing, storing } from '../data.ts'
import '../kinds.ts'
import { assignHolder } from './assign.ts'
import { trashDocument } from './bin.ts'
import { db } from './data.ts'

let database: TestDatabase
let given: TestFiling
let house: TestFiling['house']
let town: TestFiling['town']
let file: TestFiling['file']
let plainOf: TestFiling['plainOf']
let versionRow: TestFiling['versionRow']
let pathOf: TestFiling['pathOf']
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  given = await testFiling(database)
  ;({ house, town, file, plainOf, versionRow, pathOf } = given)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

describe('whom it concerns', () => {
  const known = (name: string) =>
    house.within(town, contact, (at) => personFor(at, { name, mail: `${name}@example.org` }))

  test('amagno/stored-sealed erasing the person takes the document, its file and its key; the archive cannot open it', async () => {
    const person = await known('holder')
    const { documentId, versionId } = await file({ holder: person })
    const { file: stored } = await versionRow(versionId)
    expect(await plainOf(versionId)).toContain('Bauantrag')
    await house.within(town, storing, (at) => erasePeople(at, [person], 'request'))
    const left = await house.within(town, storing, (at) =>
      db(at).selectFrom('documents').select('id').where('id', '=', documentId).execute(),
    )
    expect(left).toEqual([])
    await deletionRun(house, town, house.clock.now())
    await expect(readFile(pathOf(stored.id))).rejects.toThrow('ENOENT')
  })

  test('the person’s answer holds the file as it came, though it lies sealed by its sender', async () => {
    const person = await known('answered')
    await file({ holder: person, content: stream('Ihre Akte, Frau Ährenfeld') })
    const zipped = await house.within(town, answering, async (at) =>
      Buffer.concat(await Array.fromAsync(archiveOf(await personData(at, [person], 'de'), house.blobs))),
    )
    const files = [...unzip(zipped, { bytes: 10_000_000, files: 200 })]
    const found = files.filter(([, bytes]) => bytes.toString() === 'Ihre Akte, Frau Ährenfeld')
    expect(found).toHaveLength(1)
    const [name = ''] = found[0] ?? []
    expect(name).toMatch(/^dateien\/.+ \[[0-9a-f]{8}\]\.\w+$/)
    // the table beside it names the same file
    const table = files.find(([path]) => path.endsWith('document_versions.csv'))?.[1].toString()
    expect(table).toContain(name)
  })

  test('a hold keeps what lies in the bin; without it it goes', async () => {
    const person = await known('held')
    const { documentId, versionId } = await file({ holder: person })
    await house.within(town, filing, (at) => trashDocument(at, documentId))
    const hold = await house.within(town, overseeing, (at) =>
      setHold(at, { table: 'documents', id: documentId, reason: 'Klage anhängig', until: '2028-12-31' }),
    )
    house.clock.advance({ hours: 24 * 32 })
    await deletionRun(house, town, house.clock.now())
    expect(await codeOf(plainOf(versionId))).toBe('nothing was refused')
    await house.within(town, overseeing, (at) => releaseHold(at, hold))
    await deletionRun(house, town, house.clock.now())
    expect(await codeOf(plainOf(versionId))).toBe('documents.unknown')
  })

  test('a document about nobody known is given to a person: everything opens under the new key, nothing under the old', async () => {
    const { documentId, versionId } = await file({ title: 'Antrag' })
    const before = await versionRow(versionId)
    const person = await known('later')
    await house.within(town, filing, (at) => assignHolder(at, documentId, person))
    expect(await plainOf(versionId)).toContain('Bauantrag')
    const after = await versionRow(versionId)
    expect(after.file.keys).not.toEqual(before.file.keys)
    const { title, holder } = await house.within(town, filing, async (at) => {
      const row = await db(at)
        .selectFrom('documents')
        .selectAll()
        .where('id', '=', documentId)
        .executeTakeFirstOrThrow()
      return { title: await open(at, row.title), holder: row.holder_id }
    })
    expect([title, holder]).toEqual(['Antrag', person])
    await house.within(town, storing, (at) => erasePeople(at, [person], 'request'))
    expect(await codeOf(plainOf(versionId))).toBe('documents.unknown')
  })
})
