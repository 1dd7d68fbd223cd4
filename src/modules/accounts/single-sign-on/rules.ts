import type { Problems } from '#platform/http/route.ts'
import type { Strength } from '../factors/rules.ts'

/** What the provider says about who signed in; only what is used (OpenID Connect Core 1.0, section 5.1). */
export type Claims = {
  readonly sub: string
  readonly email?: string | undefined
  readonly email_verified?: boolean | undefined
  readonly amr?: readonly string[] | undefined
}

/** Ways of signing in that are a second factor, or two in one (RFC 8176). */
const strong = new Set(['mfa', 'otp', 'hwk', 'swk', 'sc', 'fpt', 'face', 'iris', 'retina', 'vbm', 'sms', 'tel'])

/** How strong a sign-in at the provider was; who set up a second factor here shows it unless the provider asked for one. */
export function strengthOf({ amr = [] }: Claims, hasSecondFactor: boolean): Strength {
  if (amr.some((way) => strong.has(way))) return 'two'
  return hasSecondFactor ? 'half' : 'one'
}

/** The address by which somebody is found the first time: one that the provider checked, or is trusted to check. */
export const mailOf = ({ email, email_verified }: Claims, trustsMail: boolean): string | undefined =>
  email && (email_verified === true || (trustsMail && email_verified !== false)) ? email : undefined

/** Reads an issuer as it was typed: an https address without query and fragment (OpenID Connect Discovery 1.0, section 3). */
export function issuerProblem(typed: string, insecure: boolean): Problems[string] | undefined {
  const url = URL.parse(typed)
  if (!url || url.search !== '' || url.hash !== '' || url.username !== '') return 'issuer-invalid'
  return url.protocol === 'https:' || (insecure && url.protocol === 'http:') ? undefined : 'issuer-plain'
}
