import { type Activity, allActivities, basisFor, type Sector } from '#platform/data/activity.ts'
import { allTables } from '#platform/data/table.ts'
import { type Field, many, type Option, type Values, type Wrong } from '../forms/fields.ts'
import type { Rules } from '../forms/form.tsx'

/** Cases in which Art. 35(3) GDPR demands an assessment by itself. */
export const always: readonly Option[] = [
  {
    value: 'a35-3-a',
    label: {
      de: 'Systematische, umfassende Bewertung von Menschen durch Automaten, mit rechtlicher oder ähnlich erheblicher Wirkung (Abs. 3 Buchst. a)',
      en: 'Systematic and extensive automated evaluation of people with legal or similarly significant effects (3)(a)',
    },
  },
  {
    value: 'a35-3-b',
    label: {
      de: 'Umfangreiche Verarbeitung besonders geschützter Daten oder von Straftaten (Abs. 3 Buchst. b)',
      en: 'Large-scale processing of special categories or criminal offences (3)(b)',
    },
  },
  {
    value: 'a35-3-c',
    label: {
      de: 'Systematische, umfangreiche Überwachung öffentlich zugänglicher Bereiche (Abs. 3 Buchst. c)',
      en: 'Systematic large-scale monitoring of a publicly accessible area (3)(c)',
    },
  },
  {
    value: 'dsk',
    label: {
      de: 'Steht auf der Muss-Liste der Aufsichtsbehörden (DSK, Version 1.1; bei öffentlichen Stellen die des Landes)',
      en: 'Stands on the must-list of the German authorities (DSK, version 1.1; for public bodies that of the Land)',
    },
  },
]

/** The nine criteria of the guidelines WP 248 rev. 01; two of them make an assessment necessary as a rule. */
export const criteria: readonly Option[] = [
  { value: 'scoring', label: { de: 'Bewerten oder Einstufen, auch Profile', en: 'Evaluation or scoring, profiling' } },
  {
    value: 'automated',
    label: {
      de: 'Automatische Entscheidungen mit erheblicher Wirkung',
      en: 'Automated decisions with significant effect',
    },
  },
  { value: 'monitoring', label: { de: 'Systematische Überwachung', en: 'Systematic monitoring' } },
  {
    value: 'sensitive',
    label: { de: 'Vertrauliche oder höchst persönliche Daten', en: 'Sensitive or highly personal data' },
  },
  { value: 'large-scale', label: { de: 'Umfangreiche Verarbeitung', en: 'Large scale' } },
  {
    value: 'matching',
    label: { de: 'Abgleichen oder Zusammenführen von Datensätzen', en: 'Matching or combining datasets' },
  },
  {
    value: 'vulnerable',
    label: {
      de: 'Schutzbedürftige Menschen, etwa Kinder oder Beschäftigte',
      en: 'Vulnerable people, e.g. children or employees',
    },
  },
  {
    value: 'innovative',
    label: { de: 'Neue Technik oder neue Anwendung von Technik', en: 'New technology or a new use of it' },
  },
  {
    value: 'barrier',
    label: {
      de: 'Hindert Menschen an einem Recht, einer Leistung oder einem Vertrag',
      en: 'Keeps people from a right, a service or a contract',
    },
  },
]
const ENOUGH = 2

/** Whether an assessment is necessary, from what was answered (Art. 35(1), (3) GDPR; WP 248 rev. 01, III.B.a). */
export function outcomeOf(answers: readonly string[]): 'required' | 'not-required' {
  if (always.some(({ value }) => answers.includes(value))) return 'required'
  return criteria.filter(({ value }) => answers.includes(value)).length >= ENOUGH ? 'required' : 'not-required'
}

/** What the declarations of the chosen activities say by themselves: nobody can overlook it. */
export function declaredCriteria(
  chosen: readonly string[],
  sector: Sector,
  activities: readonly Activity[] = allActivities(),
): string[] {
  const found = activities.filter(({ name }) => chosen.includes(name))
  const special = found.some(
    (one) =>
      basisFor(one, sector).art9 !== undefined ||
      allTables().some(({ columns }) =>
        Object.values(columns).some(
          ({ treatment }) =>
            'category' in treatment &&
            treatment.category === 'special' &&
            treatment.activities.some(({ name }) => name === one.name),
        ),
      ),
  )
  return special ? ['sensitive'] : []
}

export const thresholdFields = (): readonly Field[] => [
  { name: 'title', is: 'line', required: true, label: { de: 'Verarbeitung', en: 'Processing' } },
  {
    name: 'activities',
    is: 'many',
    label: { de: 'Tätigkeiten aus dem Verzeichnis', en: 'Activities of the register' },
    options: allActivities()
      .filter(({ name }) => !/^(privacy|registers|rights|backups)\./.test(name))
      .map(({ name, why }) => ({ value: name, label: why })),
  },
  {
    name: 'description',
    is: 'text',
    required: true,
    label: { de: 'Beschreibung: was, womit, wer, wie lange', en: 'Description: what, with what, who, how long' },
  },
  {
    name: 'always',
    is: 'many',
    section: { de: 'Schwellwertprüfung', en: 'Threshold test' },
    label: { de: 'Immer nötig, wenn eines zutrifft', en: 'Always necessary if one applies' },
    options: always,
  },
  {
    name: 'criteria',
    is: 'many',
    label: { de: 'In der Regel nötig, wenn zwei zutreffen', en: 'Necessary as a rule if two apply' },
    options: criteria,
  },
  {
    name: 'reason',
    is: 'text',
    required: true,
    label: { de: 'Begründung des Ergebnisses', en: 'Reasons for the result' },
  },
  {
    name: 'review_on',
    is: 'date',
    required: true,
    label: { de: 'Wieder zu prüfen am', en: 'To be reviewed on' },
    hint: {
      de: 'Und immer, wenn sich die Verarbeitung ändert (Art. 35 Abs. 11)',
      en: 'And whenever the processing changes (Art. 35(11))',
    },
  },
]

export const answersOf = (values: Values): string[] => [...many(values['always']), ...many(values['criteria'])]

export function thresholdRules(values: Values, sector: Sector, today: string): Wrong {
  const missing = declaredCriteria(many(values['activities']), sector).filter((one) => !answersOf(values).includes(one))
  if (missing.length > 0) return { criteria: 'declared' }
  return (values['review_on'] ?? '') <= today ? { review_on: 'past' } : {}
}

export const assessmentFields: readonly Field[] = [
  {
    name: 'necessity',
    is: 'text',
    required: true,
    label: {
      de: 'Notwendigkeit und Verhältnismäßigkeit (Abs. 7 Buchst. b)',
      en: 'Necessity and proportionality (7)(b)',
    },
  },
  {
    name: 'risks',
    is: 'text',
    required: true,
    label: {
      de: 'Risiken für die Rechte der Betroffenen (Buchst. c)',
      en: 'Risks to the rights of those concerned (c)',
    },
  },
  {
    name: 'measures',
    is: 'text',
    required: true,
    label: { de: 'Abhilfemaßnahmen (Buchst. d)', en: 'Measures to address the risks (d)' },
  },
  {
    name: 'opinion',
    is: 'text',
    required: true,
    label: { de: 'Rat der oder des Datenschutzbeauftragten (Abs. 2)', en: 'Advice of the data protection officer (2)' },
  },
  {
    name: 'residual',
    is: 'choice',
    required: true,
    label: { de: 'Risiko, das bleibt', en: 'Risk that remains' },
    options: [
      { value: 'acceptable', label: { de: 'vertretbar', en: 'acceptable' } },
      {
        value: 'high',
        label: {
          de: 'hoch: die Aufsichtsbehörde ist vorher zu konsultieren (Art. 36)',
          en: 'high: the authority must be consulted first (Art. 36)',
        },
      },
    ],
  },
  {
    name: 'consulted_on',
    is: 'date',
    past: true,
    label: { de: 'Aufsichtsbehörde konsultiert am', en: 'Authority consulted on' },
  },
]

export const impactProblems: Rules = {
  declared: {
    de: 'Die gewählten Tätigkeiten verarbeiten besonders geschützte Daten; „Vertrauliche oder höchst persönliche Daten“ trifft zu.',
    en: 'The chosen activities process special categories of data; "Sensitive or highly personal data" applies.',
  },
  past: { de: 'Die nächste Prüfung muss in der Zukunft liegen.', en: 'The next review must lie in the future.' },
}

type Known = {
  readonly outcome: string
  readonly necessity: string
  readonly residual: string | null
  readonly consulted_on: string | null
  readonly review_on: string
  readonly ended_at: Temporal.Instant | null
}
export type ImpactState = 'ended' | 'review' | 'open' | 'consult' | 'done' | 'none-needed'

/** How an assessment stands today. */
export function impactState(one: Known, today: string): ImpactState {
  if (one.ended_at) return 'ended'
  if (one.review_on <= today) return 'review'
  if (one.outcome !== 'required') return 'none-needed'
  if (!one.necessity || !one.residual) return 'open'
  return one.residual === 'high' && !one.consulted_on ? 'consult' : 'done'
}
