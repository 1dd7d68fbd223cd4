import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { lockDocumentRow } from '../facts/actions/change.ts'
import { db } from '../facts/data.ts'
import { understand } from '../facts/understand.ts'
import { documents } from '../module.ts'
import { holderOf } from '../reading/keep.ts'
import { filingOnly } from '../reading/pages.ts'
import { createArchive } from '../storing/archives.ts'
import { trashDocument } from '../storing/bin.ts'
import { storeSealed } from '../storing/store.ts'
import { putStamp } from './actions/stamping.ts'
import { stampsOf } from './actions/stamps.ts'

type Opens = (typeof filing)['opens'][number]
type Work = (at: Scope<Opens>, id: string) => Promise<unknown>

let web: TestWeb
let town: Organisation
let archiveId: string
beforeAll(async () => {
  web = await testWeb({ modules: (house) => [documents({ house })] })
  town = await web.organisation()
  archiveId = await within((at) => createArchive(at, 'Bauamt'))
})
afterAll(() => web.close())

const within = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } }, work)

const filed = () =>
  within((at) =>
    storeSealed(at, {
      archiveId,
      way: 'browser',
      name: 'Brief.txt',
      mediaType: 'text/plain',
      content: (async function* () {
        yield new TextEncoder().encode('Ein Brief')
      })(),
    }),
  )

/** As whoever adds a row that belongs to the document, which PostgreSQL then keeps from going away. */
const referTo = (at: Scope<Opens>, id: string) =>
  db(at).selectFrom('documents').select('id').where('id', '=', id).forKeyShare().executeTakeFirstOrThrow()

const working: readonly [string, Work][] = [
  ['somebody changes it', (at, id) => lockDocumentRow(filingOnly(at), id)],
  ['somebody puts it into the bin', (at, id) => trashDocument(at, id)],
  [
    'somebody stamps it',
    async (at, id) => {
      const stamp = (await stampsOf(at)).find(({ movesTo }) => movesTo === 'checked')
      if (!stamp) throw new Error('no stamp')
      await putStamp(at, { documentId: id, stampId: stamp.id, note: '' })
    },
  ],
]

test.each(working)('a document is read while %s: nobody waits for who waits for them', async (_, work) => {
  const { documentId, versionId } = await filed()
  // both refer to the document before either of them locks it
  const here = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const both = Promise.all(here.map(({ promise }) => promise))
  let attempts = 0
  const reading = within(async (at) => {
    attempts++
    await holderOf(filingOnly(at), documentId)
    here[0].resolve()
    await both
    await understand(filingOnly(at), { documentId, versionId, pages: [], barcodes: [] })
  })
  const other = within(async (at) => {
    attempts++
    await referTo(at, documentId)
    here[1].resolve()
    await both
    await work(at, documentId)
  })
  // PostgreSQL ends one of two that wait for each other: 40P01
  const ends = await Promise.allSettled([reading, other])
  expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : end.status))).toEqual([
    'fulfilled',
    'fulfilled',
  ])
  expect(attempts).toBe(2)
})
