import { randomUUID } from 'node:crypto'
import { memberMails } from '#accounts'
import { composeMail, queueMail } from '#messages'
import type { Scope } from '#platform/data/scope.ts'
import type { filing } from '../../data.ts'
import { db } from '../data.ts'
import { taskMail } from '../mails.ts'
import { TASKS } from '../paths.ts'

type Opens = (typeof filing)['opens'][number]

/** Each morning: one mail to each person with tasks that are due by tomorrow and were not reminded of; once for each task. */
export async function remindOfTasks(at: Scope<Opens>): Promise<void> {
  const tomorrow = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().add({ days: 1 }).toString()
  const due = await db(at)
    .selectFrom('document_tasks as t')
    .innerJoin('documents as d', 'd.id', 't.document_id')
    .select(['t.id', 't.for_account'])
    .where('t.done_at', 'is', null)
    .where('t.reminded_at', 'is', null)
    .where('t.for_account', 'is not', null)
    .where('t.due_on', '<=', tomorrow)
    .where('d.state', '<>', 'trash')
    .orderBy('t.id')
    .forUpdate('t')
    .execute()
  if (due.length === 0) return
  const people = await memberMails(
    at,
    due.flatMap(({ for_account }) => for_account ?? []),
  )
  for (const { account, mail } of people) {
    const count = due.filter(({ for_account }) => for_account === account).length
    const values = { anzahl: String(count), aufgaben: `${at.house.publicUrl}/${at.organisation.slug}${TASKS}` }
    const content = await composeMail(at, taskMail, { language: at.language, values })
    await queueMail(at, { person: account, to: mail, cause: randomUUID(), kind: taskMail.kind, version: 1, content })
  }
  await db(at)
    .updateTable('document_tasks')
    .set({ reminded_at: at.now })
    .where(
      'id',
      'in',
      due.map(({ id }) => id),
    )
    .execute()
}
