import { type Activity, basisFor, type Basis, type Sector } from '#platform/data/activity.ts'
import type { Language } from '#platform/text/language.ts'
import { allConnectors } from '../connectors.ts'
import { registerProblems } from '../recipients.ts'
import { periodOf } from './periods.ts'
import { purposesOf } from './purposes.ts'
import { sentences } from './sentences.ts'
import type { AllDeclarations, Notice, NoticeFacts, Part, Purpose } from './types.ts'

export class NoticeIncomplete extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The privacy notice cannot be written:\n- ${problems.join('\n- ')}`)
    this.name = 'NoticeIncomplete'
    this.problems = problems
  }
}

/**
 * The privacy notice of an organisation (Art. 13 and 14 GDPR), made from the declarations alone. The same input gives
 * the same notice, so that its hash is its version.
 * @throws NoticeIncomplete when a declaration lacks something the law demands
 */
export function notice(facts: NoticeFacts, told: AllDeclarations, language: Language): Notice {
  refuseIncomplete(facts, told)
  return written(facts, told, language)
}

/** Throws NoticeIncomplete when a declaration lacks something the law demands; the program does not start then. */
export function refuseIncomplete(facts: Pick<NoticeFacts, 'recipients' | 'ranges'>, told: AllDeclarations): void {
  const problems = declarationProblems(facts, told)
  if (problems.length > 0) throw new NoticeIncomplete(problems)
}

/** The notice from declarations that were found complete. */
export function written(facts: NoticeFacts, told: AllDeclarations, language: Language): Notice {
  const purposes = purposesOf(facts, told, language)
  const s = sentences[language]
  const bases = told.activities.map((one) => basisFor(one, facts.organisation.kind))
  return {
    language,
    title: s.title,
    glance: s.glance(facts, purposes),
    parts: [
      s.controller(facts),
      s.officer(facts),
      s.operator(facts),
      ...purposes.map((purpose) => purposePart(purpose, language)),
      s.recipients(facts),
      s.logs(facts),
      s.cookies(),
      s.safety(facts),
      s.rights(has(bases, 'a', 'b')),
      s.withdrawal(),
      s.objection(),
      s.complaint(facts),
      s.decisions(),
    ],
  }
}

const has = (bases: readonly Basis[], ...letters: readonly Basis['art6'][]) =>
  bases.some(({ art6 }) => letters.includes(art6))

function purposePart(purpose: Purpose, language: Language): Part {
  const s = sentences[language].purpose
  return {
    id: `purpose ${purpose.name}`,
    title: purpose.why,
    text: [],
    facts: [
      { term: s.basis, values: purpose.basis },
      { term: s.data, values: purpose.data },
      { term: s.recipients, values: purpose.recipients },
      { term: s.period, values: purpose.periods },
      { term: s.obligation, values: [purpose.obligation] },
    ],
  }
}

/** What the declarations lack for a lawful notice, in both languages; one plain sentence each. */
export function declarationProblems(
  { recipients, ranges }: Pick<NoticeFacts, 'recipients' | 'ranges'>,
  told: AllDeclarations,
): string[] {
  const sectors: readonly Sector[] = ['public', 'private']
  const empty = (activity: Activity) =>
    (['de', 'en'] as const).flatMap((language) => [
      ...(activity.why[language].trim() === '' ? [`${activity.name} does not say why (${language})`] : []),
      ...(activity.obligation[language].trim() === ''
        ? [`${activity.name} does not say whether data must be given (${language})`]
        : []),
    ])
  const unfounded = (activity: Activity) => [...new Set(sectors.flatMap((sector) => baseless(activity, sector)))]
  const timeless = told.tables.flatMap((table) =>
    'none' in table.subject || periodOf(table, 'de', told, ranges) !== undefined
      ? []
      : [`table ${table.name} has no words for when its period begins: tell them by dataKind()`],
  )
  return [
    ...told.activities.flatMap((activity) => [...empty(activity), ...unfounded(activity)]),
    ...timeless,
    // companies behind connectors take part only where an organisation switched them on
    ...registerProblems(
      recipients,
      told.activities,
      allConnectors().map(({ recipient }) => recipient),
    ),
  ]
}

function baseless(activity: Activity, sector: Sector): string[] {
  const basis = basisFor(activity, sector)
  if ('law' in basis && basis.law.trim() === '') return [`${activity.name} does not name the law behind it`]
  if ('interest' in basis && (basis.interest.de.trim() === '' || basis.interest.en.trim() === ''))
    return [`${activity.name} does not name the legitimate interest`]
  // Art. 6(1) second subparagraph: no legitimate interest for authorities performing their tasks
  if (sector === 'public' && basis.art6 === 'f')
    return [`${activity.name} rests on a legitimate interest also for authorities`]
  return []
}

/** What the organisation or the operator has not entered yet, for the people who set them up. */
export function missingFacts({
  organisation,
  operator,
}: NoticeFacts): ('address' | 'contact' | 'officer' | 'authority' | 'operator' | 'operator-officer')[] {
  return [
    ...(organisation.address.trim() === '' ? (['address'] as const) : []),
    ...(organisation.contact_mail.trim() === '' && organisation.contact_phone.trim() === ''
      ? (['contact'] as const)
      : []),
    // every authority has an officer (Art. 37(1)(a) GDPR); small companies need none (§ 38 BDSG)
    ...(organisation.kind === 'public' && organisation.officer_contact.trim() === '' ? (['officer'] as const) : []),
    ...(organisation.authority_name.trim() === '' ? (['authority'] as const) : []),
    ...(!operator || operator.name.trim() === '' || operator.address.trim() === '' ? (['operator'] as const) : []),
    ...(operator && operator.officer_contact.trim() === '' ? (['operator-officer'] as const) : []),
  ]
}
