import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import type { ServerOptions } from 'node:https'
import { createSecureContext, type Server } from 'node:tls'
import { ConfigError } from '#platform/config/config.ts'

/** Paths of PEM files: the certificate with its chain, and its private key. */
export type TlsFiles = { cert: string; key: string }

export type TlsOptions = Pick<ServerOptions, 'cert' | 'key' | 'minVersion' | 'honorCipherOrder'>

// One year, for this host alone: what other hosts of the domain offer is not this program's to decide.
export const hstsHeader = { name: 'strict-transport-security', value: 'max-age=31536000' } as const

/** Options for https.createServer; throws ConfigError with every problem of the files in plain words. */
export const loadTls = async (files: TlsFiles): Promise<TlsOptions> => optionsOf(await readPair(files))

/** Until when the certificate is valid. */
export const certificateEnds = (options: TlsOptions): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(new X509Certificate(String(options.cert)).validToDate.getTime())

export type TlsReload = {
  /** Looks now; true when another pair is in use from here on. Never throws: problems are reported. */
  check(): Promise<boolean>
  stop(): void
}

/**
 * Takes up a renewed certificate without a new start: looks every `every` milliseconds (a minute). Connections go on;
 * a pair that does not fit is reported once and the one in use stays.
 */
export const reloadTls = (
  server: Server,
  files: TlsFiles,
  { current, every = 60_000, report }: { current: TlsOptions; every?: number; report: (problem: unknown) => void },
): TlsReload => {
  let inUse: TlsOptions = current
  let reported = ''
  const check = async (): Promise<boolean> => {
    try {
      const pair = await readPair(files)
      if (pair.cert === inUse.cert && pair.key === inUse.key) return false
      const next = optionsOf(pair)
      server.setSecureContext(next)
      inUse = next
      reported = ''
      return true
    } catch (error) {
      const problem = String(error)
      if (problem !== reported) report(error)
      reported = problem
      return false
    }
  }
  // Looking at the content, not waiting for file events: renewals swap symbolic links, which events miss.
  const timer = setInterval(() => void check(), every).unref()
  return { check, stop: () => clearInterval(timer) }
}

/**
 * Answers every plain HTTP request with 308 to the same path on https. A host that is not one of `origins` (https
 * addresses, the main one first) is led to the main one, so the redirect never leaves the house.
 */
export const redirectToTls = (origins: readonly [URL, ...URL[]]): RequestListener => {
  const byName = new Map(origins.map((origin) => [origin.hostname, origin]))
  return (request, response) => {
    const asked = URL.parse(`http://${request.headers.host ?? ''}`)?.hostname ?? ''
    const origin = (byName.get(asked) ?? origins[0]).origin
    const target = pathOn(origin, request.url ?? '/')
    response.writeHead(308, {
      location: target,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    })
    response.end(request.method === 'HEAD' ? undefined : `Bitte verschlüsselt: / Please use encryption: ${target}\n`)
  }
}

const pathOn = (origin: string, requested: string): string => {
  const absolute = /^https?:\/\//i.test(requested) ? URL.parse(requested) : undefined
  const path = absolute ? absolute.pathname + absolute.search : requested
  // Put together as text, not resolved: "//elsewhere.example" must stay a path.
  return path.startsWith('/') ? (URL.parse(origin + path)?.href ?? `${origin}/`) : `${origin}/`
}

type Pair = { cert: string; key: string }

const readPair = async (files: TlsFiles): Promise<Pair> => {
  const problems: string[] = []
  const read = (path: string, what: string) =>
    readFile(path, 'utf8').catch((error: unknown) => {
      problems.push(`The ${what} ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
      return ''
    })
  const pair = { cert: await read(files.cert, 'TLS certificate'), key: await read(files.key, 'TLS key') }
  if (problems.length > 0) throw new ConfigError(problems)
  return pair
}

const optionsOf = ({ cert, key }: Pair): TlsOptions => {
  const certificate = attempt(() => new X509Certificate(cert), 'The TLS certificate is no certificate in PEM form.')
  const privateKey = attempt(() => createPrivateKey(key), 'The TLS key is no private key in PEM form without password.')
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigError([
      'The TLS key does not belong to the certificate (its first one, if the file holds a chain).',
    ])
  const options = { cert, key, minVersion: 'TLSv1.2', honorCipherOrder: true } as const
  attempt(
    () => createSecureContext(options),
    'The TLS certificate and key are not accepted (too weak, or a broken chain).',
  )
  return options
}

const attempt = <Value>(work: () => Value, problem: string): Value => {
  try {
    return work()
  } catch (error) {
    // Only the code: the library's words could repeat parts of a key file.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new ConfigError([problem + code])
  }
}
