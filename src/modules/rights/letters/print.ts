import type { Organisation } from '#platform/data/organisations.ts'
import { type Block, pdfBytes } from '#platform/pdf/pdf.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import type { Kind, RequestRow } from '../data.ts'
import type { CourseLine, KeptLetter } from '../queries.ts'
import type { Method } from '../rules/kinds.ts'
import { words } from '../texts.ts'
import { type Told, toldLine } from './compose.ts'
import { blocksOf, signOf } from './letter.ts'

/** All that a request's file holds, opened. */
export type File = {
  readonly organisation: Organisation
  readonly language: Language
  readonly at: Temporal.Instant
  readonly row: RequestRow
  readonly opened: {
    readonly name: string
    readonly mail: string
    readonly address: string
    readonly also: string
    readonly message: string
    readonly decision: string
    readonly activities: readonly string[]
  }
  readonly course: readonly CourseLine[]
  readonly letters: readonly KeptLetter[]
  readonly told: readonly Told[]
}

/** The whole file of a request on paper: what was asked, what happened, every letter word for word. */
export const filePdf = (file: File): Promise<Buffer> => {
  const w = words(file.language)
  return pdfBytes({
    title: `${w.kinds[file.row.kind as Kind].short} ${signOf(file.row.id)}`,
    language: file.language,
    at: file.at,
    footer: `${file.organisation.name} · ${signOf(file.row.id)}`,
    blocks: blocksIn(file),
  })
}

function* blocksIn(file: File): Generator<Block> {
  const { language, row, opened } = file
  const w = words(language)
  const f = format(language, file.organisation.zone)
  const day = (text: string) => f.shortDate(Temporal.PlainDate.from(text))
  const method = row.identity_method ? w.methods[row.identity_method as Method] : ''
  yield { heading: `${w.kinds[row.kind as Kind].short} ${signOf(row.id)}`, level: 1 }
  yield {
    facts: [
      [w.desk.person, opened.name],
      [w.one.mail, opened.mail],
      [w.one.address, opened.address],
      [w.one.channel, w.channels[row.channel as 'form']],
      [w.desk.received, day(row.received_on)],
      [w.desk.due, `${day(row.due_on)}${row.extended > 0 ? `, ${w.desk.extended(row.extended)}` : ''}`],
      [w.one.identity, [w.one.identities[row.identity as 'open'], method].filter(Boolean).join(': ')],
      ...(row.for_other
        ? [[w.one.forOther, row.authority ? w.one.authority[row.authority as 'shown'] : w.one.authority.none] as const]
        : []),
      ...(row.ground ? [[w.one.ground, w.grounds[row.ground as 'accuracy']] as const] : []),
      ...(opened.activities.length > 0
        ? [[row.kind === 'objection' ? w.one.objectedTo : w.one.activity, opened.activities.join('; ')] as const]
        : []),
      ...(opened.also ? [[w.one.also, opened.also] as const] : []),
      ...(opened.message ? [[w.one.message, opened.message] as const] : []),
      [w.desk.state, row.outcome ? w.desk.outcomes[row.outcome as 'done'] : w.desk.title],
      ...(opened.decision ? [[w.one.reason, opened.decision] as const] : []),
    ],
  }
  yield { heading: w.one.course }
  const named: Record<string, string> = w.events
  yield {
    table: {
      head: [w.desk.received, w.desk.state, w.one.reason],
      rows: file.course.map(({ at, kind, said }) => [`${f.shortDate(at)}, ${f.clock(at)}`, named[kind] ?? kind, said]),
      widths: [2, 3, 5],
    },
  }
  if (file.told.length > 0) {
    yield { heading: w.recipients.title }
    yield { list: file.told.map((one) => toldLine(one, language, file.organisation.zone)) }
  }
  for (const { letter, on } of file.letters) {
    yield { rule: true }
    yield { text: f.shortDate(on) }
    yield* blocksOf(letter)
  }
}
