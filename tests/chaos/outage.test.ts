import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../tools/free-port.ts'
import { built, killDatabase, newFolder, rootLogin, startChild, startHere, type Child } from './running.ts'
import { openCrowdedTown, type Crowded } from './town.ts'
import { visitor, type Answer } from './visitor.ts'

const folder = newFolder()
let town: Crowded
let environment: Record<string, string>
let program: Child
let used = 0

beforeAll(async () => {
  await built()
  environment = {
    BELEGT_DATA: folder,
    BELEGT_PORT: String(await freePort()),
    BELEGT_HEALTH_PORT: String(await freePort()),
  }
  const here = await startHere({ folder, from: Temporal.Now.instant().toString() })
  town = await openCrowdedTown(here, Temporal.Now.instant())
  await here.stop()
  program = await startChild(environment)
}, 120_000)
afterAll(async () => {
  program?.kill('SIGTERM')
  await program?.ended
  rmSync(folder, { recursive: true, force: true })
})

type Form = { id: string; start: string; path: string; fields: Record<string, string> }

/** Holds the next time, waits as long as a person would, and gives the form as it is to be sent. */
async function filledIn(): Promise<Form> {
  const [id, start] = [randomUUID(), town.starts[used++] as string]
  const held = await visitor(program.url).post(`${town.path}/termin/${town.service}/${town.location}/halten`, {
    id,
    start,
  })
  expect(held.status).toBe(303)
  await wait(3_200)
  const fields = {
    service: town.service,
    location: town.location,
    start,
    name: `Person ${used}`,
    mail: `p${used}@x.example`,
  }
  return { id, start, path: held.headers.get('location') as string, fields }
}
const send = ({ path, fields }: Form): Promise<Answer> => visitor(program.url).post(path, fields)

async function asRoot<T>(work: (root: pg.Client) => Promise<T>): Promise<T> {
  const root = new pg.Client(rootLogin(folder))
  root.on('error', () => undefined) // cut with the server
  await root.connect()
  try {
    return await work(root)
  } finally {
    await root.end().catch(() => undefined)
  }
}

/** Sends the form and stops it inside the transaction: somebody else has the row in hand. */
async function stuck(form: Form, work: (answer: Promise<Answer>, release: () => Promise<unknown>) => Promise<void>) {
  await asRoot(async (root) => {
    await root.query('begin')
    await root.query('select from bookings where id = $1 for update', [form.id])
    const answer = send(form)
    answer.catch(() => undefined)
    await waitFor(async () => {
      const { rows } = await root.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)
      return rows.length > 0
    })
    await work(answer, () => root.query('commit'))
  })
}

async function waitFor(seen: () => Promise<boolean>, patience = 30_000): Promise<void> {
  const until = Date.now() + patience
  while (!(await seen())) {
    if (Date.now() > until) throw new Error(`not seen within ${patience} ms`)
    await wait(50)
  }
}

const states = (id: string) =>
  asRoot(async (root) => {
    const { rows } = await root.query(
      `select b.state, (select count(*)::int from messages m where m.cause = b.id) as mails,
         (select count(*)::int from consents c where c.person_id = b.person_id) as consents from bookings b where b.id = $1`,
      [id],
    )
    return rows
  })

test('the database dies in the middle of a booking: a clear page, nothing half, and the same form works a moment later', async () => {
  const form = await filledIn()
  await stuck(form, async (answer) => {
    killDatabase(folder)
    const { status, page, headers } = await answer
    expect(status).toBe(503)
    expect(page.text).toContain('Gerade nicht erreichbar')
    expect(page.text).toContain('Ihre Angaben wurden nicht gespeichert. Bitte laden Sie die Seite in einer Minute neu.')
    expect(headers.get('content-type')).toContain('text/html')
  })
  await waitFor(() => asRoot(async () => true).catch(() => false))
  expect(await states(form.id)).toEqual([{ state: 'held', mails: 0, consents: 0 }])
  const again = await send(form)
  expect(again.status).toBe(303)
  expect(await states(form.id)).toEqual([{ state: 'booked', mails: 1, consents: 1 }])
})

test('every request while there is no database gets the page that says what to do', async () => {
  killDatabase(folder)
  const seen = new Set<number>()
  for (let asked = 0; asked < 20; asked++) {
    const { status, page } = await visitor(program.url).open(town.path)
    seen.add(status)
    if (status !== 200) expect(page.text).toContain('Bitte laden Sie die Seite in einer Minute neu.')
  }
  expect([...seen].every((status) => status === 200 || status === 503)).toBe(true)
  await waitFor(async () => (await visitor(program.url).open(town.path)).status === 200)
})

test('told to stop, the program finishes what it has begun and lets nobody new in', async () => {
  const form = await filledIn()
  await stuck(form, async (answer, release) => {
    program.kill('SIGTERM')
    const knocked = () =>
      fetch(new URL(town.path, program.url)).then(
        () => 'let in',
        () => 'refused',
      )
    await expect.poll(knocked).toBe('refused')
    await release()
    const { status, headers } = await answer
    expect(status).toBe(303)
    expect(headers.get('location')).toContain('/mein-termin/')
  })
  expect(await program.ended).toBe(0)
  program = await startChild(environment)
  expect(await states(form.id)).toEqual([{ state: 'booked', mails: 1, consents: 1 }])
})

afterEach(() => expect(used).toBeLessThan(town.starts.length))
