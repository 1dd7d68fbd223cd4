import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../tools/free-port.ts'
import { built, startChild, startHere, type Child } from './running.ts'
import { smallDisk, type SmallDisk } from './small-disk.ts'
import { tell } from './tell.ts'
import { openCrowdedTown, type Crowded } from './town.ts'
import { visitor, type Answer } from './visitor.ts'

let disk: SmallDisk
let program: Child
let environment: Record<string, string>
let town: Crowded
let used = 0

beforeAll(async () => {
  await built()
  disk = smallDisk(220)
  const here = await startHere({ folder: disk.data, from: Temporal.Now.instant().toString() })
  town = await openCrowdedTown(here, Temporal.Now.instant())
  await here.stop()
  environment = {
    BELEGT_DATA: disk.data,
    BELEGT_PORT: String(await freePort()),
    BELEGT_HEALTH_PORT: String(await freePort()),
    BELEGT_TRUSTED_PROXIES: '127.0.0.0/8',
  }
  program = await startChild(environment)
}, 120_000)
afterAll(async () => {
  program?.kill('SIGTERM')
  await program?.ended
  disk?.close()
})

const address = () => `10.${100 + (used >> 8)}.${used & 255}.7`
async function hold(): Promise<{ answer: Answer; id: string; start: string }> {
  const [id, start] = [randomUUID(), town.starts[used++] as string]
  const path = `${town.path}/termin/${town.service}/${town.location}/halten`
  return { id, start, answer: await visitor(program.url, { address: address() }).post(path, { id, start }) }
}

test('a full disk: a clear answer, nothing acknowledged that is not kept, and all is well once there is space', async () => {
  const before = await hold()
  expect(before.answer.status).toBe(303)
  await disk.fill(program.pid)
  const acknowledged: string[] = [before.answer.headers.get('location') as string]
  const seen = new Set<number>()
  for (let tries = 0; tries < 400 && !(seen.has(503) && tries > 40); tries++) {
    const { answer } = await hold()
    seen.add(answer.status)
    if (answer.status === 303) acknowledged.push(answer.headers.get('location') as string)
    else expect(answer.page.text).toMatch(/Ihre Angaben wurden nicht gespeichert/)
  }
  tell({ disk: disk.how, seen: [...seen], acknowledged: acknowledged.length })
  expect([...seen].filter((status) => status !== 303)).toEqual([503])

  await disk.free(program.pid)
  const until = Date.now() + 60_000
  let after = await hold()
  while (after.answer.status !== 303 && Date.now() < until) {
    await wait(500)
    after = await hold()
  }
  expect(after.answer.status).toBe(303)
  for (const link of [...acknowledged, after.answer.headers.get('location') as string]) {
    const { status } = await visitor(program.url, { address: address() }).open(link)
    used++
    expect(status, link).toBe(200)
  }
})
