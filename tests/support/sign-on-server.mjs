// `node sign-on-server.mjs '{"client":{"id":…,"secret":…},"back":[…]}'`: prints its address and serves until it is ended.
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const { client, back } = JSON.parse(process.argv[2])
const server = createServer((request, response) => handle(request, response))
let handle = (_request, response) => response.writeHead(503).end()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: back }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_context, name) => ({
      accountId: name,
      claims: () => ({
        sub: name,
        email: `${name.replace(/^un/, '')}@example.org`,
        email_verified: !name.startsWith('un'),
      }),
    }),
    cookies: { keys: ['only for tests'] },
  })
  handle = provider.callback()
  process.stdout.write(`${issuer}\n`)
})
