import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { type ImapServer, startImap } from '#testing/dovecot.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { letter, pdf } from '#testing/mail-in.ts'
import { until } from '#testing/mailroom.ts'
import { registerOfThisTest, switchOffHere, switchOnHere } from '#testing/texting.ts'
import { APPLICATION, tokenServer, type TokenServer } from '#testing/token-server.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Scope } from '#platform/data/scope.ts'
import { db as documentsDb, filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { accessTo } from './access.ts'
import { db } from './data.ts'
import { keepFolder, keepMailbox, type MailboxWish, secretsOf } from './set-up.ts'
import { openWatch, type Watch } from './watch.ts'

const USER = 'ruecklauf'
let database: TestDatabase
let house: TestHouse
let tokens: TokenServer
let imap: ImapServer
let town: Organisation
const watches: Watch[] = []
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
  tokens = await tokenServer(USER)
  imap = await startImap(tokens)
  town = await house.organisation()
  switchOnHere(town, 'document-mail')
})
afterEach(async () => {
  await Promise.all(watches.splice(0).map((one) => one.stop()))
  switchOffHere(town)
  await imap[Symbol.asyncDispose]()
  await tokens[Symbol.asyncDispose]()
  expect(failures.splice(0)).toEqual([])
})

const within = <T>(work: (at: Scope<(typeof filing)['opens'][number]>) => Promise<T>) =>
  house.within(town, filing, work)
const watch = (): Watch => {
  const made = openWatch({ house, inside: true, failed: (error) => void failures.push(error) })
  watches.push(made)
  return made
}
const wish = (changed: Partial<MailboxWish> = {}): MailboxWish => ({
  name: 'Poststelle',
  host: '127.0.0.1',
  port: imap.port,
  username: USER,
  active: true,
  oauth_endpoint: tokens.endpoint,
  oauth_client: APPLICATION.id,
  oauth_scope: 'imap',
  password: APPLICATION.secret,
  refresh: '',
  ...changed,
})
const setUp = (changed: Partial<MailboxWish> = {}, folders = ['Belegt']) =>
  within(async (at) => {
    const archive_id = await createArchive(at, `Posteingang ${randomUUID().slice(0, 8)}`)
    const mailbox = await keepMailbox(at, wish(changed))
    for (const path of folders)
      await keepFolder(at, mailbox, { archive_id, path, automatic: true, keeps: 'mail', afterwards: 'move' })
    return mailbox
  })
const deliver = (path: string, subject: string) =>
  imap.within(async (client) => {
    await client.append(path, letter({ subject, attached: [{ name: 'a.pdf', content: pdf() }] }))
  })
const filed = () => within((at) => documentsDb(at).selectFrom('documents').select('id').execute())
const problems = async () =>
  (await within((at) => db(at).selectFrom('document_mail_folders').select('problem').execute())).map(
    ({ problem }) => problem,
  )
const access = (mailbox: string, fresh = false) =>
  within((at) => accessTo(at, mailbox, { inside: true, fresh, apart: !fresh }))

describe('amagno/imap a mailbox of a provider that takes no passwords', () => {
  test('amagno/imap is entered by an application that signs in as itself; one token serves all its folders', async () => {
    await setUp({}, ['Belegt', 'Scans', 'Rechnungen'])
    await watch().sync()
    expect(await problems()).toEqual(['', '', ''])
    expect(tokens.asked()).toBe(1)
    await deliver('Scans', 'Grüße')
    await until('filed', async () => (await filed()).length === 1)
  })

  test('each new refresh token is kept, sealed, though many ask at once; with an old one nobody would get in again', async () => {
    const first = tokens.refresh()
    const mailbox = await setUp({ refresh: first })
    for (let hour = 0; hour < 3; hour++) {
      await Promise.all([access(mailbox), access(mailbox), access(mailbox)])
      house.clock.advance({ hours: 1 })
    }
    expect(tokens.asked()).toBe(3)
    expect(tokens.refresh()).not.toBe(first)
    expect(await within((at) => secretsOf(at, mailbox))).toEqual({
      secret: APPLICATION.secret,
      refresh: tokens.refresh(),
    })
    const [row] = await within((at) => db(at).selectFrom('document_mailboxes').selectAll().execute())
    const text = `${JSON.stringify(row)} ${row?.password.toString('latin1')}`
    for (const secret of [first, tokens.refresh(), APPLICATION.secret]) expect(text).not.toContain(secret)
  })

  test('a new refresh token stays when that for which it was fetched fails', async () => {
    const mailbox = await setUp({ refresh: tokens.refresh() })
    const failing = within(async (at) => {
      await accessTo(at, mailbox, { inside: true, apart: true })
      throw new Error('the page failed')
    })
    await expect(failing).rejects.toThrow('the page failed')
    house.clock.advance({ hours: 2 })
    expect((await access(mailbox)).accessToken).toBeTypeOf('string')
  })

  test('what the provider took back is not used on: the folder says so, and is read again with the next token', async () => {
    await setUp()
    const one = watch()
    await one.sync()
    await one.stop()
    tokens.revoke()
    const other = watch()
    await other.sync()
    expect(await problems()).toEqual(['token-unfit'])
    await deliver('Belegt', 'Später')
    await until('filed with another token', async () => (await filed()).length === 1)
    expect(tokens.asked()).toBe(2)
  })

  test('a refused application, an endpoint that is away or answers nonsense, and a changed set-up', async () => {
    const refused = await setUp({ password: 'falsch' })
    await watch().sync()
    expect(await problems()).toEqual(['token-refused'])
    const code = (mailbox: string) =>
      access(mailbox).then(
        () => 'let in',
        (error: { code?: string }) => error.code,
      )
    expect(await code(refused)).toBe('ETOKEN_REFUSED')
    await within((at) => keepMailbox(at, wish(), refused))
    expect(await code(refused)).toBe('let in')
    const mailbox = await setUp({}, [])
    for (const [status, body] of [
      [200, 'no JSON'],
      [200, '{}'],
      [200, JSON.stringify({ access_token: 'x\r\nA1 LOGOUT' })],
      [200, JSON.stringify({ access_token: 'x'.repeat(30_000) })],
      [302, ''],
      [500, ''],
      [429, ''],
    ] as const) {
      tokens.answers({ status, body })
      expect([status, body.slice(0, 20), await code(mailbox)]).toEqual([status, body.slice(0, 20), 'ETOKEN_AWAY'])
    }
    tokens.answers(undefined)
    expect(await code(mailbox)).toBe('let in')
    const away = await setUp({ oauth_endpoint: 'http://127.0.0.1:9/token' }, [])
    expect(await code(away)).toBe('ETOKEN_AWAY')
  })

  test('without its entry in the register not even a token is asked for', async () => {
    switchOffHere(town)
    await setUp()
    await watch().sync()
    expect(tokens.asked()).toBe(0)
  })

  test('where servers must stand outside, an endpoint inside is not asked', async () => {
    const inside = await setUp({ oauth_endpoint: tokens.endpoint.replace('http:', 'https:') }, [])
    const asking = within((at) => accessTo(at, inside, { inside: false, apart: true }))
    await expect(asking).rejects.toMatchObject({ code: 'EPRIVATE' })
    expect(tokens.asked()).toBe(0)
  })
})
