import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import { isPrivate, publicLookup } from './public.ts'

const PATIENCE_MS = 5_000
const MOST_BYTES = 1024 * 1024

type Asked = {
  readonly method?: string | undefined
  readonly headers?: Record<string, string> | undefined
  readonly body?: string | Uint8Array | null | undefined
}

/**
 * Asks a server that an organisation named: by https at a public address only, within 5 seconds, an answer of 1 MiB at
 * most, no redirect followed.
 * @param inside also by http and in a private network, where the installation allows it
 * @throws Error with a `code` (EPRIVATE, EDNS, EPLAIN, ETIMEDOUT, ETOOBIG, ECONNECTION); it quotes nothing of the address
 */
export function outsideFetch(inside: boolean): (address: string, asked?: Asked) => Promise<Response> {
  return (address, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(address)
      const fail = (code: string) => reject(Object.assign(new Error(`no answer: ${code}`), { code }))
      const host = url.hostname.replace(/^\[|\]$/g, '')
      if (!inside && url.protocol !== 'https:') return fail('EPLAIN')
      if (!inside && isIP(host) !== 0 && isPrivate(host)) return fail('EPRIVATE')
      const ask = url.protocol === 'https:' ? secureRequest : plainRequest
      const asking = ask(
        url,
        { method, headers, signal: AbortSignal.timeout(PATIENCE_MS), ...(inside ? {} : { lookup: publicLookup }) },
        (answer) => {
          const parts: Buffer[] = []
          let size = 0
          answer.on('data', (part: Buffer) => {
            size += part.length
            if (size > MOST_BYTES) return void asking.destroy(Object.assign(new Error('too big'), { code: 'ETOOBIG' }))
            parts.push(part)
          })
          answer.on('error', (error: NodeJS.ErrnoException) => fail(codeOf(error)))
          answer.on('end', () => {
            const status = answer.statusCode ?? 502
            const told = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
              value === undefined ? [] : [[name, [value].flat().join(', ')]],
            )
            const empty = status === 204 || status === 304
            resolve(new Response(empty ? null : Buffer.concat(parts), { status, headers: told }))
          })
        },
      )
      asking.on('error', (error: NodeJS.ErrnoException) => fail(codeOf(error)))
      asking.end(body ?? undefined)
    })
}

const known = new Set(['EPRIVATE', 'EDNS', 'ETOOBIG'])
const codeOf = ({ code = '', name }: NodeJS.ErrnoException): string =>
  known.has(code) ? code : name === 'AbortError' || code === 'ABORT_ERR' ? 'ETIMEDOUT' : 'ECONNECTION'
