import { memberNames } from '#accounts'
import type { Scope } from '#platform/data/scope.ts'
import type { Language } from '#platform/text/language.ts'
import { mayReadDocuments } from '../permissions.ts'
import type { Act } from './audit.ts'
import { words } from './texts.ts'

export type People = {
  /** The name of an account; of one that is gone that it is. */
  readonly nameOf: (account: string | null) => string
  readonly actor: (by: Act['by']) => string
  /** Who can be given a task, by name. */
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}

/** The members of the organisation, for names and for a choice. */
export async function peopleOf(at: Scope<string>, language: Language): Promise<People> {
  const t = words(language)
  const members = await memberNames(at)
  const names = new Map(members.map(({ account, name }) => [account, name]))
  const nameOf = (account: string | null) => (account === null ? t.nobody : (names.get(account) ?? t.gone))
  return {
    nameOf,
    actor: ({ kind, account }) =>
      account ? nameOf(account) : kind === 'customer' ? t.customer : kind === 'anyone' ? t.anyone : t.system,
    choices: members
      .filter(({ left, role }) => !left && (mayReadDocuments.roles.includes(role) || role === 'by-place'))
      .map(({ account, name }) => ({ value: account, label: name })),
  }
}
