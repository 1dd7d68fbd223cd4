import type { Barcode } from '../facts/barcodes/types.ts'
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

export type FileKind = 'pdf' | 'image' | 'office' | 'mail' | 'archive' | 'text' | 'invoice'

/** Why a file could not be read. */
export type ReadProblem =
  | 'empty'
  | 'unknown-type'
  | 'too-large'
  /** Larger than the room in which files are read: it is not even opened. */
  | 'beyond-bound'
  | 'damaged'
  | 'needs-password'
  | 'wrong-password'
  /** An archive that would unpack to more than is allowed. */
  | 'packed-too-much'
  | 'too-many-pixels'
  | 'too-many-pages'
  | 'needs-office'
  /** By a password that only the program asks for which made it. */
  | 'protected'
  /** LibreOffice could not. */
  | 'not-opened'
  | 'took-too-long'
  | 'too-much-memory'
  | 'crashed'

/** Why something stayed in what it came in. */
export type LeftBehind = 'not-unpacked' | 'encrypted-mail'

export type Attachment = { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }
export type Picture = { readonly png: Uint8Array; readonly width: number; readonly height: number }

/** What reading a file gives, in this order: what it is, its pages, then what came with it. */
export type ReadPart =
  | { readonly is: 'about'; readonly kind: FileKind; readonly mediaType: string; readonly pages: number }
  | {
      readonly is: 'page'
      readonly page: PageRead
      /** On a page that was scanned. */
      readonly barcodes?: readonly Barcode[]
      readonly picture?: Picture
      readonly thumb?: Picture
    }
  /** A PDF of a file that is none. */
  | { readonly is: 'pdf'; readonly content: Uint8Array }
  | { readonly is: 'attachment'; readonly attachment: Attachment }
  /** Files that could not be taken out of what they came in, and why. */
  | { readonly is: 'left'; readonly files: number; readonly problem: LeftBehind }
  /** The XML of an e-invoice: CII or UBL. */
  | { readonly is: 'invoice'; readonly xml: string }
  | {
      readonly is: 'done'
      readonly language: 'de' | 'en' | null
      /** Pages that could not be recognised; they have a picture and no words. */
      readonly unrecognised: number
    }
