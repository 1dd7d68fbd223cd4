// Starts what was built, as an operator would, on an empty data folder, and asks whether it is well.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const program = join(import.meta.dirname, '../dist/belegt.js')
const healthPath = '/health'
/** Milliseconds; a first start promises 6 s on an idle machine, a busy one may need longer. */
const patience = 60_000

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false // not listening yet
  }
}

/** Boots the built demo until its health endpoint is well and stops it again; null, or what went wrong. */
export async function bootProblem(): Promise<string | null> {
  if (!existsSync(program)) return 'There is no dist/belegt.js: the build step gave none.'
  const data = mkdtempSync(join(tmpdir(), 'belegt-boot-'))
  const [port, healthPort] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, [program, 'demo'], {
    env: {
      ...process.env,
      BELEGT_DATA: data,
      BELEGT_PORT: String(port),
      BELEGT_HEALTH_PORT: String(healthPort),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  const ended = once(child, 'close')
  const said = (problem: string) => `${problem}\n${Buffer.concat(output).toString()}`
  try {
    const health = `http://127.0.0.1:${healthPort}${healthPath}`
    const deadline = performance.now() + patience
    while (!(await answers(health))) {
      if (child.exitCode !== null || child.signalCode !== null)
        return said(`The program ended by itself (${child.exitCode}).`)
      if (performance.now() > deadline) return said(`${health} did not answer well within ${patience / 1000} s.`)
      await wait(100)
    }
    child.kill('SIGTERM')
    const stopped = await Promise.race([ended.then(() => true), wait(15_000, false, { ref: false })])
    if (!stopped) return said('The program did not stop within 15 s of SIGTERM.')
    return child.exitCode === 0
      ? null
      : said(`The program stopped with exit code ${child.exitCode ?? child.signalCode}.`)
  } finally {
    child.kill('SIGKILL')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
}
