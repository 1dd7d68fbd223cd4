import { tables } from '#platform/data/query-builder.ts'

/** For statements written out in SQL over tables that are known by declaration only. */
export const raw = tables({})

export type LeafRow = {
  readonly id: string
  readonly kind: string
  readonly at: Temporal.Instant
  readonly body: Record<string, string | number | boolean>
  readonly salt: Buffer
}

export type CheckpointRow = {
  readonly size: number
  readonly peaks: readonly Buffer[]
  readonly note: string
  readonly signer: string
  readonly horizon: number
  readonly at: Temporal.Instant
}

/** The name of an organisation's log, which is also the name its checkpoints are signed under. */
export const originOf = (organisation: { readonly id: string }): string => `belegt/${organisation.id}`
