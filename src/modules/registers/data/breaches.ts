import { instant, integer, text, texts, uuid } from '#platform/data/columns.ts'
import { table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'
import { registering } from './activities.ts'

const redacted = { source: 'staff', onAccess: 'redact' } as const
const bySystem = { source: 'system' } as const
const law = 'Art. 33 Abs. 5 DSGVO; §§ 195, 199 BGB'

/** A breach of personal data, notified or not (Art. 33(5) GDPR): when known, what, how bad, what was done. */
export const breaches = table(
  'breaches',
  {
    subject: {
      accessedBy: ['reported_by', 'account_id'],
      stays: 'a duty to document (Art. 33(5) GDPR), and legal claims (Art. 18(2))',
    },
    keep: {
      from: 'closed_at',
      period: 'P3Y',
      to: 'year-end',
      grace: 'P1D',
      law,
      openWhile: { de: 'solange der Vorfall offen ist', en: 'as long as the incident is open' },
      startDue: { by: 'aware_at', within: 'P731D' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    title: text().personal(registering, 'free-text', redacted),
    aware_at: instant().notPersonal('when the organisation became aware'),
    began_at: instant().optional().notPersonal('when the breach began'),
    stopped_at: instant().optional().notPersonal('when the breach was stopped'),
    what: text().personal(registering, 'free-text', redacted),
    kinds: texts().notPersonal('confidentiality, integrity, availability'),
    tables: texts().defaulted().notPersonal('kinds of data concerned'),
    account_id: uuid()
      .optional()
      .personal(registering, 'identifier', { ...bySystem, onAccess: 'redact' }),
    consequences: text().defaulted().personal(registering, 'free-text', redacted),
    measures: text().defaulted().personal(registering, 'free-text', redacted),
    risk: text().optional().notPersonal('assessment'),
    risk_reason: text().defaulted().personal(registering, 'free-text', redacted),
    notified_at: instant().optional().notPersonal('when the authority was told'),
    delay_reason: text().defaulted().personal(registering, 'free-text', redacted),
    reference: text().defaulted().notPersonal("the authority's reference"),
    people_ground: text().optional().notPersonal('whether and why people were told (Art. 34 GDPR)'),
    people_reason: text().defaulted().personal(registering, 'free-text', redacted),
    people_told_at: instant().optional().notPersonal('when people were told'),
    people: integer().optional().notPersonal('count'),
    records: integer().optional().notPersonal('count'),
    counted_at: instant().optional().notPersonal('when it was counted'),
    reminded: integer().defaulted().notPersonal('how many reminders were sent'),
    reported_by: uuid().personal(registering, 'identifier', bySystem),
    created_at: instant().personal(registering, 'time', bySystem),
    closed_at: instant().optional().notPersonal('when the case was closed'),
  },
)

export const breachSteps = table(
  'breach_steps',
  { subject: { goesWith: 'breaches', by: 'breach_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    breach_id: uuid().notPersonal('random id of the breach'),
    kind: text().notPersonal('what was done'),
    content: text().personal(registering, 'free-text', redacted),
    by: uuid().personal(registering, 'identifier', { ...bySystem, onAccess: 'redact' }),
    at: instant().notPersonal('when'),
  },
)

/** Whom a breach concerns: computed from the database, and part of each person's access answer. */
export const breachPeople = table(
  'breach_people',
  {
    subject: { ownedBy: 'person_id' },
    keep: { from: 'listed_at', period: 'P3Y', to: 'year-end', grace: 'P1D', law },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    breach_id: uuid().notPersonal('random id of the breach'),
    person_id: uuid().personal(registering, 'identifier', bySystem),
    found_in: texts().personal(registering, 'status', bySystem),
    listed_at: instant().personal(registering, 'time', bySystem),
  },
)

dataKind('breaches', {
  name: { de: 'Verletzungen des Datenschutzes', en: 'personal data breaches' },
  about: 'staff',
  start: { de: 'nach dem Abschluss des Vorfalls', en: 'after the incident was closed' },
})
dataKind('breach_steps', { name: { de: 'Schritte bei Vorfällen', en: 'steps taken in incidents' }, about: 'staff' })
dataKind('breach_people', {
  name: { de: 'Betroffene von Vorfällen', en: 'people concerned by incidents' },
  start: { de: 'nach der Feststellung', en: 'after it was found' },
})
