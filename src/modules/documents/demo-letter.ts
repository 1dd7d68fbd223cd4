import type { Block } from '#platform/pdf/pdf.ts'
import type { Way } from './types.ts'

/** An invented document of the demo. `{...}` in its texts stands for the organisation, its address, days and people. */
export type Letter = {
  readonly title: string
  readonly file: string
  /** Days before today. */
  readonly age: number
  readonly way: Way
  readonly from: string
  /** About one of the organisation's people. */
  readonly about?: true
  /** About the person who has a customer account. */
  readonly own?: true
  readonly blocks: readonly Block[]
}
