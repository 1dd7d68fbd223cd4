import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { people } from '#people'
import { privacy, signingKey } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { documents } from '../module.ts'
import { createArchive } from './archives.ts'
import { isReceiptGenuine } from './receipt.ts'
import { storeSealed } from './store.ts'
import type { Filed, Receipt } from './types.ts'

let web: TestWeb
let town: Organisation
let archive: string
let filed: Filed
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await testWeb({ modules: (house) => [privacy, people({ timelines: [] }), documents({ house })] })
  town = await web.organisation()
  filed = await web.scope({ organisation: town, purpose: filing }, async (at) => {
    archive = await createArchive(at, 'Bauamt')
    const content = (async function* () {
      yield Buffer.from('Der Bescheid')
    })()
    return storeSealed(at, {
      archiveId: archive,
      way: 'import',
      name: 'Bescheid.txt',
      mediaType: 'text/plain',
      content,
    })
  })
})
afterAll(() => web.close())

const page = () => `/${town.slug}/team/dokumente/${filed.documentId}`
const as = async (wanted: Parameters<TestWeb['member']>[1]) =>
  web.browse({ cookie: (await web.member(town, wanted)).cookie })

test('the document’s page says when the file was verified, and gives a receipt that anybody can check', async () => {
  const reader = await as({ role: 'read-only' })
  const shown = await reader.open(`${page()}/verlauf`)
  expect(shown.page.text).toContain('Zuletzt geprüft')
  const receipt = JSON.parse((await reader.open(`${page()}/quittung?fassung=1`)).html) as Receipt
  expect(receipt).toEqual(filed.receipt)
  expect(isReceiptGenuine(receipt, (await signingKey(web.dataFolder)).publicKey)).toBe(true)
})

test('who may delete puts it into the bin; who files there takes it out; others see neither button nor document', async () => {
  const [admin, desk] = [await as({ role: 'administrator' }), await as({ role: 'desk' })]
  expect((await desk.open(`${page()}/bearbeitung`)).html).not.toContain('/papierkorb')
  expect((await desk.post(`${page()}/papierkorb`, {})).status).toBe(403)
  await admin.open(`${page()}/bearbeitung`)
  expect((await admin.submit('In den Papierkorb')).page.text).toContain('wenn niemand sie zurückholt')
  await desk.open(`${page()}/bearbeitung`)
  expect((await desk.submit('Aus dem Papierkorb holen')).html).not.toContain('/zurueckholen')
  const other = await web.scope({ organisation: town, purpose: filing }, (at) => createArchive(at, 'Kasse'))
  const elsewhere = await as({ role: 'by-place', further: [{ role: 'administrator', place: other }] } as never)
  for (const path of ['/bearbeitung', '/quittung']) expect((await elsewhere.open(page() + path)).status).toBe(404)
  expect((await elsewhere.post(`${page()}/papierkorb`, {})).status).toBe(404)
})
