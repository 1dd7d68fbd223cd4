import { queueMail, renderMail } from '#messages'
import type { House, Scope } from '#platform/data/scope.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { type Job, organisationJob } from '#platform/jobs/jobs.ts'
import { isMailAddress } from '#platform/text/contact.ts'
import { format } from '#platform/text/format.ts'
import { db, handling, type Kind, type RequestRow } from './data.ts'
import { clockOf, note, todayOf } from './actions/file.ts'
import { letterWords } from './letters/compose.ts'
import { signOf } from './letters/letter.ts'
import { alarmOn, type Alarm, alarmRank } from './rules/clock.ts'
import { freeIn } from './rules/working-days.ts'
import { requestPath } from './screens/desk.tsx'

/** Where the officer is reached: the contact that the notice names, else the organisation's own address. */
export const officerMail = ({ organisation }: Pick<Scope, 'organisation'>): string | undefined =>
  [organisation.officer_contact, organisation.contact_mail].map((one) => one.trim()).find(isMailAddress)

/** An alarm about a request that ends soon or has ended; says which and by when, and nothing about anybody. */
async function ring(at: Scope<string>, house: House, row: RequestRow, alarm: Alarm): Promise<void> {
  const to = officerMail(at)
  if (to === undefined) return
  const language = at.organisation.languages[0] ?? 'de'
  const w = letterWords(language)
  const due = format(language, at.organisation.zone).date(Temporal.PlainDate.from(row.due_on))
  const content = renderMail({
    language,
    organisation: at.organisation,
    subject: w.alarm.subject[alarm],
    heading: w.alarm.subject[alarm],
    paragraphs: [w.alarm.text(signOf(row.id), w.kinds[row.kind as Kind], due), w.alarm.todo],
    facts: [],
    actions: [{ label: signOf(row.id), url: absoluteIn(house, at.organisation)(requestPath(row.id), language) }],
    closing: [w.alarm.why],
  })
  // an extension starts the alarms anew: each of them is one intent to send
  const version = alarmRank(alarm) + 10 * row.extended
  await queueMail(at, { person: row.applicant_id, to, cause: row.id, kind: 'rights.alarm', version, content })
}

/**
 * Tells the officer of requests that end in 7, 3 or 1 days or have ended, each alarm once. A run that was missed is made
 * up by the next one: the nearest alarm rings.
 */
export async function escalate(at: Scope<string>, house: House): Promise<void> {
  const today = todayOf(at)
  const isFree = freeIn(at.organisation.holiday_region)
  const rows = await db(at)
    .selectFrom('rights_requests')
    .selectAll()
    .where('closed_at', 'is', null)
    .orderBy('due_on')
    .forUpdate()
    .skipLocked()
    .execute()
  for (const row of rows) {
    const alarm = alarmOn(clockOf(row), isFree, today)
    const rank = alarmRank(alarm)
    if (alarm === undefined || rank <= row.escalated) continue
    await ring(at, house, row, alarm)
    // not a step of anybody's: who has the page open is not disturbed, so the version stays
    await db(at).updateTable('rights_requests').set({ escalated: rank }).where('id', '=', row.id).execute()
    await note(at, row, 'escalated', { alarm: String(alarm), mailed: officerMail(at) !== undefined })
  }
}

export const jobs: readonly Job[] = [organisationJob('rights.escalation', '17 * * * *', handling, escalate)]
