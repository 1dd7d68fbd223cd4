import { activity } from '#platform/data/activity.ts'
import { instant, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table, type Selected } from '#platform/data/table.ts'
import { answering } from '../export/answering.ts'
import { dataKind } from '../kinds.ts'

/** Putting right what is wrong (Art. 16 GDPR): sees the values it is about. */
export const correcting = activity('privacy.correcting', {
  why: {
    de: 'Falsche oder unvollständige Angaben über Sie berichtigen',
    en: 'Put right what is wrong or incomplete about you',
  },
  basis: { art6: 'c', law: 'Art. 16 DSGVO' },
  obligation: {
    de: 'Sagen Sie uns, was falsch ist und wie es heißen muss. Ohne das können wir nichts berichtigen.',
    en: 'Tell us what is wrong and what it should be. Without that we cannot put anything right.',
  },
  using: [answering],
  whileRestricted: 'claims',
})

const bySystem = { source: 'system' } as const

/** Values that somebody says are wrong, marked until it is decided; and what was decided. */
export const corrections = table(
  'corrections',
  {
    subject: { ownedBy: 'person_id' },
    keep: {
      from: 'decided_at',
      period: 'P1Y',
      grace: 'P1D',
      law: 'Art. 5 Abs. 2 DSGVO',
      openWhile: { de: 'bis über die Berichtigung entschieden ist', en: 'until the correction is decided' },
      startDue: { by: 'asked_at', within: 'P400D' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(correcting, 'identifier', bySystem),
    request_id: uuid().optional().notPersonal('random id of a request'),
    object_table: text().personal(correcting, 'status', bySystem),
    object_column: text().personal(correcting, 'status', bySystem),
    object_id: uuid().notPersonal('random id of the row'),
    state: text().personal(correcting, 'status', bySystem),
    asked_by: text().personal(correcting, 'status', bySystem),
    proposed: json<unknown>().optional().sealed(correcting, 'answers'),
    reason: text().optional().sealed(correcting, 'free-text'),
    answer: text().optional().sealed(correcting, 'free-text', { source: 'staff' }),
    asked_at: instant().personal(correcting, 'time', bySystem),
    decided_at: instant().optional().personal(correcting, 'time', bySystem),
    decided_by: uuid().optional().personal(correcting, 'identifier', bySystem),
  },
)
export type CorrectionRow = Selected<typeof corrections>

export const db = tables({ corrections })

dataKind('corrections', {
  name: { de: 'Berichtigungen', en: 'Corrections' },
  start: { de: 'nach der Entscheidung', en: 'after the decision' },
  columns: {
    object_table: { de: 'Um welche Angaben es geht', en: 'Which data it is about' },
    object_column: { de: 'Um welches Feld es geht', en: 'Which field it is about' },
    asked_by: { de: 'Verlangt von', en: 'Asked for by' },
    proposed: { de: 'Wie es heißen soll', en: 'What it should be' },
    reason: { de: 'Begründung', en: 'Reason' },
    answer: { de: 'Unsere Antwort', en: 'Our answer' },
    asked_at: { de: 'Verlangt am', en: 'Asked for on' },
  },
})
