import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { type ChildProgram, childProgram, onlyThese } from '#testing/child.ts'
import { startSmsWorld, type SmsWorld } from '#testing/sms.ts'
import { registerOfThisTest, setUpSms, smsOf, switchOnHere } from '#testing/texting.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'

const root = join(import.meta.dirname, '../../../..')
let program: ChildProgram
const COUNT = 2

let web: TestWeb
beforeAll(async () => {
  program = await childProgram('sms-child')
  registerOfThisTest()
  web = await testWeb({ modules: [] })
}, 60_000)
afterAll(async () => {
  await web?.close()
  program?.remove()
})

type Provider = 'twilio' | 'seven'

async function openTown(provider: Provider): Promise<Organisation> {
  const town = await web.organisation()
  await setUpSms(web.house, town, provider)
  switchOnHere(town, provider)
  for (let n = 0; n < COUNT; n++)
    await smsOf(web.house, town).queue({ text: `Ihr Termin Nummer ${n}`, to: `+4915123456${700 + n}` })
  return town
}

/** A sender in a process of its own that dies before its nth step; 0: never. */
async function sendElsewhere(world: SmsWorld, town: Organisation, provider: Provider, die: number) {
  const wish = {
    app: web.database.app,
    owner: web.database.owner,
    dataFolder: web.dataFolder,
    logs: join(web.dataFolder, 'child-logs'),
    migrations: join(root, 'migrations'),
    now: web.clock.now().toString(),
    organisation: town.id,
    base: world.bases[provider].href,
    provider,
    die,
  }
  const othersGone = await onlyThese(web.database.root)
  const child = spawn(process.execPath, [program.path, JSON.stringify(wish)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  await once(child, 'close')
  await othersGone()
  return said === '' ? { alive: false, steps: 0 } : { alive: true, steps: Number(JSON.parse(said).steps) }
}

test.each<Provider>(['seven', 'twilio'])(
  'kill -9 between every two steps of sending by %s: no SMS is lost, and none is doubled while the provider’s books can be read',
  async (provider) => {
    await using quiet = await startSmsWorld()
    const { alive, steps } = await sendElsewhere(quiet, await openTown(provider), provider, 0)
    expect([alive, steps > 20]).toEqual([true, true])
    const found: number[] = []
    // every step by one provider; the other differs only in how its books are read
    for (let die = 1; die <= steps; die += provider === 'seven' ? 1 : 5) {
      await using world = await startSmsWorld()
      const town = await openTown(provider)
      await sendElsewhere(world, town, provider, die)
      const sms = smsOf(web.house, town)
      web.clock.advance({ minutes: 5, seconds: 1 })
      await sms.send(world)
      const rows = await sms.rows()
      expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent'])
      expect(rows.every(({ content, recipient }) => content === null && recipient === null)).toBe(true)
      expect(
        world
          .taken()
          .map(({ text }) => text)
          .toSorted(),
      ).toEqual(['Ihr Termin Nummer 0', 'Ihr Termin Nummer 1'])
      if ((await sms.events()).includes('found')) found.push(die)
    }
    process.stderr.write(`${JSON.stringify({ provider, steps, found })}\n`)
    // the window between the provider's yes and our note of it is there, and it is closed
    if (provider === 'seven') expect(found.length).toBeGreaterThan(0)
  },
  600_000,
)
