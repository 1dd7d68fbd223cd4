import { z } from 'zod'
import type { Scope } from '#platform/data/scope.ts'
import { dateField, typed, uuidField } from '#platform/http/fields.ts'
import { decrypt, encrypt } from '#platform/keys/keyring.ts'
import { ways } from '../types.ts'
import type { Filters, Order } from './wanted.ts'

// What was looked for never stands readable in an address: browsers keep addresses, and so do logs on the way.

const KEY = 'documents.query'
const context = (at: Scope<string>) => `${at.organisation.id} query`

/** What somebody looked for, sealed for an address. */
export async function sealQuery(at: Scope<string>, query: string): Promise<string> {
  if (query.trim() === '') return ''
  return encrypt(await at.keys.organisationFor(KEY), Buffer.from(query), context(at)).toString('base64url')
}

/** What `sealQuery` sealed in this organisation; '' for anything else. */
export async function openQuery(at: Scope<string>, sealed: string | undefined): Promise<string> {
  if (!sealed || !/^[\w-]{30,4000}$/.test(sealed)) return ''
  try {
    const key = await at.keys.organisationFor(KEY)
    return decrypt(key, Buffer.from(sealed, 'base64url'), context(at)).toString()
  } catch {
    return '' // forged, or of another organisation: the page shows everything, as without a query
  }
}

const states = ['new', 'checked', 'approved', 'archived', 'rejected', 'trash'] as const
const orders = ['best', 'newest', 'oldest'] as const
const id = uuidField().optional().catch(undefined)
const day = dateField().optional().catch(undefined)

/** The parts of the list's address; what does not fit asks for nothing. Ids, days and choices only. */
export const listInput = z.object({
  s: z.string().optional(),
  ordner: id,
  archiv: id,
  typ: id,
  schlagwort: id,
  akte: id,
  person: id,
  weg: z.enum(ways).optional().catch(undefined),
  stand: z.enum(states).optional().catch(undefined),
  von: day,
  bis: day,
  reihe: z.enum(orders).optional().catch(undefined),
  ansicht: z.enum(['tabelle', 'karten']).optional().catch(undefined),
  seite: z.coerce.number().int().min(1).max(100_000).optional().catch(undefined),
  ok: z.enum(['gespeichert', 'entfernt']).optional().catch(undefined),
})
export type ListInput = z.output<typeof listInput>

/** The same as a form sends it, with what was looked for in clear: it travels in the body alone. */
export const searchInput = listInput.extend({ query: typed({ max: 1_000 }) })

export const filtersOf = (input: ListInput): Filters => ({
  ...(input.archiv ? { archive: input.archiv } : {}),
  ...(input.typ ? { type: input.typ } : {}),
  ...(input.schlagwort ? { tag: input.schlagwort } : {}),
  ...(input.akte ? { case: input.akte } : {}),
  ...(input.person ? { person: input.person } : {}),
  ...(input.weg ? { way: input.weg } : {}),
  ...(input.stand ? { state: input.stand } : {}),
  ...(input.von ? { from: input.von } : {}),
  ...(input.bis ? { until: input.bis } : {}),
})
export const orderOf = (input: ListInput): Order | undefined => input.reihe

const named = [
  's',
  'ordner',
  'archiv',
  'typ',
  'schlagwort',
  'akte',
  'person',
  'weg',
  'stand',
  'von',
  'bis',
  'reihe',
  'ansicht',
  'seite',
  'ok',
] as const

/** The query part of the list's address, with `?`; '' for the list of everything. */
export function addressOf(
  input: ListInput,
  changed: Partial<Record<(typeof named)[number], string | number | undefined>> = {},
): string {
  const all: Readonly<Record<string, unknown>> = { ...input, ...changed }
  const given = named.flatMap((name) => {
    const value = all[name]
    return value === undefined || value === '' || (name === 'seite' && value === 1) ? [] : [[name, String(value)]]
  })
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** The parts of an address that a form carries on. */
export const carried = (input: ListInput): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(addressOf({ ...input, seite: undefined, ok: undefined }).slice(1)))
