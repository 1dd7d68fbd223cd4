import { createServer, request } from 'node:http'
import { createMetrics, type Metrics } from '../metrics.ts'
import { handlerOf, serve } from '../server.ts'
import { webOf, type WebFacts } from '../web.ts'
import { identify } from '#accounts'
import { webApp } from '#platform/http/app.tsx'
import type { House } from '#platform/data/scope.ts'
import type { Log } from '#platform/log/log.ts'

/** What the checks of the whole program are given of it. */
export type Program = Pick<WebFacts, 'modules' | 'assets' | 'publicUrl'> & { readonly log: Log }

/** What a check asks for is no visit, and its clock may be moved: its lines would outlive their time. */
export const unlogged = (log: Log): Log => ({ ...log, access: () => undefined })

/** The program's web application on a house; what is wished differs from the configured one. */
export const appOn = (
  house: House,
  { modules, assets, publicUrl, log }: Program,
  wish: Partial<Pick<WebFacts, 'trusted' | 'publicUrl' | 'log' | 'limits'>> & { readonly metrics?: Metrics } = {},
) =>
  webApp(
    webOf({
      house,
      modules,
      assets,
      publicUrl,
      trusted: 0,
      log: unlogged(log),
      metrics: createMetrics(),
      identify: (token, organisation, agent) => identify(house, token, organisation, agent),
      ...wish,
    }),
  )

/** The checks sign invented people in one after another from one network, as nobody would. */
export const manySignIns = { limits: { 'sign-in': 1_000 } } as const

export type Asked = { readonly status: number; readonly headers: Readonly<Record<string, string | undefined>> }

/** Opens an application on a port of this machine for as long as `work` takes, which asks it over the network. */
export async function throughDoor<T>(
  app: Parameters<typeof handlerOf>[0],
  work: (ask: (path: string, headers?: Record<string, string>) => Promise<Asked>) => Promise<T>,
): Promise<T> {
  const door = await serve(createServer(handlerOf(app)), { host: '127.0.0.1', port: 0 })
  try {
    return await work((path, headers = {}) => askPlain(door.port, path, headers))
  } finally {
    await door.stop()
  }
}

/** One request over plain HTTP, as a client that follows nothing. */
export const askPlain = (port: number, path: string, headers: Record<string, string>): Promise<Asked> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume()
      const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat) }))
    })
    sent.once('error', reject)
    sent.end()
  })
