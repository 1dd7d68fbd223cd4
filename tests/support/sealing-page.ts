// The sealing module in a real Chromium: bundled as islands are, on a page of this machine (WebCrypto asks for that).
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { openPage } from './browser.ts'

export type SealingPage = AsyncDisposable & { readonly page: Page; readonly origin: string }

/** A page on which `sealing` holds what the given files of `src/platform/sealing` export. */
export async function sealingPage(files: readonly string[]): Promise<SealingPage> {
  const folder = join(import.meta.dirname, '../../src/platform/sealing')
  const bundled = await build({
    stdin: { contents: files.map((file) => `export * from './${file}'`).join('\n'), resolveDir: folder, loader: 'ts' },
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
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const visit = await openPage()
  await visit.page.goto(origin)
  await visit.page.addScriptTag({ content: bundled.outputFiles[0]?.text ?? '' })
  return {
    page: visit.page,
    origin,
    async [Symbol.asyncDispose]() {
      await visit[Symbol.asyncDispose]()
      server.close()
    },
  }
}
