import type { Scope } from '#platform/data/scope.ts'
import { db } from '../reading/data.ts'
import { holderFor } from '../storing/holder.ts'
import { arrive, digestOf, inMemory } from './arrive.ts'
import type { Keeps } from './data.ts'
import { noteAct } from '../working/audit.ts'
import { openedWith } from './mail-key.ts'
import { type Letter, letterOf, nameOfMail } from './mail-parts.ts'

/** Larger mails stay where they are: no provider of mailboxes takes such, and they would not fit in memory. */
export const MOST_BYTES = 150 * 1024 * 1024

export type Taken = 'taken' | 'known'

export type Into = {
  readonly archiveId: string
  readonly keeps: Keeps
  /** Whose key opens encrypted mails. */
  readonly mailboxId?: string | undefined
}

/**
 * Files a mail as it came, and what it encloses, in one transaction; each file is verified in the store before that.
 * Without anything enclosed, or with something that could not be taken out, the mail is filed whatever is kept of others.
 * @param raw the mail as the server holds it, byte for byte
 * @throws what `storeSealed` throws; then nothing of the mail is filed
 */
export async function takeMail(
  at: Scope<string>,
  { archiveId, keeps, mailboxId }: Into,
  raw: Uint8Array,
): Promise<Taken> {
  let [isMailFiled, wasOpened] = [false, false]
  const filed = await arrive(at, { archiveId, way: 'mail', same: digestOf('mail', raw) }, async function* () {
    const outer = await letterOf(raw)
    // a mail and what it encloses are about the same person, whoever that turns out to be
    const holder = await holderFor(at)
    const opened = mailboxId && outer.locked ? await openedWith(at, mailboxId, outer.locked) : undefined
    const letter = opened ? { ...outer, ...(await openedLetter(opened)) } : outer
    const { subject, enclosed, incomplete } = letter
    wasOpened = opened !== undefined
    isMailFiled = wasOpened || keeps !== 'attachments' || enclosed.length === 0 || incomplete
    if (isMailFiled) {
      const about = {
        name: nameOfMail(letter),
        mediaType: 'message/rfc822',
        ...(subject === '' ? {} : { title: subject }),
      }
      yield { ...about, holder, size: raw.length, content: inMemory(raw) }
    }
    if (opened && (keeps !== 'attachments' || enclosed.length === 0 || incomplete)) {
      const mail = asMail(opened, outer.subject)
      yield { name: nameOfMail(outer), mediaType: 'message/rfc822', holder, size: mail.length, content: inMemory(mail) }
    }
    if (keeps === 'mail') return
    for (const { name, mediaType, content } of enclosed)
      yield { name, mediaType, holder, size: content.length, content: inMemory(content) }
  })
  if (!filed) return 'known'
  const [mail, ...parts] = filed
  if (isMailFiled && mail && parts.length > 0) noteParts(at, mail, parts)
  if (wasOpened && mail) await noteAct(at, mail, 'document.decrypted')
  return 'taken'
}

/** What PGP encrypted is a mail of its own, or bare text where it stood within one. */
const asMail = (opened: Buffer, subject: string): Buffer => {
  const isMail =
    /^[!-9;-~]+:[ \t]/.test(opened.subarray(0, 200).toString('latin1')) &&
    /^content-type:/im.test(opened.toString('latin1', 0, 4_000))
  const head = [`Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`, 'MIME-Version: 1.0']
  if (!isMail) head.push('Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '')
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n`), opened])
}

async function openedLetter(opened: Buffer): Promise<Pick<Letter, 'enclosed' | 'incomplete'>> {
  const { enclosed, incomplete } = await letterOf(asMail(opened, ''))
  return { enclosed, incomplete }
}

const noteParts = (at: Scope<string>, mail: string, parts: readonly string[]): void =>
  at.write(
    db(at)
      .insertInto('document_parts')
      .values(
        parts.map((part, place) => ({
          organisation_id: at.organisation.id,
          parent_id: mail,
          position: place + 1,
          document_id: part,
        })),
      )
      .compile(),
  )
