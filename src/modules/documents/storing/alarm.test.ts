import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInAs } from '#accounts'
import { privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { archiveIn, filed } from '#testing/filed.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing, storing } from '../data.ts'
import { damagedFiles } from './alarm.ts'
import { db } from './data.ts'
import { scrubJob } from './scrub.ts'

let web: TestWeb
let town: Organisation
beforeAll(async () => {
  // a Tuesday
  web = await testWeb({ modules: [privacy], start: '2026-11-17T08:00:00Z' })
  town = await web.organisation()
})
afterAll(() => web.close())

const system = { kind: 'system', job: 'test' } as const
const mails = () =>
  web.scope({ organisation: town, purpose: filing, actor: system }, async (at) => {
    const { rows } = await sql<{ person_id: string }>`
      select person_id from messages where kind = 'documents.damage'`.execute(at.tx as never)
    return rows.map(({ person_id }) => person_id)
  })
/** As somebody sees it who signs in now. */
const overview = async ({ account, cookie: before }: { account: string; cookie: string }) => {
  const cookie = `${before.split('=')[0]}=${await signInAs(web.house, account)}`
  const { page } = await web.browse({ cookie }).open(`/${town.slug}/team/datenschutz`)
  return page.text
}
async function pathOf(versionId: string): Promise<string> {
  const { file } = await web.scope({ organisation: town, purpose: storing }, (at) =>
    db(at).selectFrom('document_versions').select('file').where('id', '=', versionId).executeTakeFirstOrThrow(),
  )
  return join(web.dataFolder, 'blobs', town.id, file.id.slice(0, 2), file.id)
}
async function run(days: number): Promise<unknown> {
  let alarm: unknown
  for (let day = 0; day < days; day++) {
    web.clock.advance({ hours: 24 })
    if (scrubJob.run.per !== 'house') throw new Error('runs per house')
    await scrubJob.run.work(web.house).catch((error: unknown) => (alarm = error))
  }
  return alarm
}

test('damage is told to those who administer by mail, to the officer’s overview and the health figures, until it is mended', async () => {
  const admin = await web.member(town, { role: 'main-administrator' })
  await web.member(town, { role: 'desk' })
  expect(await overview(admin)).not.toContain('Dateien von Unterlagen')
  const given = { archiveId: await archiveIn(web, town), name: 'Plan.png', mediaType: 'image/png' }
  const { versionId } = await filed(web, town, { ...given, bytes: randomBytes(40_000) }, false)
  expect(await overview(admin)).toMatch(/unversehrtDateien von Unterlagen/)
  const path = await pathOf(versionId)
  const whole = await readFile(path)
  await writeFile(path, Buffer.from(whole).fill(0, 100, 101))
  expect(String(await run(1))).toContain('1 stored documents are damaged')
  expect(await mails()).toEqual([admin.account])
  expect(await overview(admin)).toMatch(/1Dateien von UnterlagenBeschädigt oder verschwunden/)
  expect(await damagedFiles(web.house)).toBe(1)
  // it is known now: told again on Monday, each day otherwise would be noise
  expect(await run(4)).toBeUndefined()
  expect(await mails()).toHaveLength(1)
  await run(1)
  expect(await mails()).toHaveLength(2)
  await writeFile(path, whole)
  await run(8)
  expect(await mails()).toHaveLength(2)
  expect(await overview(admin)).toMatch(/unversehrtDateien von Unterlagen/)
  expect(await damagedFiles(web.house)).toBe(0)
  expect(web.defects).toEqual([])
})
