// A program of its own that a test starts and kills: built from a file beside this one.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

export type ChildProgram = {
  /** To be run with `process.execPath`. */
  readonly path: string
  remove(): void
}

/** @param name of the file without its ending, `send-child` */
export async function childProgram(name: string): Promise<ChildProgram> {
  // beside the packages, which it imports
  const folder = join(root, 'node_modules', `.${name}-${process.pid}`)
  const path = join(folder, 'child.mjs')
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [join(root, 'tests/support', `${name}.ts`)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
  })
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
