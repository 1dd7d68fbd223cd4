import { afterAll, beforeAll, expect, test } from 'vitest'
import { accounts } from '#accounts'
import { people } from '#people'
import { privacy } from '#privacy'
import { matrixDifferences } from '#testing/matrix.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { documents } from './module.ts'
import { storingPart } from './storing/part.ts'
import { viewingRoutes } from './viewing/routes/all.ts'

let web: TestWeb
beforeAll(async () => {
  web = await testWeb({
    modules: (house) => [
      privacy,
      people({ timelines: [] }),
      accounts({ house, sendMail: async () => undefined, composeMail: (() => undefined) as never }),
      documents({ house }),
    ],
  })
})
afterAll(() => web.close())

test('archives, uploads and the bin let in whom the permission matrix names, and nobody else', async () => {
  expect(await matrixDifferences(web, storingPart.routes)).toEqual([])
}, 120_000)

test("a document's page, its parts and filing let in whom the permission matrix names, and nobody else", async () => {
  expect(await matrixDifferences(web, viewingRoutes({ house: () => web.house }, []))).toEqual([])
}, 120_000)
