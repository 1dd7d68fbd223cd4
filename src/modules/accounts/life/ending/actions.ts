import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { refuse } from '#platform/errors/errors.ts'
import type { Scope } from '#platform/data/scope.ts'
import type { MailTemplate } from '#platform/mail/parts.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { openAll } from '#platform/keys/sealed.ts'
import { format } from '#platform/text/format.ts'
import { record } from '#privacy'
import { houseTables } from '../../data.ts'
import type { Ports } from '../../ports.ts'
import { db } from '../data.ts'
import { cancellationUndoneMail, cancelledMail, endReminderMail } from './mails.ts'
import { dueReminder, endOf, isName } from './rules.ts'

type Opening = Scope<'accounts.membership'>

/** Where the cancellation is seen and undone, as a whole address. */
const pageOf = (at: Scope<string>, ports: Ports): string =>
  `${ports.house().publicUrl}/${at.organisation.slug}/team/einrichtung/kuendigung`

/** The main administrators with name and address. */
export async function mainsOf(at: Opening): Promise<{ account: string; name: string; mail: string }[]> {
  const rows = await db(at)
    .selectFrom('members')
    .select(['account_id', 'name', 'mail'])
    .where('role', '=', 'main-administrator')
    .where('left_at', 'is', null)
    .execute()
  const names = await openAll(
    at,
    rows.map(({ name }) => name),
  )
  const mails = await openAll(
    at,
    rows.map(({ mail }) => mail),
  )
  return rows.flatMap(({ account_id: account }, place) => {
    const mail = mails[place]
    return mail ? [{ account, name: names[place] ?? '', mail }] : []
  })
}

async function tellMains<P extends string>(
  at: Opening,
  ports: Ports,
  template: MailTemplate<P>,
  values: (name: string) => Record<NoInfer<P>, string>,
): Promise<void> {
  for (const { account, name, mail } of await mainsOf(at)) {
    const content = await ports.composeMail(at, template, { language: at.language, values: values(name) })
    // a cause for each of them: the outbox queues one intent once
    await ports.sendMail(at, {
      person: account,
      to: mail,
      cause: randomUUID(),
      kind: template.kind,
      version: 1,
      content,
    })
  }
}

const dayOf = (at: Scope<string>, ends: Temporal.Instant) => format(at.language, at.organisation.zone).date(ends)

/**
 * Cancels the organisation: from now on it can only be read, and in a month everything is deleted.
 * @returns false where the name was not typed right
 * @throws Refusal accounts.operator-stays, accounts.cancelled-already
 */
export async function cancelOrganisation(at: Opening, ports: Ports, typed: string): Promise<boolean> {
  const { organisation } = at
  if (organisation.slug === OPERATOR) throw refuse('accounts.operator-stays', 'forbidden')
  if (!isName(typed, organisation.name)) return false
  const ends = endOf(at.now, organisation.zone)
  const done = await houseTables(at)
    .updateTable('organisations')
    .set({ cancelled_at: at.now, ends_at: ends, version: sql<number>`version + 1` })
    .where('id', '=', organisation.id)
    .where('ends_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!done) throw refuse('accounts.cancelled-already', 'conflict')
  await record(at, 'accounts.organisation-cancelled', { ends: String(ends) })
  const values = { tag: dayOf(at, ends), kuendigung: pageOf(at, ports) }
  await tellMains(at, ports, cancelledMail, (name) => ({ ...values, name }))
  at.afterCommit(() => ports.house().directory.refresh())
  return true
}

/** Takes the cancellation back: all goes on as before. @throws Refusal accounts.not-cancelled */
export async function undoCancellation(at: Opening, ports: Ports): Promise<void> {
  const done = await houseTables(at)
    .updateTable('organisations')
    .set({ cancelled_at: null, ends_at: null, version: sql<number>`version + 1` })
    .where('id', '=', at.organisation.id)
    .where('ends_at', '>', at.now)
    .where('state', '=', 'active')
    .returning('id')
    .executeTakeFirst()
  if (!done) throw refuse('accounts.not-cancelled', 'conflict')
  await record(at, 'accounts.cancellation-undone', {})
  await tellMains(at, ports, cancellationUndoneMail, (name) => ({ name }))
  at.afterCommit(() => ports.house().directory.refresh())
}

/** Reminds the main administrators where a reminder is due; each is sent once. */
export async function remindOfEnd(at: Opening, ports: Ports): Promise<void> {
  const ends = at.organisation.ends_at
  if (!ends) return
  const sent = await db(at).selectFrom('end_reminders').select('days_before').where('ends_at', '=', ends).execute()
  const days = dueReminder(
    ends,
    at.now,
    sent.map(({ days_before }) => days_before),
  )
  if (days === undefined) return
  const first = await db(at)
    .insertInto('end_reminders')
    .values({
      organisation_id: at.organisation.id,
      id: randomUUID(),
      ends_at: ends,
      days_before: days,
      sent_at: at.now,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'ends_at', 'days_before']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!first) return
  const values = { tag: dayOf(at, ends), kuendigung: pageOf(at, ports) }
  await tellMains(at, ports, endReminderMail, (name) => ({ ...values, name }))
}
