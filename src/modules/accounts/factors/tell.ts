import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { db, type signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import type { Ports } from '../ports.ts'
import type { Visit } from './devices.ts'
import { familyNames } from './families.ts'
import { factorsChangedMail, manyFailuresMail, newDeviceMail, secondStepFailedMail } from './mails.ts'

type Opens = (typeof signingIn)['opens'][number]

const readerOf = (at: Scope<Opens>, ports: Ports, account: string) =>
  atOperator(at, ports.house(), async (there) => {
    const row = await db(there)
      .selectFrom('accounts')
      .select(['mail', 'name', 'language'])
      .where('id', '=', account)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    const to = row && (await open(there, row.mail))
    return to ? { to, name: (await open(there, row.name)) ?? '', language: row.language as Language } : undefined
  })

type News =
  | { readonly is: 'new-device'; readonly visit: Visit }
  | { readonly is: 'many-failures' | 'second-step-failed' | 'factors-changed' }

/** Writes to the owner of an account about what happened to it. */
export async function tellOwner(at: Scope<Opens>, ports: Ports, account: string, news: News): Promise<void> {
  const reader = await readerOf(at, ports, account)
  if (!reader) return
  const { language, name, to } = reader
  const zeit = format(language, at.organisation.zone).dateTime(at.now)
  const values = { name, zeit }
  const mail = await compose()
  await atOperator(at, ports.house(), (there) =>
    ports.sendMail(there, { person: account, to, cause: randomUUID(), version: 1, ...mail }),
  )

  async function compose() {
    switch (news.is) {
      case 'new-device': {
        const { browser, system } = familyNames(language, news.visit)
        const given = { language, values: { ...values, browser, system } }
        return { kind: newDeviceMail.kind, content: await ports.composeMail(at, newDeviceMail, given) }
      }
      case 'many-failures':
        return {
          kind: manyFailuresMail.kind,
          content: await ports.composeMail(at, manyFailuresMail, { language, values }),
        }
      case 'second-step-failed':
        return {
          kind: secondStepFailedMail.kind,
          content: await ports.composeMail(at, secondStepFailedMail, { language, values }),
        }
      case 'factors-changed':
        return {
          kind: factorsChangedMail.kind,
          content: await ports.composeMail(at, factorsChangedMail, { language, values }),
        }
    }
  }
}
