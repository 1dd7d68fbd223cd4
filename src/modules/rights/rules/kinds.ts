import type { Channel, Ground, Kind } from '../data.ts'

export const kinds = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
  'marketing',
  'withdrawal',
  'complaint',
] as const satisfies readonly Kind[]

export const isKind = (text: unknown): text is Kind => kinds.some((kind) => kind === text)

/** How a kind stands in addresses of pages. */
export const slugs = {
  access: 'auskunft',
  rectification: 'berichtigung',
  erasure: 'loeschung',
  restriction: 'einschraenkung',
  portability: 'uebertragung',
  objection: 'widerspruch',
  marketing: 'werbung',
  withdrawal: 'widerruf',
  complaint: 'beschwerde',
} as const satisfies Record<Kind, string>

export const kindOfSlug = (slug: string | undefined): Kind | undefined => kinds.find((kind) => slugs[kind] === slug)

/** Art. 18(1)(a) to (d) GDPR. */
export const grounds = ['accuracy', 'unlawful', 'claims', 'objection'] as const satisfies readonly Ground[]
export const isGround = (text: unknown): text is Ground => grounds.some((ground) => ground === text)

/** By which ways staff take a request down; form and link are the ways without them. */
export const takenDown = ['letter', 'fax', 'mail', 'call', 'counter'] as const satisfies readonly Channel[]
export type TakenDown = (typeof takenDown)[number]

/**
 * How it was made sure that somebody is who they say, the least intrusive first (Art. 12(6), Recital 64 GDPR): of an ID
 * only that it was seen is kept.
 */
export const methods = [
  'known-address',
  'known-facts',
  'call-back',
  'signature',
  'id-seen',
  'attorney',
  'other',
] as const
/** Where the answer says nothing about anybody, as where to complain, nobody has to show who they are. */
export const NOT_NEEDED = 'not-needed'
/** Nor who wants no advertising: asking for proof would only delay it (Art. 12(6), 21(3) GDPR). */
export const needsNoIdentity = (kind: Kind): boolean => kind === 'complaint' || kind === 'marketing'
export type Method = (typeof methods)[number] | typeof NOT_NEEDED
/** What staff may say: not that nothing was needed. */
export const isMethod = (text: unknown): text is (typeof methods)[number] => methods.some((method) => method === text)

/** Why a request is refused (Art. 11(2), 12(5), 15(4), 17(3), 18(1), 20, 21(1) GDPR, and the German acts). */
export const refusals = [
  'not-identified',
  'no-authority',
  'unfounded',
  'excessive',
  'others-rights',
  'duty-to-keep',
  'legal-claims',
  'no-ground',
  'compelling-grounds',
  'not-applicable',
  'law',
] as const
export type RefusalReason = (typeof refusals)[number]
export const isRefusalReason = (text: unknown): text is RefusalReason => refusals.some((one) => one === text)

/** After these the recipients of the data are told (Art. 19 GDPR). */
export const tellsRecipients = (kind: Kind): boolean =>
  kind === 'rectification' || kind === 'erasure' || kind === 'restriction'

/**
 * What takes effect without anybody's decision as soon as the mail address is proven: no advertising any more (Art. 21(3)
 * GDPR) and the end of a consent (Art. 7(3)): whoever holds the address could as well press the link in the mail.
 */
export const takesEffectAtOnce = (kind: Kind): boolean => kind === 'marketing' || kind === 'withdrawal'

/**
 * What can be carried out though nobody was found: where to complain opens and changes nothing; an address that wants no
 * advertising gets none, whether or not anybody is known under it.
 */
export const worksWithoutPersons = (kind: Kind, hasMail: boolean): boolean =>
  kind === 'complaint' || (kind === 'marketing' && hasMail)
