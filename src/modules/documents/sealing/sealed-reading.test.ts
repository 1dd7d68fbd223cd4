import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Actor, Scope } from '#platform/data/scope.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { keysOfBlob } from '#platform/keys/sealed-blob.ts'
import { base64url } from '#platform/sealing/bytes.ts'
import { archiveRow, documentRow } from '#testing/document-rows.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { filing, versions } from '../data.ts'
import { documents } from '../module.ts'
import { newArchive, newMemberKey } from './browser/member-keys.ts'
import { db } from './data.ts'
import { createSealedArchive, keepOwnKey } from './members.ts'
import { type After, sealedCount, type SealedDocument, sealedDocuments } from './sealed-list.ts'
import { sealedNotesOf } from './sealed-notes.ts'
import { keepText, textsOf } from './sealed-texts.ts'
import { findWords, keepWords, type WordsOf } from './sealed-words.ts'

type Opens = (typeof filing)['opens'][number]
type Person = { readonly actor: Actor & { kind: 'member' }; readonly cookie: string }

let web: TestWeb
let town: Organisation
let anna: Person
let bert: Person
let archiveId: string
const box = () => randomBytes(300)
const token = (name: string) => name.padEnd(8, '_')

const as = <T>(who: Person, work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor: who.actor }, work)
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (isRefusal(error) ? error.code : String(error)),
  )

async function somebody(): Promise<Person> {
  const { member, account, cookie } = await web.member(town)
  return { actor: { kind: 'member', id: member, account, role: 'main-administrator' }, cookie }
}

/** A document with its words by part. */
async function filed(...parts: readonly (readonly string[])[]): Promise<WordsOf> {
  const documentId = await as(anna, (at) => documentRow(at, { archive: archiveId }))
  const { id: versionId } = await as(anna, (at) =>
    db(at).selectFrom('document_versions').select('id').where('document_id', '=', documentId).executeTakeFirstOrThrow(),
  )
  const of = { archiveId, documentId, versionId }
  const sent = parts.map((words, place) => ({
    firstPage: place * 64 + 1,
    lastPage: place * 64 + 64,
    words: words.map((word) => [token(word), 'D'] as const),
  }))
  await as(anna, (at) => keepWords(at, of, { parts: sent, box: box() }))
  return of
}

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [privacy, documents({ house })] })
  town = await web.organisation()
  ;[anna, bert] = [await somebody(), await somebody()]
  const key = await newMemberKey(
    'vier zufällige lange Wörter',
    { organisationId: town.id, memberId: anna.actor.id },
    1000,
  )
  const stored = { ...key, rounds: 100_000 }
  await as(anna, (at) => keepOwnKey(at, stored))
  const made = await newArchive(town.id, [{ memberId: anna.actor.id, publicKey: key.publicKey }])
  archiveId = await as(anna, (at) => createSealedArchive(at, { name: 'Personalrat', ...made }))
})
afterAll(() => web.close())

describe('what is asked by tokens', () => {
  test('all groups must be there, on whatever pages, one alternative of each; what is unwanted must not', async () => {
    const one = await filed(['haus', 'garten'], ['zaun'])
    const other = await filed(['haus', 'hof'])
    const ask = (wanted: string[][][], unwanted: string[][][] = []) =>
      as(anna, (at) => {
        const tokens = (groups: string[][][]) => groups.map((group) => group.map((all) => all.map(token)))
        return findWords(at, archiveId, { wanted: tokens(wanted), unwanted: tokens(unwanted) }).then(({ ids }) => ids)
      })
    expect(new Set(await ask([[['haus']]]))).toEqual(new Set([one.documentId, other.documentId]))
    expect(await ask([[['haus']], [['zaun']]])).toEqual([one.documentId])
    expect(await ask([[['hof'], ['scheune']]])).toEqual([other.documentId])
    expect(await ask([[['haus', 'hof']]])).toEqual([other.documentId])
    expect(await ask([[['haus']]], [[['zaun']]])).toEqual([other.documentId])
    expect(await ask([])).toEqual([])
  })

  test('only who opens the archive keeps words, asks for them or gets texts', async () => {
    const of = await filed(['haus'])
    const refused = 'documents.not-for-you'
    const part = { part: 0, firstPage: 1, lastPage: 1, box: box() }
    expect(await codeOf(as(bert, (at) => keepWords(at, of, { parts: [], box: box() })))).toBe(refused)
    expect(await codeOf(as(bert, (at) => keepText(at, of, part)))).toBe(refused)
    expect(await codeOf(as(bert, (at) => textsOf(at, of, 1)))).toBe(refused)
    expect(await codeOf(as(bert, (at) => findWords(at, archiveId, { wanted: [[['x']]], unwanted: [] })))).toBe(refused)
  })
})

test('pages are handed out some at a time, in order, and what is read anew takes the place of what was kept', async () => {
  const of = await filed(['haus'])
  const large = randomBytes(1_500_000)
  for (const part of [0, 1, 2])
    await as(anna, (at) => keepText(at, of, { part, firstPage: part * 32 + 1, lastPage: part * 32 + 32, box: large }))
  const first = await as(anna, (at) => textsOf(at, of, 1))
  expect([first.words !== undefined, first.parts.map(({ firstPage }) => firstPage), first.next]).toEqual([
    true,
    [1],
    33,
  ])
  const further = await as(anna, (at) => textsOf(at, of, 70))
  expect([further.words, further.parts.map(({ firstPage }) => firstPage), further.next]).toEqual([
    undefined,
    [65],
    undefined,
  ])
  const small = box()
  await as(anna, (at) => keepText(at, of, { part: 0, firstPage: 1, lastPage: 32, box: small }))
  expect((await as(anna, (at) => textsOf(at, of, 1))).parts[0]?.box).toEqual(small)
})

/** Rows of tests have no file; here each gets a key that its holder opens. */
async function withKeys(at: Scope<Opens>): Promise<void> {
  const rows = await db(at)
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', 'd.id', 'v.document_id')
    .select(['v.id', 'v.file', 'd.holder_id'])
    .execute()
  for (const { id, file, holder_id } of rows) {
    const keys = await keysOfBlob(at, versions, 'file', [holder_id], randomBytes(32))
    await db(at)
      .updateTable('document_versions')
      .set({ file: { ...file, keys } })
      .where('id', '=', id)
      .execute()
  }
}

test('an archive’s documents are told some at a time, the newest first, each once, with the words of those that were read', async () => {
  const read = [await filed(['haus']), await filed(['hof'])].map(({ documentId }) => documentId)
  const unread = await as(anna, (at) => documentRow(at, { archive: archiveId }))
  const all: SealedDocument[] = []
  await as(anna, async (at) => {
    await withKeys(at)
    for (let after: After | undefined | 'first' = 'first'; after !== undefined;) {
      const some = await sealedDocuments(at, archiveId, 2, after === 'first' ? undefined : after)
      expect(some.documents.length).toBeLessThanOrEqual(2)
      all.push(...some.documents)
      after = some.next
    }
    expect(all).toHaveLength(await sealedCount(at, archiveId))
  })
  const ids = all.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining([...read, unread]))
  const times = all.map(({ received }) => received.epochMilliseconds)
  expect(times).toEqual(times.toSorted((one, other) => other - one))
  const words = (id: string) => all.find((one) => one.id === id)?.words
  expect([...read.map((id) => words(id)?.length), words(unread)]).toEqual([300, 300, undefined])
  expect(await codeOf(as(bert, (at) => sealedDocuments(at, archiveId, 2)))).toBe('documents.not-for-you')
})

describe('sealed notes', () => {
  const path = ({ documentId }: WordsOf, rest = '') =>
    `/${town.slug}/team/dokumente/${documentId}/versiegelt/notizen${rest}`

  test('are kept once, by members who open the archive, and taken away once', async () => {
    const of = await filed(['haus'])
    const note = { id: randomUUID(), fassung: '1', box: base64url(box()) }
    const [hers, his] = [web.browse({ cookie: anna.cookie }), web.browse({ cookie: bert.cookie })]
    expect((await his.post(path(of), note)).status).toBe(403)
    expect((await hers.post(path(of), note)).status).toBe(200)
    expect((await hers.post(path(of), note)).status).toBe(200)
    const kept = await as(anna, (at) => sealedNotesOf(at, of.documentId, 1))
    expect(kept.map(({ id, box: bytes }) => [id, base64url(bytes)])).toEqual([[note.id, note.box]])
    expect((await his.post(path(of, `/${note.id}/entfernen`), { fassung: '1' })).status).toBe(403)
    const away = () => hers.post(path(of, `/${note.id}/entfernen`), { fassung: '1' })
    expect([(await away()).status, (await away()).status]).toEqual([200, 404])
  })

  test('there are none where the server reads', async () => {
    const documentId = await as(anna, async (at) => documentRow(at, { archive: await archiveRow(at) }))
    const of = { archiveId: '', documentId, versionId: '' }
    const note = { id: randomUUID(), fassung: '1', box: base64url(box()) }
    const browser = web.browse({ cookie: anna.cookie })
    expect((await browser.post(path(of), note)).status).toBe(404)
    const page = `/${town.slug}/team/dokumente/${documentId}/versiegelt`
    for (const part of ['/wortlaut', '/angaben', '/teil?von=0&bis=8'])
      expect((await browser.open(page + part)).status, part).toBe(404)
  })
})
