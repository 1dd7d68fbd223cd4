import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { afterAll, describe, expect, test } from 'vitest'
import { digitalPdf } from '#testing/pages.ts'
import { result } from '#testing/reading.ts'
import { envelopedData, signedData, smimeMail } from '#testing/smime.ts'
import { envelopeOf } from './mail-envelope.ts'
import { letterOf } from './mailboxes/mail-parts.ts'
import { endReaders } from './reading/readers.ts'
import { words } from './reading/texts.ts'

afterAll(endReaders)

const inside = async () =>
  Buffer.from(
    `Content-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHier ist mein Gesuch für Würzburg.\r\n--y\r\nContent-Type: application/octet-stream; name="Plan"\r\nContent-Disposition: attachment; filename="Plan"\r\nContent-Transfer-Encoding: base64\r\n\r\n${(await digitalPdf(['Plan'])).toString('base64')}\r\n--y--\r\n`,
  )
const head =
  'From: Ilse Bilse <ilse@example.org>\r\nTo: amt@example.org\r\nSubject: Antrag\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n'
const armoured = '-----BEGIN PGP MESSAGE-----\r\n\r\nwcBMA0\r\n=aaaa\r\n-----END PGP MESSAGE-----\r\n'
const pgpMime = Buffer.from(
  `${head}Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=z\r\n\r\n--z\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--z\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n${armoured}\r\n--z--\r\n`,
)
const inline = Buffer.from(`${head}Content-Type: text/plain\r\n\r\nSiehe:\r\n${armoured}`)

describe('a mail that was signed as one piece (S/MIME)', () => {
  test('gives its text and what is attached, also when it was signed twice', async () => {
    const once = smimeMail(signedData(await inside()), 'signed-data')
    for (const mail of [once, smimeMail(signedData(once), 'signed-data')]) {
      const { enclosed, incomplete } = await letterOf(mail)
      expect([enclosed.map(({ name }) => name), incomplete]).toEqual([['Plan.pdf'], false])
      const read = await result(mail, { fileName: 'a.eml' })
      expect(read.texts[0]).toContain('Von: Ilse Bilse')
      expect(read.texts[0]).toContain('mein Gesuch für Würzburg')
      expect([read.attachments.map(({ name }) => name), read.left]).toEqual([['Plan.pdf'], undefined])
    }
  })

  test('is kept as it is where it is broken; whatever bytes are changed, nothing is thrown', async () => {
    const broken = smimeMail(signedData(await inside()).subarray(0, 200), 'signed-data')
    expect((await letterOf(broken)).enclosed.map(({ name }) => name)).toEqual(['smime.p7m'])
    const small = signedData(Buffer.from('Content-Type: text/plain\r\n\r\nHallo'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(small)
        for (const [at, value] of changes) bytes[at] = value
        expect(['open', 'signed', 'encrypted']).toContain(
          envelopeOf(await PostalMime.parse(smimeMail(bytes, 'signed-data'))).is,
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('a mail that is encrypted', () => {
  test.each([
    ['S/MIME', smimeMail(envelopedData(), 'enveloped-data')],
    ['PGP/MIME', pgpMime],
    ['PGP in its text', inline],
  ])('by %s is told as such: the mail itself is filed, and its page says what to do', async (_, mail) => {
    expect(await letterOf(mail)).toMatchObject({ subject: 'Antrag', enclosed: [], incomplete: true })
    const read = await result(mail, { fileName: 'a.eml' })
    expect([read.kind, read.problem, read.attachments, read.left]).toEqual(['mail', undefined, [], 1])
    expect(read.texts[0]).toContain('Betreff: Antrag')
    expect(read.texts[0]).not.toContain('BEGIN PGP')
    for (const language of ['de', 'en'] as const) expect(words(language).problems['encrypted-mail']).toContain('S/MIME')
  })
})
