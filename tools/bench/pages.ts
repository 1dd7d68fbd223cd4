import { gunzipSync } from 'node:zlib'
import { getting, line, openProgram, STATIC } from './program.ts'
import { median, percentile, processorMs, round, say, type Found, type Ground } from './support.ts'
import { fillTown, newTown } from './town.ts'

const CONNECTIONS = 16
const ROUNDS = 5
const SECONDS = 4
const LEAST_PER_SECOND = 800
const MOST_KB = 30

type Round = { perSecond: number; waits: number[] }

/** All lines ask again and again, each for its path in turn; every answer is checked by its status and size. */
async function hammer(port: number, paths: readonly string[], seconds: number): Promise<Round> {
  const lines = await Promise.all(Array.from({ length: CONNECTIONS }, () => line(port)))
  const from = performance.now()
  const until = from + seconds * 1000
  const waits: number[] = []
  await Promise.all(
    lines.map(async (one, index) => {
      // each line speaks for many networks, so that no limit of one network is reached
      for (let n = index; performance.now() < until; n += CONNECTIONS) {
        const asked = performance.now()
        const path = paths[n % paths.length] ?? ''
        const { status, body } = await one.ask(getting(port, path, n))
        if (status !== 200 || body.length === 0) throw new Error(`${path} answered ${status}`)
        waits.push(performance.now() - asked)
      }
      one.close()
    }),
  )
  return { perSecond: waits.length / ((performance.now() - from) / 1000), waits }
}

/**
 * The calendar of one service at one location, made from the database after each request came, against a fixed page.
 * Those who ask for the same at once share a rendering, as on a busy morning; `apart` is when all ask for different pages.
 */
export async function pages(ground: Ground): Promise<Found> {
  const town = await newTown(ground, { locations: 10, desks: 8 })
  await fillTown(ground, town, 40_000)
  const path = `/musterhausen/termin/${town.services[0]}/${town.locations[0]}`
  const size = await sizes(ground, path)
  say(`${size.html} bytes of HTML, ${size.others} bytes of styles and theme, compressed; scripts: ${size.scripts}`)

  await using program = await openProgram(ground, size.html)
  // the lines take turns in these, so that no two ever wait for the same page
  const others = Array.from({ length: CONNECTIONS }, (_, i) => {
    const [service, location] = [town.services[i % town.services.length], town.locations[i % town.locations.length]]
    return `${i % 2 ? '/en' : ''}/musterhausen/termin/${service}/${location}?von=${i}`
  })
  await hammer(program.port, [path], 2)
  const [made, fixed, apart]: [Round[], Round[], Round[]] = [[], [], []]
  const [own, database]: [number[], number[]] = [[], []]
  for (let i = 0; i < ROUNDS; i++) {
    const before = [processorMs(program.pid), processorMs(ground.server.pid)] as const
    const one = await hammer(program.port, [path], SECONDS)
    made.push(one)
    own.push((processorMs(program.pid) - before[0]) / one.waits.length)
    database.push((processorMs(ground.server.pid) - before[1]) / one.waits.length)
    apart.push(await hammer(program.port, others, SECONDS / 2))
    fixed.push(await hammer(program.port, [STATIC], 1))
  }
  const perSecond = median(made.map((one) => one.perSecond))
  const fixedPerSecond = median(fixed.map((one) => one.perSecond))
  const kb = (size.html + size.others) / 1000
  const facts = {
    per_second: round(perSecond, 0),
    p95_ms: round(
      percentile(
        made.flatMap(({ waits }) => waits),
        95,
      ),
    ),
    apart_per_second: round(median(apart.map((one) => one.perSecond)), 0),
    server_cpu_ms: round(median(own), 3),
    database_cpu_ms: round(median(database), 3),
    static_per_second: round(fixedPerSecond, 0),
    kb: round(kb, 1),
    scripts: size.scripts,
    ratio: round(perSecond / fixedPerSecond, 3),
  }
  return { facts, met: perSecond >= LEAST_PER_SECOND && kb <= MOST_KB && size.scripts === 0 }
}

/** What one page weighs on the wire, with everything it names. */
async function sizes(ground: Ground, path: string): Promise<{ html: number; others: number; scripts: number }> {
  await using program = await openProgram(ground)
  const { port } = program
  const one = await line(port)
  const page = await one.ask(getting(port, path))
  if (page.status !== 200 || !/^content-encoding: gzip/im.test(page.head))
    throw new Error(`the page answered ${page.status}`)
  const html = gunzipSync(page.body).toString()
  const named = [...html.matchAll(/<(?:link|img|script)[^>]+(?:href|src)="(\/[^"]+)"/g)].map((match) => match[1] ?? '')
  let others = 0
  for (const address of new Set(named)) {
    const { status, body } = await one.ask(getting(port, address))
    if (status !== 200) throw new Error(`${address} answered ${status}`)
    say(`  ${address}: ${body.length} bytes`)
    others += body.length
  }
  one.close()
  return { html: page.body.length, others, scripts: html.split('<script').length - 1 }
}
