// Citizens who book over HTTP, and repeat what was not answered: what a person does with a page that did not load.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { visitor } from './visitor.ts'
import type { Crowded } from './town.ts'

export type Acknowledged = { readonly id: string; readonly start: string; readonly mail: string; readonly link: string }
export type Crowd = {
  readonly acknowledged: Acknowledged[]
  /** Answers that are neither a booking nor a clear refusal nor "not available right now". */
  readonly strange: string[]
  readonly refused: { taken: number; unavailable: number; broken: number }
  stop(): Promise<void>
}

const MANNERS_MS = 3_200 // whoever sends the form sooner is asked to wait
const CHOOSING_MS = 2_500 // until another time is chosen; from one address 60 are asked for in a minute, tries included
const PATIENCE_MS = 60_000

/**
 * Lets `size` citizens book one appointment after the other, each with a network address of its own, until stopped.
 * Every request is repeated until it is answered by the program itself, as the same request: same id, same fields.
 * @param random the test's own dice, between 0 and 1
 */
export function crowd(origin: string, town: Crowded, size: number, random: () => number): Crowd {
  const acknowledged: Acknowledged[] = []
  const strange: string[] = []
  const refused = { taken: 0, unavailable: 0, broken: 0 }
  let stopping = false
  let number = 0

  async function persist(path: string, fields: Record<string, string>, address: string) {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      try {
        const answer = await visitor(origin, { address }).post(path, fields)
        if (answer.status !== 503) return answer
        if (!answer.page.text.includes('Ihre Angaben wurden nicht gespeichert')) strange.push(answer.page.text)
        refused.unavailable++
      } catch {
        refused.broken++ // the connection broke: nobody knows whether it was done
      }
      if (Date.now() > until) throw new Error(`nobody answered ${path} for ${PATIENCE_MS} ms`)
      await wait(100 + random() * 200)
    }
  }

  async function bookOne(address: string): Promise<void> {
    const [id, start] = [randomUUID(), town.starts[Math.floor(random() * town.starts.length)] as string]
    const mail = `person${++number}@crowd.example`
    const held = await persist(`${town.path}/termin/${town.service}/${town.location}/halten`, { id, start }, address)
    if (held.status === 409) {
      refused.taken++
      return wait(CHOOSING_MS)
    }
    const form = held.headers.get('location')
    if (held.status !== 303 || !form) return void strange.push(`hold: ${held.status} ${held.page.text.slice(0, 300)}`)
    await wait(MANNERS_MS)
    const fields = { service: town.service, location: town.location, start, name: `Person Nummer ${number}`, mail }
    const booked = await persist(form, fields, address)
    const link = booked.headers.get('location')
    if (booked.status === 303 && link) acknowledged.push({ id, start, mail, link })
    else if (booked.status === 409) refused.taken++
    else strange.push(`confirm: ${booked.status} ${booked.page.text.slice(0, 300)}`)
  }

  const people = Array.from({ length: size }, async (_, place) => {
    const address = `10.${place >> 8}.${place & 255}.7`
    while (!stopping) await bookOne(address).catch((error: unknown) => void strange.push(String(error)))
  })
  return {
    acknowledged,
    strange,
    refused,
    async stop() {
      stopping = true
      await Promise.all(people)
    },
  }
}
