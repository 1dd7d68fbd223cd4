// The sealing module in a real Chromium: bundled as islands are, on a page of this machine (WebCrypto asks for that).
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'

/** Makes `sealing` on a page hold what the given files of `src/platform/sealing` export; ends with `[asyncDispose]`. */
export async function bringSealing(page: Page, files: readonly string[]): Promise<AsyncDisposable> {
  const bundled = await build({
    stdin: {
      contents: files.map((file) => `export * from './src/platform/sealing/${file}'`).join('\n'),
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'sealing',
    target: 'es2022',
    logLevel: 'warning',
  })
  const server = createServer((_, answer) =>
    answer.setHeader('content-type', 'text/html').end('<!doctype html><title>sealing</title>'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await page.addScriptTag({ content: bundled.outputFiles[0]?.text ?? '' })
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
