// The registers beside that of processing, in terms of the W3C Data Privacy Vocabulary.
import type { Language } from '#platform/text/language.ts'
import type { Breach } from './breaches/actions.ts'
import type { Disclosure } from './disclosures/records.ts'
import type { Impact } from './impact/records.ts'
import { measureOf } from './measures/catalogue.ts'
import type { MeasureLine } from './measures/list.ts'
import type { Sub } from './processors/queries.ts'
import type { Node } from './sheets/linked.ts'

const states = { holds: 'dpv:Compliant', broken: 'dpv:NonCompliant', unknown: 'dpv:ComplianceUnknown' } as const

export const measureNodes = (lines: readonly MeasureLine[], language: Language): Node[] =>
  lines.map((line) => ({
    '@id': `#measure-${line.id}`,
    '@type': measureOf(line.id)?.term ?? 'dpv:OrganisationalMeasure',
    'dct:title': line.title,
    'dct:description': line.how,
    'dpv:hasComplianceStatus': { '@id': states[line.state], 'dct:description': line.said[language] },
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
