import type { Organisation } from '../data/organisations.ts'

type SessionCookie = { readonly name: string; readonly secure: boolean }

/** A signed-in customer of one organisation. Never staff: another cookie, other tables, other pages. */
export type CustomerIdentity = {
  readonly session: string
  /** The customer's own record among the organisation's people. */
  readonly person: string
}

/** Where customers sign in; its pages begin with the same part. */
export const CUSTOMER_ACCOUNT = '/konto'

/**
 * The cookie of a customer's session: of one organisation only, so that accounts at several organisations of one host stand
 * beside each other and a session at one is nothing to the other.
 */
export const customerCookie = ({ secure }: SessionCookie, { slug }: Pick<Organisation, 'slug'>): SessionCookie => ({
  name: `${secure ? '__Host-' : ''}konto-${slug}`,
  secure,
})
