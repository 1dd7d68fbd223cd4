import { sql } from 'kysely'
import { activity } from '#platform/data/activity.ts'
import { localDate, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { dataKind, ledgerFact, ledgerKind, personEvidence } from '#privacy'
import { contact } from '../data.ts'

/** Informing people whose data staff entered. */
export const introducing = activity('people.introducing', {
  why: {
    de: 'Ihnen sagen, dass wir Daten über Sie haben und woher sie stammen, wenn unsere Beschäftigten sie eingetragen haben',
    en: 'Tell you that we hold data about you, and where they come from, when our staff entered them',
  },
  basis: { art6: 'c', law: 'Art. 13 und 14 DSGVO' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  using: [contact],
})

/** Where data that staff enter come from (Art. 14(2)(f) GDPR). */
export type NoticeSource = 'staff' | 'visit' | 'brought' | 'request'
/** How somebody learned what happens to their data, or that the law does not demand it (Art. 14(5) GDPR). */
export type Informed = 'mail' | 'letter' | 'in-person' | 'exempt'
/** The letters of Art. 14(5) GDPR. */
export const exemptions = ['a', 'b', 'c', 'd'] as const
export type Exemption = (typeof exemptions)[number]

/** Goes with the person, and keeps nobody: the proof that somebody was informed outlives neither them nor their data. */
export const noticesOwed = table(
  'notices_owed',
  { subject: { ownedBy: 'person_id' }, keep: { while: 'referenced', law: 'Art. 5 Abs. 2 DSGVO' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(introducing, 'identifier', { source: 'system' }),
    source: text().personal(introducing, 'status', { source: 'system' }),
    obtained_on: localDate().personal(introducing, 'time', { source: 'system' }),
    informed_on: localDate().optional().personal(introducing, 'time', { source: 'staff' }),
    how: text().optional().personal(introducing, 'status', { source: 'staff' }),
    exempt_under: text().optional().personal(introducing, 'status', { source: 'staff' }),
    reason: text().optional().sealed(introducing, 'free-text', { source: 'staff' }),
    returned_on: localDate().optional().personal(introducing, 'time', { source: 'system' }),
  },
)

export const db = tables({ notices_owed: noticesOwed })

dataKind('notices_owed', {
  name: { de: 'Ob und wie Sie informiert wurden', en: 'Whether and how you were informed' },
  columns: {
    source: { de: 'Woher die Angaben kommen', en: 'Where the data come from' },
    obtained_on: { de: 'Eingetragen am', en: 'Entered on' },
    informed_on: { de: 'Informiert am', en: 'Informed on' },
    how: { de: 'Informiert durch', en: 'Informed by' },
    returned_on: { de: 'Mail kam zurück am', en: 'Mail came back on' },
    exempt_under: { de: 'Ausnahme nach Art. 14 Abs. 5 DSGVO, Buchstabe', en: 'Exception of Art. 14(5) GDPR, letter' },
  },
})

ledgerKind('notice.given', { de: 'Person über ihre Daten informiert', en: 'Person informed about their data' })
ledgerKind('notice.returned', {
  de: 'Mail kam zurück: Person ist noch zu informieren',
  en: 'Mail came back: person is still to be informed',
})
ledgerFact('how', { de: 'Wie', en: 'How' })

// An entry names the row that was kept of the duty, so with the row the connection to the person goes.
personEvidence(async (at, person) => {
  const { rows } = await sql<{ id: string }>`
    select l.id from notices_owed n join ledger_leaves l on l.organisation_id = n.organisation_id
      and l.kind in ('notice.given', 'notice.returned') and l.at >= n.obtained_on - 1 and l.body->>'id' = n.id::text
    where n.person_id = ${person}`.execute(db(at))
  return rows.map(({ id }) => id)
})
