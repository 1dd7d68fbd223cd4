import type { Scope } from '#platform/data/scope.ts'
import { isMailAddress } from '#platform/text/contact.ts'
import { db } from '../following/data.ts'
import { plainAddressOf } from '../following/return-path.ts'

/** The address whose mails are read here, so that a mail can unsubscribe; undefined where none is. */
export async function mailboxFor(at: Scope<string>): Promise<string | undefined> {
  const row = await db(at)
    .selectFrom('mail_feedback')
    .select('return_path')
    .where('active', '=', true)
    .executeTakeFirst()
  const address = row && plainAddressOf(row.return_path)
  return address && isMailAddress(address) ? address : undefined
}
