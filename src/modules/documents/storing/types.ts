import type { Way } from '../types.ts'

/** Why a document's plaintext is opened. */
export type LeasePurpose = 'preview' | 'ocr' | 'index' | 'download' | 'export'

/** Signed by the installation after the stored bytes were read again and verified; anybody with the public key can check it. */
export type Receipt = {
  readonly organisation: string
  readonly document: string
  readonly version: string
  readonly number: number
  /** In hex: SHA-256 of the manifest, and the digest of the sealed file (`platform/sealing/digest.ts`). */
  readonly manifest: string
  readonly sealed: string
  /** Bytes of the sealed file. */
  readonly size: number
  readonly storedAt: string
  /** Ed25519 over the canonical JSON of all that stands above, Base64. */
  readonly signature: string
}

/** A document or version that is stored, verified and filed. */
export type Filed = {
  readonly documentId: string
  readonly versionId: string
  readonly number: number
  readonly receipt: Receipt
}

export type ToStore = {
  readonly archiveId: string
  readonly way: Way
  /** The file's name as it came; path parts and odd characters are taken out. */
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
  /** Of the plain content in bytes; without it the content is held in memory, up to 64 MiB. */
  readonly size?: number
  readonly mediaType: string
  /** The name without its ending unless told. */
  readonly title?: string
  /** The person it is about. */
  readonly holder?: string
  /** Stored as the next version of this document. */
  readonly documentId?: string
}

/** What a sender is given to seal and send one file; bytes are base64url. */
export type TicketJson = {
  readonly upload: string
  readonly organisationId: string
  readonly documentId: string
  /** Number of the version. */
  readonly version: number
  readonly archivePublicKey: string
  readonly sealKey: string
  /** Only for the organisation's own people and machines. */
  readonly dedupKey?: string
  /** Most bytes of the sealed file. */
  readonly most: number
}

/** What a sender says of the bytes it sent (`Sealed` of `platform/sealing`); base64url. */
export type SentJson = {
  readonly manifest: string
  readonly seal: string
  readonly wrappedKey: string
  readonly signature?: string
}
