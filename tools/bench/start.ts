import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startServer } from '../../src/platform/data/server.ts'
import { freePort } from '../free-port.ts'
import { median, round, say, type Found } from './support.ts'

const ROUNDS = 5
const FIRST_MS = 6_000
const WARM_MS = 1_500

/** The built program on an empty folder and again on the same one, against the database server alone. */
export async function start(): Promise<Found> {
  const demo = await knows('demo')
  const [first, warm, bareFirst, bareWarm]: [number[], number[], number[], number[]] = [[], [], [], []]
  const whole: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const folder = mkdtempSync(join(tmpdir(), 'belegt-bench-'))
    const anew = await untilPage(folder, demo)
    first.push(anew.page)
    whole.push(anew.whole)
    warm.push((await untilPage(folder, demo)).page)
    rmSync(folder, { recursive: true, force: true })
    const other = mkdtempSync(join(tmpdir(), 'belegt-bench-'))
    bareFirst.push(await untilServer(other))
    bareWarm.push(await untilServer(other))
    rmSync(other, { recursive: true, force: true })
    say(`first ${round(first[i]!, 0)} ms, warm ${round(warm[i]!, 0)} ms`)
  }
  const facts = {
    demo: demo ? 'yes' : 'no',
    first_ms: round(median(first), 0),
    warm_ms: round(median(warm), 0),
    filled_ms: round(median(whole), 0),
    database_first_ms: round(median(bareFirst), 0),
    database_warm_ms: round(median(bareWarm), 0),
    ratio_first: round(median(first) / median(bareFirst)),
    ratio: round(median(warm) / median(bareWarm)),
  }
  return { facts, met: median(first) <= FIRST_MS && median(warm) <= WARM_MS }
}

async function untilServer(folder: string): Promise<number> {
  const from = performance.now()
  const server = await startServer({ folder })
  const took = performance.now() - from
  await server.stop()
  return took
}

const program = join(import.meta.dirname, 'belegt.js')

const run = (args: string[], more: Record<string, string> = {}) =>
  spawn(process.execPath, [program, ...args], { env: { ...process.env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })

/** Whether the program has a command: without a data folder that could be made, a known one fails otherwise. */
async function knows(command: string): Promise<boolean> {
  const child = run([command], { BELEGT_DATA: '/dev/null/none' })
  const [code] = (await once(child, 'close')) as [number | null]
  return code !== 2
}

/** What the demo says when it has filled in everything; until then a next start would begin anew. */
const WHOLE = 'Alles Erfundene ist da.'

/** Milliseconds from the start of the process until a page came, and until the demo was whole. */
async function untilPage(folder: string, demo: boolean): Promise<{ page: number; whole: number }> {
  const [port, healthPort] = [await freePort(), await freePort()]
  const from = performance.now()
  const child = run([demo ? 'demo' : 'start'], {
    BELEGT_DATA: folder,
    BELEGT_PORT: String(port),
    BELEGT_HEALTH_PORT: String(healthPort),
  })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const ended = once(child, 'close')
  const heard: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => heard.push(chunk))
  const isWhole = () => !demo || Buffer.concat(heard).includes(WHOLE)
  let page = 0
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the program ended: ${Buffer.concat(said).toString()}`)
      if (performance.now() - from > 60_000) throw new Error('no page within a minute, or the demo is not whole')
      if (page === 0 && (await answers(`http://127.0.0.1:${port}/`, demo))) page = performance.now() - from
      if (page > 0 && isWhole()) return { page, whole: performance.now() - from }
      await wait(10)
    }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** The demo's first page is a whole one; a new installation without an organisation may only say that there is none yet. */
async function answers(url: string, demo: boolean): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    const html = await response.text()
    return html.includes('</html>') && (demo ? response.ok : response.status < 500)
  } catch {
    return false // not listening yet
  }
}
