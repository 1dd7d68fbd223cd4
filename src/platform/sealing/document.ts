import {
  base64url,
  type Bytes,
  type ByteStream,
  equal,
  framed,
  fromBase64url,
  piecesOf,
  textOf,
  utf8,
} from './bytes.ts'
import { openBytes, openChunks, openRange, type ReadRange, sealBytes, sealChunks } from './cobblestone.ts'
import { pack, unpack } from './codec.ts'
import { digest } from './digest.ts'
import { type Engine, webEngine } from './engine.ts'
import { sealedLength } from './layout.ts'
import {
  type Codec,
  type DocumentIds,
  type Manifest,
  manifestBytes,
  sealOf,
  signManifest,
  type SigningKeys,
  SUITE,
} from './manifest.ts'
import { paddedLength } from './padding.ts'
import { SealingProblem } from './problem.ts'
import { openWith, sealTo } from './wrap.ts'

/** What the server gives for one upload; good for this one version of this one document. */
export type Ticket = {
  readonly sealKey: Uint8Array
  /** For the organisation's own people: finds equal files. */
  readonly dedupKey?: Uint8Array
}

export type Details = { readonly fileName: string; readonly title: string }

export type ToSeal = {
  readonly file: ByteStream
  /** Of the file in bytes; a file that has another length is refused. */
  readonly size: number
  readonly mediaType: string
  readonly details: Details
  readonly archivePublicKey: Uint8Array
  readonly ids: DocumentIds
  readonly ticket: Ticket
  /** The sender's clock, as `2026-11-22T09:30:00Z` (not every browser has Temporal). */
  readonly sealedAt: string
  readonly signing?: SigningKeys
  readonly engine?: Engine
  /** Told how many bytes of the file are sealed. */
  readonly progress?: (sealed: number) => void
}

export type Sealed = {
  readonly manifest: Manifest
  /** `manifestBytes(manifest)`: what seal and signature are over. */
  readonly bytes: Bytes
  readonly seal: Bytes
  readonly signature?: Bytes
  /**
   * The document's key, sealed to the archive. It goes beside the manifest and is not kept with it: the server keeps the key
   * under the key of the person whom the document concerns, so that it dies with that.
   */
  readonly wrappedKey: Bytes
  /** The document's key itself, for whoever goes on working with the file; never sent. */
  readonly key: Bytes
}

const KEY = 32

/** What a file is bound to; part of its manifest. */
export type Bound = DocumentIds & { readonly codec: Codec; readonly plainLength: number }

/** The context of a file's encryption: a file under another id, version, codec or length does not open. */
export const contextOf = (about: Bound): Bytes =>
  framed(
    'belegt/doc/v1',
    about.organisationId,
    about.documentId,
    String(about.version),
    about.codec,
    String(about.plainLength),
  )

const wrapContext = (ids: DocumentIds): Bytes =>
  framed('belegt/doc/v1 key', ids.organisationId, ids.documentId, String(ids.version))
const detailsContext = (ids: DocumentIds): Bytes =>
  framed('belegt/doc/v1 details', ids.organisationId, ids.documentId, String(ids.version))

/** Compressed already: packing it again costs time and gives nothing. */
const PACKED =
  /^(application\/(pdf|zip|gzip|x-7z-compressed|x-rar-compressed|vnd\.openxmlformats-.*|vnd\.oasis\..*)|image\/(?!bmp|svg|tiff|x-ms-bmp).*|audio\/.*|video\/.*)$/
export const codecFor = (mediaType: string): Codec => (PACKED.test(mediaType) ? 'none' : 'deflate-raw')

/**
 * Packs, fills up, and seals a file of up to many gigabytes in bounded memory, under a key that is made here.
 * @returns `stream`, which must be read to its end, and `finished`, which is there after it
 * @throws SealingProblem size, while the stream is read, when the file is shorter or longer than said
 */
export function sealDocument(wish: ToSeal): { stream: AsyncGenerator<Bytes>; finished: Promise<Sealed> } {
  const finished = Promise.withResolvers<Sealed>()
  finished.promise.catch(() => undefined) // whoever reads the stream hears of it there
  return { stream: sealing(wish, finished), finished: finished.promise }
}

async function* sealing(wish: ToSeal, finished: PromiseWithResolvers<Sealed>): AsyncGenerator<Bytes> {
  const { engine = webEngine, ids, size, mediaType, ticket, signing } = wish
  try {
    const key = engine.random(KEY)
    const codec = codecFor(mediaType)
    const about = { ...ids, codec, plainLength: size }
    const [plain, cipher] = [digest(engine), digest(engine)]
    let read = 0
    const watched = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of piecesOf(wish.file)) {
        read += piece.length
        if (read > size) throw new SealingProblem('size')
        await plain.add(piece)
        yield piece
        wish.progress?.(read)
      }
      if (read !== size) throw new SealingProblem('size')
    }
    let padded = 0
    const filled = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of pack(codec, watched(), engine)) {
        padded += piece.length
        yield piece
      }
      for (let left = paddedLength(padded) - padded; left > 0; left -= ZEROS.length)
        yield ZEROS.subarray(0, Math.min(left, ZEROS.length))
    }
    let cipherLength = 0
    for await (const piece of sealChunks(key, contextOf(about), filled(), { engine })) {
      cipherLength += piece.length
      await cipher.add(piece)
      yield piece
    }
    const plainDigest = await plain.end()
    const manifest: Manifest = {
      ...ids,
      format: 'belegt/doc/v1',
      suite: SUITE,
      codec,
      plainLength: size,
      paddedLength: paddedLength(padded),
      cipherLength,
      cipherDigest: base64url(await cipher.end()),
      ...(ticket.dedupKey ? { plainMac: base64url(await plainMacOf(ticket.dedupKey, plainDigest, engine)) } : {}),
      mediaType,
      details: base64url(await sealDetails(key, ids, wish.details, engine)),
      sealedAt: wish.sealedAt,
      ...(signing ? { signer: base64url(signing.publicKey) } : {}),
    }
    const bytes = manifestBytes(manifest)
    finished.resolve({
      manifest,
      bytes,
      seal: await sealOf(ticket.sealKey, bytes, engine),
      ...(signing ? { signature: await signManifest(signing, bytes) } : {}),
      wrappedKey: await sealTo(wish.archivePublicKey, key, wrapContext(ids)),
      key,
    })
  } catch (error) {
    finished.reject(error)
    throw error
  } finally {
    // a reader who stops early leaves nobody waiting
    finished.reject(new SealingProblem('cut-off'))
  }
}

const ZEROS = new Uint8Array(256 * 1024)

/** The keyed hash by which equal files are found. @param plainDigest `digest` of the plain file */
export const plainMacOf = (dedupKey: Uint8Array, plainDigest: Uint8Array, engine: Engine = webEngine): Promise<Bytes> =>
  engine.hmac('SHA-256', dedupKey, plainDigest)

/** Under a key derived from the document's, of the same format as the file; padded so that names of one kind look alike. */
export async function sealDetails(
  key: Uint8Array,
  ids: DocumentIds,
  details: Details,
  engine: Engine = webEngine,
): Promise<Bytes> {
  const text = utf8(JSON.stringify({ fileName: details.fileName, title: details.title }))
  const padded = new Uint8Array(Math.ceil(text.length / 64) * 64).fill(0x20)
  padded.set(text)
  return sealBytes(key, detailsContext(ids), padded, { engine })
}

/** @throws SealingProblem as `openDocument`; manifest when what is sealed is no file name and title */
export async function openDetails(key: Uint8Array, manifest: Manifest, engine: Engine = webEngine): Promise<Details> {
  const opened = await openBytes(key, detailsContext(manifest), fromBase64url(manifest.details), { engine })
  const read = JSON.parse(textOf(opened)) as Partial<Details>
  if (typeof read.fileName !== 'string' || typeof read.title !== 'string') throw new SealingProblem('manifest')
  return { fileName: read.fileName, title: read.title }
}

/**
 * The document's key, by the archive's private key.
 * @throws SealingProblem wrong-key also when it was sealed for another document or version
 */
export const openKey = (privateKey: Uint8Array, wrappedKey: Uint8Array, ids: DocumentIds): Promise<Bytes> =>
  openWith(privateKey, wrappedKey, wrapContext(ids))

/** Seals a document's key to another archive or member. */
export const wrapKeyFor = (publicKey: Uint8Array, key: Uint8Array, ids: DocumentIds): Promise<Bytes> =>
  sealTo(publicKey, key, wrapContext(ids))

/**
 * Opens a sealed file in bounded memory: never more bytes than its manifest says, whatever was packed.
 * @throws SealingProblem wrong-key before anything is given out; damaged, cut-off, size (a bomb, or other than its manifest)
 */
export function openDocument(
  key: Uint8Array,
  manifest: DocumentIds & Pick<Manifest, 'codec' | 'plainLength'>,
  sealed: ByteStream,
  { engine = webEngine }: { engine?: Engine } = {},
): AsyncGenerator<Uint8Array> {
  const padded = openChunks(key, contextOf(manifest), sealed, { engine })
  return unpack(manifest.codec, padded, manifest.plainLength, engine)
}

/**
 * Opens a part of a file that is not packed, without reading the rest.
 * @param from first byte; `to` is behind the last
 * @throws SealingProblem as `openDocument`; RangeError for a packed file
 */
export async function openDocumentRange(
  key: Uint8Array,
  manifest: Bound & { readonly cipherLength: number },
  read: ReadRange,
  { from, to, engine = webEngine }: { from: number; to: number; engine?: Engine },
): Promise<Uint8Array> {
  if (manifest.codec !== 'none') throw new RangeError('a packed file has no parts')
  const { cipherLength: size, plainLength } = manifest
  return openRange(key, contextOf(manifest), read, { size, from, to: Math.min(to, plainLength), engine })
}

/** Compares a sealed file with its manifest, without a key. @throws SealingProblem size, damaged */
export async function checkSealed(manifest: Manifest, sealed: ByteStream, engine: Engine = webEngine): Promise<void> {
  if (sealedLength(manifest.paddedLength) !== manifest.cipherLength) throw new SealingProblem('manifest')
  const sum = digest(engine)
  let length = 0
  for await (const piece of piecesOf(sealed)) {
    length += piece.length
    if (length > manifest.cipherLength) throw new SealingProblem('size')
    await sum.add(piece)
  }
  if (length !== manifest.cipherLength) throw new SealingProblem('size')
  if (!equal(await sum.end(), fromBase64url(manifest.cipherDigest))) throw new SealingProblem('damaged')
}

/**
 * Reads a whole sealed file, proves every tag, length and padding, and throws the plain text away.
 * @returns the plain file's digest, for `plainMacOf`
 * @throws SealingProblem as `openDocument`
 */
export async function proveDocument(
  key: Uint8Array,
  manifest: Bound,
  sealed: ByteStream,
  { engine = webEngine }: { engine?: Engine } = {},
): Promise<Bytes> {
  const sum = digest(engine)
  for await (const piece of openDocument(key, manifest, sealed, { engine })) await sum.add(piece)
  return sum.end()
}
