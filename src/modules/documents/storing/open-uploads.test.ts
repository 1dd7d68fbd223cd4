import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { archiveIn } from '#testing/filed.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing } from '../data.ts'
import { db } from './data.ts'
import { MOST_OPEN, sweepUploads } from './open-uploads.ts'
import { finishUpload, openUpload, type Sender, takePart } from './uploads.ts'

let web: TestWeb
let town: Organisation
let archiveId: string
beforeAll(async () => {
  web = await testWeb({ modules: [] })
})
afterAll(() => web.close())

const actor = { kind: 'system', job: 'test' } as const
const begin = async () => {
  town = await web.organisation()
  archiveId = await archiveIn(web, town)
}
const [anna, ben] = ['5f0a4b51-0000-4000-8000-000000000001', '5f0a4b51-0000-4000-8000-000000000002']
const open = async (sender: string): Promise<string | undefined> => {
  const who: Sender = { sender, withDedup: true }
  try {
    const ticket = await web.scope({ organisation: town, purpose: filing, actor }, (at) =>
      openUpload(at, { archiveId, way: 'browser' }, who),
    )
    return ticket.upload
  } catch (error) {
    if (isRefusal(error, 'documents.too-many-uploads')) return undefined
    throw error
  }
}
const openNow = () =>
  web.scope({ organisation: town, purpose: filing, actor, readOnly: true }, async (at) =>
    (await db(at).selectFrom('document_uploads').select('id').execute()).map(({ id }) => id),
  )
const bring = (uploadId: string) =>
  takePart(
    {
      house: web.house,
      organisation: town,
      actor,
      params: {},
      query: new URLSearchParams(),
      headers: new Headers(),
      body: Readable.from([Buffer.from('Bytes')]),
    },
    { uploadId, archiveId },
  )

test('one sender, however many it opens at once, has a bounded number under way; another is not kept from filing', async () => {
  await begin()
  const opened = await Promise.all(Array.from({ length: MOST_OPEN.sender + 5 }, () => open(anna)))
  expect(opened.filter((one) => one !== undefined)).toHaveLength(MOST_OPEN.sender)
  expect(await openNow()).toHaveLength(MOST_OPEN.sender)
  expect(await open(anna)).toBeUndefined()
  expect(await open(ben)).toBeDefined()
})

test('what rests makes room, the oldest first; what still brings bytes does not', async () => {
  await begin()
  const first = await open(anna)
  web.clock.advance({ seconds: 1 })
  const second = await open(anna)
  for (let at = 2; at < MOST_OPEN.sender; at++) await open(anna)
  web.clock.advance({ minutes: 14 })
  expect(await open(anna)).toBeUndefined()
  await bring(first ?? '')
  web.clock.advance({ minutes: 2 })
  expect(await open(anna)).toBeDefined()
  const there = await openNow()
  expect([there.includes(first ?? ''), there.includes(second ?? ''), there.length]).toEqual([
    true,
    false,
    MOST_OPEN.sender,
  ])
  // its sender is told
  await expect(bring(second ?? '')).rejects.toThrow('documents.upload-gone')
  const sent = { manifest: Buffer.alloc(0), seal: Buffer.alloc(0), wrappedKey: Buffer.alloc(0) }
  const finishing = finishUpload(
    { house: web.house, organisation: town, actor },
    { uploadId: second ?? '', archiveId },
    sent,
  )
  await expect(finishing).rejects.toThrow('documents.upload-gone')
})

test('the organisation is bound as a whole', async () => {
  await begin()
  const senders = MOST_OPEN.organisation / MOST_OPEN.sender
  const idOf = (number: number) => `5f0a4b51-0000-4000-8000-${String(number + 10).padStart(12, '0')}`
  for (let one = 0; one < senders; one++) {
    const opened = await Promise.all(Array.from({ length: MOST_OPEN.sender }, () => open(idOf(one))))
    expect(opened).not.toContain(undefined)
  }
  expect(await open(idOf(senders))).toBeUndefined()
  web.clock.advance({ minutes: 16 })
  expect(await open(idOf(senders))).toBeDefined()
  expect(await openNow()).toHaveLength(MOST_OPEN.organisation)
})

test('what rests for a day is given up with its bytes, and nothing else', async () => {
  await begin()
  const [old, kept] = [(await open(anna)) ?? '', (await open(anna)) ?? '']
  await bring(old)
  web.clock.advance({ hours: 23 })
  await bring(kept)
  expect(await sweepUploads(web.house, town)).toBe(0)
  web.clock.advance({ hours: 1, seconds: 1 })
  expect(await sweepUploads(web.house, town)).toBe(1)
  expect(await openNow()).toEqual([kept])
  expect([await web.house.blobs.parts.length(old), await web.house.blobs.parts.length(kept)]).toEqual([0, 5])
})
