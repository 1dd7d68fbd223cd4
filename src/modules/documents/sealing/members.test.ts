import { afterAll, beforeAll, expect, test } from 'vitest'
import { noticeFacts, privacy } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Actor, Scope } from '#platform/data/scope.ts'
import { base64url, fromBase64url, joined } from '#platform/sealing/bytes.ts'
import { openDocument, openKey } from '#platform/sealing/document.ts'
import { isRefusal } from '#platform/errors/errors.ts'
import { readManifest } from '#platform/sealing/manifest.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { db, filing, versions } from '../data.ts'
import { documents } from '../module.ts'
import { createArchive } from '../storing/archives.ts'
import { lease } from '../storing/lease.ts'
import { keyOfBlob } from '#platform/keys/sealed-blob.ts'
import {
  newArchive,
  newMemberKey,
  openArchive,
  openMemberKey,
  shareArchive,
  type StoredKey,
} from './browser/member-keys.ts'
import { makeApiKey } from './api-keys.ts'
import { db as own } from './data.ts'
import {
  addToArchive,
  createSealedArchive,
  keepOwnKey,
  keyedMembers,
  ownKey,
  removeFromArchive,
  sealedArchives,
} from './members.ts'
import { machineAddresses } from './paths.ts'
import { sendSealed } from './send.ts'

type Opens = (typeof filing)['opens'][number]
type Person = { actor: Actor & { kind: 'member' }; cookie: string; key: StoredKey }

let web: TestWeb
let town: Organisation
let anna: Person
let bert: Person
const PASSPHRASE = 'vier zufällige lange Wörter'

const as = <T>(who: Actor, work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
  web.scope({ organisation: town, purpose: filing, actor: who }, work)
const whose = (one: Person) => ({ organisationId: town.id, memberId: one.actor.id })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (isRefusal(error) ? error.code : String(error)),
  )

async function somebody(): Promise<Person> {
  const joined_ = await web.member(town)
  const actor = { kind: 'member', id: joined_.member, account: joined_.account, role: 'main-administrator' } as const
  const key = await newMemberKey(PASSPHRASE, { organisationId: town.id, memberId: joined_.member }, 100_000)
  return { actor, cookie: joined_.cookie, key }
}

beforeAll(async () => {
  web = await testWeb({ modules: (house) => [privacy, documents({ house })] })
  town = await web.organisation()
  ;[anna, bert] = [await somebody(), await somebody()]
})
afterAll(() => web.close())

test('a member’s key is kept as it was made; who makes a new one leaves the archives of the old one', async () => {
  const carla = await somebody()
  await as(carla.actor, (at) => keepOwnKey(at, carla.key))
  const row = await as(carla.actor, ownKey)
  expect(row && base64url(row.public_key)).toBe(base64url(carla.key.publicKey))
  await as(anna.actor, (at) => keepOwnKey(at, anna.key))
  const made = await newArchive(
    town.id,
    [anna, carla].map((one) => ({ memberId: one.actor.id, publicKey: one.key.publicKey })),
  )
  const id = await as(anna.actor, (at) => createSealedArchive(at, { name: 'Personalrat', ...made }))
  const archiveAs = async (one: Person) => (await as(one.actor, sealedArchives)).find((archive) => archive.id === id)
  expect((await archiveAs(carla))?.ownShare).toBeDefined()
  // the same key under another passphrase changes nothing
  const again = await newMemberKey('eine andere lange Passphrase', whose(carla), 100_000)
  await as(carla.actor, (at) => keepOwnKey(at, { ...again, publicKey: carla.key.publicKey }))
  expect((await archiveAs(carla))?.ownShare).toBeDefined()
  await as(carla.actor, (at) => keepOwnKey(at, again))
  expect((await archiveAs(carla))?.ownShare).toBeUndefined()
  expect((await archiveAs(anna))?.members.length).toBe(1)
})

test('amagno/client-seal in a sealed archive the server sees sealed bytes and no key; its members’ devices open them', async () => {
  for (const one of [anna, bert]) await as(one.actor, (at) => keepOwnKey(at, one.key))
  const made = await newArchive(town.id, [{ memberId: anna.actor.id, publicKey: anna.key.publicKey }])
  const archiveId = await as(anna.actor, (at) => createSealedArchive(at, { name: 'Vorstand', ...made }))
  const { key } = await as(anna.actor, (at) => makeApiKey(at, { archiveId, name: 'x', way: 'api' }))
  const content = Buffer.from('Vertraulich: Rüdiger Ährenfeld. '.repeat(200))
  const filed = await sendSealed(
    {
      addresses: machineAddresses(`${web.origin}/${town.slug}`),
      post: async (address, body) =>
        web.app.request(address, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
          ...(body === undefined ? {} : { body }),
        }),
      wait: async () => undefined,
    },
    {
      file: (async function* () {
        yield content
      })(),
      size: content.length,
      mediaType: 'text/plain',
      fileName: 'Ährenfeld.txt',
      title: 'Ährenfeld',
      sealedAt: '2026-11-16T08:00:00Z',
    },
  )
  const row = await as(anna.actor, (at) =>
    db(at).selectFrom('document_versions').selectAll().where('id', '=', filed.versionId).executeTakeFirstOrThrow(),
  )
  const archive = await as(anna.actor, (at) =>
    db(at).selectFrom('document_archives').selectAll().where('id', '=', archiveId).executeTakeFirstOrThrow(),
  )
  expect([archive.mode, archive.private_key.length]).toEqual(['client-only', 0])
  // not even a hash by which the server could tell a file that it knows
  expect(row.plain_mac).toBeNull()
  const opening = as(anna.actor, (at) => lease(at, { versionId: row.id, purpose: 'download' }, async () => 0))
  expect(await codeOf(opening)).toBe('documents.sealed-for-members')
  // nor does it take what somebody would write down about it
  const page = `/${town.slug}/team/dokumente/${row.document_id}`
  const browser = web.browse({ cookie: anna.cookie })
  const told = await browser.post(`${page}/angaben`, { title: 'Lohn', version: '1' })
  expect([told.status, told.page.text.includes('nur die Geräte')]).toEqual([409, true])

  const share = (await as(anna.actor, sealedArchives)).find(({ id }) => id === archiveId)?.ownShare
  const member = await openMemberKey(anna.key, PASSPHRASE, whose(anna))
  const opened = await openArchive(member.privateKey, share ?? new Uint8Array(), archive.public_key, whose(anna))
  const wrapped = await as(anna.actor, async (at) => {
    const { holder_id } = await db(at)
      .selectFrom('documents')
      .select('holder_id')
      .where('id', '=', row.document_id)
      .executeTakeFirstOrThrow()
    return keyOfBlob(at, versions, 'file', [holder_id], row.file)
  })
  const manifest = readManifest(row.manifest)
  const documentKey = await openKey(opened.privateKey, wrapped ?? new Uint8Array(), manifest)
  const bytes = await web.house.blobs.get(town.id, row.file)
  expect(Buffer.from(joined(...(await Array.fromAsync(openDocument(documentKey, manifest, bytes)))))).toEqual(content)

  // bert is let in by anna's device, and out again; the last one stays
  const forBert = await shareArchive(opened, town.id, { memberId: bert.actor.id, publicKey: bert.key.publicKey })
  await as(anna.actor, (at) => addToArchive(at, archiveId, forBert))
  const his = (await as(bert.actor, sealedArchives)).find(({ id }) => id === archiveId)?.ownShare
  const bertOpens = await openMemberKey(bert.key, PASSPHRASE, whose(bert))
  const asBert = await openArchive(bertOpens.privateKey, his ?? new Uint8Array(), archive.public_key, whose(bert))
  expect(asBert.privateKey).toEqual(opened.privateKey)
  await as(anna.actor, (at) => removeFromArchive(at, archiveId, bert.actor.id))
  expect((await as(bert.actor, sealedArchives)).find(({ id }) => id === archiveId)?.ownShare).toBeUndefined()
  const last = as(anna.actor, (at) => removeFromArchive(at, archiveId, anna.actor.id))
  expect(await codeOf(last)).toBe('documents.last-member')
})

test('nobody is let in who has no key, nor an archive made that its maker cannot open', async () => {
  const dora = await somebody()
  const made = await newArchive(town.id, [{ memberId: dora.actor.id, publicKey: dora.key.publicKey }])
  const without = as(dora.actor, (at) => createSealedArchive(at, { name: 'Ohne', ...made }))
  expect(await codeOf(without)).toBe('documents.no-member-key')
  const others = as(anna.actor, (at) => createSealedArchive(at, { name: 'Fremd', ...made }))
  expect(await codeOf(others)).toBe('documents.not-for-you')
  const keyed = await as(anna.actor, keyedMembers)
  expect(keyed.map(({ id }) => id)).not.toContain(dora.actor.id)
  expect(keyed.find(({ id }) => id === anna.actor.id)?.name).toMatch(/^Anna Amt/)
  const rows = await as(anna.actor, (at) => own(at).selectFrom('document_member_keys').selectAll().execute())
  for (const row of rows) expect(row.private_key.length).toBe(104)
})

test('the pages take what their islands made and nothing else', async () => {
  const dora = await somebody()
  const browser = web.browse({ cookie: dora.cookie, keepCookies: true })
  const page = await browser.open(`/${town.slug}/team/eigener-schluessel`)
  expect(page.html).toContain('<member-key')
  expect(page.html).not.toContain('name="passphrase')
  const bad = await browser.post(`/${town.slug}/team/eigener-schluessel`, {
    publicKey: 'x',
    privateKey: 'x',
    salt: 'x',
    rounds: '1',
  })
  expect(bad.status).toBe(422)
  const { publicKey, privateKey, salt, rounds } = dora.key
  const fields = {
    publicKey: base64url(publicKey),
    privateKey: base64url(privateKey),
    salt: base64url(salt),
    rounds: String(rounds),
  }
  const kept = await browser.post(`/${town.slug}/team/eigener-schluessel`, fields)
  expect([kept.status, kept.url.includes('stand=hinterlegt')]).toEqual([200, true])
  const made = await newArchive(town.id, [{ memberId: dora.actor.id, publicKey: fromBase64url(fields.publicKey) }])
  const shares = JSON.stringify(made.shares.map(({ memberId, box }) => ({ memberId, box: base64url(box) })))
  const send = (given: Record<string, string>) =>
    browser.post(`/${town.slug}/team/einrichtung/verschlossene-archive`, {
      name: 'Kasse',
      publicKey: base64url(made.publicKey),
      shares,
      ...given,
    })
  expect((await send({ shares: '[]' })).status).toBe(422)
  expect((await send({ publicKey: '' })).status).toBe(422)
  const done = await send({})
  expect(done.html).toContain('Kasse')
  expect((await send({})).status).toBe(422)
  expect(web.defects).toEqual([])
})

test('the notice says who can read documents, and follows the archives', async () => {
  const fresh = await web.organisation()
  const { member, account } = await web.member(fresh)
  const actor = { kind: 'member', id: member, account, role: 'main-administrator' } as const
  const inFresh = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> =>
    web.scope({ organisation: fresh, purpose: filing, actor }, work)
  const said = async () => (await inFresh(noticeFacts)).safeguards?.map(({ de }) => de).join(' ') ?? ''
  expect(await said()).toBe('')
  await inFresh(async (at) => {
    const key = await newMemberKey(PASSPHRASE, { organisationId: fresh.id, memberId: member }, 100_000)
    await keepOwnKey(at, key)
    const made = await newArchive(fresh.id, [{ memberId: member, publicKey: key.publicKey }])
    await createSealedArchive(at, { name: 'Vorstand', ...made })
  })
  expect(await said()).toMatch(/nur die Geräte .* der Server nicht/)
  await inFresh((at) => createArchive(at, 'Bauamt'))
  expect(await said()).toMatch(/öffnet sie unser Server kurz.*der Server kann sie nicht lesen/)
  web.clock.advance({ seconds: 31 })
  const page = await web.browse().open(`/${fresh.slug}/datenschutz`)
  expect(page.html).toContain('öffnet sie unser Server kurz')
})
