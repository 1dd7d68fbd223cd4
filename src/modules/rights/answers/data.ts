import { contact } from '#people'
import { activity } from '#platform/data/activity.ts'
import { blob, instant, integer, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table, type Selected } from '#platform/data/table.ts'
import { answering, dataKind, importing } from '#privacy'

/** Keeping an answer ready behind a signed link, and knowing that it was fetched. */
export const handingOver = activity('rights.handing-over', {
  why: {
    de: 'Ihre Daten sicher an Sie oder an eine Stelle übergeben, die Sie nennen',
    en: 'Hand your data over safely to you or to an organisation you name',
  },
  basis: { art6: 'c', law: 'Art. 12, 15 und 20 DSGVO' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  using: [contact, answering],
  whileRestricted: 'claims',
})

/** Taking over the archive that a person brings: their contact data become known here. */
export const taking = activity('rights.taking', {
  why: {
    de: 'Ihre mitgebrachten Angaben prüfen und übernehmen',
    en: 'Check and take over the data you bring along',
  },
  basis: { art6: 'a' },
  obligation: { de: 'Diese Angaben sind freiwillig.', en: 'These data are voluntary.' },
  using: [contact, importing],
})

export type Content = { readonly kind: string; readonly count: number }
const bySystem = { source: 'system' } as const

export const answers = table(
  'rights_answers',
  {
    subject: { ownedBy: 'person_id' },
    keep: { from: 'expires_at', period: 'P1D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(handingOver, 'identifier', bySystem),
    request_id: uuid().optional().notPersonal('random id of a request'),
    kind: text().personal(handingOver, 'status', bySystem),
    recipient: text().optional().sealed(handingOver, 'free-text'),
    contents: json<readonly Content[]>().personal(handingOver, 'status', bySystem),
    // an answer that held the earlier answers would grow with every request
    file: blob().personal(handingOver, 'file', { ...bySystem, onAccess: 'redact' }),
    fetches: integer().defaulted().personal(handingOver, 'status', bySystem),
    most_fetches: integer().notPersonal('limit of the link'),
    created_at: instant().personal(handingOver, 'time', bySystem),
    expires_at: instant().personal(handingOver, 'time', bySystem),
    fetched_at: instant().optional().personal(handingOver, 'time', bySystem),
  },
)
export type AnswerRow = Selected<typeof answers>

export const db = tables({ rights_answers: answers })

dataKind('rights_answers', {
  name: { de: 'Bereitliegende Auskünfte', en: 'Answers lying ready' },
  start: { de: 'nach dem Ablauf des Links', en: 'after the link has expired' },
  columns: {
    recipient: { de: 'Für wen', en: 'For whom' },
    contents: { de: 'Was darin steht', en: 'What it holds' },
    fetches: { de: 'Wie oft geholt', en: 'How often fetched' },
    fetched_at: { de: 'Zuletzt geholt am', en: 'Last fetched on' },
  },
  hidden: { file: { de: 'ist selbst eine Auskunft an Sie', en: 'is an answer to you itself' } },
})
