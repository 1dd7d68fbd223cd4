import type { Scope } from '#platform/data/scope.ts'

/** A mail from the mailbox for returned mails that is no bounce, complaint or automatic answer. */
export type MailRead = {
  /** The message it answers, where the return path's token in it is ours. */
  readonly message: string | undefined
  /** The person that message went to. */
  readonly person: string | undefined
  /** Who wrote, as the mail says; anybody can write anything there. */
  readonly sender: string
  /** All addresses it came to. */
  readonly recipients: readonly string[]
  readonly subject: string
  readonly text: string
}
/** What a listener did with a mail: `done`, or undefined where it is none of its business. */
export type MailHeard = (at: Scope<string>, mail: MailRead) => Promise<'done' | undefined>

const listeners: MailHeard[] = []

/** Called once per listener, at module level; the first that is done with a mail keeps it from the others and from staff. */
export const onMailRead = (hear: MailHeard): void => void listeners.push(hear)

export async function heard(at: Scope<string>, mail: MailRead): Promise<boolean> {
  for (const hear of listeners) if ((await hear(at, mail)) === 'done') return true
  return false
}
