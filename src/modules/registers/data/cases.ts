import { instant, integer, localDate, text, texts, uuid } from '#platform/data/columns.ts'
import { onlyWhoActed, table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'
import { registering, watching } from './activities.ts'

const redacted = { source: 'staff', onAccess: 'redact' } as const
const bySystem = { source: 'system' } as const
const word = 'about a processing activity, not about a person'

export const impactAssessments = table(
  'impact_assessments',
  {
    subject: { accessedBy: 'assessed_by', stays: onlyWhoActed },
    keep: {
      from: 'ended_at',
      period: 'P3Y',
      grace: 'P1D',
      law: 'Art. 5 Abs. 2 und Art. 35 DSGVO',
      openWhile: { de: 'solange die Verarbeitung besteht', en: 'as long as the processing goes on' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    title: text().notPersonal(word),
    activities: texts().defaulted().notPersonal(word),
    description: text().notPersonal(word),
    answers: texts().defaulted().notPersonal(word),
    outcome: text().notPersonal(word),
    reason: text().defaulted().notPersonal(word),
    necessity: text().defaulted().notPersonal(word),
    risks: text().defaulted().notPersonal(word),
    measures: text().defaulted().notPersonal(word),
    residual: text().optional().notPersonal(word),
    opinion: text().defaulted().notPersonal(word),
    consulted_on: localDate().optional().notPersonal(word),
    review_on: localDate().notPersonal(word),
    assessed_by: uuid().personal(registering, 'identifier', bySystem),
    created_at: instant().personal(registering, 'time', bySystem),
    changed_at: instant().personal(registering, 'time', bySystem),
    ended_at: instant().optional().notPersonal('when the processing ended'),
  },
)

const threeYears = { period: 'P3Y', to: 'year-end', grace: 'P1D', law: 'Art. 5 Abs. 2 DSGVO; §§ 195, 199 BGB' } as const

/** What an authority was given: on which ground, how much, when, by whom. */
export const disclosures = table(
  'disclosures',
  {
    subject: { accessedBy: 'disclosed_by', stays: onlyWhoActed },
    keep: { from: 'disclosed_at', ...threeYears },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    authority: text().notPersonal('name of an authority'),
    legal_ground: text().notPersonal('law'),
    reference: text().defaulted().personal(registering, 'free-text', redacted),
    scope: text().personal(registering, 'free-text', redacted),
    secret_until: localDate().optional().notPersonal('until when an order demands silence'),
    people: integer().defaulted().notPersonal('count'),
    disclosed_at: instant().personal(registering, 'time', bySystem),
    disclosed_by: uuid().personal(registering, 'identifier', bySystem),
    created_at: instant().notPersonal('when the entry was made'),
  },
)

/** The same per person, so that it belongs to the person and stands in the access answer (Art. 15(1)(c) GDPR). */
export const disclosurePeople = table(
  'disclosure_people',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'disclosed_at', ...threeYears }, anchor: false },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    disclosure_id: uuid().notPersonal('random id of the disclosure'),
    person_id: uuid().personal(registering, 'identifier', bySystem),
    authority: text().personal(registering, 'status', { source: 'staff' }),
    legal_ground: text().personal(registering, 'status', { source: 'staff' }),
    scope: text().personal(registering, 'free-text', { source: 'staff' }),
    disclosed_at: instant().personal(registering, 'time', bySystem),
  },
)

export const logReviews = table(
  'log_reviews',
  {
    subject: {
      accessedBy: ['account_id', 'requested_by', 'decided_by'],
      stays: 'a review of accesses serves legal claims (Art. 18(2) GDPR)',
    },
    keep: {
      from: 'closed_at',
      ...threeYears,
      openWhile: { de: 'solange die Prüfung offen ist', en: 'as long as the review is open' },
      startDue: { by: 'requested_at', within: 'P400D' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(watching, 'identifier', bySystem),
    from_at: instant().personal(watching, 'time', { source: 'staff' }),
    until_at: instant().personal(watching, 'time', { source: 'staff' }),
    reason: text().personal(watching, 'free-text', redacted),
    requested_by: uuid().personal(watching, 'identifier', { ...bySystem, onAccess: 'redact' }),
    requested_at: instant().personal(watching, 'time', bySystem),
    decision: text().optional().personal(watching, 'status', { source: 'staff' }),
    decided_by: uuid()
      .optional()
      .personal(watching, 'identifier', { ...bySystem, onAccess: 'redact' }),
    decided_at: instant().optional().personal(watching, 'time', bySystem),
    decision_reason: text().defaulted().personal(watching, 'free-text', redacted),
    result: text().defaulted().personal(watching, 'free-text', redacted),
    closed_at: instant().optional().personal(watching, 'time', bySystem),
  },
)

export const logReviewLooks = table(
  'log_review_looks',
  { subject: { goesWith: 'log_reviews', by: 'review_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    review_id: uuid().notPersonal('random id of the review'),
    by: uuid().personal(watching, 'identifier', { ...bySystem, onAccess: 'redact' }),
    at: instant().personal(watching, 'time', bySystem),
    what: text().notPersonal('which part of the records'),
    entries: integer().notPersonal('count'),
  },
)

/** Which member saw whose data: kept for 90 days, then gone like everything else. */
export const accessRecords = table(
  'access_records',
  {
    subject: { accessedBy: ['account_id', 'person_id'], stays: onlyWhoActed },
    keep: { from: 'at', period: 'P90D', grace: 'P1D', law: 'Art. 24 und 32 DSGVO' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    account_id: uuid().personal(watching, 'identifier', { ...bySystem, onAccess: 'redact' }),
    role: text().personal(watching, 'status', bySystem),
    what: text().personal(watching, 'status', bySystem),
    place: text().personal(watching, 'status', bySystem),
    person_id: uuid().optional().personal(watching, 'identifier', bySystem),
    people: integer().notPersonal('count'),
    at: instant().personal(watching, 'time', bySystem),
  },
)

dataKind('impact_assessments', {
  name: { de: 'Folgenabschätzungen', en: 'impact assessments' },
  about: 'staff',
  start: { de: 'nach dem Ende der Verarbeitung', en: 'after the processing has ended' },
})
const disclosed = { de: 'nach der Auskunft an die Behörde', en: 'after the disclosure to the authority' }
dataKind('disclosures', {
  name: { de: 'Auskünfte an Behörden', en: 'disclosures to authorities' },
  about: 'staff',
  start: disclosed,
})
dataKind('disclosure_people', {
  name: { de: 'Auskünfte an Behörden über eine Person', en: 'disclosures about a person to authorities' },
  start: disclosed,
})
dataKind('log_reviews', {
  name: { de: 'Prüfungen von Zugriffen auf Verdacht', en: 'reviews of accesses on suspicion' },
  about: 'staff',
  start: { de: 'nach dem Abschluss der Prüfung', en: 'after the review was closed' },
})
dataKind('log_review_looks', {
  name: { de: 'Einsichten bei solchen Prüfungen', en: 'what was looked at in such reviews' },
  about: 'staff',
})
dataKind('access_records', {
  name: { de: 'Zugriffe von Beschäftigten', en: 'accesses by staff' },
  start: { de: 'nach dem Zugriff', en: 'after the access' },
})
