// A test's web application on a real port of this machine, with its style sheets and islands, for a real browser.
import { getRequestListener } from '@hono/node-server'
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { islandName, ocrPart, pdfPart } from '../../tools/build.ts'
import { pdfWorker } from '../../tools/pdf-worker.ts'
import { scriptPolicy } from '../../src/platform/http/security.ts'
import { compileStyles } from '../../src/platform/ui/styles.ts'
import { themeSheet } from '../../src/platform/ui/theme.ts'
import type { TestWeb } from './web.ts'

export type Served = AsyncDisposable & { readonly origin: string }

/** Stands on every sign-in page. */
const ON_SIGN_IN = 'src/modules/accounts/islands/passkey.ts'
const root = join(import.meta.dirname, '../..')

/** A port that is held from now on, for pages that know their own address: what stands behind it comes by `served`. */
export async function openDoor(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { server, port: (server.address() as AddressInfo).port }
}

/**
 * @param islands sources of islands, `src/modules/appointments/islands/desk.ts`
 * @param door where the web's own origin says that it is; any free port unless told
 */
export async function served(web: TestWeb, islands: readonly string[], door?: { server: Server }): Promise<Served> {
  const files = new Map<string, { text: string; type: string }>()
  const sheets = compileStyles()
  for (const name of ['public', 'staff'] as const)
    files.set(`/assets/${name}.css`, { text: sheets[name], type: 'text/css' })
  for (const source of new Set([...islands, ON_SIGN_IN])) {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [source],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      plugins: [pdfWorker],
    })
    files.set(`/assets/${islandName(source)}`, { text: outputFiles[0]?.text ?? '', type: 'text/javascript' })
  }
  const listener = getRequestListener(
    (request, env) => {
      const { pathname } = new URL(request.url)
      const accent = /^\/assets\/theme-([0-9a-f]{6})\.css$/.exec(pathname)?.[1]
      const part = pathname.startsWith('/assets/pdf/') ? pdfPart(pathname.slice('/assets/pdf/'.length)) : undefined
      if (part) return new Response(new Uint8Array(readFileSync(part)))
      const ocr = pathname.startsWith('/assets/ocr/') ? ocrPart(pathname.slice('/assets/ocr/'.length)) : undefined
      if (ocr) {
        const type = ocr.endsWith('.js') ? 'text/javascript' : 'application/octet-stream'
        const headers = { 'content-type': type, 'content-security-policy': scriptPolicy }
        return new Response(new Uint8Array(readFileSync(ocr)), { headers })
      }
      const file = accent ? { text: themeSheet(`#${accent}`), type: 'text/css' } : files.get(pathname)
      if (!file) return web.app.fetch(request, env)
      const policy = file.type === 'text/javascript' ? { 'content-security-policy': scriptPolicy } : {}
      return new Response(file.text, { headers: { 'content-type': `${file.type}; charset=utf-8`, ...policy } })
    },
    { overrideGlobalObjects: false },
  )
  const { server } = door ?? (await openDoor())
  server.on('request', (request, response) => void listener(request, response))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections() // live streams never end by themselves
      await new Promise((done) => server.close(done))
    },
  }
}
