import { createMessage, encrypt, generateKey, readKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { filing } from '../data.ts'
import { attachedTo } from '../reading/attached.ts'
import { db as readingDb } from '../reading/data.ts'
import { type Filing, filingOnly } from '../reading/pages.ts'
import { createArchive } from '../storing/archives.ts'
import { actsOf } from '../working/audit.ts'
import { db, type Keeps } from './data.ts'
import { fingerprintOf, keepMailKey, unlockedKey } from './mail-key.ts'
import { keepMailbox } from './set-up.ts'
import { takeMail } from './take-mail.ts'

let database: TestDatabase
let house: TestHouse
let town: Organisation
let archiveId: string
let mailboxId: string
let pair: { privateKey: string; publicKey: string }
const within = <T>(work: (at: Scope<Filing>) => Promise<T>) => house.within(town, filing, (at) => work(filingOnly(at)))

beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  town = await house.organisation()
  archiveId = await house.within(town, filing, (at) => createArchive(at, 'Posteingang'))
  const wish = { name: 'Post', host: '127.0.0.1', port: 993, username: 'amt', active: false, password: 'x' }
  mailboxId = await within((at) => keepMailbox(at, wish))
  pair = await generateKey({ userIDs: [{ name: 'Amt', email: 'amt@example.org' }], passphrase: 'rüben' })
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

const HEAD = (subject: string) =>
  `From: ilse@example.org\r\nSubject: ${subject}\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n`
const INNER =
  'Content-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain\r\n\r\nGeheim.\r\n--y\r\nContent-Type: text/plain; name="Gesuch.txt"\r\nContent-Disposition: attachment; filename="Gesuch.txt"\r\n\r\nMein Gesuch\r\n--y--\r\n'
async function locked(text: string): Promise<string> {
  const message = await createMessage({ text })
  return String(await encrypt({ message, encryptionKeys: await readKey({ armoredKey: pair.publicKey }) }))
}
const pgpMime = async (subject: string) =>
  Buffer.from(
    `${HEAD(subject)}Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=z\r\n\r\n--z\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--z\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n${await locked(INNER)}\r\n--z--\r\n`,
  )

/** Files a mail; names of what was filed, the first one's parts, and what its course says. */
async function filed(raw: Buffer, keeps: Keeps) {
  const before = new Set(await ids())
  expect(await within((at) => takeMail(at, { archiveId, keeps, mailboxId }, raw))).toBe('taken')
  const fresh = (await ids()).filter((id) => !before.has(id))
  return within(async (at) => {
    const parts = await Promise.all(fresh.map((id) => attachedTo(at, id)))
    const first = fresh[parts.findIndex((one) => one.parts.length > 0)] ?? fresh[0] ?? ''
    const names = async (some: readonly string[]) =>
      Promise.all(
        some.map(async (id) => {
          const versions = readingDb(at).selectFrom('document_versions').select('file_name')
          return open(at, (await versions.where('document_id', '=', id).executeTakeFirstOrThrow()).file_name)
        }),
      )
    const { parts: own } = await attachedTo(at, first)
    return { all: fresh.length, name: (await names([first]))[0], parts: await names(own), first }
  })
}
const ids = () =>
  within(async (at) => (await readingDb(at).selectFrom('documents').select('id').execute()).map(({ id }) => id))
const decryptions = async (id: string) =>
  (await within((at) => actsOf(at, id))).acts.filter(({ act }) => act === 'document.decrypted').length

describe('the key of a mailbox', () => {
  test('is taken with its passphrase only, and nothing else for it; it lies sealed', async () => {
    expect(await unlockedKey('kein Schlüssel', '')).toBe('no-key')
    expect(await unlockedKey(pair.publicKey, 'rüben')).toBe('public-key')
    expect(await unlockedKey(pair.privateKey, 'falsch')).toBe('passphrase')
    const found = await unlockedKey(pair.privateKey, 'rüben')
    if (typeof found === 'string') throw new Error(found)
    await within((at) => keepMailKey(at, mailboxId, found.key))
    expect(await within((at) => fingerprintOf(at, mailboxId))).toMatch(/^([0-9A-F]{4} ?){10}/)
    const row = await within((at) =>
      db(at).selectFrom('document_mailboxes').select('mail_key').where('id', '=', mailboxId).executeTakeFirstOrThrow(),
    )
    expect(row.mail_key?.toString('latin1')).not.toContain('PRIVATE KEY')
  })

  test('opens what is encrypted for it: the mail stays, what was in it lies beside it, its course says so', async () => {
    const both = await filed(await pgpMime('Antrag eins'), 'both')
    expect([both.all, both.name, both.parts]).toEqual([
      3,
      '2026-11-22 Antrag eins.eml',
      ['2026-11-22 Antrag eins.eml', 'Gesuch.txt'],
    ])
    expect(await decryptions(both.first)).toBe(1)
    expect((await filed(await pgpMime('Antrag zwei'), 'attachments')).parts).toEqual(['Gesuch.txt'])
    const inline = Buffer.from(`${HEAD('Antrag drei')}Content-Type: text/plain\r\n\r\n${await locked('Nur Text.')}\r\n`)
    expect((await filed(inline, 'attachments')).parts).toEqual(['2026-11-22 Antrag drei.eml'])
  })

  test('of somebody else, or none, opens nothing: the mail is filed as it came', async () => {
    const { privateKey } = await generateKey({ userIDs: [{ name: 'Andere', email: 'a@example.org' }] })
    await within((at) => keepMailKey(at, mailboxId, privateKey))
    for (const subject of ['Antrag vier', 'Antrag fünf']) {
      const { all, parts, first } = await filed(await pgpMime(subject), 'attachments')
      expect([all, parts, await decryptions(first)]).toEqual([1, [], 0])
      await within((at) => keepMailKey(at, mailboxId, undefined))
    }
    expect(await within((at) => fingerprintOf(at, mailboxId))).toBeUndefined()
  })
})
