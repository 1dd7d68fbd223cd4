import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { reconcileFiles, removeFiles } from '#privacy'
import { type ChildProgram, childProgram } from '#testing/child.ts'
import { archiveIn } from '#testing/filed.ts'
import { uploading, type Uploading } from '#testing/uploads.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { db } from './data.ts'
import { lease } from './lease.ts'
import type { Filed } from './types.ts'

const root = join(import.meta.dirname, '../../../..')
let program: ChildProgram
const actor = { kind: 'system', job: 'test' } as const

let web: TestWeb
let town: Organisation
let archive: string
beforeAll(async () => {
  program = await childProgram('finishing-child')
  web = await testWeb({ modules: [] })
  town = await web.organisation()
  archive = await archiveIn(web, town)
}, 60_000)
afterAll(async () => {
  await web?.close()
  program?.remove()
})

/** Finishes it in a process of its own. @returns what it answered; undefined when it died before it could */
async function finishedElsewhere({ upload, sent }: Uploading, die: number) {
  const wish = {
    app: web.database.app,
    owner: web.database.owner,
    dataFolder: web.dataFolder,
    logs: join(web.dataFolder, 'child-logs'),
    migrations: join(root, 'migrations'),
    now: web.clock.now().toString(),
    organisation: town,
    archive,
    upload,
    sent: Object.fromEntries(Object.entries(sent).map(([name, bytes]) => [name, base64url(bytes as Uint8Array)])),
    die,
  }
  const child = spawn(process.execPath, [program.path, JSON.stringify(wish)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  await once(child, 'close')
  expect(said === '').toBe(die > 0 && child.signalCode === 'SIGKILL')
  return said === '' ? undefined : (JSON.parse(said) as { steps: number; filed: Filed })
}

const documents = () =>
  web.scope({ organisation: town, purpose: filing, actor }, async (at) => {
    const rows = await db(at).selectFrom('document_versions').select(['id', 'file']).execute()
    return new Map(rows.map(({ id, file }) => [id, file.id]))
  })
const contentOf = (versionId: string): Promise<Buffer> =>
  web.scope({ organisation: town, purpose: filing, actor }, (at) =>
    lease(at, { versionId, purpose: 'download' }, async ({ content }) => Buffer.concat(await Array.fromAsync(content))),
  )

test('amagno/verify-after-store killed before any step of finishing: not filed or whole, and asked again it is filed once', async () => {
  const first = await uploading(web, town, archive, randomBytes(200_000))
  await first.bring()
  const { steps } = (await finishedElsewhere(first, 0)) ?? { steps: 0 }
  expect(steps).toBeGreaterThan(10)
  const seen = { before: 0, after: 0 }
  for (let die = 1; die <= steps; die++) {
    const content = randomBytes(200_000)
    const one = await uploading(web, town, archive, content)
    await one.bring()
    expect(await finishedElsewhere(one, die), `step ${die}`).toBeUndefined()
    const there = await documents()
    if (there.has(one.upload)) {
      seen.after++
      expect((await contentOf(one.upload)).equals(content)).toBe(true)
    } else {
      seen.before++
      // nothing of what was sent is lost: the sender needs not send it again
      expect(await web.house.blobs.parts.length(one.upload), `step ${die}`).toBe(one.bytes.length)
    }
    // whoever died is not heard of for a minute
    web.clock.advance({ seconds: 61 })
    const filed = await one.finish()
    expect(await one.finish()).toEqual(filed)
    expect((await contentOf(one.upload)).equals(content)).toBe(true)
    expect((await documents()).size).toBe(1 + die)
  }
  expect(Math.min(seen.before, seen.after)).toBeGreaterThan(0)
  // what the dead ones left in the store goes within a day, and nothing else
  expect((await reconcileFiles(web.house, town, web.clock.now())).missing).toBe(0)
  web.clock.advance({ hours: 13 })
  await removeFiles(web.house, town, web.clock.now())
  const blobs = (await Array.fromAsync(web.house.blobs.list(town.id))).toSorted()
  expect(blobs).toEqual([...(await documents()).values()].toSorted())
}, 300_000)
