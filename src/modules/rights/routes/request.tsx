import { allActivities } from '#platform/data/activity.ts'
import { type Refusal, refuse } from '#platform/errors/errors.ts'
import { page, type Reply } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { objectable, personalDataSeen } from '#privacy'
import { clockOf, todayOf } from '../actions/file.ts'
import { proofsOf } from '../actions/identity.ts'
import { requestById } from '../actions/open.ts'
import { personsOf } from '../actions/persons.ts'
import { jobsOf, namedJob } from '../actions/recipients.ts'
import { type Kind, namedIn, type RecipientRow, type RequestRow } from '../data.ts'
import { candidates, courseOf, lettersOf, owedBefore } from '../queries.ts'
import { firstMonthEnds } from '../rules/clock.ts'
import { tellsRecipients } from '../rules/kinds.ts'
import { may } from '../rules/steps.ts'
import { freeIn } from '../rules/working-days.ts'
import { DESK, requestPath } from '../screens/desk.tsx'
import type { RecipientLine } from '../screens/recipients.tsx'
import { type Opened, RequestPage } from '../screens/request.tsx'
import { refusalTexts, words } from '../texts.ts'
import { type Desk, idIn } from './common.ts'

/** Everything of a request in clear. */
export async function openedOf(asked: Pick<Desk, 'at' | 'language'>, row: RequestRow): Promise<Opened> {
  const [name, mail, address, also, message, decision] = await openAll(asked.at, [
    row.name,
    row.mail,
    row.address,
    row.also,
    row.message,
    row.decision,
  ])
  const told = (name: string) => allActivities().find((one) => one.name === name)?.why[asked.language] ?? name
  return {
    name: name ?? '',
    mail: mail ?? '',
    address: address ?? '',
    also: also ?? '',
    message: message ?? '',
    decision: decision ?? '',
    activities: namedIn(row).map(told),
  }
}

const dateOf = (text: string | null) => (text === null ? undefined : Temporal.PlainDate.from(text))

async function recipientLines(asked: Desk, row: RequestRow, rows: readonly RecipientRow[]): Promise<RecipientLine[]> {
  const reasons = await openAll(
    asked.at,
    rows.map(({ reason }) => reason),
  )
  return rows.map((one, place) => ({
    id: one.id,
    ...namedJob(one, reasons[place] ?? ''),
    place: one.place,
    state: one.state as RecipientLine['state'],
    on: dateOf(one.confirmed_on ?? one.told_on),
    letter: asked.href(`${requestPath(row.id)}/empfaenger/${one.id}/pdf`),
  }))
}

export type Shown = {
  readonly saved?: boolean
  readonly refused?: Refusal
  readonly search?: string
}

const sentenceOf = (asked: Desk, { code, details }: Refusal): string => {
  const told = refusalTexts[code]?.[asked.language] ?? words(asked.language).one.changedText
  return typeof told === 'function' ? told(details) : told
}

/** The page of one request, as it stands now. */
export async function requestReply(asked: Desk, shown: Shown = {}, status = 200): Promise<Reply> {
  const { at, language, href } = asked
  const row = await requestById(at, idIn(asked))
  if (!row) throw refuse('rights.no-such-request', 'not-found')
  const opened = await openedOf(asked, row)
  const persons = await personsOf(at, row.id)
  const standing = { ...row, persons: persons.length }
  const today = todayOf(at)
  const jobs = row.carried_at && tellsRecipients(row.kind as Kind) ? await jobsOf(at, row.id) : undefined
  const offered = may('persons', standing) ? await candidates(at, row, opened, shown.search ?? '') : []
  await at.announce(personalDataSeen, {
    what: shown.search === undefined ? 'opened' : 'searched',
    place: 'rights.answer',
    persons: [row.applicant_id, ...new Set([...persons, ...offered.map(({ id }) => id)])],
  })
  const changed = shown.refused?.code === 'rights.changed-meanwhile'
  return page(
    <RequestPage
      frame={asked.staffFrame()}
      language={language}
      href={href}
      path={DESK}
      zone={at.organisation.zone}
      now={at.now}
      row={row}
      opened={opened}
      standing={standing}
      firstMonth={firstMonthEnds(clockOf(row), freeIn(at.organisation.holiday_region), today)}
      action={(step) => href(`${requestPath(row.id)}/${step}`)}
      version={row.version}
      today={today.toString()}
      hasMail={row.mail !== null}
      owed={row.kind === 'erasure' && !row.carried_at ? await owedBefore(at, persons) : 0}
      proofs={await proofsOf(at, row.id)}
      objectable={objectable(at.organisation.kind).map((one) => ({ value: one.name, label: one.why[language] }))}
      archive={row.carried_at && persons.length > 0 ? href(`${requestPath(row.id)}/zusammenstellung`) : undefined}
      candidates={offered}
      search={shown.search ?? ''}
      course={await courseOf(at, row.id)}
      letters={await lettersOf(at, row.id)}
      recipients={jobs && (await recipientLines(asked, row, jobs))}
      saved={shown.saved ?? false}
      changed={changed}
      refused={shown.refused && !changed ? sentenceOf(asked, shown.refused) : undefined}
    />,
    status,
  )
}
