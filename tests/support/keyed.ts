// An organisation with an archive and an access key for machines that file into it.
import { documents } from '../../src/modules/documents/index.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { filedIn } from './filed.ts'
import { served } from './served.ts'
import { testWeb, type TestWeb } from './web.ts'

export type KeyedArchive = AsyncDisposable & {
  readonly web: TestWeb
  /** The organisation's address. */
  readonly to: URL
  readonly town: Organisation
  readonly key: string
  /** What was filed, opened: names and bytes. */
  filed(): ReturnType<typeof filedIn>
}

export async function keyedArchive(): Promise<KeyedArchive> {
  const web = await testWeb({ modules: (house) => [documents({ house })] })
  const server = await served(web, [])
  const town = await web.organisation()
  const { cookie } = await web.member(town)
  const browser = web.browse({ cookie, keepCookies: true })
  await browser.open(`/${town.slug}/team/einrichtung/archive`)
  await browser.submit('Archiv anlegen', { name: 'Bauamt' })
  const page = await browser.open(`/${town.slug}/team/einrichtung/zugangsschluessel`)
  const archive = /<option value="([0-9a-f-]{36})"/.exec(page.html)?.[1] ?? ''
  const made = await browser.submit('Schlüssel anlegen', { name: 'Poststelle', archive, way: 'command-line' })
  return {
    web,
    to: new URL(`${server.origin}/${town.slug}`),
    town,
    key: /belegt_[A-Za-z0-9_-]{43}/.exec(made.html)?.[0] ?? '',
    filed: () => filedIn(web, town),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await web.close()
    },
  }
}
