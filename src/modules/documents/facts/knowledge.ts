import type { FieldKind } from '../types.ts'
import type { LearnedSender } from './learn/types.ts'

/** A field of a document type that is looked for. */
export type WantedField = {
  readonly id: string
  readonly name: string
  readonly kind: FieldKind
  readonly labels: readonly string[]
  readonly choices: readonly string[]
}

/** What is known before a document is read. */
export type Knowledge = {
  /** A calendar date: what lies far from it is no date of a document. */
  readonly today: string
  /** The organisation that files: it is no sender, and its account is not the one to pay to. */
  readonly own: { readonly names: readonly string[]; readonly ibans?: readonly string[] }
  /** Of the senders that the document's marks name, the best first. */
  readonly learned: readonly LearnedSender[]
  /** The fields of its type, where that is known. */
  readonly fields: readonly WantedField[]
}

export const noKnowledge = (today: string): Knowledge => ({ today, own: { names: [] }, learned: [], fields: [] })
