import type { Scope } from '#platform/data/scope.ts'
import { db } from '../reading/data.ts'
import { holderFor } from '../storing/holder.ts'
import { arrive, digestOf, inMemory } from './arrive.ts'
import type { Keeps } from './data.ts'
import { letterOf, nameOfMail } from './mail-parts.ts'

/** Larger mails stay where they are: no provider of mailboxes takes such, and they would not fit in memory. */
export const MOST_BYTES = 150 * 1024 * 1024

export type Taken = 'taken' | 'known'

/**
 * Files a mail as it came, and what it encloses, in one transaction; each file is verified in the store before that.
 * Without anything enclosed, or with something that could not be taken out, the mail is filed whatever is kept of others.
 * @param raw the mail as the server holds it, byte for byte
 * @throws what `storeSealed` throws; then nothing of the mail is filed
 */
export async function takeMail(
  at: Scope<string>,
  { archiveId, keeps }: { readonly archiveId: string; readonly keeps: Keeps },
  raw: Uint8Array,
): Promise<Taken> {
  let isMailFiled = false
  const filed = await arrive(at, { archiveId, way: 'mail', same: digestOf('mail', raw) }, async function* () {
    const letter = await letterOf(raw)
    // a mail and what it encloses are about the same person, whoever that turns out to be
    const holder = await holderFor(at)
    const { subject, enclosed, incomplete } = letter
    isMailFiled = keeps !== 'attachments' || enclosed.length === 0 || incomplete
    if (isMailFiled) {
      const about = {
        name: nameOfMail(letter),
        mediaType: 'message/rfc822',
        ...(subject === '' ? {} : { title: subject }),
      }
      yield { ...about, holder, size: raw.length, content: inMemory(raw) }
    }
    if (keeps === 'mail') return
    for (const { name, mediaType, content } of enclosed)
      yield { name, mediaType, holder, size: content.length, content: inMemory(content) }
  })
  if (!filed) return 'known'
  const [mail, ...parts] = filed
  if (isMailFiled && mail && parts.length > 0) noteParts(at, mail, parts)
  return 'taken'
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
