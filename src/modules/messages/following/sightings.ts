import type { Organisation } from '#platform/data/organisations.ts'
import { inScope, type House } from '#platform/data/scope.ts'
import { hasConsent } from '#privacy'
import { db, measuring } from './data.ts'
import { noteEvents, type MessageEvent } from './events.ts'
import { linkName } from './links.ts'
import { byPeople, SETTLES, type Sighting } from './sighting-rules.ts'

// What was seen and is not decided yet. A page or picture that is asked for with GET changes nothing in its own
// transaction: the sighting is put down here after it, and noted later in one of its own. A crash loses a count, nothing else.
const waiting = new Map<string, Sighting[]>()
const MOST_WAITING = 20_000
let held = 0

/** Puts down that something of a mail was asked for; decided when what comes with it has come too. */
export function sighted(organisation: Organisation, sighting: Sighting): void {
  if (sighting.machine || held >= MOST_WAITING) return
  const list = waiting.get(organisation.id) ?? []
  waiting.set(organisation.id, list)
  list.push(sighting)
  held++
}

/**
 * Notes what people opened and clicked, of the house's organisations: what has waited long enough for its company, or all.
 * Consent is asked for again: whoever withdrew since the mail left is not counted.
 * @returns how many events were noted
 */
export async function noteSightings(house: House, all = false): Promise<number> {
  let noted = 0
  for (const [id, list] of waiting) {
    const organisation = await house.directory.byId(id)
    if (!organisation) continue // another house's
    const now = house.clock.now()
    const young = (one: Sighting) => !all && Temporal.Instant.compare(one.at.add(SETTLES), now) > 0
    const messages = new Set(list.filter(young).map(({ message }) => message))
    // what belongs to one mail is decided together
    const ripe = list.filter(({ message }) => !messages.has(message))
    if (ripe.length === 0) continue
    const rest = list.filter(({ message }) => messages.has(message))
    if (rest.length === 0) waiting.delete(id)
    else waiting.set(id, rest)
    held -= ripe.length
    noted += await noteRipe(house, organisation, ripe)
  }
  return noted
}

async function noteRipe(house: House, organisation: Organisation, ripe: readonly Sighting[]): Promise<number> {
  const about = { organisation, actor: { kind: 'system', job: 'messages.sightings' }, purpose: measuring } as const
  return inScope(house, about, async (at) => {
    const rows = await db(at)
      .selectFrom('messages')
      .select(['id', 'person_id', 'sent_at'])
      .where('id', 'in', [...new Set(ripe.map(({ message }) => message))])
      .execute()
    const news: { message: string; event: MessageEvent }[] = []
    for (const { id, person_id: person, sent_at: sentAt } of rows) {
      if (!person || !(await hasConsent(at, person, measuring.name))) continue
      const seen = byPeople(
        ripe.filter(({ message }) => message === id),
        sentAt,
      )
      for (const { what, target, at: when } of seen) {
        const words = target === undefined ? '' : linkName(target)
        // a reader who looks twice within a minute looked once
        const from = `${what} ${words} ${Math.floor(when.epochMilliseconds / 60_000)}`
        news.push({ message: id, event: { kind: what, at: when, words, source: 'reader', from } })
      }
    }
    return (await noteEvents(at, news)).filter(Boolean).length
  })
}

const LOOK_MS = 5_000

/** Notes sightings while the program runs, and what is left when it ends. */
export function watchSightings(house: House, failed: (error: unknown) => void): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  const look = (all = false) => {
    running = running.then(() => noteSightings(house, all)).catch(failed)
  }
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    look(true)
    await running
  }
}
