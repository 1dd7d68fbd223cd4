import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Hono } from 'hono'
import type { Clock } from '#platform/clock/clock.ts'
import { ConfigError } from '#platform/config/config.ts'
import { certificateEnds, loadTls, redirectToTls, reloadTls } from '#platform/http/tls.ts'
import type { Log } from '#platform/log/log.ts'
import type { Configuration } from './modules.ts'
import { bounds, handlerOf, serve, type Listening } from './server.ts'

type Doors = Pick<Configuration['web'], 'host' | 'port' | 'redirectPort' | 'tlsCertificate' | 'tlsKey'>

/** The public server: plain HTTP behind a proxy or on loopback, TLS from files with a redirect otherwise. */
export async function listen(
  app: Hono,
  config: { readonly web: Doors },
  publicUrl: string,
  clock: Clock,
  log: Log,
): Promise<Listening & { readonly redirectPort?: number }> {
  const { host, port, redirectPort, tlsCertificate, tlsKey } = config.web
  if (!tlsCertificate && !tlsKey && redirectPort !== null)
    throw new ConfigError([
      'BELEGT_REDIRECT_PORT leads to TLS by the program itself: set BELEGT_TLS_CERT and BELEGT_TLS_KEY too, or leave it unset.',
    ])
  if (!tlsCertificate && !tlsKey) return serve(createServer(bounds, handlerOf(app)), { host, port })
  if (!tlsCertificate || !tlsKey)
    throw new ConfigError(['BELEGT_TLS_CERT and BELEGT_TLS_KEY go together: only one of them is set.'])
  const files = { cert: tlsCertificate, key: tlsKey }
  const options = await loadTls(files)
  const secure = createSecureServer({ ...bounds, ...options }, handlerOf(app))
  const renewal = reloadTls(secure, files, {
    current: options,
    report: (problem) => log.event({ time: clock.now(), level: 'error', code: 'platform.certificate', error: problem }),
  })
  if (Temporal.Instant.compare(certificateEnds(options), clock.now()) < 0) {
    log.event({ time: clock.now(), level: 'warning', code: 'platform.certificate-expired' })
  }
  const listening = await serve(secure, { host, port })
  const redirecting =
    redirectPort === null
      ? undefined
      : await serve(createServer(bounds, redirectToTls([new URL(publicUrl)])), { host, port: redirectPort })
  return {
    port: listening.port,
    ...(redirecting ? { redirectPort: redirecting.port } : {}),
    async stop() {
      renewal.stop()
      await redirecting?.stop()
      await listening.stop()
    },
  }
}
