// A town with an archive that no server reads: its members' browsers, what leaves them, and a scanner that files into it.
import { globSync } from 'node:fs'
import { expect } from 'vitest'
import { documents, machineAddresses, sendSealed } from '../../src/modules/documents/index.ts'
import { filing } from '../../src/modules/documents/data.ts'
import { makeApiKey } from '../../src/modules/documents/sealing/api-keys.ts'
import { newArchive, newMemberKey } from '../../src/modules/documents/sealing/browser/member-keys.ts'
import { createSealedArchive, keepOwnKey } from '../../src/modules/documents/sealing/members.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { openPage, type PageOptions, type Visit } from './browser.ts'
import { served, type Served } from './served.ts'
import { testWeb, type TestWeb } from './web.ts'

export const PASSPHRASE = 'Zwölf Boxkämpfer jagen Viktor'
const islands = [
  ...globSync('src/modules/documents/islands/*.ts').filter((path) => !path.endsWith('.test.ts')),
  'src/modules/messages/islands/copy.ts',
]
const people = { anna: 'Anna Amt', bert: 'Bert Büro' } as const
export type Who = keyof typeof people

export type Seen = Visit & { readonly sent: string[] }

export const isOurs = (problem: string) => !/facts\.js|status of 404/.test(problem)

/** Every address and body that left a browser, as people would read it. */
export const readableOf = ({ sent }: Seen): string =>
  decodeURIComponent(
    sent
      .join('\n')
      .replaceAll('+', ' ')
      .replaceAll(/%(?![0-9A-F]{2})/gi, ''),
  )

/** What a member types nowhere but in the browser. */
export function expectKept(seen: Seen): void {
  expect(seen.sent.length).toBeGreaterThan(0)
  for (const secret of [PASSPHRASE, 'Boxkämpfer']) expect(readableOf(seen)).not.toContain(secret)
}

const pictures = process.env['SEALED_PICTURES']
/** Pictures to look at, where they are asked for. */
export async function pictured({ page }: Visit, name: string): Promise<void> {
  if (!pictures) return
  for (const width of [390, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
  await page.setViewportSize({ width: 1280, height: 800 })
}

export type SealedTown = AsyncDisposable & {
  readonly web: TestWeb
  readonly server: Served
  readonly town: Organisation
  /** A page of a member. */
  readonly opened: (path: string, who: Who, options?: PageOptions) => Promise<Seen>
  /** Files as a scanner does: sealed before it leaves. */
  readonly fileSealed: (
    apiKey: string,
    about: { title: string; mediaType: string; document?: string },
    bytes: Uint8Array,
  ) => ReturnType<typeof sendSealed>
  /** Gives both their keys and makes an archive of theirs; a scanner's key for it. */
  readonly withArchive: (name: string) => Promise<string>
}

export async function sealedTown(): Promise<SealedTown> {
  const web = await testWeb({ modules: (house) => [documents({ house })] })
  const server = await served(web, islands)
  const town = await web.organisation({ name: 'Stadt Müngersdorf' })
  const joined = {
    anna: await web.member(town, { name: people.anna }),
    bert: await web.member(town, { name: people.bert }),
  }
  const as = (who: Who) =>
    ({ kind: 'member', id: joined[who].member, account: joined[who].account, role: 'main-administrator' }) as const
  return {
    web,
    server,
    town,
    async opened(path, who, options = {}) {
      const visit = await openPage({ width: 1280, origin: server.origin, ...options })
      const sent: string[] = []
      visit.context.on('request', (request) => void sent.push(`${request.url()} ${request.postData() ?? ''}`))
      await visit.context.addCookies([{ name: 'belegt', value: joined[who].token, url: server.origin }])
      await visit.page.goto(`/${town.slug}${path}`)
      return { ...visit, sent, [Symbol.asyncDispose]: () => visit[Symbol.asyncDispose]() }
    },
    fileSealed: (apiKey, { title, mediaType, document }, bytes) => {
      const addresses = machineAddresses(`${server.origin}/${town.slug}`)
      const open = document === undefined ? addresses.open : `${addresses.open}?document=${document}`
      return sendSealed(
        {
          addresses: { ...addresses, open },
          post: (address, body) =>
            fetch(address, {
              method: 'POST',
              headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
              ...(body === undefined ? {} : { body }),
            }),
          wait: async () => undefined,
        },
        {
          file: new Blob([new Uint8Array(bytes)]).stream(),
          size: bytes.length,
          mediaType,
          fileName: `${title}.${mediaType.split('/')[1]}`,
          title,
          sealedAt: '2026-11-16T08:00:00Z',
        },
      )
    },
    async withArchive(name) {
      const keyed = await Promise.all(
        (['anna', 'bert'] as const).map(async (who) => {
          const memberId = joined[who].member
          const stored = await newMemberKey(PASSPHRASE, { organisationId: town.id, memberId }, 100_000)
          await web.scope({ organisation: town, purpose: filing, actor: as(who) }, (at) => keepOwnKey(at, stored))
          return { memberId, publicKey: stored.publicKey }
        }),
      )
      const made = await newArchive(town.id, keyed)
      return web.scope({ organisation: town, purpose: filing, actor: as('anna') }, async (at) => {
        const archiveId = await createSealedArchive(at, { name, ...made })
        return (await makeApiKey(at, { archiveId, name: 'Scanner', way: 'api' })).key
      })
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await web.close()
    },
  }
}
