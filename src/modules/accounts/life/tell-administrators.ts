import { randomUUID } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { db, type membership } from '../data.ts'
import type { Ports } from '../ports.ts'
import { joinRequestMail } from './mails.ts'

/** Writes to those who decide that somebody waits to join; who it is stands on the page only. */
export async function tellAdministrators(
  at: Scope<(typeof membership)['opens'][number]>,
  ports: Ports,
  listAt: string,
): Promise<void> {
  const rows = await db(at)
    .selectFrom('members')
    .select(['account_id', 'name', 'mail'])
    .where('left_at', 'is', null)
    .where('role', 'in', ['main-administrator', 'administrator'])
    .execute()
  const names = await openAll(
    at,
    rows.map(({ name }) => name),
  )
  const mails = await openAll(
    at,
    rows.map(({ mail }) => mail),
  )
  for (const [place, { account_id: person }] of rows.entries()) {
    const to = mails[place]
    if (!to) continue
    const content = await ports.composeMail(at, joinRequestMail, {
      language: at.organisation.languages[0] ?? 'de',
      values: { name: names[place] ?? '', liste: listAt },
    })
    await ports.sendMail(at, { person, to, cause: randomUUID(), kind: joinRequestMail.kind, version: 1, content })
  }
}
