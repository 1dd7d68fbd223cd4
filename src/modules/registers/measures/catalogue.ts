import type { Bilingual } from '#platform/data/activity.ts'

/** How a measure is kept: by the program, which is checked, or by people, who answer for it. */
export type Measure = {
  readonly id: string
  /** Which aim of Art. 32 GDPR and of the German standard model it serves. */
  readonly aim: keyof typeof aims
  readonly title: Bilingual
  readonly how: Bilingual
  /** Its term of the Data Privacy Vocabulary. */
  readonly term: string
  readonly by: 'program' | 'people'
}

export const aims = {
  confidentiality: { de: 'Vertraulichkeit', en: 'Confidentiality' },
  integrity: { de: 'Integrität', en: 'Integrity' },
  availability: { de: 'Verfügbarkeit und Belastbarkeit', en: 'Availability and resilience' },
  minimisation: { de: 'Datenminimierung und Löschung', en: 'Minimisation and deletion' },
  review: { de: 'Überprüfung', en: 'Review' },
} as const satisfies Record<string, Bilingual>

export const measures: readonly Measure[] = [
  {
    id: 'tls',
    aim: 'confidentiality',
    title: { de: 'Verschlüsselte Übertragung', en: 'Encrypted transport' },
    how: {
      de: 'TLS 1.2 oder neuer, mit HSTS; unverschlüsselte Aufrufe werden umgeleitet',
      en: 'TLS 1.2 or newer, with HSTS; plain requests are redirected',
    },
    term: 'dpv:EncryptionInTransfer',
    by: 'program',
  },
  {
    id: 'tenants',
    aim: 'confidentiality',
    title: { de: 'Trennung der Organisationen in der Datenbank', en: 'Organisations apart in the database' },
    how: {
      de: 'Erzwungene Zeilensicherheit auf jeder Tabelle, Datenbankrolle ohne Umgehungsrecht',
      en: 'Forced row-level security on every table, a database role without bypass',
    },
    term: 'dpv:AccessControlMethod',
    by: 'program',
  },
  {
    id: 'sealed',
    aim: 'confidentiality',
    title: { de: 'Verschlüsselte Angaben je Person', en: 'Data sealed per person' },
    how: {
      de: 'Namen, Kontaktdaten und freie Texte unter einem Schlüssel je Person (Kurzes mit ChaCha20-Poly1305, Langes mit AES-256-GCM), geöffnet nur für den erklärten Zweck',
      en: 'Names, contact data and free texts under a key per person (short ones in ChaCha20-Poly1305, long ones in AES-256-GCM), opened for the declared purpose only',
    },
    term: 'dpv:EncryptionAtRest',
    by: 'program',
  },
  {
    id: 'instance-key',
    aim: 'confidentiality',
    title: { de: 'Hauptschlüssel getrennt von den Daten', en: 'Master key apart from the data' },
    how: {
      de: 'In der Umgebung oder in einer Datei, die nur das Programm lesen kann; nie in der Datenbank',
      en: 'In the environment or in a file that only the program can read; never in the database',
    },
    term: 'dpv:CryptographicKeyManagement',
    by: 'program',
  },
  {
    id: 'passwords',
    aim: 'confidentiality',
    title: { de: 'Passwörter als Argon2id', en: 'Passwords as Argon2id' },
    how: {
      de: 'Kein Passwort liegt lesbar; jede Probe kostet mindestens 19 MiB Speicher',
      en: 'No password is stored readably; each try costs at least 19 MiB of memory',
    },
    term: 'dpv:PasswordAuthentication',
    by: 'program',
  },
  {
    id: 'sessions',
    aim: 'confidentiality',
    title: { de: 'Anmeldungen enden', en: 'Sessions end' },
    how: {
      de: 'Nur als Hash gespeichert; jede endet von selbst, spätestens nach 12 Stunden',
      en: 'Stored as a hash only; each ends by itself, after 12 hours at the latest',
    },
    term: 'dpv:AuthenticationProtocols',
    by: 'program',
  },
  {
    id: 'second-factor',
    aim: 'confidentiality',
    title: { de: 'Zweiter Faktor bei der Anmeldung', en: 'Second factor when signing in' },
    how: {
      de: 'Passkey oder Einmalcode. Verlangt ihn die Organisation von einer Rolle, öffnet sich ohne ihn nur noch das eigene Konto',
      en: 'Passkey or one-time code. Where the organisation demands it of a role, only one’s own account opens without it',
    },
    term: 'dpv:MultiFactorAuthentication',
    by: 'program',
  },
  {
    id: 'accesses',
    aim: 'review',
    title: { de: 'Zugriffe von Beschäftigten festgehalten', en: 'Accesses by staff on record' },
    how: {
      de: 'Jedes Öffnen, Suchen und Ausgeben von Daten einer Person, 90 Tage lang',
      en: 'Every opening, search and export of a person’s data, for 90 days',
    },
    term: 'dpv:ActivityMonitoring',
    by: 'program',
  },
  {
    id: 'logs',
    aim: 'minimisation',
    title: { de: 'Protokolle ohne Personen', en: 'Logs without people' },
    how: {
      de: 'Gekürzte Adressen, keine Namen, nach acht Wochen gelöscht',
      en: 'Truncated addresses, no names, deleted after eight weeks',
    },
    term: 'dpv:LoggingPolicy',
    by: 'program',
  },
  {
    id: 'deletion',
    aim: 'minimisation',
    title: { de: 'Löschung nach Frist', en: 'Deletion by period' },
    how: {
      de: 'Täglicher Löschlauf, danach zählt eine eigene Prüfung, was über der Frist liegt',
      en: 'A daily deletion run, then a check of its own counts what is over age',
    },
    term: 'dpv:DataDeletionPolicy',
    by: 'program',
  },
  {
    id: 'ledger',
    aim: 'integrity',
    title: { de: 'Nachweise, die niemand unbemerkt ändert', en: 'Evidence nobody can change unseen' },
    how: {
      de: 'Merkle-Protokoll nach RFC 9162 mit signierten Ständen',
      en: 'Merkle ledger after RFC 9162 with signed states',
    },
    term: 'dpv:DigitalSignatures',
    by: 'program',
  },
  {
    id: 'backups',
    aim: 'availability',
    title: { de: 'Verschlüsselte Sicherungen, zurückgespielt zur Probe', en: 'Encrypted backups, restored for trial' },
    how: {
      de: 'Sicherung mindestens alle 2 Tage, Probe der Wiederherstellung mindestens alle 92 Tage',
      en: 'A backup at least every 2 days, a trial restore at least every 92 days',
    },
    term: 'dpv:DataBackupProtocols',
    by: 'program',
  },
  {
    id: 'promises',
    aim: 'review',
    title: { de: 'Nächtliche Prüfung aller Zusagen', en: 'Nightly check of all promises' },
    how: {
      de: 'Jede Zusage der Datenschutzhinweise wird am laufenden System geprüft',
      en: 'Every promise of the privacy notice is checked on the running system',
    },
    term: 'dpv:ComplianceMonitoring',
    by: 'program',
  },
  {
    id: 'premises',
    aim: 'confidentiality',
    title: { de: 'Zutritt zu Räumen und Geräten', en: 'Entry to rooms and devices' },
    how: {
      de: 'Verschlossene Räume, Liste der Schlüssel, Bildschirme gegen Einblick geschützt',
      en: 'Locked rooms, a list of keys, screens shielded from view',
    },
    term: 'dpv:PhysicalAccessControlMethod',
    by: 'people',
  },
  {
    id: 'secrecy',
    aim: 'confidentiality',
    title: { de: 'Verpflichtung auf Vertraulichkeit', en: 'Commitment to confidentiality' },
    how: { de: 'Alle Beschäftigten sind schriftlich verpflichtet', en: 'All staff are committed in writing' },
    term: 'dpv:ConfidentialityAgreement',
    by: 'people',
  },
  {
    id: 'training',
    aim: 'review',
    title: { de: 'Schulung', en: 'Training' },
    how: {
      de: 'Wer neu ist, wird eingewiesen; alle mindestens einmal im Jahr',
      en: 'Newcomers are instructed; everybody at least once a year',
    },
    term: 'dpv:DataProtectionTraining',
    by: 'people',
  },
  {
    id: 'leavers',
    aim: 'confidentiality',
    title: { de: 'Zugänge prüfen und entziehen', en: 'Review and withdraw access' },
    how: {
      de: 'Die Liste der Mitglieder und Rollen wird regelmäßig durchgesehen',
      en: 'The list of members and roles is looked through regularly',
    },
    term: 'dpv:AuthorisationProcedure',
    by: 'people',
  },
  {
    id: 'incident-plan',
    aim: 'availability',
    title: { de: 'Plan für Vorfälle', en: 'Plan for incidents' },
    how: {
      de: 'Wer bei einem Vorfall was tut und wie die 72 Stunden gehalten werden, ist geübt',
      en: 'Who does what in an incident, and how the 72 hours are kept, is rehearsed',
    },
    term: 'dpv:IncidentManagementProcedures',
    by: 'people',
  },
  {
    id: 'updates',
    aim: 'integrity',
    title: { de: 'Aktuelle Programme', en: 'Up-to-date programs' },
    how: {
      de: 'Betriebssystem und dieses Programm werden zeitnah aktualisiert',
      en: 'Operating system and this program are updated soon after a release',
    },
    term: 'dpv:SecurityProcedure',
    by: 'people',
  },
]

export const measureOf = (id: string): Measure | undefined => measures.find((one) => one.id === id)
