import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { letter, pdf } from '#testing/mail-in.ts'
import { type Mailroom, numbered, openMailroom, until } from '#testing/mailroom.ts'
import { db as documentsDb } from '../data.ts'
import { attachedTo } from '../reading/attached.ts'
import { filingOnly } from '../reading/pages.ts'
import { accessOf, takeChosen, waitingIn } from './choose.ts'
import { db } from './data.ts'
import { folderWith } from './set-up.ts'

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

describe('amagno/imap', () => {
  test('amagno/imap makes its folders, hears at once of a mail, files it and its attachment byte for byte, then moves it', async () => {
    await room.setUp()
    await room.watch().sync()
    const paths = await room.imap.within(async (client) => (await client.list()).map(({ path }) => path))
    expect(paths).toEqual(expect.arrayContaining(['Belegt', 'Belegt.Übernommen', 'Belegt.Nicht übernommen']))
    const file = pdf()
    const mail = letter({ subject: 'Grüße aus Köln', attached: [{ name: 'Rechnung März.pdf', content: file }] })
    const from = performance.now()
    await room.deliver('Belegt', mail)
    await until('filed', async () => (await room.filed()).length === 2)
    expect(performance.now() - from).toBeLessThan(15_000) // long before the next look, which is a minute away
    const [original, attached] = await room.filed()
    expect(original).toMatchObject({ title: 'Grüße aus Köln', type: 'message/rfc822', way: 'mail' })
    expect(attached).toMatchObject({ name: 'Rechnung März.pdf', type: 'application/pdf', way: 'mail' })
    expect((await room.bytesOf(original?.version ?? '')).equals(mail)).toBe(true)
    expect((await room.bytesOf(attached?.version ?? '')).equals(file)).toBe(true)
    expect(await room.within((at) => attachedTo(filingOnly(at), original?.id ?? ''))).toEqual({
      parent: undefined,
      parts: [attached?.id],
    })
    expect(attached?.holder).toBe(original?.holder)
    await until('moved', async () => (await room.lying('Belegt/Übernommen')).length === 1)
    expect(await room.lying('Belegt')).toEqual([])
  })

  test('amagno/imap takes over by hand only what was chosen', async () => {
    const { folder: id } = await room.setUp({ automatic: false })
    await room.deliver('Belegt', ...numbered(3).map(({ mail }) => mail))
    await room.watch().sync()
    expect(await room.filed()).toEqual([])
    const [folder, access] = await room.within(async (at) => {
      const found = await folderWith(at, id)
      return [found, await accessOf(at, found, true)] as const
    })
    const shown = await waitingIn(access, folder)
    expect(shown.mails.map(({ subject, enclosed }) => [subject, enclosed])).toEqual(
      [2, 1, 0].map((number) => [`Rechnung ${number}`, [`rechnung-${number}.pdf`]]),
    )
    expect(await room.filed()).toEqual([]) // looking stores nothing
    const choosing = {
      house,
      organisation: room.town,
      actor: { kind: 'system', job: 'test' } as const,
      failed: (error: unknown) => void room.failures.push(error),
    }
    const second = shown.mails.filter(({ subject }) => subject === 'Rechnung 1').map(({ uid }) => uid)
    const sitting = await takeChosen(choosing, access, folder, { validity: shown.validity, uids: second })
    expect(sitting).toEqual({ taken: 1, known: 0, refused: 0, failed: 0 })
    expect((await room.filed()).map(({ name }) => name)).toEqual(['2026-11-20 Rechnung 1.eml', 'rechnung-1.pdf'])
    expect((await room.lying('Belegt')).length).toBe(2)
    await room.imap.within(async (client) => {
      await client.mailboxDelete('Belegt.Übernommen')
      await client.mailboxDelete('Belegt.Nicht übernommen')
      await client.mailboxDelete('Belegt')
    })
    await wait(1_100) // UIDVALIDITY is a time in seconds
    await room.deliver('Belegt', ...numbered(1).map(({ mail }) => mail))
    const late = takeChosen(choosing, access, folder, { validity: shown.validity, uids: [1] })
    await expect(late).rejects.toMatchObject({ code: 'documents.mails-renumbered' })
  })

  test('amagno/imap keeps the password sealed: no column of the database holds it', async () => {
    const { mailbox } = await room.setUp()
    const row = await room.within((at) =>
      db(at).selectFrom('document_mailboxes').selectAll().where('id', '=', mailbox).executeTakeFirstOrThrow(),
    )
    for (const value of Object.values(row)) {
      const text = Buffer.isBuffer(value) ? value.toString('latin1') : String(value)
      expect(text).not.toContain(room.imap.password)
    }
  })

  test('marks where mails stay, deletes where that is wished, and files no mail twice either way', async () => {
    const { folder } = await room.setUp({ afterwards: 'mark', path: 'INBOX' })
    const kept = await room.setUp({ afterwards: 'delete', path: 'Weg' })
    await room.deliver('Weg', letter({ subject: 'Weg damit' }))
    await room.imap.deliver(letter({ subject: 'Bleibt' }))
    const first = room.watch()
    await first.sync()
    await first.stop()
    expect((await room.filed()).map(({ title }) => title).toSorted()).toEqual(['Bleibt', 'Weg damit'])
    expect(await room.lying('Weg')).toEqual([])
    const [inbox] = await room.imap.mails()
    expect(inbox?.flags).toContain('$BelegtDone')
    await room.watch().sync()
    expect((await room.filed()).length).toBe(2)
    for (const id of [folder, kept.folder]) expect((await room.folderRow(id)).problem).toBe('')
  })

  test('a mail that came before is known again, after the server counted anew and in two folders alike', async () => {
    await room.setUp({ afterwards: 'mark', path: 'INBOX' })
    const mails = numbered(5).map(({ mail }) => mail)
    await room.imap.deliver(...mails)
    await room.watch().sync()
    expect((await room.filed()).length).toBe(10)
    await room.stopWatching()
    await room.imap.renew()
    await room.imap.deliver(...mails, ...mails)
    await room.watch().sync()
    expect((await room.filed()).length).toBe(10)
    expect((await room.imap.mails()).every(({ flags }) => flags.includes('$BelegtDone'))).toBe(true)
  })

  test('what was erased since may come again; a mail of which one document is left is still known', async () => {
    await room.setUp()
    const { mail } = numbered(1)[0]!
    await room.deliver('Belegt', mail)
    await room.watch().sync()
    const [original, attached] = await room.filed()
    await room.within((at) =>
      documentsDb(at)
        .deleteFrom('documents')
        .where('id', '=', attached?.id ?? '')
        .execute(),
    )
    await room.deliver('Belegt', mail)
    await until('known', async () => (await room.lying('Belegt/Übernommen')).length === 2)
    expect((await room.filed()).map(({ id }) => id)).toEqual([original?.id])
    await room.within((at) => erasePeople(at, [original?.holder ?? ''], 'request'))
    await room.deliver('Belegt', mail)
    await until('filed anew', async () => (await room.filed()).length === 2)
  })
})
