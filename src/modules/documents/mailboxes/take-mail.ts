import type { Scope } from '#platform/data/scope.ts'
import { arrive, digestOf, inMemory, type Part } from './arrive.ts'
import type { Keeps } from './data.ts'
import { type Letter, letterOf, nameOfMail } from './mail-parts.ts'

/** Larger mails stay where they are: no provider of mailboxes takes such, and they would not fit in memory. */
export const MOST_BYTES = 150 * 1024 * 1024

export type Taken = 'taken' | 'known'

/**
 * Files a mail as it came, and what it encloses, in one transaction; each file is verified in the store before that.
 * @param raw the mail as the server holds it, byte for byte
 * @throws what `storeSealed` throws; then nothing of the mail is filed
 */
export async function takeMail(
  at: Scope<string>,
  { archiveId, keeps }: { readonly archiveId: string; readonly keeps: Keeps },
  raw: Uint8Array,
): Promise<Taken> {
  const filed = await arrive(at, { archiveId, way: 'mail', same: digestOf('mail', raw) }, async function* () {
    const letter = await letterOf(raw)
    yield* partsOf(letter, keeps, raw)
  })
  return filed ? 'taken' : 'known'
}

/** Without an attachment to file, or with one that could not be taken out, the mail itself is filed whatever is kept. */
function* partsOf(letter: Letter, keeps: Keeps, raw: Uint8Array): Generator<Part> {
  if (keeps !== 'attachments' || letter.enclosed.length === 0 || letter.incomplete) {
    const title = letter.subject === '' ? {} : { title: letter.subject }
    yield { name: nameOfMail(letter), mediaType: 'message/rfc822', ...title, size: raw.length, content: inMemory(raw) }
  }
  if (keeps === 'mail') return
  for (const { name, mediaType, content } of letter.enclosed)
    yield { name, mediaType, size: content.length, content: inMemory(content) }
}
