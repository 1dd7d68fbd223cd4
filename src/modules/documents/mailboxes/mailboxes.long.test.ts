import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { type ImapServer, startImap } from '#testing/dovecot.ts'
import { flakyLine } from '#testing/flaky.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { letter, type Letter, mailInto, pdf } from '#testing/mail-in.ts'
import { registerOfThisTest, switchOffHere, switchOnHere } from '#testing/texting.ts'
import { db as documentsDb, filing } from '../data.ts'
import { attachedTo } from '../reading/attached.ts'
import { filingOnly } from '../reading/pages.ts'
import { closeArchive, createArchive } from '../storing/archives.ts'
import { lease } from '../storing/lease.ts'
import { accessOf, takeChosen, waitingIn } from './choose.ts'
import { db } from './data.ts'
import { type FolderWish, folderWith } from './set-up.ts'
import { openWatch, type Watch } from './watch.ts'

let database: TestDatabase
let house: TestHouse
let imap: ImapServer
let town: Organisation
let archive: string
let watches: Watch[] = []
const failures: unknown[] = []

beforeAll(async () => {
  registerOfThisTest()
  database = await testDatabase({ incomplete: true })
  house = testHouse(database, 20)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})
beforeEach(async () => {
  imap = await startImap()
  town = await house.organisation()
  switchOnHere(town, 'document-mail')
  archive = await within((at) => createArchive(at, 'Posteingang'))
})
afterEach(async () => {
  await Promise.all(watches.map((one) => one.stop()))
  watches = []
  switchOffHere(town)
  await imap[Symbol.asyncDispose]()
  expect(failures.splice(0)).toEqual([])
})

type Opens = (typeof filing)['opens'][number]
const within = <T>(work: (at: Scope<Opens>) => Promise<T>): Promise<T> => house.within(town, filing, work)
const watch = (): Watch => {
  const made = openWatch({ house, inside: true, failed: (error) => void failures.push(error) })
  watches.push(made)
  return made
}
const setUp = (wish: Partial<FolderWish> = {}, port = imap.port) =>
  within((at) => mailInto(at, { ...imap, port }, archive, wish))

/** Puts mails into a folder, which is made where it is missing. */
const deliver = (path: string, ...mails: Buffer[]) =>
  imap.within(async (client) => {
    await client.mailboxCreate(path.split('/'))
    for (const mail of mails) await client.append(path.split('/').join('.'), mail)
  })
const lying = (path: string) =>
  imap.within(async (client) => {
    const { exists } = await client.mailboxOpen(path.split('/').join('.'))
    if (exists === 0) return []
    return client.fetchAll('1:*', { uid: true, flags: true, envelope: true })
  })
const filed = () =>
  within(async (at) => {
    const rows = await documentsDb(at)
      .selectFrom('documents as d')
      .innerJoin('document_versions as v', 'v.document_id', 'd.id')
      .select(['d.id', 'd.title', 'd.way', 'd.holder_id', 'v.file_name', 'v.media_type', 'v.id as version'])
      .execute()
    const titles = await openAll(
      at,
      rows.map(({ title }) => title),
    )
    const names = await openAll(
      at,
      rows.map((row) => row.file_name),
    )
    return rows
      .map((row, place) => ({
        id: row.id,
        way: row.way,
        holder: row.holder_id,
        title: titles[place] ?? '',
        name: names[place] ?? '',
        type: row.media_type,
        version: row.version,
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  })
const bytesOf = (versionId: string) =>
  within((at) =>
    lease(at, { versionId, purpose: 'download' }, async ({ content }) => Buffer.concat(await Array.fromAsync(content))),
  )
const folderRow = (id: string) =>
  within((at) => db(at).selectFrom('document_mail_folders').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
async function until(what: string, is: () => Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1_000
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`)
    await wait(50)
  }
}
/** Mails that say which they are, with a PDF each. */
const numbered = (count: number): { mail: Buffer; file: Buffer }[] =>
  Array.from({ length: count }, (_, number) => {
    const file = pdf()
    return {
      file,
      mail: letter({ subject: `Rechnung ${number}`, attached: [{ name: `rechnung-${number}.pdf`, content: file }] }),
    }
  })

describe('amagno/imap', () => {
  test('amagno/imap makes its folders, hears at once of a mail, files it and its attachment byte for byte, then moves it', async () => {
    await setUp()
    await watch().sync()
    const paths = await imap.within(async (client) => (await client.list()).map(({ path }) => path))
    expect(paths).toEqual(expect.arrayContaining(['Belegt', 'Belegt.Übernommen', 'Belegt.Nicht übernommen']))
    const file = pdf()
    const mail = letter({ subject: 'Grüße aus Köln', attached: [{ name: 'Rechnung März.pdf', content: file }] })
    const from = performance.now()
    await deliver('Belegt', mail)
    await until('filed', async () => (await filed()).length === 2)
    expect(performance.now() - from).toBeLessThan(15_000) // long before the next look, which is a minute away
    const [original, attached] = await filed()
    expect(original).toMatchObject({ title: 'Grüße aus Köln', type: 'message/rfc822', way: 'mail' })
    expect(attached).toMatchObject({ name: 'Rechnung März.pdf', type: 'application/pdf', way: 'mail' })
    expect((await bytesOf(original?.version ?? '')).equals(mail)).toBe(true)
    expect((await bytesOf(attached?.version ?? '')).equals(file)).toBe(true)
    expect(await within((at) => attachedTo(filingOnly(at), original?.id ?? ''))).toEqual({
      parent: undefined,
      parts: [attached?.id],
    })
    expect(attached?.holder).toBe(original?.holder)
    await until('moved', async () => (await lying('Belegt/Übernommen')).length === 1)
    expect(await lying('Belegt')).toEqual([])
  })

  test('amagno/imap takes over by hand only what was chosen', async () => {
    const { folder: id } = await setUp({ automatic: false })
    await deliver('Belegt', ...numbered(3).map(({ mail }) => mail))
    await watch().sync()
    expect(await filed()).toEqual([])
    const [folder, access] = await within(async (at) => {
      const found = await folderWith(at, id)
      return [found, await accessOf(at, found, true)] as const
    })
    const shown = await waitingIn(access, folder)
    expect(shown.mails.map(({ subject, enclosed }) => [subject, enclosed])).toEqual(
      [2, 1, 0].map((number) => [`Rechnung ${number}`, [`rechnung-${number}.pdf`]]),
    )
    expect(await filed()).toEqual([]) // looking stores nothing
    const choosing = {
      house,
      organisation: town,
      actor: { kind: 'system', job: 'test' } as const,
      failed: (error: unknown) => void failures.push(error),
    }
    const second = shown.mails.filter(({ subject }) => subject === 'Rechnung 1').map(({ uid }) => uid)
    const sitting = await takeChosen(choosing, access, folder, { validity: shown.validity, uids: second })
    expect(sitting).toEqual({ taken: 1, known: 0, refused: 0, failed: 0 })
    expect((await filed()).map(({ name }) => name)).toEqual(['2026-11-20 Rechnung 1.eml', 'rechnung-1.pdf'])
    expect((await lying('Belegt')).length).toBe(2)
    await imap.within(async (client) => {
      await client.mailboxDelete('Belegt.Übernommen')
      await client.mailboxDelete('Belegt.Nicht übernommen')
      await client.mailboxDelete('Belegt')
    })
    await wait(1_100) // UIDVALIDITY is a time in seconds
    await deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    const late = takeChosen(choosing, access, folder, { validity: shown.validity, uids: [1] })
    await expect(late).rejects.toMatchObject({ code: 'documents.mails-renumbered' })
  })

  test('amagno/imap keeps the password sealed: no column of the database holds it', async () => {
    const { mailbox } = await setUp()
    const row = await within((at) =>
      db(at).selectFrom('document_mailboxes').selectAll().where('id', '=', mailbox).executeTakeFirstOrThrow(),
    )
    for (const value of Object.values(row)) {
      const text = Buffer.isBuffer(value) ? value.toString('latin1') : String(value)
      expect(text).not.toContain(imap.password)
    }
  })

  test('marks where mails stay, deletes where that is wished, and files no mail twice either way', async () => {
    const { folder } = await setUp({ afterwards: 'mark', path: 'INBOX' })
    const kept = await setUp({ afterwards: 'delete', path: 'Weg' })
    await deliver('Weg', letter({ subject: 'Weg damit' }))
    await imap.deliver(letter({ subject: 'Bleibt' }))
    const first = watch()
    await first.sync()
    await first.stop()
    expect((await filed()).map(({ title }) => title).toSorted()).toEqual(['Bleibt', 'Weg damit'])
    expect(await lying('Weg')).toEqual([])
    const [inbox] = await imap.mails()
    expect(inbox?.flags).toContain('$BelegtDone')
    await watch().sync()
    expect((await filed()).length).toBe(2)
    for (const id of [folder, kept.folder]) expect((await folderRow(id)).problem).toBe('')
  })

  test('a mail that came before is known again, after the server counted anew and in two folders alike', async () => {
    await setUp({ afterwards: 'mark', path: 'INBOX' })
    const mails = numbered(5).map(({ mail }) => mail)
    await imap.deliver(...mails)
    await watch().sync()
    expect((await filed()).length).toBe(10)
    await Promise.all(watches.map((one) => one.stop()))
    await imap.renew()
    await imap.deliver(...mails, ...mails)
    await watch().sync()
    expect((await filed()).length).toBe(10)
    expect((await imap.mails()).every(({ flags }) => flags.includes('$BelegtDone'))).toBe(true)
  })

  test('what was erased since may come again; a mail of which one document is left is still known', async () => {
    await setUp()
    const { mail } = numbered(1)[0]!
    await deliver('Belegt', mail)
    await watch().sync()
    const [original, attached] = await filed()
    await within((at) =>
      documentsDb(at)
        .deleteFrom('documents')
        .where('id', '=', attached?.id ?? '')
        .execute(),
    )
    await deliver('Belegt', mail)
    await until('known', async () => (await lying('Belegt/Übernommen')).length === 2)
    expect((await filed()).map(({ id }) => id)).toEqual([original?.id])
    await within((at) => erasePeople(at, [original?.holder ?? ''], 'request'))
    await deliver('Belegt', mail)
    await until('filed anew', async () => (await filed()).length === 2)
  })
})

describe('what mails hold', () => {
  const namesOf = async (given: Letter, wish: Partial<FolderWish> = {}) => {
    await setUp({ ...wish })
    await deliver('Belegt', letter(given))
    await watch().sync()
    return (await filed()).map(({ name, type }) => `${name} ${type}`)
  }

  test('the bytes say what a file is, not the sender’s program; inline PDFs are taken, pictures of the text are not', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    expect(
      await namesOf({
        subject: 'Allerlei',
        html: '<p>Hallo <img src="cid:logo"></p>',
        attached: [
          { name: 'rechnung', type: 'application/octet-stream', content: pdf() },
          { name: 'inline.pdf', type: 'application/pdf', content: pdf(), inline: true },
          { name: 'logo.png', type: 'image/png', content: png, inline: true, cid: 'logo' },
          { name: 'foto.pdf', type: 'application/pdf', content: png },
          { type: 'application/pdf', content: pdf() },
          { name: '../../etc/pass\u202Efdp.exe', type: 'text/plain', content: 'Hallo' },
          { name: 'leer.txt', type: 'text/plain', content: '' },
          { name: 'smime.p7s', type: 'application/pkcs7-signature', content: 'x' },
        ],
      }),
    ).toEqual(
      [
        '2026-11-20 Allerlei.eml message/rfc822',
        'Anhang.pdf application/pdf',
        'etc passfdp.exe text/plain',
        'foto.pdf.png image/png',
        'inline.pdf application/pdf',
        'rechnung.pdf application/pdf',
      ].toSorted() as string[],
    )
  })

  test('mails within mails are taken out, with what they enclose', async () => {
    const inner = letter({ subject: 'Ganz innen', attached: [{ name: 'innen.pdf', content: pdf() }] })
    const middle = letter({ subject: 'Mitte', attached: [{ type: 'message/rfc822', content: inner }] })
    expect(await namesOf({ subject: 'Außen', attached: [{ type: 'message/rfc822', content: middle }] })).toEqual([
      '2026-11-20 Außen.eml message/rfc822',
      'Ganz innen.eml message/rfc822',
      'Mitte.eml message/rfc822',
      'innen.pdf application/pdf',
    ])
  })

  test('only attachments, where that is wished; a mail without any is filed itself', async () => {
    await setUp({ keeps: 'attachments' })
    await deliver(
      'Belegt',
      letter({ subject: 'Ohne' }),
      letter({ subject: 'Mit', attached: [{ name: 'a.pdf', content: pdf() }] }),
    )
    await watch().sync()
    expect((await filed()).map(({ name }) => name)).toEqual(['2026-11-20 Ohne.eml', 'a.pdf'])
  })

  test('broken mails are filed as they came, whatever is kept of others', async () => {
    await setUp({ keeps: 'attachments' })
    const deep = Array.from(
      { length: 60 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('')
    const mails = [
      Buffer.from('no header at all'),
      Buffer.from('Subject: =?utf-8?Q?abgebrochen'),
      Buffer.from(`Subject: tief\r\nMIME-Version: 1.0\r\n${deep}`),
      Buffer.from(
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%',
      ),
      Buffer.from([0x53, 0x3a, 0x20, 0xff, 0xfe, 0x0d, 0x0a, 0x0d, 0x0a, 0x80, 0x81]),
    ]
    await deliver('Belegt', ...mails)
    await watch().sync()
    const found = await filed()
    expect(found.filter(({ type }) => type === 'message/rfc822').length).toBeGreaterThanOrEqual(4)
    expect((await lying('Belegt/Übernommen')).length).toBe(mails.length)
  })
})

describe('bad luck', () => {
  test('a line that breaks at any byte: every mail is filed once, and only once', async () => {
    const line = await flakyLine(imap.port)
    const mails = numbered(25)
    await deliver('Belegt', ...mails.map(({ mail }) => mail))
    await setUp({}, line.port)
    for (let bytes = 0; bytes < 30_000; bytes += 1_693) {
      line.breaksAfter(bytes)
      const one = watch()
      await one.sync()
      await one.stop()
    }
    await watch().sync()
    await until('all moved', async () => (await lying('Belegt/Übernommen')).length === 25)
    const names = (await filed()).map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
    expect(names.length).toBe(50)
    expect(await lying('Belegt')).toEqual([])
    await line[Symbol.asyncDispose]()
  })

  test('two processes on one folder file nothing twice, and one takes over when the other is gone', async () => {
    const { folder } = await setUp()
    await deliver('Belegt', ...numbered(20).map(({ mail }) => mail))
    const [one, other] = [watch(), watch()]
    await Promise.all([one.sync(), other.sync()])
    expect((await filed()).length).toBe(40)
    const { watcher } = await folderRow(folder)
    // the one that watches dies without a word
    await within((at) => db(at).updateTable('document_mail_folders').set({ watcher: randomUUID() }).execute())
    await other.sync()
    expect((await folderRow(folder)).watcher).not.toBe(watcher)
    house.clock.advance({ minutes: 4 })
    await other.sync()
    await deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    await until('filed by whoever is left', async () => (await filed()).length === 42)
  })

  test('a server that is away is told on the screen and found again; where the archive is closed, mails wait', async () => {
    const { folder } = await setUp()
    await imap.stop()
    await watch().sync()
    expect((await folderRow(folder)).problem).toBe('connection')
    await imap.start()
    await deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    await until('filed', async () => (await filed()).length === 2)
    await within((at) => closeArchive(at, archive))
    await deliver('Belegt', letter({ subject: 'Zu spät' }))
    await until('told', async () => (await folderRow(folder)).problem === 'some-failed')
    expect((await lying('Belegt')).length).toBe(1)
    expect(failures.splice(0)).toMatchObject([{ code: 'documents.archive-closed' }])
  })

  test('without its entry in the register a mailbox is not asked, and watching ends when it is taken out', async () => {
    await setUp()
    await deliver('Belegt', letter({ subject: 'Eins' }))
    switchOffHere(town)
    const one = watch()
    await one.sync()
    expect(await filed()).toEqual([])
    switchOnHere(town, 'document-mail')
    await one.sync()
    expect((await filed()).length).toBe(1)
    switchOffHere(town)
    await one.sync()
    await wait(500)
    await deliver('Belegt', letter({ subject: 'Zwei' }))
    await wait(1_000)
    expect((await filed()).length).toBe(1)
  })
})
