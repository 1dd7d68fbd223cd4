import type { Lane } from '../rules.ts'

export const SHOWN = 50

export const states = ['queued', 'sent', 'failed', 'dropped'] as const
export type State = (typeof states)[number]
export const lanes = ['transactional', 'informational', 'bulk'] as const satisfies readonly Lane[]

/** What is looked for in the protocol. */
export type Filter = {
  /** `returned`: it left, and came back or was reported as unwanted. */
  readonly state?: State | 'returned' | undefined
  readonly lane?: Lane | undefined
  readonly kind?: string | undefined
}

/** A place in the protocol: the time and id of the row at which a page ends. */
export type Place = { readonly at: Temporal.Instant; readonly id: string }

const PLACE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export const placeText = ({ at, id }: Place): string => `${at.toString()}_${id}`

/** A place as it stands in an address of ours; undefined for anything else. */
export function readPlace(text: string | undefined): Place | undefined {
  const [, at, id] = PLACE.exec(text ?? '') ?? []
  if (at === undefined || id === undefined) return undefined
  try {
    return { at: Temporal.Instant.from(at), id }
  } catch {
    return undefined // a day that no calendar has
  }
}

/**
 * The runs of an index that hold what a filter wants, each in order of time: a page is their first rows, merged. So a page
 * costs the same whether little or everything fits.
 */
export const runsOf = ({ state, lane }: Filter): readonly { readonly state: State; readonly lane: Lane }[] =>
  states
    .filter((one) => state === undefined || one === state)
    .flatMap((one) =>
      lanes.filter((other) => lane === undefined || other === lane).map((other) => ({ state: one, lane: other })),
    )
