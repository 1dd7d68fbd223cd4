import { addMember, checkPassword, ensureOperator, hashPassword } from '../../src/modules/accounts/index.ts'
import { getting, line, locationOf, openProgram, posting, type Program } from './program.ts'
import { median, percentile, round, say, type Found, type Ground } from './support.ts'
import { fillTown, newTown } from './town.ts'

const PEOPLE = Number(process.env['BENCH_SIGNIN_PEOPLE'] ?? 200)
const ROUNDS = 2
const QUIET_SECONDS = 5
const BETWEEN_MS = 20
const PASSWORD = 'ein gutes Passwort'

/** Four visitors who open a page, look at it for a moment, and open the next, for as long as `until` says. */
async function visitors(port: number, path: string, until: () => boolean): Promise<number[]> {
  const waits: number[] = []
  await Promise.all(
    [0, 1, 2, 3].map(async (person) => {
      const one = await line(port)
      for (let n = 0; !until(); n++) {
        const asked = performance.now()
        const { status } = await one.ask(getting(port, `${path}?von=${n}`, 5_000 + person * 100 + (n % 100)))
        if (status !== 200) throw new Error(`${path} answered ${status}`)
        waits.push(performance.now() - asked)
        await new Promise((done) => setTimeout(done, BETWEEN_MS))
      }
      one.close()
    }),
  )
  return waits
}

/** Everybody sends mail address and password at the same moment. @returns seconds until the last is in */
async function crowd({ port }: Program, first: number): Promise<number> {
  const lines = await Promise.all(Array.from({ length: PEOPLE }, () => line(port)))
  const from = performance.now()
  await Promise.all(
    lines.map(async (one, n) => {
      const fields = { mail: `person${n}@example.org`, password: PASSWORD }
      const answer = await one.ask(posting(port, '/musterhausen/team/anmelden', fields, first + n))
      if (answer.status !== 303 || !locationOf(answer).includes('pruefen'))
        throw new Error(`a right password was answered with ${answer.status}`)
      one.close()
    }),
  )
  return (performance.now() - from) / 1000
}

/** What a check costs alone, and what 200 sign-ins at the same moment do to those who only read. */
export async function signIn(ground: Ground): Promise<Found> {
  const town = await newTown(ground, { locations: 4, desks: 4 })
  await fillTown(ground, town, 10_000)
  await ensureOperator(ground.house)
  const hash = await hashPassword(PASSWORD)
  for (let n = 0; n < PEOPLE; n++) {
    const person = { name: `Person ${n}`, mail: `person${n}@example.org`, role: 'desk', hash } as const
    await addMember(ground.house, town.organisation, person)
  }
  const costs: number[] = []
  for (let n = 0; n < 12; n++) {
    const from = performance.now()
    if (!(await checkPassword(PASSWORD, hash)).fits) throw new Error('the right password does not fit')
    costs.push(performance.now() - from)
  }
  const cost = median(costs.slice(2))

  await using program = await openProgram(ground)
  const path = `/musterhausen/termin/${town.services[0]}/${town.locations[0]}`
  const warm = performance.now() + 2_000
  await visitors(program.port, path, () => performance.now() > warm)
  const [quiet, busy, took]: [number[], number[], number[]] = [[], [], []]
  for (let one = 0; one < ROUNDS; one++) {
    const until = performance.now() + QUIET_SECONDS * 1000
    quiet.push(...(await visitors(program.port, path, () => performance.now() > until)))
    let done = false
    const reading = visitors(program.port, path, () => done)
    took.push(await crowd(program, one * 1_000).finally(() => (done = true)))
    busy.push(...(await reading))
    say(
      `  ${PEOPLE} people in after ${round(took.at(-1) ?? 0)} s; a page ${round(median(busy))} ms, before ${round(median(quiet))} ms`,
    )
  }
  const ratio = median(busy) / median(quiet)
  const facts = {
    check_ms: round(cost),
    people: PEOPLE,
    all_in_s: round(median(took)),
    page_ms: round(median(busy), 2),
    page_p95_ms: round(percentile(busy, 95), 2),
    quiet_ms: round(median(quiet), 2),
    quiet_p95_ms: round(percentile(quiet, 95), 2),
    ratio: round(ratio, 2),
  }
  return { facts, met: cost >= 50 && cost <= 150 && ratio <= 1.5 }
}
