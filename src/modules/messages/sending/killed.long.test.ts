import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChildProgram, childProgram, onlyThese } from '#testing/child.ts'
import { somebody } from '#testing/person.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { db, delivering } from '../data.ts'
import { dispatchFor } from '../dispatch.ts'
import { queueMail } from '../queue.ts'
import { smtpTransport } from '../transport.ts'

const root = join(import.meta.dirname, '../../../..')
let program: ChildProgram
const MAILS = 3

let web: TestWeb
let town: Organisation
beforeAll(async () => {
  program = await childProgram('send-child')
  web = await testWeb({ modules: [] })
}, 60_000)
afterAll(async () => {
  await web?.close()
  program?.remove()
})

type At = 'CONNECT' | 'MAIL' | 'RCPT' | 'DATA' | 'taken'

/** A server that knows what it took, and can strike its client down at any of its commands. */
async function witness() {
  const taken: string[] = []
  let strike: ((at: At) => void) | undefined
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    onConnect: (_session, done) => (strike?.('CONNECT'), done()),
    onMailFrom: (_address, _session, done) => (strike?.('MAIL'), done()),
    onRcptTo: (_address, _session, done) => (strike?.('RCPT'), done()),
    onData(stream, _session, done) {
      strike?.('DATA')
      let text = ''
      stream.on('data', (chunk: Buffer) => void (text += chunk.toString('latin1')))
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(new Error('too long'))
        taken.push(/^Message-ID: <([^@]+)@/im.exec(text)?.[1] ?? '')
        strike?.('taken')
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return {
    taken,
    url,
    strikeAt: (by: typeof strike) => void (strike = by),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
type Witness = Awaited<ReturnType<typeof witness>>

async function queueThree(): Promise<void> {
  town = await web.organisation()
  await web.scope({ organisation: town, purpose: delivering }, async (at) => {
    const person = await somebody(at, { name: 'Paula Post', mail: 'paula@example.org' })
    const content = { subject: 'Guten Tag', text: 'Guten Tag', html: '<p>Guten Tag</p>' }
    for (let n = 0; n < MAILS; n++) {
      const to = `paula${n}@example.org`
      await queueMail(at, { person, to, cause: randomUUID(), kind: 'test.mail', version: 0, content })
    }
  })
}

type Ended = { readonly alive: boolean; readonly steps: number }

/** A dispatcher in a process of its own. @param strike told its process, may kill it */
async function dispatchElsewhere(smtp: string, die: number, strike?: (kill: () => void) => void): Promise<Ended> {
  const wish = {
    app: web.database.app,
    owner: web.database.owner,
    dataFolder: web.dataFolder,
    logs: join(web.dataFolder, 'child-logs'),
    migrations: join(root, 'migrations'),
    now: web.clock.now().toString(),
    organisation: town.id,
    smtp,
    die,
  }
  const othersGone = await onlyThese(web.database.root)
  const child = spawn(process.execPath, [program.path, JSON.stringify(wish)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  strike?.(() => void child.kill('SIGKILL'))
  await once(child, 'close')
  await othersGone()
  return said === '' ? { alive: false, steps: 0 } : { alive: true, steps: Number(JSON.parse(said).steps) }
}

const rows = () =>
  web.scope({ organisation: town, purpose: delivering }, (at) => db(at).selectFrom('messages').selectAll().execute())

/**
 * What the next dispatcher makes of it, once the claims have run out: every mail has arrived and is noted; twice came only
 * what the server had taken while nobody was left to note it, and that under the same Message-ID.
 */
async function recovered(server: Witness): Promise<number> {
  const before = new Set(server.taken)
  const unnoted = (await rows()).filter(({ id, state }) => before.has(id) && state !== 'sent').length
  web.clock.advance({ minutes: 5, seconds: 1 })
  const transport = smtpTransport(new URL(server.url))
  await dispatchFor(web.house, town, transport, 'amt@belegt.example')
  transport.close()
  const after = await rows()
  expect(after.map(({ state }) => state)).toEqual(Array.from({ length: MAILS }, () => 'sent'))
  expect(new Set(server.taken)).toEqual(new Set(after.map(({ id }) => id)))
  expect(server.taken.length - MAILS).toBe(unnoted)
  return unnoted
}

test('kill -9 between every two steps of sending: no mail is lost, and doubled is only what SMTP itself leaves open', async () => {
  const first = await witness()
  await queueThree()
  const { alive, steps } = await dispatchElsewhere(first.url, 0)
  await first.close()
  expect([alive, steps > 15]).toEqual([true, true])
  const doubled: Record<number, number> = {}
  for (let die = 1; die <= steps; die++) {
    const server = await witness()
    await queueThree()
    const ended = await dispatchElsewhere(server.url, die)
    const twice = await recovered(server)
    if (twice > 0) doubled[die] = twice
    if (ended.alive) expect(twice).toBe(0)
    await server.close()
  }
  process.stderr.write(`${JSON.stringify({ steps, doubled })}\n`)
  // the window is between the server's yes and our note of it, and it is there
  expect(Object.keys(doubled).length).toBeGreaterThan(0)
  expect(Math.min(...Object.keys(doubled).map(Number))).toBeGreaterThan(steps / 4)
}, 600_000)

test.each<At>(['CONNECT', 'MAIL', 'RCPT', 'DATA', 'taken'])(
  'kill -9 while the server hears %s: no mail is lost',
  async (at) => {
    const server = await witness()
    await queueThree()
    let struck = false
    const { alive } = await dispatchElsewhere(server.url, 0, (kill) =>
      server.strikeAt((now) => {
        if (now !== at || struck) return
        struck = true
        kill()
      }),
    )
    server.strikeAt(undefined)
    expect([alive, struck]).toEqual([false, true])
    const twice = await recovered(server)
    expect(twice).toBeLessThanOrEqual(MAILS)
    await server.close()
  },
  120_000,
)
