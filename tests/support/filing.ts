// An archive on a house of its own: filing into it, reading back through leases, and the files as they lie there.
import { join } from 'node:path'
import { filing, storing } from '../../src/modules/documents/data.ts'
import { createArchive } from '../../src/modules/documents/storing/archives.ts'
import { db } from '../../src/modules/documents/storing/data.ts'
import { lease } from '../../src/modules/documents/storing/lease.ts'
import { storeSealed } from '../../src/modules/documents/storing/store.ts'
import type { Filed, ToStore } from '../../src/modules/documents/storing/types.ts'
import { isRefusal } from '../../src/platform/errors/errors.ts'
import type { TestDatabase } from './database.ts'
import { testHouse } from './house.ts'

export async function* stream(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece as string)
}

/** Streams of one text, of which none says anything before so many are read. */
export function together(many: number, text: string): () => AsyncGenerator<Uint8Array> {
  const begun = Promise.withResolvers<void>()
  let reading = 0
  return async function* () {
    if (++reading === many) begun.resolve()
    await begun.promise
    yield Buffer.from(text)
  }
}

/** The code of the refusal that work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'nothing was refused',
    (thrown: unknown) => thrown,
  )
  return isRefusal(error) ? error.code : String(error)
}

export type TestFiling = Awaited<ReturnType<typeof testFiling>>

/** Close its house after the tests. */
export async function testFiling(database: TestDatabase) {
  const house = testHouse(database)
  const town = await house.organisation()
  const archive = await house.within(town, filing, (at) => createArchive(at, 'Bauamt'))
  const versionRow = (id: string) =>
    house.within(town, storing, (at) =>
      db(at).selectFrom('document_versions').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    )
  return {
    house,
    town,
    archive,
    file: (given: Partial<ToStore> = {}): Promise<Filed> =>
      house.within(town, filing, (at) =>
        storeSealed(at, {
          archiveId: archive,
          way: 'import',
          name: 'Bauantrag Rüdiger Ährenfeld.txt',
          content: stream('Der Bauantrag von ', 'Rüdiger Ährenfeld'),
          mediaType: 'text/plain',
          ...given,
        }),
      ),
    plainOf: (versionId: string): Promise<string> =>
      house.within(
        town,
        filing,
        (at) =>
          lease(at, { versionId, purpose: 'download' }, async ({ content }) =>
            Buffer.concat(await Array.fromAsync(content)).toString(),
          ),
        { readOnly: true },
      ),
    versionRow,
    pathOf: (blob: string): string => join(house.dataFolder, 'blobs', town.id, blob.slice(0, 2), blob),
  }
}
