import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
} from 'openid-client'
import { stopwatch } from '#platform/clock/clock.ts'
import { createTurns } from '#platform/http/turns.ts'
import { outsideFetch } from '#platform/net/outside-fetch.ts'
import type { Claims } from './rules.ts'

export type Asking = { readonly issuer: string; readonly clientId: string; readonly secret: string }

/** What one sign-in at the provider is bound to; all three follow from one ticket (flow.ts). */
export type Bound = { readonly state: string; readonly nonce: string; readonly verifier: string }

const DESCRIBED_MS = 10 * 60_000
const MOST_DESCRIBED = 500
const MOST_AT_ONCE = 4
const running = stopwatch()
const described = new Map<string, { readonly made: Promise<Configuration>; readonly at: number }>()

/** Not more than a few at once, and nobody in line: whoever waits for a slow provider holds a connection of the database. */
const inTurn = createTurns({ atOnce: MOST_AT_ONCE, most: 0 })

type OurFetch = ReturnType<typeof outsideFetch>
const speaking =
  (ours: OurFetch) => (url: string, options: { method: string; headers: Record<string, string>; body?: unknown }) => {
    const { method, headers, body } = options
    const text = body instanceof URLSearchParams ? body.toString() : (body as string | Uint8Array | null | undefined)
    return ours(url, { method, headers, body: text })
  }

/** How the provider describes itself (OpenID Connect Discovery 1.0); remembered for ten minutes. */
export async function describe({ issuer, clientId, secret }: Asking, inside: boolean): Promise<Configuration> {
  const key = JSON.stringify([issuer, clientId, secret])
  const known = described.get(key)
  if (known && running() - known.at < DESCRIBED_MS) return known.made
  const read = async () => {
    const options = {
      [customFetch]: speaking(outsideFetch(inside)),
      timeout: 5,
      ...(inside ? { execute: [allowInsecureRequests] } : {}),
    }
    const found = await discovery(new URL(issuer), clientId, undefined, ClientSecretBasic(secret), options)
    const ways = found.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    // by the header unless the provider only takes the form
    if (ways.includes('client_secret_basic') || !ways.includes('client_secret_post')) return found
    return discovery(new URL(issuer), clientId, undefined, ClientSecretPost(secret), options)
  }
  const made = inTurn(read)
  if (described.size >= MOST_DESCRIBED) described.clear()
  described.set(key, { made, at: running() })
  made.catch(() => described.delete(key)) // asked again next time
  return made
}

/** Where the browser goes to sign in (RFC 6749, 4.1 with PKCE, RFC 7636). */
export async function addressAt(configuration: Configuration, back: string, bound: Bound): Promise<string> {
  return buildAuthorizationUrl(configuration, {
    redirect_uri: back,
    scope: 'openid email',
    state: bound.state,
    nonce: bound.nonce,
    code_challenge: await calculatePKCECodeChallenge(bound.verifier),
    code_challenge_method: 'S256',
  }).href
}

/**
 * Changes the code for the provider's word on who signed in, checked: signature, issuer, audience, nonce, expiry.
 * @param returned the address that the browser came back to, with all its parameters
 * @returns undefined where anything of it is wrong, or the provider does not answer
 */
export async function claimsFor(
  configuration: Configuration,
  returned: URL,
  { state, nonce, verifier }: Bound,
): Promise<Claims | undefined> {
  return inTurn(async () => {
    try {
      const tokens = await authorizationCodeGrant(configuration, returned, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) return undefined
      const { sub, email, email_verified, amr } = claims as Record<string, unknown> & { sub: string }
      return {
        sub,
        email: typeof email === 'string' ? email : undefined,
        email_verified: typeof email_verified === 'boolean' ? email_verified : undefined,
        amr: Array.isArray(amr) ? amr.filter((way) => typeof way === 'string') : undefined,
      }
    } catch {
      return undefined // whatever the reason, nobody is signed in by it; the page says so
    }
  })
}
