import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { imapClient } from '#platform/mail/imap.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { flakyLine } from '#testing/flaky.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { letter, type Letter, pdf } from '#testing/mail-in.ts'
import { type Mailroom, numbered, openMailroom, until } from '#testing/mailroom.ts'
import { switchOffHere, switchOnHere } from '#testing/texting.ts'
import { closeArchive } from '../storing/archives.ts'
import { db } from './data.ts'
import { accessOf } from './choose.ts'
import { openFolder, openMails, readMails } from './read-folder.ts'
import { type FolderWish, folderWith } from './set-up.ts'

let database: TestDatabase
let house: TestHouse
let room: Mailroom
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database, 20)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})
beforeEach(async () => {
  room = await openMailroom(house)
})
afterEach(async () => {
  await room[Symbol.asyncDispose]()
  expect(room.failures).toEqual([])
})

describe('what mails hold', () => {
  const namesOf = async (given: Letter, wish: Partial<FolderWish> = {}) => {
    await room.setUp({ ...wish })
    await room.deliver('Belegt', letter(given))
    await room.watch().sync()
    return (await room.filed()).map(({ name, type }) => `${name} ${type}`)
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
    await room.setUp({ keeps: 'attachments' })
    await room.deliver(
      'Belegt',
      letter({ subject: 'Ohne' }),
      letter({ subject: 'Mit', attached: [{ name: 'a.pdf', content: pdf() }] }),
    )
    await room.watch().sync()
    expect((await room.filed()).map(({ name }) => name)).toEqual(['2026-11-20 Ohne.eml', 'a.pdf'])
  })

  test('broken mails are filed as they came, whatever is kept of others', async () => {
    await room.setUp({ keeps: 'attachments' })
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
    await room.deliver('Belegt', ...mails)
    await room.watch().sync()
    const found = await room.filed()
    expect(found.filter(({ type }) => type === 'message/rfc822').length).toBeGreaterThanOrEqual(4)
    expect((await room.lying('Belegt/Übernommen')).length).toBe(mails.length)
  })
})

describe('bad luck', () => {
  test('a line that breaks at any byte: every mail is filed once, and only once', async () => {
    const line = await flakyLine(room.imap.port)
    const mails = numbered(25)
    await room.deliver('Belegt', ...mails.map(({ mail }) => mail))
    await room.setUp({}, line.port)
    for (let bytes = 0; bytes < 30_000; bytes += 1_693) {
      line.breaksAfter(bytes)
      const one = room.watch()
      await one.sync()
      await one.stop()
    }
    await room.watch().sync()
    await until('all moved', async () => (await room.lying('Belegt/Übernommen')).length === 25)
    const names = (await room.filed()).map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
    expect(names.length).toBe(50)
    expect(await room.lying('Belegt')).toEqual([])
    await line[Symbol.asyncDispose]()
  })

  test('two processes on one folder file nothing twice, and one takes over when the other is gone', async () => {
    const { folder } = await room.setUp()
    await room.deliver('Belegt', ...numbered(20).map(({ mail }) => mail))
    const [one, other] = [room.watch(), room.watch()]
    await Promise.all([one.sync(), other.sync()])
    expect((await room.filed()).length).toBe(40)
    const { watcher } = await room.folderRow(folder)
    // the one that watches dies without a word
    await room.within((at) => db(at).updateTable('document_mail_folders').set({ watcher: randomUUID() }).execute())
    await other.sync()
    expect((await room.folderRow(folder)).watcher).not.toBe(watcher)
    house.clock.advance({ minutes: 4 })
    await other.sync()
    await room.deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    await until('filed by whoever is left', async () => (await room.filed()).length === 42)
  })

  test('a folder that comes back while its watch still ends is watched again', async () => {
    const { folder } = await room.setUp()
    const only = room.watch()
    await only.sync()
    await room.within((at) => db(at).updateTable('document_mail_folders').set({ watcher: randomUUID() }).execute())
    await only.sync() // another process has it: ours begins to end
    house.clock.advance({ minutes: 4 })
    await only.sync()
    await room.deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    await until('filed', async () => (await room.filed()).length === 2)
    expect((await room.folderRow(folder)).watcher).not.toBeNull()
  })

  test('a server that is away is told on the screen and found again; where the archive is closed, mails wait', async () => {
    const { folder } = await room.setUp()
    await room.imap.stop()
    await room.watch().sync()
    expect((await room.folderRow(folder)).problem).toBe('connection')
    await room.imap.start()
    await room.deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    await until('filed', async () => (await room.filed()).length === 2)
    await room.within((at) => closeArchive(at, room.archive))
    await room.deliver('Belegt', letter({ subject: 'Zu spät' }))
    await until('told', async () => (await room.folderRow(folder)).problem === 'some-failed')
    expect((await room.lying('Belegt')).length).toBe(1)
    expect(room.failures.splice(0)).toMatchObject([{ code: 'documents.archive-closed' }])
  })

  test('a folder that somebody renames or deletes is made anew; what lies in the renamed one is left alone', async () => {
    const { folder } = await room.setUp()
    await room.watch().sync()
    await room.deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    await until('filed', async () => (await room.filed()).length === 2)
    await room.stopWatching()
    await room.deliver('Belegt', letter({ subject: 'Vor dem Umbenennen' }))
    await room.imap.within((client) => client.mailboxRename('Belegt', 'Umbenannt'))
    const one = room.watch()
    await one.sync()
    expect((await room.folderRow(folder)).problem).toBe('')
    expect(await room.lying('Belegt')).toEqual([])
    expect((await room.lying('Umbenannt')).length).toBe(1)
    expect((await room.filed()).length).toBe(2)
    await room.deliver('Belegt', letter({ subject: 'Danach' }))
    await until('filed from the new one', async () => (await room.filed()).length === 3)
    // under the eyes of who watches
    await room.imap.within(async (client) => {
      await client.mailboxRename('Belegt', 'Noch einmal')
      await client.mailboxCreate('Belegt')
      await client.append('Belegt', letter({ subject: 'Zuletzt' }))
    })
    await one.stop()
    await room.watch().sync()
    await until('filed from the newest', async () => (await room.filed()).length === 4)
    expect(new Set((await room.filed()).map(({ id }) => id)).size).toBe(4)
  })

  test('without its entry in the register a mailbox is not asked, and watching ends when it is taken out', async () => {
    const { folder } = await room.setUp()
    await room.deliver('Belegt', letter({ subject: 'Eins' }))
    switchOffHere(room.town)
    const one = room.watch()
    await one.sync()
    expect(await room.filed()).toEqual([])
    switchOnHere(room.town, 'document-mail')
    await one.sync()
    expect((await room.filed()).length).toBe(1)
    switchOffHere(room.town)
    await one.sync()
    await until('nobody watches', async () => (await room.folderRow(folder)).watcher === null)
    await room.deliver('Belegt', letter({ subject: 'Zwei' }))
    await wait(1_000)
    expect((await room.filed()).length).toBe(1)
  })

  test.each(['move', 'mark', 'delete'] as const)(
    'a mail that is too large is put aside where mails are afterwards: %s, and never deleted',
    async (afterwards) => {
      const { folder: id } = await room.setUp({ afterwards, automatic: false })
      await room.deliver('Belegt', letter({ subject: 'Groß', text: 'x'.repeat(100_000) }), letter({ subject: 'Klein' }))
      const [folder, access] = await room.within(async (at) => {
        const found = await folderWith(at, id)
        return [found, await accessOf(at, found, true)] as const
      })
      const client = await imapClient(access)
      await client.connect()
      await openFolder(client, folder, true)
      const reading = {
        house,
        organisation: room.town,
        actor: { kind: 'system', job: 'test' } as const,
        failed: (error: unknown) => void room.failures.push(error),
        most: 50_000,
      }
      const sitting = await readMails(reading, client, folder, await openMails(client, folder))
      expect(sitting).toEqual({ taken: 1, known: 0, refused: 1, failed: 0 })
      expect(await openMails(client, folder)).toEqual([]) // it is not tried for ever
      client.close()
      const large = (await room.lying(afterwards === 'move' ? 'Belegt/Nicht übernommen' : 'Belegt')).find(
        ({ envelope }) => envelope?.subject === 'Groß',
      )
      expect([...(large?.flags ?? [])]).toEqual(expect.arrayContaining(['\\Flagged', '$BelegtRefused']))
      expect((await room.filed()).map(({ title }) => title)).toEqual(['Klein'])
    },
  )
})
