/** How a document came in. */
export type Way = 'browser' | 'camera' | 'api' | 'command-line' | 'folder' | 'mail' | 'link' | 'import'
export const ways = ['browser', 'camera', 'api', 'command-line', 'folder', 'mail', 'link', 'import'] as const

/** How far a version was read: stored and verified, being read, found by its words, or not readable. */
export type Stage = 'stored' | 'reading' | 'ready' | 'unreadable'

/** `readable`: the server reads it on behalf of the organisation. `client-only`: only its members' devices do. */
export type ArchiveMode = 'readable' | 'client-only'

/** The stations of a document's work; `trash` is deleted after thirty days. */
export type State = 'new' | 'checked' | 'approved' | 'archived' | 'rejected' | 'trash'

/** What a document goes back to when it is taken out of the bin. */
export type BeforeTrash = { readonly state: State; readonly keepFrom: string | null; readonly keepDays: number }

/** A place on a page in fractions of its width and height, from the top left. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
export type Word = { readonly text: string; readonly box: Box; readonly confidence?: number }

/** A page as it was read. */
export type PageRead = {
  /** Counts from 1. */
  readonly number: number
  /** In points of 1/72 inch. */
  readonly width: number
  readonly height: number
  readonly text: string
  readonly words: readonly Word[]
  readonly from: 'layer' | 'ocr' | 'none'
}

export type FieldKind = 'text' | 'date' | 'amount' | 'iban' | 'number' | 'choice'

/** A value found on a document, or entered by somebody. */
export type Fact = {
  /** `date`, `amount`, `sender`, `invoice-number`, `customer-number`, `iban`, ... or a field's id. */
  readonly field: string
  /** As it is compared: dates `2026-11-22`, amounts in cents with currency `12345 EUR`. */
  readonly value: string
  readonly page?: number
  readonly box?: Box
  /** 0 to 1; 1 where a person confirmed or entered it. */
  readonly confidence: number
  readonly by: 'found' | 'learned' | 'invoice' | 'person'
}
export type Facts = readonly Fact[]
