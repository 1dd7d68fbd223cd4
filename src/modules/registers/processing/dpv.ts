// W3C Data Privacy Vocabulary 2.3 (https://w3id.org/dpv): which of its terms says what a declaration says.
import type { Art9, Basis } from '#platform/data/activity.ts'
import type { Category, Source } from '#platform/data/columns.ts'

export const context = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  dct: 'http://purl.org/dc/terms/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const

/** What a personal datum is. Where DPV has no narrower term, the general one. */
export const categoryTerms: Readonly<Record<Category, string>> = {
  identifier: 'pd:UID',
  name: 'pd:Name',
  mail: 'pd:EmailAddress',
  phone: 'pd:TelephoneNumber',
  address: 'pd:PhysicalAddress',
  bank: 'pd:BankAccount',
  appointment: 'pd:ServiceConsumptionBehaviour',
  status: 'dpv:GeneratedPersonalData',
  time: 'dpv:GeneratedPersonalData',
  language: 'pd:Language',
  'free-text': 'dpv:ProvidedPersonalData',
  answers: 'dpv:ProvidedPersonalData',
  special: 'dpv:SpecialCategoryPersonalData',
  credential: 'pd:Authenticating',
  device: 'pd:DeviceBased',
  message: 'pd:Communication',
  consent: 'pd:PrivacyPreference',
  file: 'pd:PersonalDocuments',
}

export const sourceTerms: Readonly<Record<Source, string>> = {
  person: 'dpv:DataSubject',
  staff: 'dpv:DataController',
  system: 'dpv:DataController',
}

export const basisTerm = ({ art6 }: Basis): string => `eu-gdpr:A6-1-${art6}`
export const art9Term = (letter: Art9): string => `eu-gdpr:A9-2-${letter}`

/** The purposes of a module, where an activity of its own has none. */
const byModule: Readonly<Record<string, string>> = {
  accounts: 'dpv:AccountManagement',
  appointments: 'dpv:RequestedServiceProvision',
  backups: 'dpv:EnforceSecurity',
  customers: 'dpv:AccountManagement',
  documents: 'dpv:RecordManagement',
  messages: 'dpv:CommunicationManagement',
  people: 'dpv:CommunicationForCustomerCare',
  privacy: 'dpv:LegalCompliance',
  registers: 'dpv:LegalCompliance',
  rights: 'dpv:RightsFulfilment',
}
const byActivity: Readonly<Record<string, string>> = {
  'accounts.signing-in': 'dpv:IdentityAuthentication',
  'registers.watching': 'dpv:EnforceAccessControl',
  'privacy.informing': 'dpv:FulfilmentOfObligation',
}

/** @throws Error for an activity of a module without a term */
export function purposeTerm(activity: string): string {
  const term = byActivity[activity] ?? byModule[activity.split('.')[0] ?? '']
  if (!term) throw new Error(`the purpose ${activity} has no term of the Data Privacy Vocabulary`)
  return term
}

/** What protects data outside the EU and the EEA (Art. 45, 46, 49 GDPR), as the register knows it. */
export const safeguards = {
  'A45-3': { de: 'Angemessenheitsbeschluss (Art. 45 DSGVO)', en: 'adequacy decision (Art. 45 GDPR)' },
  'A46-2-c': {
    de: 'Standardvertragsklauseln der Kommission (Art. 46 Abs. 2 Buchst. c)',
    en: 'standard contractual clauses of the Commission (Art. 46(2)(c))',
  },
  'A46-2-d': {
    de: 'Standardvertragsklauseln einer Aufsichtsbehörde (Art. 46 Abs. 2 Buchst. d)',
    en: 'standard contractual clauses of an authority (Art. 46(2)(d))',
  },
  'A46-2-b': {
    de: 'verbindliche interne Vorschriften (Art. 47)',
    en: 'binding corporate rules (Art. 47)',
  },
  'A46-2-a': {
    de: 'rechtlich bindendes Dokument zwischen Behörden (Art. 46 Abs. 2 Buchst. a)',
    en: 'binding instrument between public bodies (Art. 46(2)(a))',
  },
  'A46-2-e': { de: 'genehmigte Verhaltensregeln (Art. 40)', en: 'approved code of conduct (Art. 40)' },
  'A46-2-f': { de: 'genehmigte Zertifizierung (Art. 42)', en: 'approved certification (Art. 42)' },
  'A46-3-a': {
    de: 'genehmigte eigene Vertragsklauseln (Art. 46 Abs. 3 Buchst. a)',
    en: 'authorised contractual clauses (Art. 46(3)(a))',
  },
  'A49-1-a': {
    de: 'ausdrückliche Einwilligung im Einzelfall (Art. 49 Abs. 1 Buchst. a)',
    en: 'explicit consent in the single case (Art. 49(1)(a))',
  },
  'A49-1-b': {
    de: 'nötig für einen Vertrag mit der Person (Art. 49 Abs. 1 Buchst. b)',
    en: 'needed for a contract with the person (Art. 49(1)(b))',
  },
} as const
export type Safeguard = keyof typeof safeguards
export const isSafeguard = (value: string | null | undefined): value is Safeguard =>
  value !== null && value !== undefined && value in safeguards

/** The rights that people have with each basis, besides those they always have (Art. 17, 20, 21 GDPR). */
const always = ['A13', 'A15', 'A16', 'A17', 'A18', 'A19', 'A77']
export function rightTerms({ art6 }: Basis): readonly string[] {
  const extra = { a: ['A7-3', 'A20'], b: ['A20'], c: [], d: [], e: ['A21'], f: ['A21'] }[art6]
  return [...always, ...extra].map((right) => `eu-gdpr:${right}`)
}
