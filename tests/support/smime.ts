// Messages in the syntax of S/MIME (CMS, RFC 5652), made from their parts.
import { Constructed, Integer, ObjectIdentifier, OctetString, Sequence, Set as AsnSet } from 'asn1js'

const [DATA, SIGNED, ENVELOPED] = ['1.2.840.113549.1.7.1', '1.2.840.113549.1.7.2', '1.2.840.113549.1.7.3']
const tagged = (value: Sequence | OctetString) =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [value] })
const info = (kind: string, content: Sequence | OctetString): Sequence =>
  new Sequence({ value: [new ObjectIdentifier({ value: kind }), tagged(content)] })
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

/** A mail that was signed as one piece; by nobody, since signatures are not looked at. */
export const signedData = (content: Uint8Array): Buffer =>
  Buffer.from(
    info(
      SIGNED,
      new Sequence({
        value: [
          new Integer({ value: 1 }),
          new AsnSet({ value: [] }),
          info(DATA, new OctetString({ valueHex: exact(content) })),
          new AsnSet({ value: [] }),
        ],
      }),
    ).toBER(),
  )

/** One that was encrypted for nobody. */
export const envelopedData = (): Buffer =>
  Buffer.from(info(ENVELOPED, new Sequence({ value: [new Integer({ value: 0 }), new AsnSet({ value: [] })] })).toBER())

/** A mail of one part, as S/MIME sends it. */
export const smimeMail = (content: Uint8Array, kind: 'signed-data' | 'enveloped-data'): Buffer =>
  Buffer.from(
    `From: Ilse Bilse <ilse@example.org>\r\nTo: amt@example.org\r\nSubject: Antrag\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=${kind}; name=smime.p7m\r\nContent-Disposition: attachment; filename=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`,
  )
