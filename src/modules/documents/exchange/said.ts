import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import type { Language } from '#platform/text/language.ts'
import type { DocumentRow, filing } from '../data.ts'
import { db as viewed } from '../viewing/data.ts'
import { actName } from '../working/act-names.ts'
import { stampsOf } from '../working/actions/stamps.ts'
import { actsOf } from '../working/audit.ts'
import { db as worked } from '../working/data.ts'
import { stateName } from '../working/texts.ts'
import { peopleOf } from '../working/who.ts'
import { exchangeWords } from './texts.ts'

type Opens = (typeof filing)['opens'][number]

/** What people said about a document, as a table tells it. */
export type Said = {
  readonly notes: string
  readonly stamps: string
  /** Last days, `2032-12-31`; '' where there is none. */
  readonly keptUntil: string
  readonly lockedUntil: string
}

const SEPARATOR = '; '
const listed = (lines: readonly string[] = []): string => lines.join(SEPARATOR)

/** Notes, stamps and periods of some documents. */
export async function saidOf(
  at: Scope<Opens>,
  documents: readonly Pick<DocumentRow, 'id' | 'keep_from' | 'keep_days'>[],
  language: Language,
): Promise<(id: string) => Said> {
  const ids = documents.map(({ id }) => id)
  const [notes, stamps, locks] = [await notesOf(at, ids, language), await stampingsOf(at, ids), await locksOf(at, ids)]
  const { zone } = at.organisation
  const kept = new Map(
    documents.map(({ id, keep_from: from, keep_days: days }) => {
      const last = from?.toZonedDateTimeISO(zone).toPlainDate().add({ days }).subtract({ days: 1 })
      return [id, last?.toString() ?? ''] as const
    }),
  )
  return (id) => ({
    notes: listed(notes.get(id)),
    stamps: listed(stamps.get(id)),
    keptUntil: kept.get(id) ?? '',
    lockedUntil: locks.get(id) ?? '',
  })
}

const among = (ids: readonly string[]) => sql<boolean>`document_id = any(${[...ids]}::uuid[])`

async function notesOf(at: Scope<Opens>, ids: readonly string[], language: Language) {
  const w = exchangeWords(language)
  const rows = await viewed(at)
    .selectFrom('document_marks')
    .selectAll()
    .where(among(ids))
    .orderBy('version_number')
    .orderBy('page')
    .orderBy('y')
    .execute()
  const words = await openAll(
    at,
    rows.map((row) => row.words),
  )
  const lines = rows.map(({ document_id: id, kind, page, version_number: version }, place) => ({
    id,
    line: `${w.note(w.marks[kind] ?? kind, version, page)}: ${words[place] ?? ''}`,
  }))
  return grouped(lines)
}

async function stampingsOf(at: Scope<Opens>, ids: readonly string[]) {
  const rows = await worked(at).selectFrom('document_stampings').selectAll().where(among(ids)).orderBy('at').execute()
  const notes = await openAll(
    at,
    rows.map(({ note }) => note),
  )
  const names = new Map((await stampsOf(at)).map(({ id, name }) => [id, name]))
  const lines = rows.map((row, place) => ({
    id: row.document_id,
    line: [dayOf(at, row.at), names.get(row.stamp_id) ?? '', notes[place] ? `(${notes[place]})` : '']
      .filter(Boolean)
      .join(' '),
  }))
  return grouped(lines)
}

async function locksOf(at: Scope<Opens>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await worked(at)
    .selectFrom('document_locks')
    .select(['document_id', 'until'])
    .where(among(ids))
    .where('released_at', 'is', null)
    .execute()
  return new Map(rows.map(({ document_id, until }) => [document_id, until]))
}

const grouped = (lines: readonly { readonly id: string; readonly line: string }[]) => {
  const found = new Map<string, string[]>()
  for (const { id, line } of lines) found.set(id, [...(found.get(id) ?? []), line])
  return found
}

const dayOf = (at: Scope<string>, instant: Temporal.Instant): string =>
  instant.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()

/** The course of a document, the oldest entry first, and whether it is whole: a row of the table of courses each. */
export async function courseOf(at: Scope<Opens>, id: string, language: Language): Promise<string[][]> {
  const w = exchangeWords(language)
  const { acts, whole } = await actsOf(at, id)
  const people = await peopleOf(at, language)
  const stamps = new Map((await stampsOf(at)).map((one) => [one.id, one.name]))
  return acts.toReversed().map(({ number, at: when, act, facts, by }) => {
    const stamp = typeof facts['stamp'] === 'string' ? stamps.get(facts['stamp']) : undefined
    const state = typeof facts['to'] === 'string' ? stateName(language, facts['to']) : undefined
    return [
      id,
      String(number),
      when.toZonedDateTimeISO(at.organisation.zone).toString({ smallestUnit: 'second', timeZoneName: 'never' }),
      actName(act, language),
      [...new Set([stamp, state])].filter((said) => said !== undefined).join(', '),
      people.actor(by),
      whole ? w.yes : w.no,
    ]
  })
}
