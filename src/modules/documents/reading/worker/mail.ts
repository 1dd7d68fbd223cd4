import PostalMime, { type Address, type Email } from 'postal-mime'
import { envelopeOf, isWrapping, SIGNATURES } from '../../mail-envelope.ts'
import { isTnef, readTnef, type TnefFile } from '../../tnef.ts'
import { typed } from '../../typed.ts'
import { limits } from '../limits.ts'
import type { Attachment, LeftBehind } from '../types.ts'
import { unpackedRtf } from './packed-rtf.ts'
import { htmlText, rtfText } from './plain.ts'
import { WorkerTrouble } from './trouble.ts'

export type MailRead = {
  readonly text: string
  readonly attachments: readonly Attachment[]
  /** Why there was more in it than could be taken out. */
  readonly left?: LeftBehind
}

const person = (one: Address): string =>
  one.group ? one.group.map(person).join(', ') : one.name ? `${one.name} <${one.address ?? ''}>` : (one.address ?? '')

/** A mail as RFC 5322 has it: its head, its text, and what is attached, nested mails as they came. */
async function readEml(content: Uint8Array): Promise<MailRead> {
  const outer = await parsed(content)
  const { mail, isLocked } = await opened(outer)
  const head = [
    ['Von', outer.from ? person(outer.from) : ''],
    ['An', (outer.to ?? []).map(person).join(', ')],
    ['Kopie', (outer.cc ?? []).map(person).join(', ')],
    ['Datum', outer.date ?? ''],
    ['Betreff', outer.subject ?? ''],
  ] as const
  const body = isLocked ? 'Der Inhalt dieser Mail ist verschlüsselt.' : mail.text?.trim() || htmlText(mail.html ?? '')
  const enclosed = (isLocked ? [] : mail.attachments)
    .filter(({ mimeType }) => !TECHNICAL.has(mimeType) && !SIGNATURES.test(mimeType))
    .filter(({ disposition, contentId, mimeType }) => !isDecoration(disposition, contentId, mimeType, mail.html))
  const taken = await Promise.all(
    enclosed.map(async ({ filename, mimeType, content: bytes }, place) => {
      const file = typeof bytes === 'string' ? Buffer.from(bytes) : new Uint8Array(bytes)
      if (isTnef(file)) return packedByOutlook(file)
      if (mimeType !== 'message/rfc822')
        return [{ ...(await typed(file, filename ?? '', mimeType, `Anhang ${place + 1}`)), content: file }]
      return [{ name: filename ?? `Mail ${place + 1}.eml`, mediaType: mimeType, content: file }]
    }),
  )
  const attachments = taken.flat()
  const text = mailText(head, body, attachments)
  return { text, attachments, ...(isLocked ? { left: 'encrypted-mail' as const } : {}) }
}

const parsed = (content: Uint8Array): Promise<Email> =>
  PostalMime.parse(content, { rfc822Attachments: true, maxNestingDepth: limits.depth * 4 }).catch(() => {
    throw new WorkerTrouble('damaged')
  })

/** The mail that lies within signed ones; what stands beside an envelope stays with it. */
async function opened(mail: Email, depth = 0): Promise<{ readonly mail: Email; readonly isLocked: boolean }> {
  const envelope = envelopeOf(mail)
  if (envelope.is !== 'signed' || depth >= limits.depth) return { mail, isLocked: envelope.is === 'encrypted' }
  const inner = await opened(await parsed(envelope.content), depth + 1)
  const beside = mail.attachments.filter((one) => !isWrapping(one))
  return { ...inner, mail: { ...inner.mail, attachments: [...inner.mail.attachments, ...beside] } }
}

/** What lies in a `winmail.dat`; the file itself where it is broken: as a document of its own it says so. */
async function packedByOutlook(content: Uint8Array): Promise<Attachment[]> {
  const { files, whole } = readTnef(content)
  return whole ? filesOf(files) : [{ name: 'winmail.dat', mediaType: 'application/vnd.ms-tnef', content }]
}

const filesOf = (files: readonly TnefFile[]): Promise<Attachment[]> =>
  Promise.all(
    files.map(async (file, place) => ({
      ...(await typed(file.content, file.name, file.mediaType, `Anhang ${place + 1}`)),
      content: file.content,
    })),
  )

/** A `winmail.dat` by itself. */
async function readPacked(content: Uint8Array): Promise<MailRead> {
  const { subject, text, html, rtf, whole, files } = readTnef(content)
  const attachments = await filesOf(files)
  if (!whole && attachments.length === 0) throw new WorkerTrouble('damaged')
  const body = text.trim() || htmlText(html) || (rtf ? rtfText(unpackedRtf(rtf)) : '')
  return {
    text: mailText([['Betreff', subject]], body, attachments),
    attachments,
    ...(whole ? {} : { left: 'not-unpacked' as const }),
  }
}

/** What mail servers and programs tell each other. */
const TECHNICAL = new Set(['message/delivery-status', 'message/disposition-notification', 'text/rfc822-headers'])

/** A picture that only decorates the mail's HTML, such as a logo in the signature. */
const isDecoration = (
  disposition: string | null,
  contentId: string | undefined,
  mediaType: string,
  html: string | undefined,
): boolean =>
  disposition !== 'attachment' &&
  contentId !== undefined &&
  mediaType.startsWith('image/') &&
  (html?.includes(`cid:${contentId.replaceAll(/[<>]/g, '')}`) ?? false)

function mailText(
  head: readonly (readonly [string, string])[],
  body: string,
  attachments: readonly Attachment[],
): string {
  const lines = head.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`)
  const names = attachments.map(({ name }) => name)
  if (names.length > 0) lines.push(`Anhänge: ${names.join(', ')}`)
  return `${lines.join('\n')}\n\n${body}`.slice(0, limits.characters)
}

type MsgReaderClass = new (content: ArrayBuffer) => {
  getFileData(): unknown
  getAttachment(one: never): { fileName: string; content: Uint8Array }
}

type MsgFields = {
  error?: string
  senderName?: string
  senderSmtpAddress?: string
  senderEmail?: string
  subject?: string
  body?: string
  html?: Uint8Array
  bodyHtml?: string
  compressedRtf?: Uint8Array
  messageDeliveryTime?: string
  clientSubmitTime?: string
  recipients?: { name?: string; smtpAddress?: string; email?: string; recipType?: string }[]
  attachments?: (MsgFields & { fileName?: string; name?: string; attachMimeTag?: string; innerMsgContent?: true })[]
}

/** A message of Outlook (MS-OXMSG); a mail within it is kept as what Outlook made of it. */
async function readMsg(content: Uint8Array): Promise<MailRead> {
  const { default: loaded } = await import('@kenjiuno/msgreader')
  // a CommonJS module, whose class is its default's default
  const MsgReader = (loaded as unknown as { default: MsgReaderClass }).default
  try {
    const exact = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer
    const reader = new MsgReader(exact)
    const fields = reader.getFileData() as MsgFields
    if (fields.error) throw new WorkerTrouble('damaged')
    const to = (kind: string) =>
      (fields.recipients ?? [])
        .filter(({ recipType }) => recipType === kind)
        .map(({ name, smtpAddress, email }) => `${name ?? ''} <${smtpAddress ?? email ?? ''}>`)
        .join(', ')
    const head = [
      ['Von', `${fields.senderName ?? ''} <${fields.senderSmtpAddress ?? fields.senderEmail ?? ''}>`],
      ['An', to('to')],
      ['Kopie', to('cc')],
      ['Datum', fields.messageDeliveryTime ?? fields.clientSubmitTime ?? ''],
      ['Betreff', fields.subject ?? ''],
    ] as const
    const html = fields.bodyHtml ?? (fields.html ? Buffer.from(fields.html).toString('utf8') : '')
    const enclosed = (fields.attachments ?? []).slice(0, limits.attachments)
    const attachments = await Promise.all(
      enclosed.map(async (one, place) => {
        const { content: bytes, fileName } = reader.getAttachment(one as never)
        const content = new Uint8Array(bytes)
        if (!one.innerMsgContent) {
          const stated = one.attachMimeTag ?? 'application/octet-stream'
          return { ...(await typed(content, fileName ?? '', stated, `Anhang ${place + 1}`)), content }
        }
        const name = `${one.name ?? one.subject ?? `Mail ${place + 1}`}.msg`
        return { name, mediaType: 'application/vnd.ms-outlook', content }
      }),
    )
    const rtf = () => (fields.compressedRtf ? rtfText(unpackedRtf(fields.compressedRtf)) : '')
    return { text: mailText(head, fields.body?.trim() || htmlText(html) || rtf(), attachments), attachments }
  } catch (error) {
    if (error instanceof WorkerTrouble) throw error
    throw new WorkerTrouble('damaged') // its offsets lead outside
  }
}

export const mailReaders = {
  eml: { mediaType: 'message/rfc822', readMail: readEml },
  msg: { mediaType: 'application/vnd.ms-outlook', readMail: readMsg },
  tnef: { mediaType: 'application/vnd.ms-tnef', readMail: readPacked },
} as const
