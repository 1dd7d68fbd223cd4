import { sql } from 'kysely'
import { EVERY_PURPOSE } from '../data/activity.ts'
import type { Sealed } from '../data/columns.ts'
import type { Scope } from '../data/scope.ts'
import { columnTag, sealedColumnByTag, type Table } from '../data/table.ts'
import { normaliseMail, normaliseName, normalisePhone } from '../text/contact.ts'
import { decrypt, encrypt, type Key, mac } from './keyring.ts'
import { mustServe } from './purpose.ts'
import { whileBlocked, retainedKeyFor } from './retained.ts'
import { MOST_SHORT, openShort, sealShort } from './short-box.ts'
import { uuidBytes, uuidText } from './uuid.ts'

/** How a value is sealed: AES-256-GCM (keyring.ts), or as a short one (short-box.ts). */
const [LONG, SHORT] = [1, 2]
const HEADER = 1 + 4 + 16 // version, column tag, person

type SealedNames<T> =
  T extends Table<string, infer C>
    ? {
        [K in keyof C]: C[K] extends { readonly types?: { select: infer S } }
          ? NonNullable<S> extends Sealed<unknown, never>
            ? K
            : never
          : never
      }[keyof C] &
        string
    : never
type SealedAt<T, K> =
  T extends Table<string, infer C>
    ? K extends keyof C
      ? C[K] extends { readonly types?: { select: infer S } }
        ? NonNullable<S>
        : never
      : never
    : never
type PlainOf<S> = S extends Sealed<infer T, never> ? T : never

/** Which bytes a sealed value is bound to besides its own header. */
const context = (organisation: Buffer, header: Buffer) => Buffer.concat([organisation, header])

/** Opens values of one organisation; the bytes that long ones are bound to are written into the same place for each. */
function opener(organisation: string): (key: Key, value: Buffer) => unknown {
  const own = uuidBytes(organisation)
  const bound = context(own, Buffer.alloc(HEADER))
  return (key, value) => {
    if (value[0] === SHORT) return JSON.parse(openShort(key, own, value, HEADER))
    value.copy(bound, bound.length - HEADER, 0, HEADER)
    return JSON.parse(decrypt(key, value.subarray(HEADER), bound).toString())
  }
}

function sealWith(key: Key, organisation: string, tag: number, person: string, value: unknown): Buffer {
  const plain = Buffer.from(JSON.stringify(value))
  const short = plain.length <= MOST_SHORT
  const header = Buffer.alloc(HEADER)
  header.writeUInt8(short ? SHORT : LONG, 0)
  header.writeUInt32BE(tag, 1)
  uuidBytes(person).copy(header, 5)
  const own = uuidBytes(organisation)
  return short ? sealShort(key, own, header, plain) : Buffer.concat([header, encrypt(key, plain, context(own, header))])
}

/**
 * Seals a value of one column under the key of the person it belongs to; statutory data under the retained one.
 * @throws when the person has no key (erased, or not created yet)
 */
export async function seal<T extends Table, const K extends string>(
  at: Scope<string>,
  table: T,
  column: K & SealedNames<T>,
  person: string,
  value: PlainOf<SealedAt<T, K>>,
): Promise<SealedAt<T, K>> {
  const key = whileBlocked(table)
    ? await retainedKeyFor(at, person)
    : (await at.keys.persons([person], 'general')).get(person)
  if (!key) throw new Error(`no key to seal ${table.name}.${column}: the person is unknown or erased`)
  return sealWith(key, at.organisation.id, columnTag(table.name, column), person, value) as unknown as SealedAt<T, K>
}

type Openable<P extends string, C extends string> = [Extract<C, P>] extends [never] ? never : unknown

/**
 * Opens sealed values for the purpose of the scope. It does not compile when no purpose of the scope is one the column
 * declares, and refuses at run time as well. One query fetches the keys of all persons concerned.
 * @returns the values in order; null where the value is null, its key was destroyed, or it is blocked for this purpose
 */
export async function openAll<T, C extends string, P extends string>(
  at: Scope<P>,
  values: readonly ((Sealed<T, C> & Openable<P, C>) | null)[],
): Promise<(T | null)[]> {
  const keys = await keysTo(at, values)
  const opened = opener(at.organisation.id)
  const allowed = new Set<number>()
  return values.map((value, place) => {
    if (!value) return null
    const tag = value.readUInt32BE(1)
    if (!allowed.has(tag)) refuseOtherPurpose(at, tag)
    allowed.add(tag)
    const key = keys[place]
    return key ? (opened(key, value) as T) : null
  })
}

/** Opens one sealed value; see `openAll`. */
export async function open<T, C extends string, P extends string>(
  at: Scope<P>,
  value: (Sealed<T, C> & Openable<P, C>) | null,
): Promise<T | null> {
  const [opened] = await openAll<T, C, P>(at, [value])
  return opened ?? null
}

/** What became of a sealed value: opened, its key destroyed, or changed since it was sealed. */
export type Answered =
  | { readonly person: string; readonly value: unknown }
  | { readonly person: string; readonly unreadable: 'key-destroyed' | 'damaged' }

/**
 * Opens sealed values of any column, for the answer to the person they belong to (Art. 15 and 20 GDPR). Only a scope whose
 * purpose uses the answering activity may; what it opens is written to the ledger by who calls it (privacy/export).
 * @returns the outcomes in order; nothing is left out because it does not open
 */
export async function openForAnswer(at: Scope<string>, values: readonly Buffer[]): Promise<Answered[]> {
  if (!at.opens.includes(EVERY_PURPOSE)) {
    for (const tag of new Set(values.map((value) => value.readUInt32BE(1)))) at.refused?.(columnNamed(tag))
    throw new Error(`the purpose ${at.purpose} answers nobody's request for data`)
  }
  const keys = await keysTo(at, values)
  const opened = opener(at.organisation.id)
  return values.map((value, place) => {
    const person = personOf(value)
    const key = keys[place]
    if (!key) return { person, unreadable: 'key-destroyed' }
    try {
      return { person, value: opened(key, value) }
    } catch {
      return { person, unreadable: 'damaged' } // said in the answer, which is worth more than no answer
    }
  })
}

/**
 * Seals values anew under another person's key, e.g. when it turns out whom a document concerns. Nobody gets to see them, so
 * no purpose is asked. @returns null where the key of the one before was destroyed
 * @throws when the other person has no key
 */
export async function handOver(at: Scope<string>, values: readonly Buffer[], to: string): Promise<(Buffer | null)[]> {
  const keys = await keysTo(at, values)
  const own = (await at.keys.persons([to], 'general')).get(to)
  if (!own) throw new Error('no key to seal anew: the person is unknown or erased')
  const opened = opener(at.organisation.id)
  return values.map((value, place) => {
    const key = keys[place]
    return key ? sealWith(own, at.organisation.id, value.readUInt32BE(1), to, opened(key, value)) : null
  })
}

/** The person a sealed value belongs to. */
export const sealedFor = (value: Buffer): string => personOf(value)

const personOf = (value: Buffer) => uuidText(value.toString('hex', 5, HEADER))

/**
 * Selects beside rows the key of the person in a column, as `key`; `at.keys.take` takes it up. Worth it where many rows are
 * opened: their keys come in the same answer as they do, and only with rows that this transaction sees.
 * @param person column with the person's id, with its table: `people.id`
 */
export const keyBeside = (person: string) =>
  sql<Buffer | null>`(select wrapped from person_keys where person_id = ${sql.ref(person)} and kind = 'general')`.as(
    'key',
  )

/**
 * The keys that open these values for the scope, in order. Statutory data of an erased person, whose general key is gone,
 * are blocked: they open for the activities of the law that keeps them, and for the answer to the person.
 */
async function keysTo(at: Scope<string>, values: readonly (Buffer | null)[]): Promise<readonly (Key | undefined)[]> {
  const persons = personsOf(values)
  const general = await at.keys.persons([...new Set(persons)].filter(Boolean), 'general')
  const laws = lawsOf(values)
  if (laws.size === 0) return persons.map((person) => general.get(person))
  const lawful = values.map((value) => (value ? laws.get(value.readUInt32BE(1)) : undefined))
  const keys = await at.keys.persons(
    persons.filter((_, place) => lawful[place]),
    'retained',
  )
  const opens: readonly string[] = at.opens
  return persons.map((person, place) => {
    const law = lawful[place]
    if (!law) return general.get(person)
    const blocked = !general.has(person) && !law.some((purpose) => opens.includes(purpose))
    return blocked && !opens.includes(EVERY_PURPOSE) ? undefined : keys.get(person)
  })
}

/** Whose the values are, in order; nobody's where there is none. A row's values follow one another and are one person's. */
function personsOf(values: readonly (Buffer | null)[]): string[] {
  let [before, person]: [Buffer | undefined, string] = [undefined, '']
  return values.map((value) => {
    if (!value) return ''
    if (!before || !samePerson(before, value)) person = personOf(value)
    before = value
    return person
  })
}

function samePerson(one: Buffer, other: Buffer): boolean {
  for (let at = 5; at < HEADER; at++) if (one[at] !== other[at]) return false
  return true
}

/** By their tags, those columns among the values whose rows the law keeps, with the activities that open them then. */
function lawsOf(values: readonly (Buffer | null)[]): ReadonlyMap<number, readonly string[]> {
  const laws = new Map<number, readonly string[]>()
  for (const tag of new Set(values.map((value) => value?.readUInt32BE(1)))) {
    const table = tag === undefined ? undefined : sealedColumnByTag(tag)?.table
    const law = table && whileBlocked(table)
    if (law && tag !== undefined) laws.set(tag, law)
  }
  return laws
}

const columnNamed = (tag: number): string => {
  const found = sealedColumnByTag(tag)
  return found ? `${found.table.name}.${found.column}` : 'unknown'
}

function refuseOtherPurpose(at: Scope<string>, tag: number): void {
  const column = sealedColumnByTag(tag)
  const treatment = column?.table.columns[column.column]?.treatment
  if (!column || treatment?.is !== 'sealed') throw new Error('a sealed value of an unknown column')
  mustServe(at, column.table, column.column, treatment.activities)
}

const normalised = {
  mail: (entered: string) => normaliseMail(entered) ?? entered.trim().toLowerCase(),
  phone: (entered: string) => normalisePhone(entered).e164 ?? entered.replaceAll(/\D/g, ''),
  name: normaliseName,
} as const

/** The token by which a sealed value is found again by its whole value; the same value gives other tokens elsewhere. */
export async function exactToken(at: Scope<string>, kind: keyof typeof normalised, value: string): Promise<Buffer> {
  return mac(await at.keys.organisationFor('search'), 'exact', kind, normalised[kind](value)).subarray(0, 16)
}

const SHORTEST_BEGINNING = 2
const LONGEST_BEGINNING = 12

/** Tokens of every word of a value and of the words' beginnings, so that typing a beginning finds it. */
export async function wordTokens(at: Scope<string>, kind: keyof typeof normalised, value: string): Promise<Buffer[]> {
  const key = await at.keys.organisationFor('search')
  const beginnings = new Set<string>()
  for (const word of normalised[kind](value)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)) {
    const letters = [...word]
    for (let length = SHORTEST_BEGINNING; length <= Math.min(letters.length, LONGEST_BEGINNING); length++) {
      beginnings.add(letters.slice(0, length).join(''))
    }
    beginnings.add(word)
  }
  return [...beginnings].map((part) => wordToken(key, kind, part))
}

/** The tokens a search for these words must all find. */
export async function searchTokens(at: Scope<string>, kind: keyof typeof normalised, query: string): Promise<Buffer[]> {
  const key = await at.keys.organisationFor('search')
  const words = normalised[kind](query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => [...word].length >= SHORTEST_BEGINNING)
  return words.map((word) => wordToken(key, kind, word))
}

const wordToken = (key: Key, kind: string, word: string) => mac(key, 'word', kind, word).subarray(0, 8)
