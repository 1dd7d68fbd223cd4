// The registers beside that of processing, in terms of the W3C Data Privacy Vocabulary.
import type { Language } from '#platform/text/language.ts'
import type { AccessLine } from './access/queries.ts'
import type { Breach } from './breaches/actions.ts'
import type { Disclosure } from './disclosures/records.ts'
import type { Impact } from './impact/records.ts'
import { measureOf } from './measures/catalogue.ts'
import type { MeasureLine } from './measures/list.ts'
import type { Sub } from './processors/queries.ts'
import type { Review } from './reviews/rules.ts'
import type { Node } from './sheets/linked.ts'

const states = { holds: 'dpv:Compliant', broken: 'dpv:NonCompliant', unknown: 'dpv:ComplianceUnknown' } as const

export const measureNodes = (lines: readonly MeasureLine[], language: Language): Node[] =>
  lines.map((line) => ({
    '@id': `#measure-${line.id}`,
    '@type': measureOf(line.id)?.term ?? 'dpv:OrganisationalMeasure',
    'dct:title': line.title,
    'dct:description': line.how,
    'dpv:hasComplianceStatus': { '@type': states[line.state], 'dct:description': line.said[language] },
    ...(line.checkedAt ? { 'dpv:isIndicatedAtTime': String(line.checkedAt) } : {}),
  }))

export const subNode = (one: Sub): Node => ({
  '@id': `#sub-processor-${one.id}`,
  '@type': 'dpv:DataSubProcessor',
  'dpv:hasName': one.name,
  'dpv:hasAddress': one.place,
  'dct:description': one.task,
  ...(one.country
    ? { 'dpv:hasThirdCountry': one.country, 'dpv:hasLegalBasis': { '@id': `eu-gdpr:${one.safeguard}` } }
    : {}),
  'dct:issued': one.announced_on,
  'dct:valid': one.effective_on,
})

const kinds: Readonly<Record<string, string>> = {
  confidentiality: 'eu-gdpr:ConfidentialityBreach',
  integrity: 'eu-gdpr:IntegrityBreach',
  availability: 'eu-gdpr:AvailabilityBreach',
}

export const breachNodes = (breaches: readonly Breach[]): Node[] =>
  breaches.map((one) => ({
    '@id': `#breach-${one.id}`,
    '@type': ['eu-gdpr:DataBreach', ...one.kinds.flatMap((kind) => kinds[kind] ?? [])],
    'dct:title': one.title,
    'dct:description': one.what,
    'dpv:isIndicatedAtTime': String(one.aware_at),
    ...(one.people === null ? {} : { 'dpv:hasDataSubjectScale': one.people }),
    ...(one.consequences ? { 'dpv:hasConsequence': one.consequences } : {}),
    ...(one.measures ? { 'dpv:hasTechnicalOrganisationalMeasure': one.measures } : {}),
    'dpv:hasNotice': [
      ...(one.notified_at ? [{ '@type': 'eu-gdpr:DPABreachNotice', 'dct:issued': String(one.notified_at) }] : []),
      ...(one.people_told_at
        ? [{ '@type': 'eu-gdpr:DataSubjectBreachNotice', 'dct:issued': String(one.people_told_at) }]
        : []),
    ],
    ...(one.risk === 'unlikely'
      ? {
          'dpv:hasJustification': {
            '@type': 'eu-gdpr:BreachNotificationNotNeeded',
            'dct:description': one.risk_reason,
          },
        }
      : {}),
  }))

const residuals: Readonly<Record<string, string>> = {
  acceptable: 'eu-gdpr:DPIAOutcomeRisksAcceptable',
  high: 'eu-gdpr:DPIAOutcomeHighResidualRisk',
}

export const impactNodes = (all: readonly Impact[]): Node[] =>
  all.map((one) => ({
    '@id': `#impact-${one.id}`,
    '@type': 'eu-gdpr:DPIANecessityAssessment',
    'dct:title': one.title,
    'dct:description': one.description,
    'dpv:hasScope': one.activities.map((name) => ({ '@id': `#${name}` })),
    'dpv:hasOutcome': { '@id': one.outcome === 'required' ? 'eu-gdpr:DPIARequired' : 'eu-gdpr:DPIANotRequired' },
    'dpv:hasJustification': one.reason,
    ...(one.risks ? { 'dpv:hasRisk': one.risks } : {}),
    ...(one.measures ? { 'dpv:hasTechnicalOrganisationalMeasure': one.measures } : {}),
    ...(one.necessity ? { 'dct:abstract': one.necessity } : {}),
    'dpv:hasOrganisationalMeasure': [
      ...(one.opinion ? [{ '@type': 'dpv:ConsultationWithDPO', 'dct:description': one.opinion }] : []),
      ...(one.consulted_on ? [{ '@type': 'dpv:ConsultationWithAuthority', 'dct:date': one.consulted_on }] : []),
    ],
    ...(one.residual ? { 'dpv:hasResidualRisk': { '@id': residuals[one.residual] } } : {}),
    'dct:valid': one.review_on,
  }))

export const disclosureNodes = (all: readonly Disclosure[]): Node[] =>
  all.map((one) => ({
    '@id': `#disclosure-${one.id}`,
    '@type': 'dpv:Disclose',
    'dpv:hasRecipient': { '@type': 'dpv:Authority', 'dpv:hasName': one.authority },
    'dpv:hasLegalBasis': { '@type': 'dpv:LegalObligation', 'dct:title': one.legal_ground },
    'dpv:hasScope': one.scope,
    'dpv:hasDataSubjectScale': one.people,
    'dpv:isIndicatedAtTime': String(one.disclosed_at),
  }))

const decisions: Readonly<Record<string, string>> = { approved: 'dpv:AuditApproved', refused: 'dpv:AuditRejected' }

/** Reviews of accesses: who is looked at stands in them as a random id, never by name. */
export const reviewNodes = (all: readonly Review[]): Node[] =>
  all.map((one) => ({
    '@id': `#review-${one.id}`,
    '@type': 'dpv:PersonalDataAudit',
    'dct:subject': { '@id': `#member-${one.account_id}` },
    'dpv:hasJustification': one.reason,
    'dpv:hasAuditStatus': {
      '@type': decisions[one.decision ?? ''] ?? 'dpv:AuditRequested',
      ...(one.decision_reason ? { 'dct:description': one.decision_reason } : {}),
    },
    ...(one.result ? { 'dpv:hasOutcome': one.result } : {}),
    'dct:issued': String(one.requested_at),
    'dct:temporal': `${one.from_at}/${one.until_at}`,
  }))

const accesses: Readonly<Record<string, string>> = {
  opened: 'dpv:Consult',
  searched: 'dpv:Query',
  exported: 'dpv:Export',
  downloaded: 'dpv:Download',
}

/** What the administration has seen of whom, by random ids. */
export const accessNodes = (lines: readonly AccessLine[]): Node[] =>
  lines.map((one) => ({
    '@type': accesses[one.what] ?? 'dpv:Access',
    'dpv:isImplementedByEntity': { '@id': `#member-${one.account}`, 'dct:title': one.role },
    ...(one.person ? { 'dpv:hasDataSubject': { '@id': `#person-${one.person}` } } : {}),
    'dpv:hasDataSubjectScale': one.people,
    'dpv:isIndicatedAtTime': String(one.at),
  }))
