import { type BaseBlock, Constructed, fromBER, ObjectIdentifier, OctetString } from 'asn1js'
import type { Attachment, Email } from 'postal-mime'

/** What a mail lies in, by S/MIME (RFC 8551) or PGP/MIME (RFC 3156). */
export type Envelope =
  | { readonly is: 'open' }
  /** The mail within, as it was signed; whether the signature is good nobody has looked. */
  | { readonly is: 'signed'; readonly content: Uint8Array }
  | { readonly is: 'encrypted'; readonly by: 'smime' | 'pgp'; readonly content: Uint8Array }

export const SIGNATURES = /^application\/(x-)?(pkcs7-signature|pgp-signature|pgp-keys)$/
const CMS = /^application\/(x-)?pkcs7-mime$/
/** The lines that PGP puts around what it encrypted (RFC 9580, 6.2). */
const PGP = /^-----BEGIN PGP MESSAGE-----[^]*?^-----END PGP MESSAGE-----/m

/** Signed parts that stand beside their signature are no envelope: they are read like any mail. */
export function envelopeOf(mail: Email): Envelope {
  const cms = mail.attachments.find(isWrapping)
  const found = cms && cmsOf(bytesOf(cms))
  if (found) return found
  const place = mail.attachments.findIndex(({ mimeType }) => mimeType === 'application/pgp-encrypted')
  const [note, next] = place < 0 ? [] : mail.attachments.slice(place, place + 2)
  if (note && next) return { is: 'encrypted', by: 'pgp', content: bytesOf(next) }
  const inline = PGP.exec((mail.text ?? '').replaceAll('\r\n', '\n'))
  return inline ? { is: 'encrypted', by: 'pgp', content: Buffer.from(inline[0]) } : { is: 'open' }
}

/** Whether an attachment is the envelope itself. */
export const isWrapping = ({ mimeType }: Attachment): boolean => CMS.test(mimeType)

export const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : new Uint8Array(content)

const [SIGNED, ENVELOPED, AUTHENTICATED] = [
  '1.2.840.113549.1.7.2',
  '1.2.840.113549.1.7.3',
  '1.2.840.113549.1.9.16.1.23',
]
/** No mail is larger; signed in one go it comes in thousands of pieces. */
const BOUNDS = { maxContentLength: 160 * 1024 * 1024, maxNodes: 500_000 }

/** Cryptographic Message Syntax (RFC 5652, 3 and 5.1); undefined where it is broken or holds something else. */
function cmsOf(content: Uint8Array): Envelope | undefined {
  const [kind, wrapped] = within(parsed(content))
  if (!(kind instanceof ObjectIdentifier)) return undefined
  const type = kind.getValue()
  if (type === ENVELOPED || type === AUTHENTICATED) return { is: 'encrypted', by: 'smime', content }
  if (type !== SIGNED) return undefined
  const [, , encapsulated] = within(within(wrapped)[0])
  const [octets] = within(within(encapsulated)[1])
  return octets instanceof OctetString ? { is: 'signed', content: new Uint8Array(octets.getValue()) } : undefined
}

function parsed(content: Uint8Array): BaseBlock | undefined {
  try {
    const { result, offset } = fromBER(Uint8Array.from(content), BOUNDS)
    return offset < 0 ? undefined : result
  } catch {
    return undefined // a text whose bytes are none
  }
}

const within = (block: BaseBlock | undefined): readonly (BaseBlock | undefined)[] =>
  block instanceof Constructed ? block.valueBlock.value : []
