import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { DatabaseServer } from '../../src/platform/data/server.ts'

const source = join(import.meta.dirname, '../../src/platform/data/server.ts')

/** `await using` stops the server at the end of the test, whatever happens in it. */
export function stopping(server: DatabaseServer): DatabaseServer & AsyncDisposable {
  return Object.create(server, { [Symbol.asyncDispose]: { value: () => server.stop() } }) as DatabaseServer &
    AsyncDisposable
}

export async function query(server: DatabaseServer, sql: string, role: 'root' | 'owner' | 'app' = 'owner') {
  const client = new pg.Client(server.login(role))
  // A server that is killed ends its connections; the query in flight reports it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

export const usable = (server: DatabaseServer): Promise<boolean> =>
  query(server, 'select 1').then(
    () => true,
    () => false,
  )

/** Another process that starts the server on a folder, says so (or why not) and then waits to be killed. */
export async function otherProgram(
  on: string,
  options: { uid?: number; gid?: number } = {},
): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    import { startServer } from ${JSON.stringify(source)}
    try {
      const server = await startServer({ folder: process.argv[1] })
      process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))
      process.stdout.write('started ' + server.pid + '\\n')
    } catch (error) {
      process.stdout.write(error.message + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, on], {
    ...options,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.endsWith('\n')) resolve(text.trim())
    })
    child.once('error', reject)
    child.once('close', () => resolve(text.trim()))
  })
  return { child, said }
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Everything the server of a data folder has logged. */
export const logged = (folder: string): string =>
  readdirSync(join(folder, 'logs/database'))
    .map((name) => readFileSync(join(folder, 'logs/database', name), 'utf8'))
    .join('')
