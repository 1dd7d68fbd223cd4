import type { BlobStore } from '#platform/files/blobs.ts'
import type { Language } from '#platform/text/language.ts'
import type { Part } from '../notice/types.ts'

/** Why a value stands in an answer without its content: what it is, and that it is there, is always said. */
export type Withheld = 'other-person' | 'security' | 'stated' | 'key-destroyed' | 'damaged'

/** One item of an answer: its value (and what it stands for, where it is an id), a file beside it, somebody else by role only, or why it is not shown. */
export type ExportValue =
  | { readonly value: unknown; readonly shown?: string }
  | { readonly file: string; readonly bytes: number }
  | { readonly withheld: Withheld; readonly who?: string; readonly why?: string }

/** What is true of every item of a column (Art. 15(1)(a) to (d) and (g) GDPR), in words for people. */
export type ExportColumn = {
  readonly name: string
  readonly label: string
  readonly category: string
  readonly origin: string
  readonly purposes: readonly { readonly name: string; readonly why: string; readonly basis: readonly string[] }[]
  readonly recipients: readonly string[]
  /** Kept a second time as search signs that nobody can read. */
  readonly tokens: boolean
}

export type ExportRow = {
  readonly id: string | undefined
  /** Which of the persons it is about, where it says so itself. */
  readonly person: string | undefined
  /** The day after which the row is deleted, or undefined where that is not a day yet. */
  readonly until: Temporal.PlainDate | undefined
  readonly values: Readonly<Record<string, ExportValue>>
}

/** One kind of data about the persons, in the order of the declaration. */
export type ExportTable = {
  readonly name: string
  readonly kind: string
  /** How long such data are kept, as the notice says it, and the law behind it. */
  readonly period: string
  readonly law: string
  readonly columns: readonly ExportColumn[]
  readonly count: number
  /** Reads the rows in batches; every call reads anew, so that nothing is held in memory. */
  rows(): AsyncIterable<ExportRow>
  /** The files of the rows that may be shown, opened one after the other. */
  files(blobs: BlobStore): AsyncIterable<ExportFile>
}

export type ExportFile = { readonly name: string; readonly content: AsyncIterable<Uint8Array> | Uint8Array | string }

export type PersonExport = {
  readonly persons: readonly string[]
  readonly organisation: string
  readonly language: Language
  /** The zone in which its times are told. */
  readonly zone: string
  readonly made: Temporal.Instant
  readonly tables: readonly ExportTable[]
  /** The information of Art. 15(1)(a) to (h) and 15(2) GDPR, as the notice gives it. */
  readonly information: readonly Part[]
}

export type AnswerWish = {
  readonly language: Language
  /** The id of the request that is answered, for the ledger. */
  readonly request?: string
  readonly blobs: BlobStore
}
