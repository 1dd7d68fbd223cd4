import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import type { Hono } from 'hono'
import { broken, kept, type Check, type Probe } from '#privacy'
import { systemClock } from '#platform/clock/clock.ts'
import { selfSigned } from '#platform/http/self-signed.ts'
import type { Log } from '#platform/log/log.ts'
import { listen } from '../listen.ts'
import { askPlain, type Asked } from './door.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const NAME = 'localhost'

type Given = {
  readonly publicUrl: string
  readonly log: Log
  readonly app: (probe: Probe, publicUrl: string) => Hono
  /** How the program opens its doors. */
  readonly listen?: typeof listen
}

/** Whether the address that people use is encrypted; this machine alone may do without. */
function unencrypted(publicUrl: string): string | undefined {
  const { protocol, hostname, host } = new URL(publicUrl)
  if (protocol === 'https:' || LOOPBACK.has(hostname)) return undefined
  return `people reach this installation at http://${host}: set BELEGT_PUBLIC_URL to an https address, and certificates or a proxy for it`
}

type Secure = Asked & { readonly protocol: string }

const askSecure = (port: number, path: string, ca: string): Promise<Secure> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', servername: NAME, port, path, ca, agent: false, headers: { host: NAME } }
    get(options, (response) => {
      const protocol = (response.socket as { getProtocol?: () => string | null }).getProtocol?.() ?? ''
      const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
      response.resume()
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat), protocol }),
      )
    }).once('error', reject)
  })

/** The protocol that a client gets which speaks nothing newer than TLS 1.1; undefined when it is refused. */
const askOld = (port: number, ca: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const socket = connect({ host: '127.0.0.1', port, servername: NAME, ca, ...old }, () => {
      resolve(socket.getProtocol() ?? 'unknown')
      socket.destroy()
    })
    socket.once('error', () => resolve(undefined))
  })

/** smartcx/tls: the program's own doors with a certificate of the moment, asked by real clients; and the configured address. */
export const tls =
  (given: Given): Check =>
  async (probe) => {
    const open = unencrypted(given.publicUrl)
    if (open) return broken(open)
    const folder = await mkdtemp(join(tmpdir(), 'belegt-tls-'))
    // the client's library compares with the machine's clock
    const now = systemClock.now()
    const pair = selfSigned([NAME], { from: now.subtract({ hours: 1 }), until: now.add({ hours: 1 }) })
    const files = { tlsCertificate: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }
    try {
      await writeFile(files.tlsCertificate, pair.cert)
      await writeFile(files.tlsKey, pair.key, { mode: 0o600 })
      const url = `https://${NAME}`
      const web = { host: '127.0.0.1', port: 0, redirectPort: 0, ...files }
      const doors = await (given.listen ?? listen)(given.app(probe, url), { web }, url, probe.house.clock, given.log)
      try {
        return await looked(doors, `/${probe.organisation.slug}/datenschutz`, pair.cert, url)
      } finally {
        await doors.stop()
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

async function looked(
  { port, redirectPort }: { readonly port: number; readonly redirectPort?: number },
  path: string,
  ca: string,
  url: string,
) {
  const page = await askSecure(port, path, ca)
  if (page.status !== 200) return broken(`over TLS a page answers ${page.status}`)
  const stays = /max-age=(\d+)/.exec(page.headers['strict-transport-security'] ?? '')?.[1]
  if (!(Number(stays) >= 31_536_000)) return broken('a page over TLS does not say that it is to be asked this way only')
  if (redirectPort === undefined) return broken('nothing answers over plain HTTP')
  const plain = await askPlain(redirectPort, `${path}?a=1`, { host: NAME })
  if (plain.status !== 308 || plain.headers['location'] !== `${url}${path}?a=1`)
    return broken(`over plain HTTP a page answers ${plain.status} ${plain.headers['location'] ?? ''}`)
  const old = await askOld(port, ca)
  if (old !== undefined) return broken(`a client that insists on ${old} is served`)
  return kept(`a page over ${page.protocol} with HSTS; plain HTTP is redirected with 308, TLS 1.1 refused`)
}
