// A program of its own that a test starts and kills: built from a file beside this one.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

export type ChildProgram = {
  /** To be run with `process.execPath`. */
  readonly path: string
  remove(): void
}

/**
 * @param name of the file without its ending, `send-child`
 * @param beside programs that it starts, by the names under which it looks for them: their sources from the root
 */
export async function childProgram(name: string, beside: Readonly<Record<string, string>> = {}): Promise<ChildProgram> {
  // beside the packages, which it imports
  const folder = join(root, 'node_modules', `.${name}-${process.pid}`)
  const path = join(folder, 'child.js')
  mkdirSync(folder, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: { child: `tests/support/${name}.ts`, ...beside },
    outdir: folder,
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

/**
 * Looks at who is connected to a database; what it returns waits until nobody else is any more. The server may need a moment to
 * notice that a killed program is gone: until then it holds its rows, and may still commit what it had sent.
 */
export async function onlyThese(root: pg.ClientConfig): Promise<() => Promise<void>> {
  const connected = async (): Promise<ReadonlySet<number>> => {
    const client = new pg.Client(root)
    await client.connect()
    try {
      const { rows } = await client.query<{ pid: number }>(
        'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      return new Set(rows.map(({ pid }) => pid))
    } finally {
      await client.end()
    }
  }
  const these = await connected()
  return async () => {
    while (!(await connected()).isSubsetOf(these)) await wait(20)
  }
}
