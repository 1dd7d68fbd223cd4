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

export type Order = 'best' | 'newest' | 'oldest' | 'title'

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
  /** Forms to be marked in a page's text: see `marksIn`. */
  readonly marks: Marks
  /** Words like those looked for, where nothing was found. */
  readonly suggestions: readonly string[]
}

/** What to mark on a page: normal forms of words, beginnings of words, and phrases as lists of normal forms. */
export type Marks = {
  readonly forms: readonly string[]
  readonly beginnings: readonly string[]
  readonly phrases: readonly (readonly string[])[]
}
