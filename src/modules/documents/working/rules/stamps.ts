import type { Bilingual } from '#platform/data/activity.ts'
import type { State } from '../../types.ts'

export const purposes = ['open', 'check', 'approve', 'reject', 'archive'] as const
export type Purpose = (typeof purposes)[number]

/** What a stamp asks for and does. */
export type Stamp = {
  readonly id: string
  readonly name: string
  /** One of the five stamps that every organisation has; null: one of its own. */
  readonly purpose: Purpose | null
  /** null: leaves the state as it is. */
  readonly movesTo: Exclude<State, 'trash'> | null
  /** Empty: in every state. */
  readonly movesFrom: readonly State[]
  readonly needsNote: boolean
  /** Not by who put the stamp before (four eyes). */
  readonly otherPerson: boolean
  /** The stamp that is then wanted, as a task. */
  readonly followsWith: string | null
  readonly followDays: number | null
  readonly position: number
  readonly closed: boolean
  readonly version: number
}

type House = Pick<Stamp, 'movesTo' | 'movesFrom' | 'needsNote'> & { readonly name: Bilingual }
export const houseStamps: Readonly<Record<Purpose, House>> = {
  open: {
    name: { de: 'Offen', en: 'Open' },
    movesTo: 'new',
    movesFrom: ['checked', 'approved', 'rejected'],
    needsNote: false,
  },
  check: {
    name: { de: 'Geprüft', en: 'Checked' },
    movesTo: 'checked',
    movesFrom: ['new', 'rejected'],
    needsNote: false,
  },
  approve: {
    name: { de: 'Freigegeben', en: 'Approved' },
    movesTo: 'approved',
    movesFrom: ['checked'],
    needsNote: false,
  },
  reject: {
    name: { de: 'Abgelehnt', en: 'Rejected' },
    movesTo: 'rejected',
    movesFrom: ['new', 'checked', 'approved'],
    needsNote: true,
  },
  archive: {
    name: { de: 'Archiviert', en: 'Archived' },
    movesTo: 'archived',
    movesFrom: ['new', 'checked', 'approved', 'rejected'],
    needsNote: false,
  },
}

export type Standing = {
  readonly state: State
  readonly locked: boolean
  /** Who put the last stamp, if any. */
  readonly lastBy: string | null
}
export type StampProblem = 'locked' | 'in-trash' | 'stamp-closed' | 'wrong-state' | 'four-eyes'

/** Why a stamp cannot be put now; undefined when it can. */
export function stampProblem(
  { closed, movesFrom, movesTo, otherPerson }: Stamp,
  { state, locked, lastBy }: Standing,
  by: string | null,
): StampProblem | undefined {
  if (locked) return 'locked'
  if (state === 'trash') return 'in-trash'
  if (closed) return 'stamp-closed'
  if (movesFrom.length > 0 ? !movesFrom.includes(state) : movesTo === state) return 'wrong-state'
  if (otherPerson && by !== null && by === lastBy) return 'four-eyes'
  return undefined
}

export const stateAfter = ({ movesTo }: Stamp, state: State): State => movesTo ?? state
