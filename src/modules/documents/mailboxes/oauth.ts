import { outsideFetch } from '#platform/net/outside-fetch.ts'

/** How an organisation's own application gets into a mailbox whose provider takes no passwords (RFC 6749; XOAUTH2). */
export type OAuth = {
  /** Where tokens are given out. */
  readonly endpoint: string
  readonly client: string
  /** What a token is asked for; empty where the provider asks for none. */
  readonly scope: string
  readonly secret: string
  /** Without one the application signs in as itself (client credentials). */
  readonly refresh: string
}
export type Token = {
  readonly access: string
  readonly seconds: number
  /** The next refresh token, where the provider gave one. */
  readonly refresh: string | undefined
}

/** The provider refuses the application or its refresh token; its words may name people and are not kept. */
export const TOKEN_REFUSED = 'ETOKEN_REFUSED'
/** The provider cannot be asked, or answers nothing that is a token. */
export const TOKEN_AWAY = 'ETOKEN_AWAY'
const trouble = (code: string) => Object.assign(new Error(`no token: ${code}`), { code })

const DEFAULT_SECONDS = 300
const LONGEST_TOKEN = 20_000

/** Asks for an access token. @throws Error with the code ETOKEN_REFUSED, ETOKEN_AWAY or EPRIVATE */
export async function askForToken(oauth: OAuth, inside: boolean): Promise<Token> {
  const { endpoint, client, scope, secret, refresh } = oauth
  const asked = new URLSearchParams({
    client_id: client,
    client_secret: secret,
    ...(refresh === ''
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refresh }),
    ...(scope === '' ? {} : { scope }),
  })
  const answer = await outsideFetch(inside)(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: asked.toString(),
  }).catch((error: { code?: string }) => {
    throw trouble(error.code === 'EPRIVATE' ? error.code : TOKEN_AWAY)
  })
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw trouble(TOKEN_REFUSED)
  const given: unknown = await answer.json().catch(() => undefined)
  if (answer.status !== 200 || typeof given !== 'object' || given === null) throw trouble(TOKEN_AWAY)
  const { access_token, expires_in, refresh_token } = given as Record<string, unknown>
  if (!isToken(access_token)) throw trouble(TOKEN_AWAY)
  const seconds = Number(expires_in)
  return {
    access: access_token,
    seconds: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : DEFAULT_SECONDS,
    refresh: refresh !== '' && isToken(refresh_token) && refresh_token !== refresh ? refresh_token : undefined,
  }
}

/** Printable and of a length that a line of IMAP holds: a token goes into a command. */
const isToken = (given: unknown): given is string =>
  typeof given === 'string' && given.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(given)
