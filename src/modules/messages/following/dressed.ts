import type { Scope } from '#platform/data/scope.ts'
import type { MailContent } from '../data.ts'
import type { Leaving } from '../sending/leaving.ts'

/** The contents as they leave, in order: with what follows a mail where its person consented to that, else as they are. */
export const dressed = async (_at: Scope<string>, leaving: readonly Leaving[]): Promise<readonly MailContent[]> =>
  leaving.map(({ content }) => content)
