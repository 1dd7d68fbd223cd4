import { createHash, sign, verify, createPublicKey } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { fromBase64url, hex } from '#platform/sealing/bytes.ts'
import { readManifest } from '#platform/sealing/manifest.ts'
import { signingKey } from '#privacy'
import type { VersionRow } from '../data.ts'
import type { Receipt } from './types.ts'

/** So that what is signed here can never be taken for a checkpoint of the ledger, which the same key signs. */
const DOMAIN = 'belegt receipt of a document v1\n'

type Unsigned = Omit<Receipt, 'signature'>
export type Receipted = Pick<VersionRow, 'id' | 'document_id' | 'number' | 'manifest' | 'file' | 'stored_at'>

const signed = (of: Unsigned): Buffer =>
  Buffer.from(
    DOMAIN +
      JSON.stringify(Object.fromEntries(Object.entries(of).toSorted(([one], [other]) => (one < other ? -1 : 1)))),
  )

/** The receipt of a stored version: the same whenever it is asked for. */
export async function receiptFor(at: Scope<string>, version: Receipted): Promise<Receipt> {
  const unsigned: Unsigned = {
    organisation: at.organisation.id,
    document: version.document_id,
    version: version.id,
    number: version.number,
    manifest: createHash('sha256').update(version.manifest).digest('hex'),
    sealed: hex(fromBase64url(readManifest(version.manifest).cipherDigest)),
    size: version.file.size,
    storedAt: version.stored_at.round({ smallestUnit: 'millisecond', roundingMode: 'floor' }).toString(),
  }
  const { key } = await signingKey(at.house.dataFolder)
  return { ...unsigned, signature: sign(null, signed(unsigned), key).toString('base64') }
}

/** Whether a receipt is one of the installation with this public key (32 bytes), unchanged. */
export function isReceiptGenuine({ signature, ...unsigned }: Receipt, publicKey: Uint8Array): boolean {
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
  })
  return verify(null, signed(unsigned), key, Buffer.from(signature, 'base64'))
}
