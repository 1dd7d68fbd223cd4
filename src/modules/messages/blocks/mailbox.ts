import type { Scope } from '#platform/data/scope.ts'
import { isMailAddress } from '#platform/text/contact.ts'
import { plainAddressOf } from '../following/return-path.ts'
import { setUpOf } from '../following/set-up.ts'

/** The address whose mails are read here, so that a mail can unsubscribe; undefined where none is. */
export async function mailboxFor(at: Scope<string>): Promise<string | undefined> {
  const { active, returnPath } = await setUpOf(at)
  const address = plainAddressOf(returnPath)
  return active && isMailAddress(address) ? address : undefined
}
