import type { PageRead } from '../types.ts'

/** What is known of a file before it is read; the bytes decide, not the name. */
export type ReadHint = {
  readonly mediaType?: string
  readonly fileName?: string
  /** Of an encrypted PDF. */
  readonly password?: string
  /** Pages up to this one are known already and are left out. */
  readonly after?: number
  /** Whether pictures of pages are made; yes unless told. */
  readonly pictures?: boolean
}

export type FileKind = 'pdf' | 'image' | 'office' | 'mail' | 'text' | 'invoice'

/** Why a file could not be read. */
export type ReadProblem =
  | 'empty'
  | 'unknown-type'
  | 'too-large'
  | 'damaged'
  | 'needs-password'
  | 'wrong-password'
  | 'heic'
  | 'too-many-pixels'
  | 'too-many-pages'
  | 'needs-office'
  | 'took-too-long'
  | 'too-much-memory'
  | 'crashed'

export type Attachment = { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }
export type Picture = { readonly png: Uint8Array; readonly width: number; readonly height: number }

/** What reading a file gives, in this order: what it is, its pages, then what came with it. */
export type ReadPart =
  | { readonly is: 'about'; readonly kind: FileKind; readonly mediaType: string; readonly pages: number }
  | { readonly is: 'page'; readonly page: PageRead; readonly picture?: Picture; readonly thumb?: Picture }
  /** A PDF of a file that is none. */
  | { readonly is: 'pdf'; readonly content: Uint8Array }
  | { readonly is: 'attachment'; readonly attachment: Attachment }
  /** The XML of an e-invoice: CII or UBL. */
  | { readonly is: 'invoice'; readonly xml: string }
  | { readonly is: 'done'; readonly language: 'de' | 'en' | null }

/** @throws ReadTrouble */
export class ReadTrouble extends Error {
  readonly problem: ReadProblem

  constructor(problem: ReadProblem, options?: ErrorOptions) {
    super(`The file could not be read: ${problem}.`, options)
    this.name = 'ReadTrouble'
    this.problem = problem
  }
}

/**
 * Reads a file in a process of its own, without network and with bounds on time, memory, pixels and pages.
 * @param bytes the plain file; read once
 */
// oxlint-disable-next-line require-yield -- its worker comes with the next change
export async function* readFile(bytes: AsyncIterable<Uint8Array>, hint: ReadHint = {}): AsyncGenerator<ReadPart> {
  throw new Error(`not built yet: ${typeof bytes} ${hint.mediaType}`)
}
