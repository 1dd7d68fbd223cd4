// The accounts module over a test web, with the mails that it would send in a list.
import { accounts, type AccountMail, type LifePorts } from '../../src/modules/accounts/index.ts'
import { composeOurs } from '../../src/modules/messages/index.ts'
import type { House } from '../../src/platform/data/scope.ts'
import type { Module } from '../../src/platform/module.ts'

export type Sent = AccountMail & { readonly organisation: string }

/** For `testWeb({ modules })`; what is queued stands in `mails`, also when the transaction is undone afterwards. */
export function accountsUnderTest(life?: LifePorts): {
  mails: Sent[]
  modules: (house: () => House) => readonly Module[]
} {
  const mails: Sent[] = []
  const modules = (house: () => House) => [
    accounts({
      house,
      sendMail: async (at, mail) => {
        mails.push({ ...mail, organisation: at.organisation.slug })
      },
      composeMail: async (at, template, given) => composeOurs(at.organisation, template, given),
      ...(life ? { life } : {}),
    }),
  ]
  return { mails, modules }
}

/** The first address in a mail. */
export const linkIn = (mail: Sent | undefined): string => {
  const link = /https?:\/\/\S+/.exec(mail?.content.text ?? '')?.[0]
  if (link === undefined) throw new Error(`no link in the mail: ${mail?.content.text ?? 'there is none'}`)
  return link
}
