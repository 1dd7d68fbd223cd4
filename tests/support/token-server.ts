// A token endpoint on loopback as providers run them (RFC 6749): client credentials, and refresh tokens that are good once.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const APPLICATION = { id: 'belegt-postfach', secret: 'ein-geheimnis-nur-fuer-tests: ä&%+=' }

export type TokenServer = AsyncDisposable & {
  readonly endpoint: string
  /** For the mail server, that asks whose token it was given (RFC 7662). */
  readonly introspection: string
  /** The refresh token that is good now. */
  refresh(): string
  /** How often a token was asked for, also in vain. */
  asked(): number
  /** Takes back all access tokens. */
  revoke(): void
  /** From now on it answers so; undefined as it should. */
  answers(otherwise: { readonly status: number; readonly body: string } | undefined): void
}

/** @param user whom the tokens let in @param seconds how long a token is good */
export async function tokenServer(user: string, seconds = 3_600): Promise<TokenServer> {
  const good = new Set<string>()
  let refresh = randomBytes(24).toString('base64url')
  let asked = 0
  let otherwise: { readonly status: number; readonly body: string } | undefined

  function token(form: URLSearchParams): { status: number; body: unknown } {
    asked++
    if (form.get('client_id') !== APPLICATION.id || form.get('client_secret') !== APPLICATION.secret)
      return { status: 401, body: { error: 'invalid_client' } }
    if (form.get('scope') !== 'imap') return { status: 400, body: { error: 'invalid_scope' } }
    const grant = form.get('grant_type')
    if (grant === 'refresh_token') {
      if (form.get('refresh_token') !== refresh) return { status: 400, body: { error: 'invalid_grant' } }
      refresh = randomBytes(24).toString('base64url')
    } else if (grant !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } }
    const access_token = randomBytes(32).toString('base64url')
    good.add(access_token)
    const given = { access_token, token_type: 'Bearer', expires_in: seconds }
    return { status: 200, body: grant === 'refresh_token' ? { ...given, refresh_token: refresh } : given }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const form = new URLSearchParams(Buffer.concat(await Array.fromAsync(request)).toString())
      const path = request.url ?? ''
      if (path === '/token' && otherwise) return response.writeHead(otherwise.status).end(otherwise.body)
      const { status, body } =
        path === '/token'
          ? token(form)
          : {
              status: 200,
              body: good.has(form.get('token') ?? '') ? { active: true, username: user } : { active: false },
            }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    endpoint: `${origin}/token`,
    introspection: `${origin}/introspect`,
    refresh: () => refresh,
    asked: () => asked,
    revoke: () => good.clear(),
    answers: (given) => void (otherwise = given),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
