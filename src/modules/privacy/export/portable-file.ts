import { createHash, createPublicKey, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { unzip, UnzipError } from '#platform/files/unzip.ts'
import type { SigningKey } from '../ledger/signing-key.ts'

export const PORTABLE_FORMAT = 'belegt-portable/1'
export const names = {
  data: 'data.json',
  schema: 'data.schema.json',
  manifest: 'manifest.json',
  tables: 'tables',
} as const

const short = z.string().max(500)
const column = z.strictObject({ name: z.string().max(100), label: short, category: short })

/** What a person takes along: items by kind, each with the values they gave. `of` counts the persons they are known as. */
export const portableSchema = z.strictObject({
  format: z.literal(PORTABLE_FORMAT),
  organisation: short,
  made: z.iso.datetime(),
  persons: z.int().min(1).max(1_000),
  data: z
    .array(
      z.strictObject({
        kind: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
        label: short,
        columns: z.array(column).max(200),
        items: z
          .array(z.strictObject({ of: z.int().min(0), values: z.record(z.string().max(100), z.json()) }))
          .max(20_000),
      }),
    )
    .max(500),
})
export type PortableFile = z.output<typeof portableSchema>
export type PortableKind = PortableFile['data'][number]

export const portableJsonSchema = (): string => JSON.stringify(z.toJSONSchema(portableSchema), null, 2)

const manifestSchema = z.strictObject({
  format: z.literal(PORTABLE_FORMAT),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  publicKey: z.string().max(100),
  signature: z.string().max(200),
})

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const signedPart = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(JSON.stringify([PORTABLE_FORMAT, Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))]))

/** Names every file by its SHA-256 and signs the list (Ed25519), so that no part can be changed or exchanged unseen. */
export function manifestOf(files: Readonly<Record<string, string>>, { key, publicKey }: SigningKey): string {
  const signature = sign(null, signedPart(files), key).toString('base64')
  const manifest = { format: PORTABLE_FORMAT, files, publicKey: Buffer.from(publicKey).toString('base64'), signature }
  return JSON.stringify(manifest, null, 2)
}

export type PortableArchive = {
  readonly file: PortableFile
  /** Who signed it: the first 16 hexadecimal digits of the public key's SHA-256. */
  readonly signedBy: string
}

const LIMITS = { bytes: 50_000_000, files: 2_000 }

/**
 * Reads an archive of portable data.
 * @throws Refusal privacy.portable-foreign when it is none of ours, -tampered when it was changed, -too-large
 */
export function readPortable(archive: Uint8Array): PortableArchive {
  const files = unpacked(archive)
  const manifest = manifestSchema.safeParse(json(files.get(names.manifest)))
  if (!manifest.success) throw refuse('privacy.portable-foreign', 'invalid')
  const { files: digests, publicKey, signature } = manifest.data
  const all = [...files.keys()].filter((name) => name !== names.manifest)
  const known = new Set(Object.keys(digests))
  const whole =
    all.length === known.size &&
    all.every((name) => digests[name] === digestOf(files.get(name) as Buffer)) &&
    signedWith(publicKey, signedPart(digests), signature)
  if (!whole) throw refuse('privacy.portable-tampered', 'invalid')
  const file = portableSchema.safeParse(json(files.get(names.data)))
  if (!file.success) throw refuse('privacy.portable-foreign', 'invalid')
  if (file.data.data.some(({ items }) => items.some(({ of }) => of >= file.data.persons)))
    throw refuse('privacy.portable-foreign', 'invalid')
  return { file: file.data, signedBy: digestOf(Buffer.from(publicKey, 'base64')).slice(0, 16) }
}

function unpacked(archive: Uint8Array): ReadonlyMap<string, Buffer> {
  try {
    return unzip(archive, LIMITS)
  } catch (error) {
    if (!(error instanceof UnzipError)) throw error
    const code = { 'not-a-zip': 'foreign', damaged: 'tampered', 'too-large': 'too-large' }[error.reason]
    throw refuse(`privacy.portable-${code}`, 'invalid')
  }
}

function json(bytes: Buffer | undefined): unknown {
  try {
    return bytes && JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined // no JSON of ours
  }
}

function signedWith(publicKey: string, bytes: Buffer, signature: string): boolean {
  try {
    const x = Buffer.from(publicKey, 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, bytes, key, Buffer.from(signature, 'base64'))
  } catch {
    return false // no key at all
  }
}
