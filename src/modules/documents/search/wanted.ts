import type { State, Way } from '../types.ts'

/** By what a list of documents is narrowed besides its words. Days are calendar days of the organisation. */
export type Filters = {
  readonly archive?: string
  readonly type?: string
  readonly tag?: string
  readonly case?: string
  readonly person?: string
  readonly way?: Way
  readonly state?: State
  /** The day on the document, or where none is known the day it came in. */
  readonly from?: Temporal.PlainDate
  readonly until?: Temporal.PlainDate
}

export type Order = 'best' | 'newest' | 'oldest'

export type SearchWish = {
  /** As somebody typed it: words, `"a phrase"`, `anfang*`, `-without`. Empty lists everything. */
  readonly query: string
  /** The archives that may be looked into; undefined: all. */
  readonly archives?: ReadonlySet<string> | undefined
  readonly filters?: Filters
  readonly order?: Order
  /** From 1, of twenty. */
  readonly page?: number
  /** `plain`: the words and their forms alone, without compounds, spellings and reading errors. */
  readonly how?: 'wide' | 'plain'
}

export type Snippet = {
  readonly page: number
  /** Pieces in order; those with `hit` are what was looked for. */
  readonly pieces: readonly { readonly text: string; readonly hit: boolean }[]
}

export type Hit = {
  readonly documentId: string
  readonly versionId: string | undefined
  readonly rank: number
  /** Pages on which words stand, from 1, those with most different words first; at most twenty. */
  readonly pages: readonly number[]
  readonly snippets: readonly Snippet[]
}

export type SearchResult = {
  readonly hits: readonly Hit[]
  readonly total: number
  /** Only so many were looked at: there may be more. */
  readonly more: boolean
  readonly marks: Marks
  /** Only words were asked for that stand nearly everywhere, such as `und`: nothing was looked for. */
  readonly tooCommon: boolean
  /** Words like those looked for, where nothing was found. */
  readonly suggestions: readonly string[]
}

/** What to mark in a text: terms of words (see `words.ts`), and phrases as the forms of their words. See `marksIn`. */
export type Marks = {
  readonly terms: readonly string[]
  readonly phrases: readonly (readonly string[])[]
}
