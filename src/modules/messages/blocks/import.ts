import type { Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { normaliseMail } from '#platform/text/contact.ts'
import { blockedSince } from '#privacy'
import { block } from './actions.ts'

/** So many lines are taken at once; more would make somebody wait. */
export const MOST_LINES = 5_000
const BATCH = 500

export type ReadList = {
  /** Each address once, as it was written first. */
  readonly addresses: readonly string[]
  /** Lines in which no mail address stands; empty ones are not counted. */
  readonly invalid: number
  readonly twice: number
}

/** The mail addresses of a pasted list: one a line, or the first one in each line of a CSV file. */
export function readList(text: string): ReadList {
  const seen = new Map<string, string>()
  let invalid = 0
  let twice = 0
  for (const line of text.split(/\r\n?|\n/u)) {
    if (line.trim() === '') continue
    const found = line
      .split(/[\s;,<>"']+/u)
      .map((part) => part.replace(/^mailto:/iu, ''))
      .find((part) => normaliseMail(part) !== undefined)
    const key = found === undefined ? undefined : normaliseMail(found)
    if (found === undefined || key === undefined) invalid++
    else if (seen.has(key)) twice++
    else seen.set(key, found)
  }
  return { addresses: [...seen.values()], invalid, twice }
}

export type SortedList = Omit<ReadList, 'addresses'> & {
  /** Addresses that may be written to. */
  readonly free: readonly string[]
  /** How many are blocked; which ones is nobody's business. */
  readonly blocked: number
}

/**
 * Reads a list of addresses that somebody wants to take over, without those who must not be written to: every import of
 * addresses goes through here, before anything of it is stored.
 */
export async function sortAddresses(at: Scope<string>, text: string): Promise<SortedList> {
  const { addresses, ...rest } = readList(text)
  const free: string[] = []
  for (let from = 0; from < addresses.length; from += BATCH) {
    const some = addresses.slice(from, from + BATCH)
    const tokens = await Promise.all(some.map((address) => exactToken(at, 'mail', address)))
    const since = await blockedSince(at, tokens)
    free.push(...some.filter((_, place) => since[place] === undefined))
  }
  return { ...rest, free, blocked: addresses.length - free.length }
}

/** Blocks a whole list, e.g. those who had unsubscribed in another system. */
export async function blockList(
  at: Scope<string>,
  text: string,
): Promise<{ readonly blocked: number; readonly known: number; readonly invalid: number }> {
  const { addresses, invalid } = readList(text)
  let blocked = 0
  for (const address of addresses) {
    const token = await exactToken(at, 'mail', address)
    if (await block(at, { channel: 'mail', token }, { way: 'staff', reason: 'list' })) blocked++
  }
  return { blocked, known: addresses.length - blocked, invalid }
}
