import { personalDataSeen } from '#privacy'
import type { House, Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import { type MailSamples, MOST_SAMPLES, type Sample, samplesWithin } from '#platform/mail/samples.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { purposeMail } from './changes/mail-text.ts'
import { aboutOf, type Handling } from './actions/letters.ts'
import { db, handling, type Kind, type RequestRow } from './data.ts'
import { informingMail } from './informing/mail-text.ts'
import { letterWords, transferLetter } from './letters/compose.ts'
import { type LetterText, signOf } from './letters/letter.ts'
import { alarmMail, confirmMail, letterMails, liftingMail, restrictedMail, transferMail } from './mail-texts.ts'
import { mayHandleRequests } from './permissions.ts'

type Found = { readonly values: Readonly<Record<string, string>>; readonly person: string }

const letterKindOf = (kind: string) => Object.entries(letterMails).find(([, template]) => template.kind === kind)?.[0]
const labelOf = (at: Scope<string>, id: string, kind: string, on: Temporal.Instant): Sample['label'] =>
  `${signOf(id)}, ${letterWords(at.language).kinds[kind as Kind]}, ${format(at.language, at.organisation.zone).date(on)}`

/** A letter as the mail that carried it said it. */
const letterValues = (letter: LetterText) => ({
  betreff: letter.subject,
  brief: [letter.greeting, ...letter.paragraphs, ...letter.points.map((point) => `– ${point}`), ...letter.after].join(
    '\n\n',
  ),
})

/** Letters that were really written, by kind. */
async function letterSample(at: Handling, id: string): Promise<Found | undefined> {
  const row = await db(at)
    .selectFrom('rights_letters as l')
    .innerJoin('rights_requests as r', 'r.id', 'l.request_id')
    .select(['l.content', 'r.applicant_id'])
    .where('l.id', '=', id)
    .executeTakeFirst()
  const letter = row && (await open(at, row.content))
  return letter ? { values: letterValues(letter), person: row.applicant_id } : undefined
}

async function requestValues(at: Handling, row: RequestRow, kind: string, language: Language) {
  const about = { ...(await aboutOf(at, row)), language }
  const w = letterWords(language)
  if (kind === alarmMail.kind) {
    const due = format(language, at.organisation.zone).date(Temporal.PlainDate.from(row.due_on))
    return {
      betreff: w.alarm.subject[3],
      lage: w.alarm.text(signOf(row.id), w.kinds[row.kind as Kind], due),
      aufgabe: w.alarm.todo,
      zeichen: signOf(row.id),
    }
  }
  if (kind === transferMail.kind) {
    const letter = transferLetter(about)
    const { subject: betreff, greeting, paragraphs, after } = letter
    return { betreff, brief: [greeting, ...paragraphs].join('\n\n'), hinweis: after.join('\n\n') }
  }
  return { name: about.name, antrag: w.kinds[about.kind] }
}

async function requestSample(at: Handling, id: string, kind: string, language: Language): Promise<Found | undefined> {
  const row = await db(at).selectFrom('rights_requests').selectAll().where('id', '=', id).executeTakeFirst()
  return row && { values: await requestValues(at, row, kind, language), person: row.applicant_id }
}

/** Requests, and the letters that were written about them, for trying the mails that carry or announce them. */
export const requestSamples = (house: () => House): MailSamples => {
  const within = samplesWithin(house, handling)
  const others = [confirmMail, transferMail, restrictedMail, liftingMail, alarmMail, purposeMail, informingMail]
  return {
    kinds: [...Object.values(letterMails), ...others].map(({ kind }) => kind),
    may: mayHandleRequests,
    latest: (at, kind) =>
      within(at, async (there) => {
        const letter = letterKindOf(kind)
        if (letter === undefined) {
          const rows = await db(there)
            .selectFrom('rights_requests')
            .select(['id', 'kind', 'received_at'])
            .orderBy('received_at', 'desc')
            .limit(MOST_SAMPLES)
            .execute()
          return rows.map((row) => ({ id: row.id, label: labelOf(at, row.id, row.kind, row.received_at) }))
        }
        const rows = await db(there)
          .selectFrom('rights_letters as l')
          .innerJoin('rights_requests as r', 'r.id', 'l.request_id')
          .select(['l.id', 'r.id as request', 'r.kind', 'l.made_at'])
          .where('l.kind', '=', letter)
          .orderBy('l.made_at', 'desc')
          .limit(MOST_SAMPLES)
          .execute()
        return rows.map((row) => ({ id: row.id, label: labelOf(at, row.request, row.kind, row.made_at) }))
      }),
    values: (at, { id, kind, language }) =>
      within(at, async (there) => {
        const found =
          letterKindOf(kind) === undefined
            ? await requestSample(there, id, kind, language)
            : await letterSample(there, id)
        if (!found) return undefined
        await at.announce(personalDataSeen, { what: 'opened', place: 'messages.preview', persons: [found.person] })
        return found.values
      }),
  }
}
