import { activity } from '#platform/data/activity.ts'
import { bytes, instant, text, texts, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { dataKind } from '../kinds.ts'

/** Acting on what a person decides about their data: restriction, objection, withdrawal. Sees restricted people. */
export const restricting = activity('privacy.restricting', {
  why: {
    de: 'Ihre Daten einschränken, Ihren Widerspruch und Ihren Widerruf beachten',
    en: 'Restrict your data, and heed your objection and your withdrawal',
  },
  basis: { art6: 'c', law: 'Art. 7 Abs. 3, Art. 18, 19 und 21 DSGVO, § 35 BDSG' },
  obligation: {
    de: 'Gründe müssen Sie nur nennen, wenn Sie einer Verarbeitung aus Ihrer besonderen Situation heraus widersprechen.',
    en: 'You need to give reasons only where you object to processing because of your particular situation.',
  },
  whileRestricted: 'claims',
})

const bySystem = { source: 'system' } as const
const threeYears = { period: 'P3Y', grace: 'P1D', law: 'Art. 5 Abs. 2 DSGVO' } as const

export const restrictions = table(
  'restrictions',
  {
    subject: { ownedBy: 'person_id' },
    keep: {
      from: 'lifted_at',
      ...threeYears,
      openWhile: { de: 'solange die Einschränkung gilt', en: 'while the restriction is in force' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(restricting, 'identifier', bySystem),
    ground: text().personal(restricting, 'status'),
    reason: text().optional().sealed(restricting, 'free-text'),
    allowed: texts().defaulted().personal(restricting, 'consent'),
    only_for: text().optional().personal(restricting, 'status'),
    set_at: instant().personal(restricting, 'time', bySystem),
    announced_at: instant().optional().personal(restricting, 'time', bySystem),
    announced_by: text().optional().personal(restricting, 'status', bySystem),
    lifted_at: instant().optional().personal(restricting, 'time', bySystem),
  },
)

/** What is in force now: read by the policies of every table, so that lifting deletes from it. */
export const restricted = table(
  'restricted',
  { subject: { goesWith: 'restrictions', by: 'restriction_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    restriction_id: uuid().notPersonal('random id'),
    ref: uuid().personal(restricting, 'identifier', bySystem),
    object_table: text().optional().notPersonal('kind of the restricted row'),
    person_id: uuid().personal(restricting, 'identifier', bySystem),
    allowed: texts().defaulted().personal(restricting, 'consent'),
    only_for: text().optional().personal(restricting, 'status'),
  },
)

export const objections = table(
  'objections',
  {
    subject: { ownedBy: 'person_id' },
    // what was objected to is stopped for as long as the person is known, also under another address
    keep: { while: 'referenced', law: 'Art. 21 Abs. 1 und 3, Art. 5 Abs. 2 DSGVO' },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(restricting, 'identifier', bySystem),
    activity: text().personal(restricting, 'status'),
    article: text().notPersonal('which right was used'),
    reasons: text().optional().sealed(restricting, 'free-text'),
    restriction_id: uuid().optional().notPersonal('random id'),
    raised_at: instant().personal(restricting, 'time', bySystem),
    outcome: text().optional().personal(restricting, 'status', { source: 'staff' }),
    weighing: text().optional().sealed(restricting, 'free-text', { source: 'staff' }),
    decided_at: instant().optional().personal(restricting, 'time', bySystem),
  },
)

/** Stays when the person is erased (Art. 17(3)(b), 21(3) GDPR): otherwise nobody knew whom not to write to. */
export const suppressions = table(
  'suppressions',
  {
    subject: { none: 'keyed hashes of addresses; without the key of the organisation they lead to nobody' },
    keep: { while: 'organisation', law: 'Art. 21 Abs. 3 DSGVO' },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    mail_hash: bytes().notPersonal('keyed hash of a mail address'),
    activity: text().notPersonal('what must not be sent'),
    since: instant().notPersonal('since when'),
  },
)

export const db = tables({ restrictions, restricted, objections, suppressions })

const labels = {
  activity: { de: 'Wofür', en: 'Purpose' },
  allowed: { de: 'Trotzdem erlaubt', en: 'Allowed nevertheless' },
  only_for: { de: 'Nur für', en: 'Only for' },
}
dataKind('restrictions', {
  name: { de: 'Einschränkungen der Verarbeitung', en: 'Restrictions of processing' },
  start: { de: 'nach der Aufhebung', en: 'after they were lifted' },
  columns: {
    ...labels,
    ground: { de: 'Grund', en: 'Ground' },
    reason: { de: 'Begründung', en: 'Reason' },
    set_at: { de: 'Eingeschränkt am', en: 'Restricted on' },
    announced_at: { de: 'Aufhebung mitgeteilt am', en: 'Lifting announced on' },
    announced_by: { de: 'Mitgeteilt durch', en: 'Announced by' },
    lifted_at: { de: 'Aufgehoben am', en: 'Lifted on' },
  },
})
dataKind('restricted', {
  name: { de: 'Eingeschränkte Daten', en: 'Restricted data' },
  columns: { ...labels, ref: { de: 'Was eingeschränkt ist', en: 'What is restricted' } },
})
dataKind('objections', {
  name: { de: 'Widersprüche', en: 'Objections' },
  columns: {
    ...labels,
    reasons: { de: 'Gründe', en: 'Reasons' },
    raised_at: { de: 'Eingelegt am', en: 'Raised on' },
    outcome: { de: 'Ergebnis', en: 'Outcome' },
    weighing: { de: 'Abwägung', en: 'Weighing' },
    decided_at: { de: 'Entschieden am', en: 'Decided on' },
  },
})
dataKind('suppressions', { name: { de: 'Sperrliste für Werbung', en: 'Addresses that must not be written to' } })
