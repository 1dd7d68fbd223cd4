import type { LeftOver } from './left-over.ts'

/** Why something is erased; part of the evidence. */
export type Why = 'retention' | 'unreferenced' | 'request' | 'account-ended' | 'restore' | 'check'

/** What an erasure did: rows deleted by table, persons forgotten, rows that stay because of a hold or a law. */
export type Erased = {
  readonly deleted: Readonly<Record<string, number>>
  readonly people: number
  readonly held: number
  /** Rows that stay blocked until a statutory period ends, by table; see `retention/retained.ts` for law and date. */
  readonly blocked: Readonly<Record<string, number>>
}

export type DeletionReport = {
  readonly id: string
  readonly deleted: Readonly<Record<string, number>>
  readonly people: number
  readonly held: number
  readonly left: LeftOver
}
