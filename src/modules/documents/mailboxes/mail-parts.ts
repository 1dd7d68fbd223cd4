import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { cleanText } from '#platform/text/clean.ts'
import { bytesOf, envelopeOf, isWrapping, SIGNATURES } from '../mail-envelope.ts'
import { isTnef, readTnef } from '../tnef.ts'
import { typed, withEnding } from '../typed.ts'

/** A file that came with a mail. */
export type Enclosed = { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }

/** A mail as far as filing it needs to know. */
export type Letter = {
  /** '' where it has none. */
  readonly subject: string
  /** The day it was sent, as it says itself: `2026-11-22`. */
  readonly sentOn: string | undefined
  readonly enclosed: readonly Enclosed[]
  /** Something in it could not be taken out; the mail itself holds it. */
  readonly incomplete: boolean
  /** What is encrypted by PGP, where the mail is nothing but that. */
  readonly locked: Uint8Array | undefined
}

const DEEPEST = 5
const MOST_ENCLOSED = 200
const MOST_LETTERS = 120

/**
 * Takes a mail apart: what it encloses, mails within it and what those enclose too. A mail that is broken, nested without
 * end or holds more than 200 files gives what is there and says so; it never throws.
 */
export async function letterOf(raw: Uint8Array): Promise<Letter> {
  const enclosed: Enclosed[] = []
  let incomplete = false
  let locked: Uint8Array | undefined
  const read = (bytes: Uint8Array) =>
    PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 30 }).catch(() => {
      incomplete = true
      return undefined
    })

  async function take(mail: Email, depth: number): Promise<void> {
    const envelope = envelopeOf(mail)
    if (envelope.is === 'encrypted') {
      incomplete = true
      if (depth === 0 && envelope.by === 'pgp') locked = envelope.content
      return
    }
    const inner = envelope.is === 'signed' && depth < DEEPEST ? await read(envelope.content) : undefined
    if (inner) await take(inner, depth + 1)
    else if (envelope.is === 'signed') incomplete = true
    for (const one of mail.attachments) {
      const content = bytesOf(one)
      if (
        content.length === 0 ||
        SIGNATURES.test(one.mimeType) ||
        (envelope.is === 'signed' && isWrapping(one)) ||
        isDecoration(one, mail)
      )
        continue
      if (enclosed.length >= MOST_ENCLOSED) {
        incomplete = true
        return
      }
      if (isTnef(content)) {
        await takePacked(content)
        continue
      }
      const isMail = one.mimeType === 'message/rfc822'
      const within = isMail && depth < DEEPEST ? await read(content) : undefined
      const file = await named(one, content, within?.subject)
      enclosed.push(file)
      if (within) await take(within, depth + 1)
      else if (isMail) incomplete = true
    }
  }

  /** Outlook's own packing; one that is broken is kept beside what could be taken out of it. */
  async function takePacked(content: Uint8Array): Promise<void> {
    const { files, whole } = readTnef(content)
    if (!whole) enclosed.push({ name: 'winmail.dat', mediaType: 'application/vnd.ms-tnef', content })
    incomplete ||= !whole || enclosed.length + files.length > MOST_ENCLOSED
    for (const file of files.slice(0, MOST_ENCLOSED - enclosed.length))
      enclosed.push({
        ...(await typed(file.content, line(file.name), file.mediaType, 'Anhang')),
        content: file.content,
      })
  }

  const mail = await read(raw)
  if (mail) await take(mail, 0)
  return {
    subject: line(mail?.subject ?? ''),
    sentOn: /^\d{4}-\d{2}-\d{2}(?=T)/.exec(mail?.date ?? '')?.[0],
    enclosed,
    incomplete,
    locked,
  }
}

/** The name a mail is filed under. */
export const nameOfMail = ({ subject, sentOn }: Pick<Letter, 'subject' | 'sentOn'>): string =>
  `${[sentOn, subject].filter(Boolean).join(' ') || 'Mail'}.eml`

/** A picture that the mail's text shows, such as the logo of a signature; whatever else stands inline was enclosed. */
function isDecoration({ mimeType, contentId, related }: Attachment, { html }: Email): boolean {
  if (!mimeType.startsWith('image/') || !contentId || !html) return false
  const id = contentId.replace(/^<|>$/g, '')
  return related === true || html.includes(`cid:${id}`)
}

/** What the bytes are goes before what the sender's program says they are. */
async function named(one: Attachment, content: Uint8Array, subject: string | undefined): Promise<Enclosed> {
  if (one.mimeType === 'message/rfc822') {
    const name = line(one.filename ?? '') || line(subject ?? '') || 'Mail'
    return { name: withEnding(name, 'eml'), mediaType: one.mimeType, content }
  }
  return { ...(await typed(content, line(one.filename ?? ''), one.mimeType, 'Anhang')), content }
}

/** One clean line, without path parts and never longer than a file name. */
function line(text: string): string {
  const bare = text.replaceAll(/[\\/]/g, ' ')
  const cleaned = cleanText(bare, { max: Number.MAX_SAFE_INTEGER })
  const letters = [...(cleaned.ok ? cleaned.text : '').replace(/^[.\s]+/, '')]
  if (letters.length <= MOST_LETTERS) return letters.join('')
  const ending = /\.[a-z0-9]{1,5}$/i.exec(letters.join(''))?.[0] ?? ''
  return `${letters.slice(0, MOST_LETTERS - ending.length).join('')}${ending}`
}
