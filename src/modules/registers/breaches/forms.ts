import { allActivities } from '#platform/data/activity.ts'
import { declarations } from '#privacy'
import type { Field, Values, Wrong } from '../forms/fields.ts'
import type { Rules } from '../forms/form.tsx'
import { countable } from './affected.ts'
import { NOTIFY_HOURS } from './clock.ts'

export const kinds = [
  {
    value: 'confidentiality',
    label: {
      de: 'Vertraulichkeit: Unbefugte konnten Daten sehen',
      en: 'confidentiality: somebody unauthorised could see data',
    },
  },
  { value: 'integrity', label: { de: 'Integrität: Daten wurden verändert', en: 'integrity: data were changed' } },
  {
    value: 'availability',
    label: {
      de: 'Verfügbarkeit: Daten sind weg oder nicht erreichbar',
      en: 'availability: data are gone or out of reach',
    },
  },
] as const

type Member = { readonly account: string; readonly name: string }

/** What is known of a breach; offered again until the case is closed. */
export function factFields(members: readonly Member[]): readonly Field[] {
  const { kinds: told } = declarations()
  const staff = (name: string) => told.get(name)?.about === 'staff'
  return [
    {
      name: 'title',
      is: 'line',
      required: true,
      label: { de: 'Kurz: was ist geschehen?', en: 'In short: what happened?' },
    },
    {
      name: 'aware_at',
      is: 'moment',
      past: true,
      required: true,
      label: { de: 'Bekannt geworden am', en: 'Became known on' },
      hint: {
        de: `Ab hier laufen die ${NOTIFY_HOURS} Stunden: als jemand bei Ihnen mit hinreichender Sicherheit davon wusste`,
        en: `The ${NOTIFY_HOURS} hours run from here: when somebody at your organisation knew of it with reasonable certainty`,
      },
    },
    {
      name: 'what',
      is: 'text',
      required: true,
      label: { de: 'Was genau, wie entdeckt', en: 'What exactly, how found' },
    },
    {
      name: 'kinds',
      is: 'many',
      required: true,
      label: { de: 'Art der Verletzung', en: 'Nature of the breach' },
      options: kinds,
    },
    {
      name: 'began_at',
      is: 'moment',
      past: true,
      section: { de: 'Wen es betrifft', en: 'Whom it concerns' },
      label: { de: 'Begann am', en: 'Began on' },
    },
    { name: 'stopped_at', is: 'moment', past: true, label: { de: 'Abgestellt am', en: 'Stopped on' } },
    {
      name: 'account',
      is: 'select',
      label: {
        de: 'Was dieses Mitglied in dieser Zeit geöffnet hat',
        en: 'What this member opened in that time',
      },
      options: members.map(({ account, name }) => ({ value: account, label: { de: name, en: name } })),
    },
    {
      name: 'activities',
      is: 'many',
      label: { de: 'Alles, was zu diesen Zwecken da ist', en: 'All that is kept for these purposes' },
      options: allActivities()
        .filter(({ name }) => !/^(privacy|registers|rights|accounts|backups)\./.test(name))
        .map(({ name, why }) => ({ value: name, label: why })),
    },
    {
      name: 'tables',
      is: 'many',
      folded: true,
      section: { de: 'Einzelne Datenarten wählen', en: 'Choose single kinds of data' },
      label: { de: 'Betroffene Datenarten', en: 'Kinds of data concerned' },
      options: countable()
        .filter(({ name }) => name !== 'person_keys')
        .toSorted((a, b) => Number(staff(a.name)) - Number(staff(b.name)))
        .map(({ name }) => ({ value: name, label: told.get(name)?.name ?? { de: name, en: name } })),
    },
  ]
}

/** A breach does not end before it began, and is not known before it began. */
export function factRules(values: Values): Wrong {
  const [began = '', stopped = '', aware = ''] = [values['began_at'], values['stopped_at'], values['aware_at']]
  if (began && stopped && stopped < began) return { stopped_at: 'order' }
  return began && aware < began ? { aware_at: 'aware-order' } : {}
}

export const assessFields: readonly Field[] = [
  {
    name: 'risk',
    is: 'choice',
    required: true,
    label: { de: 'Risiko für die Betroffenen', en: 'Risk for those concerned' },
    options: [
      {
        value: 'unlikely',
        label: { de: 'voraussichtlich kein Risiko: keine Meldung nötig', en: 'unlikely: no notification needed' },
      },
      { value: 'risk', label: { de: 'Risiko: Meldung an die Aufsichtsbehörde', en: 'risk: notify the authority' } },
      {
        value: 'high',
        label: { de: 'hohes Risiko: auch die Betroffenen benachrichtigen', en: 'high risk: tell the people, too' },
      },
    ],
  },
  {
    name: 'risk_reason',
    is: 'text',
    required: true,
    label: { de: 'Begründung', en: 'Reason' },
    hint: {
      de: 'Auch eine nicht gemeldete Verletzung wird mit Begründung aufbewahrt (Art. 33 Abs. 5)',
      en: 'A breach that is not notified is kept with its reason as well (Art. 33(5))',
    },
  },
  {
    name: 'consequences',
    is: 'text',
    required: true,
    label: { de: 'Wahrscheinliche Folgen', en: 'Likely consequences' },
  },
  {
    name: 'measures',
    is: 'text',
    required: true,
    label: { de: 'Getroffene und geplante Maßnahmen', en: 'Measures taken and proposed' },
  },
]

export const notifyFields: readonly Field[] = [
  { name: 'notified_at', is: 'moment', past: true, required: true, label: { de: 'Gemeldet am', en: 'Notified on' } },
  { name: 'reference', is: 'line', label: { de: 'Zeichen der Behörde', en: 'Reference of the authority' } },
  {
    name: 'delay_reason',
    is: 'text',
    label: { de: 'Gründe für die Verzögerung', en: 'Reasons for the delay' },
    hint: {
      de: `Nötig, wenn mehr als ${NOTIFY_HOURS} Stunden vergangen sind (Art. 33 Abs. 1 Satz 2)`,
      en: `Needed when more than ${NOTIFY_HOURS} hours have passed (Art. 33(1) sentence 2)`,
    },
  },
]

export const peopleFields: readonly Field[] = [
  {
    name: 'people_ground',
    is: 'choice',
    required: true,
    label: { de: 'Benachrichtigung der Betroffenen (Art. 34)', en: 'Telling those concerned (Art. 34)' },
    options: [
      { value: 'told', label: { de: 'Sie wurden benachrichtigt', en: 'They were told' } },
      {
        value: 'protected',
        label: {
          de: 'Ausnahme a: Die Daten sind für Unbefugte unlesbar',
          en: 'exception (a): the data are unreadable to others',
        },
      },
      {
        value: 'averted',
        label: {
          de: 'Ausnahme b: Nachträgliche Maßnahmen haben das hohe Risiko beseitigt',
          en: 'exception (b): later measures removed the high risk',
        },
      },
      {
        value: 'public',
        label: {
          de: 'Ausnahme c: Unverhältnismäßiger Aufwand, öffentlich bekannt gemacht',
          en: 'exception (c): disproportionate effort, made public',
        },
      },
      { value: 'not-high', label: { de: 'Kein hohes Risiko', en: 'no high risk' } },
    ],
  },
  {
    name: 'people_told_at',
    is: 'moment',
    past: true,
    label: { de: 'Benachrichtigt oder veröffentlicht am', en: 'Told or published on' },
  },
  { name: 'people_reason', is: 'text', label: { de: 'Begründung oder Weg', en: 'Reason or way' } },
]
/** Art. 34(3) GDPR knows three exceptions for a high risk; that it is none is said where the risk is assessed. */
export function peopleRules(
  { people_ground = '', people_told_at = '', people_reason = '' }: Values,
  risk: string | null,
): Wrong {
  if (risk === 'high' && people_ground === 'not-high') return { people_ground: 'still-high' }
  if ((people_ground === 'told' || people_ground === 'public') && !people_told_at) return { people_told_at: 'required' }
  return people_ground !== 'told' && !people_reason ? { people_reason: 'required' } : {}
}

export const noteFields: readonly Field[] = [
  {
    name: 'kind',
    is: 'choice',
    required: true,
    label: { de: 'Was', en: 'What' },
    options: [
      {
        value: 'followed-up',
        label: {
          de: 'Nachmeldung an die Behörde (Art. 33 Abs. 4)',
          en: 'further report to the authority (Art. 33(4))',
        },
      },
      { value: 'note', label: { de: 'Vermerk', en: 'note' } },
    ],
  },
  { name: 'content', is: 'text', required: true, label: { de: 'Text', en: 'Text' } },
]

export const breachProblems: Rules = {
  order: { de: 'Das Ende kann nicht vor dem Anfang liegen.', en: 'The end cannot lie before the beginning.' },
  'before-aware': {
    de: 'Gemeldet werden kann erst, was bekannt ist.',
    en: 'Only what is known can be notified.',
  },
  delay: {
    de: 'Nach mehr als 72 Stunden muss die Meldung die Gründe der Verzögerung nennen (Art. 33 Abs. 1 Satz 2 DSGVO).',
    en: 'After more than 72 hours the notification must give reasons for the delay (Art. 33(1) sentence 2 GDPR).',
  },
  'still-high': {
    de: 'Eingeschätzt ist ein hohes Risiko. Benachrichtigen Sie die Betroffenen, wählen Sie eine Ausnahme, oder schätzen Sie das Risiko neu ein.',
    en: 'The risk is assessed as high. Tell the people, choose an exception, or assess the risk anew.',
  },
  'aware-order': {
    de: 'Bekannt werden kann der Vorfall nicht vor seinem Anfang.',
    en: 'The breach cannot become known before it began.',
  },
}
