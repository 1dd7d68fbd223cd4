import { createHash } from 'node:crypto'
import { refuse } from '#platform/errors/errors.ts'
import type { BlobRef, BlobStore } from '#platform/files/blobs.ts'
import { base64url, equal, fromBase64url } from '#platform/sealing/bytes.ts'
import { digest } from '#platform/sealing/digest.ts'
import { type Details, openDetails, openKey, plainMacOf, proveDocument } from '#platform/sealing/document.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { sealedLength } from '#platform/sealing/layout.ts'
import { checkSeal, checkSignature, type DocumentIds, type Manifest, readManifest } from '#platform/sealing/manifest.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'

/** What a sender says of the bytes it sent; see `platform/sealing`. */
export type Sent = {
  readonly manifest: Uint8Array
  readonly seal: Uint8Array
  readonly signature?: Uint8Array | undefined
  /** The document's key, sealed to the archive. */
  readonly wrappedKey: Uint8Array
}

/** What proves bytes: the seal's key, and the archive's private key where the server has it. */
export type ProvingKeys = { readonly sealKey: Uint8Array; readonly archive?: Uint8Array; readonly dedup: Uint8Array }

export type Proven = Sent & {
  readonly about: Manifest
  readonly blob: BlobRef
  /** The document's key; as it was sent, sealed to the archive, where the server cannot open it. */
  readonly key: Uint8Array
  /** By the organisation's key; of a file the server cannot read as its sender says. */
  readonly plainMac: Uint8Array | undefined
  /** Undefined where the server cannot read it. */
  readonly details: Details | undefined
}

/**
 * Reads a manifest and its proofs, before its bytes are looked at.
 * @throws Refusal documents.not-genuine when it is for another version, was changed, or is not signed by who it says
 */
export async function checkSent(sent: Sent, ids: DocumentIds, sealKey: Uint8Array): Promise<Manifest> {
  return genuine(async () => {
    const about = readManifest(sent.manifest)
    await checkSeal(sealKey, sent.manifest, sent.seal, engine)
    if (sent.signature || about.signer) await checkSignature(sent.manifest, sent.signature ?? new Uint8Array(0))
    const same =
      about.organisationId === ids.organisationId &&
      about.documentId === ids.documentId &&
      about.version === ids.version
    if (!same || sealedLength(about.paddedLength) !== about.cipherLength) throw new SealingProblem('manifest')
    return about
  })
}

/**
 * Reads what lies in the store again, from its first byte to its last, and compares it with its manifest: length and digest,
 * and in an archive that the server can read also every chunk's tag, the filling, and the plain file's length and keyed hash.
 * @throws Refusal documents.not-genuine; files.not-found
 */
export async function prove(
  store: BlobStore,
  organisation: string,
  blob: string,
  sent: Sent & { readonly about: Manifest },
  keys: ProvingKeys,
): Promise<Proven> {
  const { about } = sent
  return genuine(async () => {
    const [sha256, sum] = [createHash('sha256'), digest(engine)]
    let size = 0
    const reading = async function* (): AsyncGenerator<Uint8Array, void, void> {
      const bytes = await store.raw(organisation, blob)
      if (!bytes) throw refuse('files.not-found', 'not-found')
      for await (const piece of bytes) {
        size += piece.byteLength
        if (size > about.cipherLength) throw new SealingProblem('size')
        sha256.update(piece)
        await sum.add(piece)
        yield piece
      }
    }
    const opened = keys.archive ? await openKey(keys.archive, sent.wrappedKey, about) : undefined
    let plainMac = about.plainMac === undefined ? undefined : fromBase64url(about.plainMac)
    const read = reading()
    try {
      if (opened) {
        const found = await plainMacOf(keys.dedup, await proveDocument(opened, about, read, { engine }), engine)
        if (plainMac && !equal(plainMac, found)) throw new SealingProblem('manifest')
        plainMac = found
      } else for await (const _ of read); // nothing to open: read for its digest alone
    } finally {
      await read.return()
    }
    if (size !== about.cipherLength) throw new SealingProblem('cut-off')
    if (base64url(await sum.end()) !== about.cipherDigest) throw new SealingProblem('damaged')
    return {
      ...sent,
      blob: { id: blob, size, sha256: sha256.digest('hex') },
      key: opened ?? sent.wrappedKey,
      plainMac,
      details: opened ? await openDetails(opened, about, engine) : undefined,
    }
  })
}

async function genuine<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SealingProblem) throw refuse('documents.not-genuine', 'invalid', { why: error.reason })
    throw error
  }
}
