import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { erasePeople } from '#privacy'
import type { Organisation } from '#platform/data/organisations.ts'
import { returnedMails } from '#testing/bounces.ts'
import { openPostOffice, RETURN_PATH, type PostOffice, type Sent } from '#testing/returned.ts'
import { registerOfThisTest, switchOffHere, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { db } from './data.ts'
import { noteEvent } from './events.ts'
import { receive, receiveAll } from './receive.ts'
import { isReturnPattern, messageNamed, plainAddressOf, returnPathOf } from './return-path.ts'
import { releaseAddress, stoppedAddresses, stoppedFor } from './standing.ts'

let web: TestWeb
let office: PostOffice
let town: Organisation

beforeAll(async () => {
  registerOfThisTest()
  web = await testWeb({
    modules: [messages({ transport: undefined, from: 'a@b.example', failed: (error) => void web.defects.push(error) })],
  })
  office = await openPostOffice(web.house)
  town = await ready()
})
afterAll(async () => {
  expect(office.failures).toEqual([])
  expect(web.defects).toEqual([])
  await office[Symbol.asyncDispose]()
  await web.close()
})

async function ready(): Promise<Organisation> {
  const made = await web.organisation()
  switchOnHere(made, 'returned-mail')
  await office.setUp(made)
  return made
}

const corpus = new Map(returnedMails().map((one) => [one.name, one]))
const returned = (name: string, sent: Sent, change = (mail: string) => mail): Buffer =>
  Buffer.from(change((corpus.get(name)?.mail({ ...sent, returnPath: sent.returnPath }) ?? '').toString('utf8')))
const address = () => `max.${randomUUID().slice(0, 8)}@empfang.example`
const kinds = async (sent: Sent) =>
  (await office.events(town, sent.message)).map(({ kind, weight }) => (weight ? `${kind} ${weight}` : kind))
const reports = (organisation = town) =>
  office.within(organisation, (at) =>
    db(at).selectFrom('mail_reports').select(['kind', 'state', 'message_id', 'words']).orderBy('uid').execute(),
  )
const stopped = (to: string) => office.within(town, async (at) => (await stoppedFor(at, [to]))[0])

test('the envelope names a return path of its own and asks for reports', async () => {
  const sent = await office.send(town, address())
  expect(sent.returnPath).toMatch(/^ruecklauf\+[a-z2-7]{48}@belegt\.example$/)
  expect(sent.mail.reports.split(',').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['DELAY', 'FAILURE', 'SUCCESS'])
  const again = await office.within(town, (at) => returnPathOf(at, RETURN_PATH, sent.message))
  expect(again).toBe(sent.returnPath)
  expect(await kinds(sent)).toEqual(['accepted'])
})

describe('read from the mailbox', () => {
  test('a hard bounce is noted with the server’s words, without the address, and stops the address', async () => {
    const sent = await office.send(town, address())
    await office.imap.deliver(returned('postfix-unknown', sent))
    expect(await office.read(town)).toEqual({ noted: 1, open: 0, known: 0 })
    expect(await kinds(sent)).toEqual(['accepted', 'bounced hard'])
    const [, bounced] = await office.events(town, sent.message)
    expect(bounced).toMatchObject({ code: '5.1.1', reason: 'no-such-address', source: 'report' })
    expect(bounced?.words).toBe('550 5.1.1 <…>: Recipient address rejected: User unknown in virtual mailbox table')
    expect(await stopped(sent.to.toUpperCase())).toBe('hard')

    const refused = office.send(town, sent.to)
    await expect(refused.then(({ message }) => message === sent.message)).resolves.toBe(true) // only the first has left
    const [state] = await office.within(town, (at) =>
      db(at).selectFrom('messages').select(['state', 'answer', 'content']).where('state', '=', 'failed').execute(),
    )
    expect(state).toMatchObject({ state: 'failed', answer: 'stopped hard' })
    expect(state?.content).not.toBeNull() // staff can send it once the address is right

    const [listed] = await office.within(town, (at) => stoppedAddresses(at))
    expect(listed).toMatchObject({ stopped_for: 'hard', person_id: sent.person, code: '5.1.1' })
    await office.within(town, (at) => releaseAddress(at, listed?.id ?? ''))
    expect(await stopped(sent.to)).toBe(undefined)
  })

  test('every kind of mail that comes back leaves its row; what is not understood is left for staff', async () => {
    const other = await ready()
    const before = (await office.imap.mails()).length
    await office.read(other) // what lies there already
    const counted = (await reports(other)).length
    const mails = [...corpus.values()]
    const all: { one: (typeof mails)[number]; sent: Sent }[] = []
    for (const one of mails) all.push({ one, sent: await office.send(other, address()) })
    await office.imap.deliver(...all.map(({ one, sent }) => one.mail(sent)))
    const sitting = await office.read(other)
    expect(sitting.noted + sitting.open).toBe(mails.length)
    const rows = (await reports(other)).slice(counted)
    expect(rows).toHaveLength(mails.length)
    for (const [place, { one, sent }] of all.entries()) {
      const [first = ''] = one.expected
      const row = rows[place]
      const open = first === 'unknown' || first === 'letter'
      // somebody who answers "Abmelden" is heard; see the part on blocks
      if (one.name !== 'letter-unsubscribe') expect([one.name, row?.state]).toEqual([one.name, open ? 'open' : 'noted'])
      const noted = (await office.events(other, sent.message))
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'accepted')
      const said = one.expected
        .map((part) => part.split(' ')[0])
        .filter((part) => !['unknown', 'letter', 'loop'].includes(part ?? ''))
      expect([one.name, new Set(noted)]).toEqual([one.name, new Set(said)])
    }
    const flagged = (await office.imap.mails()).slice(before).filter(({ flags }) => flags.includes('\\Flagged')).length
    expect(flagged).toBe(sitting.open)
  })

  test('the same mail twice, a mailbox counted anew, a reader that died before it noted how far: each counts once', async () => {
    const sent = await office.send(town, address())
    const mail = returned('exim-unknown', sent)
    await office.imap.deliver(mail, mail)
    expect(await office.read(town)).toMatchObject({ known: 1 })
    await office.within(town, (at) => db(at).updateTable('mail_feedback').set({ last_uid: 0 }).execute())
    expect((await office.read(town)).noted).toBe(0)
    await office.imap.renew()
    await office.imap.deliver(mail)
    expect(await office.read(town)).toEqual({ noted: 0, open: 0, known: 1 })
    expect(await kinds(sent)).toEqual(['accepted', 'bounced hard'])
  })

  test('where the mailbox cannot be read, staff are told why, and nothing is lost', async () => {
    const other = await ready()
    const sent = await office.send(other, address())
    await office.imap.stop()
    await expect(office.read(other)).rejects.toThrow()
    const problem = () =>
      office.within(other, (at) => db(at).selectFrom('mail_feedback').select('problem').executeTakeFirst())
    expect(await problem()).toEqual({ problem: 'connection' })
    await office.imap.start()
    await office.imap.deliver(returned('qmail-unknown', sent))
    expect((await office.read(other)).noted).toBeGreaterThan(0)
    expect(await problem()).toEqual({ problem: '' })
    switchOffHere(other)
    await office.imap.deliver(returned('gmx-unknown', sent))
    expect(await office.read(other)).toEqual({ noted: 0, open: 0, known: 0 })
    expect((await office.send(other, address())).returnPath).toBe('termine@belegt.example')
  })
})

describe('forged and lost', () => {
  let number = 1_000_000
  const take = (mail: Buffer, organisation = town) =>
    office.within(organisation, (at) => receive(at, mail, { uid: ++number, isOurs: () => false }))
  const last = async () => (await reports()).at(-1)

  test('a bounce with a token that is not ours changes nothing', async () => {
    const sent = await office.send(town, address())
    const forged = returned('postfix-unknown', sent, (mail) => {
      const token = /\+([a-z2-7]{48})@/.exec(mail)?.[1] ?? ''
      return mail.replaceAll(token, token.slice(0, -4) + (token.endsWith('aaaa') ? 'bbbb' : 'aaaa'))
    })
    expect(await take(forged)).toBe('noted')
    expect(await last()).toMatchObject({ kind: 'forged', message_id: null, words: null })
    expect(await kinds(sent)).toEqual(['accepted'])
    expect(await stopped(sent.to)).toBe(undefined)
  })

  test('a token of another organisation is none here', async () => {
    const other = await ready()
    const sent = await office.send(other, address())
    await take(returned('postfix-unknown', sent))
    expect(await last()).toMatchObject({ kind: 'forged' })
  })

  test('a bounce for an unknown address, without a token, is shown to staff and changes nothing', async () => {
    const sent = await office.send(town, address())
    const bare = returned('postfix-unknown', sent, (mail) => mail.replaceAll(/ruecklauf\+[a-z2-7]{48}@/g, 'ruecklauf@'))
    expect(await take(bare)).toBe('open')
    expect(await last()).toMatchObject({ kind: 'unnamed', state: 'open' })
    expect(await stopped(sent.to)).toBe(undefined)
  })

  test('servers that change the case of a return path, and quoted-printable, do not lose it', async () => {
    const sent = await office.send(town, address())
    await take(
      returned('qmail-unknown', sent, (mail) => mail.replaceAll(sent.returnPath, sent.returnPath.toUpperCase())),
    )
    expect(await kinds(sent)).toEqual(['accepted', 'bounced hard'])
  })

  test('a bounce after its person was erased, or its protocol has ended, finds nothing and harms nothing', async () => {
    const sent = await office.send(town, address())
    await office.within(town, (at) => erasePeople(at, [sent.person], 'request'))
    expect(await take(returned('postfix-full', sent))).toBe('noted')
    expect(await last()).toMatchObject({ kind: 'ended', words: null })
    expect(await office.within(town, (at) => noteEvent(at, sent.message, { kind: 'opened', source: 'reader' }))).toBe(
      false,
    )
  })

  test('whoever complains is not written to any more, by no sender', async () => {
    const sent = await office.send(town, address())
    await take(returned('arf-abuse', sent))
    expect(await kinds(sent)).toEqual(['accepted', 'complained'])
    expect(await stopped(sent.to)).toBe('complained')
  })

  test('of two mailboxes behind an address one took the mail: it is written to again', async () => {
    const sent = await office.send(town, address())
    await take(returned('two-recipients', sent))
    expect((await kinds(sent)).toSorted()).toEqual(['accepted', 'bounced soft', 'delivered'])
    expect(await stopped(sent.to)).toBe(undefined)
  })
})

test('many mails in one transaction say what they say one by one: twice the same, several about one address', async () => {
  const sent = await office.send(town, address())
  const full = Array.from({ length: 4 }, (_, place) =>
    returned('postfix-full', sent, (mail) => mail.replace(/^Subject: /m, `X-Number: ${place}\r\nSubject: `)),
  )
  const other = await office.send(town, address())
  const lot = [...full, full[0] ?? Buffer.alloc(0), returned('arf-abuse', other), Buffer.from('Unfug')]
  const take = () =>
    office.within(town, (at) =>
      receiveAll(
        at,
        lot.map((raw) => ({ raw })),
        () => false,
      ),
    )
  expect(await take()).toEqual(['noted', 'noted', 'noted', 'noted', 'known', 'noted', 'open'])
  expect((await kinds(sent)).filter((kind) => kind === 'bounced soft')).toHaveLength(4)
  expect([await stopped(sent.to), await stopped(other.to)]).toEqual(['soft', 'complained'])
  expect(await take()).toEqual(lot.map(() => 'known'))
})

test('soft bounces stop an address when they come in a row, and fade when they do not', async () => {
  const sent = await office.send(town, address())
  const soft = (hours: number) =>
    office.within(town, (at) =>
      noteEvent(at, sent.message, {
        kind: 'bounced',
        weight: 'soft',
        reason: 'full',
        source: 'report',
        at: at.now.add({ hours }),
      }),
    )
  for (const day of [0, 30, 60, 90, 120, 150]) await soft(day * 24)
  expect(await stopped(sent.to)).toBe(undefined)
  for (const hour of [1, 2, 3, 4]) await soft(150 * 24 + hour)
  expect(await stopped(sent.to)).toBe('soft')
})

test('a return path fits into what mail servers take', async () => {
  expect(isReturnPattern('ruecklauf+*@belegt.example')).toBe(true)
  expect(isReturnPattern('*@ruecklauf.belegt.example')).toBe(true)
  for (const bad of [
    'ruecklauf@belegt.example',
    '**@a.example',
    'ein-viel-zu-langer-name+*@a.example',
    '*@a',
    'a b*@a.de',
    '*@a.de\r\nX: y',
  ])
    expect(isReturnPattern(bad), bad).toBe(false)
  expect(plainAddressOf('ruecklauf+*@belegt.example')).toBe('ruecklauf@belegt.example')
  expect(await office.within(town, (at) => messageNamed(at, '', 'x'))).toBe(undefined)
  expect(await office.within(town, (at) => messageNamed(at, RETURN_PATH, 'a'.repeat(100_000)))).toBe(undefined)
})
