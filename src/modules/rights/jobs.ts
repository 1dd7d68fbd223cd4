import { composeMail, queueMail } from '#messages'
import type { House, Scope } from '#platform/data/scope.ts'
import { absoluteIn } from '#platform/http/address.ts'
import { type Job, organisationJob } from '#platform/jobs/jobs.ts'
import { isMailAddress } from '#platform/text/contact.ts'
import { format } from '#platform/text/format.ts'
import { db, handling, type Kind, type RequestRow } from './data.ts'
import { clockOf, note, todayOf } from './actions/file.ts'
import { letterWords } from './letters/compose.ts'
import { signOf } from './letters/letter.ts'
import { alarmMail } from './mail-texts.ts'
import { alarmOn, type Alarm, alarmRank } from './rules/clock.ts'
import { freeIn } from './rules/working-days.ts'
import { requestPath } from './screens/desk.tsx'

/** Where the officer is reached: the contact that the notice names, else the organisation's own address. */
export const officerMail = ({ organisation }: Pick<Scope, 'organisation'>): string | undefined =>
  [organisation.officer_contact, organisation.contact_mail].map((one) => one.trim()).find(isMailAddress)

type Ringing = { readonly subject: string; readonly text: string; readonly todo: string; readonly version: number }

/** Writes to the officer about a request: which and by when, and nothing about anybody. */
async function ring(at: Scope<string>, house: House, row: Pick<RequestRow, 'id' | 'applicant_id'>, about: Ringing) {
  const to = officerMail(at)
  if (to === undefined) return
  const language = at.organisation.languages[0] ?? 'de'
  const content = await composeMail(at, alarmMail, {
    language,
    values: {
      betreff: about.subject,
      lage: about.text,
      aufgabe: about.todo,
      zeichen: signOf(row.id),
      antrag: absoluteIn(house, at.organisation)(requestPath(row.id), language),
    },
  })
  const { version } = about
  await queueMail(at, { person: row.applicant_id, to, cause: row.id, kind: alarmMail.kind, version, content })
}

/** An extension starts the alarms anew: each of them is one intent to send. */
function alarmAbout(at: Scope<string>, row: RequestRow, alarm: Alarm): Ringing {
  const language = at.organisation.languages[0] ?? 'de'
  const w = letterWords(language)
  const due = format(language, at.organisation.zone).date(Temporal.PlainDate.from(row.due_on))
  return {
    subject: w.alarm.subject[alarm],
    text: w.alarm.text(signOf(row.id), w.kinds[row.kind as Kind], due),
    todo: w.alarm.todo,
    version: alarmRank(alarm) + 10 * row.extended,
  }
}

/** Recipients are told without delay (Art. 19 GDPR): after this the officer is asked why not, week by week. */
const TELL_WITHIN_DAYS = 7
const RECIPIENTS = 1_000

/** Tells the officer of recipients whom nobody has told yet. */
export async function remindOfRecipients(at: Scope<string>, house: House): Promise<void> {
  const waiting = await db(at)
    .selectFrom('rights_recipients as c')
    .innerJoin('rights_requests as r', 'r.id', 'c.request_id')
    .select(['r.id', 'r.applicant_id'])
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('c.made_at').as('since')])
    .where('c.state', '=', 'open')
    .where('c.made_at', '<', at.now.subtract({ hours: 24 * TELL_WITHIN_DAYS }))
    .groupBy(['r.id', 'r.applicant_id'])
    .execute()
  for (const { id, applicant_id, count, since } of waiting) {
    const w = letterWords(at.organisation.languages[0] ?? 'de').alarm
    const weeks = Math.floor((at.now.epochMilliseconds - since.epochMilliseconds) / (7 * 86_400_000))
    await ring(
      at,
      house,
      { id, applicant_id },
      {
        subject: w.recipientsSubject,
        text: w.recipients(signOf(id), Number(count)),
        todo: w.recipientsTodo,
        version: RECIPIENTS + weeks,
      },
    )
  }
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
    await ring(at, house, row, alarmAbout(at, row, alarm))
    // not a step of anybody's: who has the page open is not disturbed, so the version stays
    await db(at).updateTable('rights_requests').set({ escalated: rank }).where('id', '=', row.id).execute()
    await note(at, row, 'escalated', { alarm: String(alarm), mailed: officerMail(at) !== undefined })
  }
  await remindOfRecipients(at, house)
}

export const jobs: readonly Job[] = [organisationJob('rights.escalation', '17 * * * *', handling, escalate)]
