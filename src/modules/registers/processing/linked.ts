import type { Bilingual } from '#platform/data/activity.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { Recipient } from '#privacy'
import { languages } from '#platform/text/language.ts'
import {
  art9Term,
  basisTerm,
  categoryTerms,
  context,
  isSafeguard,
  purposeTerm,
  rightTerms,
  sourceTerms,
} from './dpv.ts'
import type { Node } from '../sheets/linked.ts'
import type { Processing } from './record.ts'

const legalEntity = (of: Organisation, id: string, type: string): Node => ({
  '@id': id,
  '@type': type,
  'dpv:hasName': of.name,
  ...(of.address ? { 'dpv:hasAddress': of.address } : {}),
  ...(of.contact_mail ? { 'dpv:hasContact': of.contact_mail } : {}),
  ...(of.officer_name
    ? {
        'dpv:hasDataProtectionOfficer': {
          '@type': 'dpv:DataProtectionOfficer',
          'dpv:hasName': of.officer_name,
          'dpv:hasContact': of.officer_contact,
        },
      }
    : {}),
})

const titled = (said: Bilingual) => languages.map((language) => ({ '@language': language, '@value': said[language] }))

/** A recipient with its contract, place and safeguard. */
export const receiver = (of: Recipient): Node => ({
  '@id': `#recipient-${of.id}`,
  '@type': of.role === 'processor' ? 'dpv:DataProcessor' : 'dpv:ThirdParty',
  'dpv:hasName': of.name,
  'dpv:hasAddress': of.place,
  ...(of.contract ? { 'dpv:hasLegalMeasure': { '@type': 'dpv:DataProcessorContract', 'dct:title': of.contract } } : {}),
  ...(of.thirdCountry
    ? {
        'dpv:hasThirdCountry': of.thirdCountry.country,
        'dpv:hasLegalBasis': isSafeguard(of.thirdCountry.article)
          ? { '@type': `eu-gdpr:${of.thirdCountry.article}`, 'dct:title': titled(of.thirdCountry.safeguard) }
          : { '@type': 'dpv:DataTransferLegalBasis', 'dct:title': titled(of.thirdCountry.safeguard) },
      }
    : {}),
})

/** One activity as a DPV process; data, basis, recipients and rights by the vocabulary's own IRIs. */
function processNode(one: Processing): Node {
  const { activity, law } = one
  return {
    '@id': `#${activity.name}`,
    '@type': 'dpv:PersonalDataProcess',
    'dct:identifier': activity.name,
    'dct:title': titled(activity.why),
    'dpv:hasPurpose': { '@id': purposeTerm(activity.name) },
    'dpv:hasLegalBasis': [
      // with a law of its own a basis is a thing of that type: said of the term itself, it would hold for every activity
      'law' in law ? { '@type': basisTerm(law), 'dct:source': law.law } : { '@id': basisTerm(law) },
      ...(law.art9 ? [{ '@id': art9Term(law.art9) }] : []),
    ],
    'dpv:hasDataSubject': one.whose.map((who) => ({ '@id': who === 'staff' ? 'dpv:Employee' : 'dpv:DataSubject' })),
    'dpv:hasPersonalData': one.categories.map(({ table, category, source }) => ({
      '@id': `#${table}-${category}-${source}`,
      '@type': categoryTerms[category],
      'dct:isPartOf': table,
      'dpv:hasDataSource': { '@id': sourceTerms[source] },
    })),
    'dpv:hasRecipient': one.receivers.map(({ id }) => ({ '@id': `#recipient-${id}` })),
    'dpv:hasStorageCondition': one.periods.map((period) => ({
      '@type': 'dpv:StorageCondition',
      'dpv:hasDuration': { '@type': 'dpv:StorageDuration', 'dct:description': period },
    })),
    'dpv:hasRight': rightTerms(law).map((right) => ({ '@id': right })),
  }
}

const measuresOf = (measures: readonly { readonly term: string; readonly title: string }[]): Node[] =>
  measures.map(({ term, title }) => ({ '@type': term, 'dct:title': title }))

/** The register as JSON-LD in terms of the W3C Data Privacy Vocabulary; every IRI in it is one of dpv-terms.txt. */
export function linkedRegister(
  controller: Organisation,
  operator: Organisation | undefined,
  entries: readonly Processing[],
  measures: readonly { readonly term: string; readonly title: string }[],
): Node {
  const receivers = new Map(entries.flatMap((one) => one.receivers).map((one) => [one.id, one]))
  return {
    '@context': context,
    '@graph': [
      legalEntity(controller, '#controller', 'dpv:DataController'),
      ...(operator ? [legalEntity(operator, '#operator', 'dpv:DataProcessor')] : []),
      ...[...receivers.values()].map(receiver),
      {
        '@id': '#register',
        '@type': 'dpv:RecordsOfActivities',
        'dpv:hasDataController': { '@id': '#controller' },
        ...(operator ? { 'dpv:hasDataProcessor': { '@id': '#operator' } } : {}),
        'dpv:hasTechnicalOrganisationalMeasure': measuresOf(measures),
        'dpv:hasProcess': entries.map(({ activity }) => ({ '@id': `#${activity.name}` })),
      },
      ...entries.map(processNode),
    ],
  }
}

/** The operator's register (Art. 30(2) GDPR): for whom it works, what it does, how it protects. */
export function linkedBehalf(
  operator: Organisation,
  controllers: readonly Organisation[],
  entries: readonly Processing[],
  measures: readonly { readonly term: string; readonly title: string }[],
): Node {
  const receivers = new Map(entries.flatMap((one) => one.receivers).map((one) => [one.id, one]))
  const id = ({ slug }: Organisation) => `#controller-${slug}`
  return {
    '@context': context,
    '@graph': [
      legalEntity(operator, '#operator', 'dpv:DataProcessor'),
      ...controllers.map((one) => legalEntity(one, id(one), 'dpv:DataController')),
      ...[...receivers.values()].map(receiver),
      {
        '@id': '#register',
        '@type': 'dpv:RecordsOfActivities',
        'dpv:hasDataProcessor': { '@id': '#operator' },
        'dpv:hasDataController': controllers.map((one) => ({ '@id': id(one) })),
        'dpv:hasTechnicalOrganisationalMeasure': measuresOf(measures),
        'dpv:hasProcess': entries.map(({ activity }) => ({ '@id': `#${activity.name}` })),
      },
      ...entries.map(processNode),
    ],
  }
}
