import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { digitalPdf, scannedPdf } from '#testing/pages.ts'
import { residueOf } from '#testing/residue.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import { claimNext, type Claimed } from './claim.ts'
import { db } from './data.ts'
import { filingOnly } from './pages.ts'
import { readClaimed } from './pipeline.ts'
import { endReaders } from './readers.ts'

const WORD = 'Zwergpinguinparade'
const PAGES = 24

let web: TestWeb
let town: Organisation
beforeAll(async () => {
  web = await testWeb({ modules: [] })
  town = await web.organisation()
})
afterAll(async () => {
  endReaders()
  await web?.close()
})

type Opens = (typeof filing)['opens'][number]
const within = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor: { kind: 'system', job: 'test' } }, work)

test('who is erased while a scan is recognised leaves nothing, neither of its pages nor of what comes after', async () => {
  const scan = await scannedPdf(await digitalPdf(Array.from({ length: PAGES }, () => `Die ${WORD} am Markt`)), {
    dpi: 200,
  })
  const { documentId, versionId } = await within(async (at) =>
    storeSealed(at, {
      archiveId: await createArchive(at, 'Posteingang'),
      way: 'browser',
      name: 'Scan.pdf',
      mediaType: 'application/pdf',
      content: (async function* () {
        yield scan
      })(),
    }),
  )
  const holder = await within(
    async (at) =>
      (await db(at).selectFrom('documents').select('holder_id').where('id', '=', documentId).executeTakeFirstOrThrow())
        .holder_id,
  )
  const claimed = await within((at) => claimNext(filingOnly(at)))
  const state = { over: false }
  const reading = readClaimed(web.house, town, claimed as Claimed).finally(() => (state.over = true))
  const kept = () =>
    within((at) => db(at).selectFrom('document_pages').select('number').where('version_id', '=', versionId).execute())
  await expect.poll(async () => (await kept()).length, { timeout: 120_000, interval: 20 }).toBeGreaterThan(0)
  expect(state.over).toBe(false)
  expect((await kept()).length).toBeLessThan(PAGES)
  await within((at) => erasePeople(at, [holder], 'check'))
  await reading
  for (const table of ['document_pages', 'document_previews', 'document_readings'] as const)
    expect(await within((at) => db(at).selectFrom(table).select('version_id').execute()), table).toEqual([])
  expect(await within((at) => db(at).selectFrom('documents').select('id').execute())).toEqual([])
  expect(await residueOf({ dataFolder: web.dataFolder, strings: [WORD] })).toEqual([])
}, 240_000)
