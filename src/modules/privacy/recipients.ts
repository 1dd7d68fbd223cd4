import { type Config, ConfigError, setting } from '#platform/config/config.ts'
import type { Activity, Bilingual } from '#platform/data/activity.ts'

/** Somebody who receives data: a processor under contract (Art. 28 GDPR) or a controller of their own. */
export type Recipient = {
  readonly id: string
  readonly name: string
  readonly place: string
  readonly task: Bilingual
  readonly role: 'processor' | 'controller'
  /** What binds them: name or number and date of the contract. */
  readonly contract: string
  /** Outside the EU and the EEA: where, and what protects the data there (Art. 44 to 49 GDPR). */
  readonly thirdCountry?: {
    readonly country: string
    readonly safeguard: Bilingual
    /** Which of Art. 45 to 49 GDPR it is, as `A46-2-c`. */
    readonly article?: string
  }
  /** Receives every request, whatever it is about. */
  readonly everything?: true
}

/** A text that is there in one language only. */
const both = (text: string): Bilingual => ({ de: text, en: text })

export const cdnSettings = {
  cdnName: setting('BELEGT_CDN_NAME', {
    type: 'string',
    default: null,
    doc: 'A CDN or proxy run by somebody else in front of the program. Setting it adds it to every privacy notice.',
  }),
  cdnPlace: setting('BELEGT_CDN_PLACE', { type: 'string', default: null, doc: 'Its address, as the notice names it.' }),
  cdnContract: setting('BELEGT_CDN_CONTRACT', {
    type: 'string',
    default: null,
    doc: 'The processing contract with it (Art. 28 GDPR), e.g. its number and date.',
  }),
  cdnCountry: setting('BELEGT_CDN_THIRD_COUNTRY', {
    type: 'string',
    default: null,
    doc: 'Set when it works outside the EU and the EEA: in which country.',
  }),
  cdnSafeguard: setting('BELEGT_CDN_SAFEGUARD', {
    type: 'string',
    default: null,
    doc: 'What protects the data there, e.g. "adequacy decision (EU) 2023/1795" or "standard contractual clauses".',
  }),
} as const

export type CdnConfig = Config<{ privacy: typeof cdnSettings }>['privacy']

/** The CDN as configured; none when no name is set. Throws ConfigError with all that is missing. */
export function cdnFrom(config: CdnConfig): Recipient[] {
  if (config.cdnName === null) return []
  const problems: string[] = []
  if (config.cdnPlace === null) problems.push('BELEGT_CDN_NAME is set, but BELEGT_CDN_PLACE is not.')
  if (config.cdnContract === null) problems.push('BELEGT_CDN_NAME is set, but BELEGT_CDN_CONTRACT is not.')
  if (config.cdnCountry !== null && config.cdnSafeguard === null)
    problems.push('BELEGT_CDN_THIRD_COUNTRY is set, but BELEGT_CDN_SAFEGUARD is not.')
  if (problems.length > 0) throw new ConfigError(problems)
  return [
    {
      id: 'cdn',
      name: config.cdnName,
      place: config.cdnPlace ?? '',
      role: 'processor',
      task: {
        de: 'leitet jeden Aufruf dieser Seiten an uns weiter und schützt sie vor Überlastung',
        en: 'passes every request for these pages on to us and protects them from overload',
      },
      contract: config.cdnContract ?? '',
      everything: true,
      ...(config.cdnCountry === null
        ? {}
        : { thirdCountry: { country: config.cdnCountry, safeguard: both(config.cdnSafeguard ?? '') } }),
    },
  ]
}

let register: readonly Recipient[] = []

/** The recipients beside the operator. */
export const recipients = (): readonly Recipient[] => register

/**
 * Opens the register when the program starts.
 * @throws Error naming every activity whose recipient is not in it, and every entry that lacks contract or safeguard
 */
export function openRegister(
  entries: readonly Recipient[],
  activities: readonly Activity[],
  behindConnectors: readonly string[] = [],
): void {
  const problems = registerProblems(entries, activities, behindConnectors)
  if (problems.length > 0) throw new Error(`The register of recipients is not complete:\n- ${problems.join('\n- ')}`)
  register = entries
}

export function registerProblems(
  entries: readonly Recipient[],
  activities: readonly Activity[],
  /** Recipients that take part only once an organisation has switched their connector on. */
  behindConnectors: readonly string[] = [],
): string[] {
  const known = new Set(['operator', ...entries.map(({ id }) => id), ...behindConnectors])
  return [
    ...activities.flatMap(({ name, recipients: named }) =>
      named
        .filter((id) => !known.has(id))
        .map((id) => `${name} names the recipient ${id}, which is not in the register`),
    ),
    ...entries
      .filter(({ role, contract }) => role === 'processor' && contract.trim() === '')
      .map(({ id }) => `the processor ${id} has no contract (Art. 28 GDPR)`),
    ...entries
      .filter(({ thirdCountry }) => thirdCountry !== undefined && thirdCountry.safeguard.de.trim() === '')
      .map(({ id }) => `${id} is outside the EU without a safeguard (Art. 44 GDPR)`),
  ]
}
