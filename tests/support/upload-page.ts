// The page on which files are taken, before a real browser, with what lies in the archive afterwards.
import { documents } from '../../src/modules/documents/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { openPage, type PageOptions, type Visit } from './browser.ts'
import { archiveIn, filedIn } from './filed.ts'
import { served } from './served.ts'
import { testWeb, type TestWeb } from './web.ts'

const islands = ['upload', 'camera', 'seal-worker'].map((name) => `src/modules/documents/islands/${name}.ts`)

export type UploadPage = AsyncDisposable & {
  readonly web: TestWeb
  readonly town: Organisation
  /** Opened, unless told otherwise 1280 px wide, by a member who may file in the one archive. */
  opened(options?: PageOptions): Promise<Visit>
  /** What lies in the archive under this file name, opened. */
  filedAs(name: string): Promise<Buffer | undefined>
}

export const uploadStates = (visit: Visit): Promise<string[]> => visit.page.locator('.upload-state').allTextContents()

export async function uploadPage(): Promise<UploadPage> {
  const web = await testWeb({ modules: (house) => [documents({ house })] })
  const server = await served(web, islands)
  const town = await web.organisation({ name: 'Stadt Müngersdorf' })
  const { token } = await web.member(town, { role: 'desk', name: 'Maren Öztürk' })
  await archiveIn(web, town)
  return {
    web,
    town,
    async opened(options = {}) {
      const visit = await openPage({ width: 1280, origin: server.origin, ...options })
      await visit.context.addCookies([{ name: 'belegt', value: token, url: server.origin }])
      await visit.page.goto(`/${town.slug}/team/dokumente/hochladen`)
      return visit
    },
    filedAs: async (name) => (await filedIn(web, town)).find((one) => one.name === name)?.bytes,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await web.close()
    },
  }
}
