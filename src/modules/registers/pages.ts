import { mayReadRules, officerPage } from '#privacy'
import { mayKeepRegisters, maySeeAccesses } from './permissions.ts'

const ROOT = '/team/datenschutz'

export const paths = {
  processing: `${ROOT}/verzeichnis`,
  onBehalf: `${ROOT}/verzeichnis/im-auftrag`,
  processors: `${ROOT}/auftragsverarbeiter`,
  measures: `${ROOT}/massnahmen`,
  impact: `${ROOT}/folgenabschaetzung`,
  roles: `${ROOT}/rollen`,
  breaches: `${ROOT}/vorfaelle`,
  disclosures: `${ROOT}/behoerden`,
  accesses: `${ROOT}/zugriffe`,
  reviews: `${ROOT}/pruefungen`,
} as const

officerPage({
  path: paths.processors,
  label: { de: 'Auftragsverarbeiter', en: 'Processors' },
  about: { de: 'Verträge, Anbindungen, Weisungen (Art. 28 DSGVO)', en: 'Contracts, connections (Art. 28 GDPR)' },
  may: mayKeepRegisters,
  order: 220,
  group: 'rules',
})
officerPage({
  path: paths.measures,
  label: { de: 'Maßnahmen', en: 'Measures' },
  about: { de: 'Schutz nach Art. 32 DSGVO, am System geprüft', en: 'Protection under Art. 32 GDPR, checked live' },
  may: mayKeepRegisters,
  order: 230,
  group: 'rules',
})
officerPage({
  path: paths.impact,
  label: { de: 'Folgenabschätzung', en: 'Impact assessment' },
  about: { de: 'Schwellwertprüfung und Bericht (Art. 35 DSGVO)', en: 'Threshold test and record (Art. 35 GDPR)' },
  may: mayKeepRegisters,
  order: 240,
  group: 'rules',
})
officerPage({
  path: paths.roles,
  label: { de: 'Rollen', en: 'Roles' },
  about: { de: 'Welche Rolle was darf', en: 'Which role may do what' },
  may: mayReadRules,
  order: 250,
  group: 'rules',
})
officerPage({
  path: paths.breaches,
  label: { de: 'Vorfälle', en: 'Breaches' },
  about: { de: 'Verletzungen, die 72-Stunden-Frist, Meldungen', en: 'Breaches, the 72 hours, notifications' },
  may: mayKeepRegisters,
  order: 300,
  group: 'cases',
})
officerPage({
  path: paths.disclosures,
  label: { de: 'Behörden', en: 'Authorities' },
  about: { de: 'Auskünfte an Behörden mit Rechtsgrund', en: 'Disclosures to authorities, with their ground' },
  may: mayKeepRegisters,
  order: 310,
  group: 'cases',
})
officerPage({
  path: paths.accesses,
  label: { de: 'Zugriffe', en: 'Accesses' },
  about: { de: 'Wer Daten von Personen geöffnet hat', en: "Who has opened people's data" },
  may: maySeeAccesses,
  order: 320,
  group: 'cases',
})
officerPage({
  path: paths.reviews,
  label: { de: 'Prüfungen', en: 'Reviews' },
  about: { de: 'Zugriffe auf Verdacht prüfen, zu zweit', en: 'Review accesses on suspicion, two together' },
  may: maySeeAccesses,
  order: 330,
  group: 'cases',
})
