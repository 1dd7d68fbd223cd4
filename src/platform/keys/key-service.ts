import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { KeyProblem, type Wrapper } from './instance-key.ts'
import type { Key } from './keyring.ts'

// The port for an external key service (a small server in front of an HSM or a cloud's key management): the key that wraps
// never comes to this machine. It answers JSON to
//   GET  /key     -> {"id": 16 hex digits}
//   POST /wrap    {"key": base64, "owner": text}     -> {"wrapped": base64}
//   POST /unwrap  {"wrapped": base64, "owner": text} -> {"key": base64}
// and refuses to unwrap for another owner than it wrapped for (additional authenticated data). docs/operating/backups.md

export type KeyServicePlace = {
  /** `https://...`, `unix:///run/keys.sock`, or `http://` on this machine. */
  readonly url: URL
  /** Sent as a bearer token. */
  readonly token?: string | undefined
  /** A certificate authority of the house's own, in PEM. */
  readonly ca?: string | undefined
  readonly patienceMs?: number
}

const LONGEST = 64 * 1024
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const ID = /^[0-9a-f]{16}$/

/** Asks a key service. @throws KeyProblem when it does not answer or answers something else */
export async function keyService(place: KeyServicePlace): Promise<Wrapper> {
  const { url } = place
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname))
    throw new KeyProblem('BELEGT_KEY_SERVICE must be an https address or a unix socket. Nothing was changed.')
  const ask = (method: string, path: string, body?: object) => asked(place, method, path, body)
  const { id } = await ask('GET', '/key')
  if (!id || !ID.test(id)) throw strange(url)
  return {
    id,
    wrap: async (key, owner) =>
      bytes(url, (await ask('POST', '/wrap', { key: key.toString('base64'), owner })).wrapped),
    async unwrap(box, owner): Promise<Key> {
      const key = bytes(
        url,
        (await ask('POST', '/unwrap', { wrapped: Buffer.from(box).toString('base64'), owner })).key,
      )
      if (key.length !== 32) throw strange(url)
      return key
    },
  }
}

const whereOf = (url: URL): string => (url.protocol === 'unix:' ? url.pathname : url.host)
const strange = (url: URL): KeyProblem =>
  new KeyProblem(`The key service at ${whereOf(url)} gave an answer that is none. Nothing was changed or deleted.`)

function bytes(url: URL, text: string | undefined): Buffer {
  const found = Buffer.from(text ?? '', 'base64')
  if (found.length === 0) throw strange(url)
  return found
}

type Answer = { readonly id?: string; readonly wrapped?: string; readonly key?: string }

function asked(place: KeyServicePlace, method: string, path: string, body?: object): Promise<Answer> {
  const { url, token, ca, patienceMs = 10_000 } = place
  const text = body ? JSON.stringify(body) : ''
  const silent = (reason: string) =>
    new KeyProblem(
      `The key service at ${whereOf(url)} does not answer (${reason}). Without it no key can be opened; nothing was changed ` +
        'or deleted. Check the service and BELEGT_KEY_SERVICE.',
    )
  const where =
    url.protocol === 'unix:'
      ? { socketPath: url.pathname, path }
      : { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port, path: url.pathname.replace(/\/$/, '') + path }
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
  const request = url.protocol === 'https:' ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    const sent = request({ ...where, method, headers, timeout: patienceMs, ...(ca ? { ca } : {}) }, (response) => {
      const pieces: Buffer[] = []
      let size = 0
      response.on('data', (piece: Buffer) => {
        size += piece.length
        if (size > LONGEST) sent.destroy(new Error('an endless answer'))
        else pieces.push(piece)
      })
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new KeyRefused(url, response.statusCode))
        try {
          resolve(JSON.parse(Buffer.concat(pieces).toString('utf8')) as Answer)
        } catch {
          reject(strange(url))
        }
      })
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', (error: NodeJS.ErrnoException) => reject(silent(error.code ?? error.message)))
    sent.end(text)
  })
}

/** The service answered no: not its key, not this owner, not this caller. */
class KeyRefused extends KeyProblem {
  constructor(url: URL, status: number | undefined) {
    super(
      `The key service at ${whereOf(url)} refused (${status}). Nothing was changed or deleted. Check its log and the token.`,
    )
  }
}
