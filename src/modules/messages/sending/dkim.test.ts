import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDns, type Zone } from '#testing/dns.ts'
import { startSmtp, type Mailbox } from '#testing/smtp.ts'
import { smtpTransport } from '../transport.ts'
import { composed } from './compose.ts'
import type { SigningKey } from './dkim.ts'
import { dkimName, dkimRecord } from './dns-rules.ts'
import { textsFrom } from './dns.ts'
import { ForgedLine } from './lines.ts'
import type { OutgoingMail } from './outgoing.ts'

const now = Temporal.Instant.from('2026-11-24T11:00:00Z')
const domain = 'musterhausen.example'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const keys: SigningKey[] = [
  { domain, selector: 'alt', algorithm: 'rsa', key: rsa.privateKey },
  { domain, selector: 'neu', algorithm: 'ed25519', key: ed.privateKey },
]

let zone: Zone
let mailbox: Mailbox
beforeAll(async () => {
  const spki = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'der' })
  zone = await startDns({
    [dkimName('alt', domain)]: [dkimRecord('rsa', spki(rsa.publicKey).toString('base64'))],
    [dkimName('neu', domain)]: [dkimRecord('ed25519', spki(ed.publicKey).subarray(-32).toString('base64'))],
  })
  mailbox = await startSmtp()
})
afterAll(async () => {
  await zone[Symbol.asyncDispose]()
  await mailbox[Symbol.asyncDispose]()
})

const mail = (content: Partial<OutgoingMail['content']> = {}, more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: '<1@musterhausen.example>',
  from: { name: 'Stadt Musterhausen', address: `termine@${domain}` },
  replyTo: undefined,
  to: 'paula@example.org',
  content: { subject: 'Ihr Termin', text: 'Guten Tag', html: '<p>Guten Tag</p>', ...content },
  keys,
  ...more,
})

/** What an independent library says, asking the DNS server on this machine. */
async function verdicts(raw: Buffer | string): Promise<string[]> {
  const read = textsFrom([zone.address])
  const resolver = async (name: string) => ((await read(name)) ?? []).map((text) => [text])
  const { results } = await dkimVerify(raw, { resolver } as never)
  return results.map((one) => `${one.selector} ${one.status.result}`).toSorted()
}

describe('DKIM', () => {
  test('a mail that went over the wire passes by both keys, with umlauts, a calendar and an unsubscribe pair', async () => {
    const transport = smtpTransport(new URL(mailbox.url))
    await transport.send(
      mail({
        subject:
          'Bestätigung: Ihr Termin in der Außenstelle Köln-Mülheim, mit einem sehr langen Betreff, der umbrochen wird',
        text: 'Grüße  \n\n.\n..Punkte am Anfang\nEnde   \n\n\n',
        html: `<p>${'Ä ö ü ß '.repeat(400)}</p>`,
        calendar: { method: 'REQUEST', file: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
        headers: {
          'List-Unsubscribe': '<https://belegt.example/ab/1>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
      }),
    )
    const arrived = await mailbox.mailTo('paula@example.org')
    transport.close()
    expect(await verdicts(arrived.raw)).toEqual(['alt pass', 'neu pass'])
    const signed = arrived.header('dkim-signature') ?? ''
    expect(signed.replaceAll(/\s/g, '')).toMatch(/h=.*list-unsubscribe:list-unsubscribe-post/)
  })

  test('whatever stands in a mail, its signature holds; one changed character breaks it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ maxLength: 300 }),
        async (text, more) => {
          const { raw } = await composed(mail({ text: `${text}\n${more}`, html: `<p>${text}</p>` }), now)
          expect(await verdicts(raw)).toEqual(['alt pass', 'neu pass'])
        },
      ),
      { numRuns: 25 },
    )
    const { raw } = await composed(mail(), now)
    const changed = raw.toString('latin1')
    for (const [from, to] of [
      ['Subject: Ihr', 'Subject: Mein'],
      ['Guten', 'Besten'],
      ['From: Stadt', 'From: Dorf'],
      ['To: paula', 'To: paul'],
    ] as const) {
      expect(changed).toContain(from)
      expect(await verdicts(changed.replace(from, to))).not.toContain('alt pass')
    }
    // a second line of what may stand once: receivers show the one that nobody signed
    expect(await verdicts(changed.replace('Subject:', 'Subject: Gewinn!\r\nSubject:'))).not.toContain('alt pass')
  })

  test('without keys it goes as it is', async () => {
    const { raw } = await composed(mail({}, { keys: [] }), now)
    expect(raw.toString()).not.toContain('DKIM-Signature')
  })
})

describe('forged lines', () => {
  const endings = ['\r\n', '\n', '\r', '\u2028', '\u0085', '\u0000', '\v']
  test.each(endings)('no part of a mail can write a header line or an envelope: %j', async (ending) => {
    const forged = `x${ending}Bcc: opfer@example.org`
    const wishes: OutgoingMail[] = [
      mail({ subject: forged }),
      mail({}, { to: `paula@example.org${ending}` }),
      mail({}, { to: `paula@example.org${ending}RCPT TO:<opfer@example.org>` }),
      mail({}, { from: { name: forged, address: `termine@${domain}` } }),
      mail({}, { from: { name: 'Stadt', address: forged } }),
      mail({}, { replyTo: forged }),
      mail({}, { messageId: `<1@x>${ending}Bcc: opfer@example.org` }),
      mail({}, { envelope: { from: `a@b.example${ending}`, notify: [] } }),
      mail({ headers: { 'X-Any': forged } }),
      mail({ headers: { [`X-Any: y${ending}Bcc`]: 'opfer@example.org' } }),
    ]
    for (const wish of wishes) await expect(composed(wish, now)).rejects.toBeInstanceOf(ForgedLine)
  })

  test.each(['Bcc', 'to', 'FROM', 'Return-Path', 'DKIM-Signature', 'Content-Type'])(
    'a further header cannot be one of ours: %s',
    async (name) => {
      await expect(composed(mail({ headers: { [name]: 'x' } }), now)).rejects.toBeInstanceOf(ForgedLine)
    },
  )

  test.each(['a@b.example, c@d.example', 'a@b.example>', '<a@b.example', '"a b"@c.example', 'a@b@c.example', 'a', ''])(
    'one address is one address: %j',
    async (to) => {
      await expect(composed(mail({}, { to }), now)).rejects.toBeInstanceOf(ForgedLine)
    },
  )

  test('whatever a name holds, the header has as many lines as ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        const names = (raw: Buffer) =>
          (raw.toString('latin1').split('\r\n\r\n')[0] ?? '').match(/^[A-Za-z-]+(?=:)/gm)?.toSorted()
        const made = await composed(mail({ subject: `x${text}` }, { keys: [] }), now).catch((error: unknown) => error)
        if (made instanceof ForgedLine) return
        const plain = await composed(mail({}, { keys: [] }), now)
        expect(names((made as { raw: Buffer }).raw)).toEqual(names(plain.raw))
      }),
    )
  })
})
