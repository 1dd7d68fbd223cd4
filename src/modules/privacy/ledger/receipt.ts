import { createHash } from 'node:crypto'
import type { Scope } from '#platform/data/scope.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { db } from '../data.ts'
import { parseVerifierKey } from './checkpoint.ts'
import { proveEntries } from './proofs.ts'
import { originOf, type LeafRow } from './rows.ts'

/**
 * Everything a stranger needs to check entries offline, and nothing that is not checked: docs/evidence/verify-receipt.mjs
 * refuses a receipt in which any one field was changed.
 */
export type Receipt = {
  readonly format: 'belegt-receipt-1'
  readonly origin: string
  /** The public key in the one-line form of C2SP signed notes. */
  readonly key: string
  /** SHA-256 of the 32 bytes of the key, in hex: what people compare. */
  readonly fingerprint: string
  /** Signed: C2SP tlog-checkpoint. */
  readonly checkpoint: string
  readonly entries: readonly {
    /** The very text that was hashed, with its salt. */
    readonly leaf: string
    readonly index: number
    /** Base64, leaf end first. */
    readonly proof: readonly string[]
  }[]
  /** The texts whose SHA-256 an entry names, e.g. the wording of a consent. */
  readonly texts: readonly string[]
}

export type Receipted = { readonly receipt: Receipt; readonly leaves: readonly LeafRow[] }

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** A public key as people compare it: SHA-256 in hex. */
export const fingerprintOf = (verifierKey: string): string =>
  createHash('sha256').update(parseVerifierKey(verifierKey).publicKey).digest('hex')

/**
 * The receipt of entries of the ledger, in the order asked for.
 * @returns undefined while one of them waits for its place (at most a minute), or is unknown
 * @throws LedgerProblem when the ledger is not what was signed
 */
export async function receiptOf(at: Scope<string>, ids: readonly string[]): Promise<Receipted | undefined> {
  const proven = await proveEntries(at, ids)
  const [first] = proven
  if (!first || proven.length < ids.length) return undefined
  const { signer, note } = first.checkpoint
  const receipt: Receipt = {
    format: 'belegt-receipt-1',
    origin: originOf(at.organisation),
    key: signer,
    fingerprint: fingerprintOf(signer),
    checkpoint: note,
    entries: proven.map(({ bytes, index, proof }) => ({
      leaf: Buffer.from(bytes).toString(),
      index,
      proof: proof.map(base64),
    })),
    texts: await textsOf(
      at,
      proven.map(({ leaf }) => leaf),
    ),
  }
  return { receipt, leaves: proven.map(({ leaf }) => leaf) }
}

async function textsOf(at: Scope<string>, leaves: readonly LeafRow[]): Promise<string[]> {
  const hashes = leaves.flatMap(({ body }) =>
    typeof body['wording'] === 'string' ? [Buffer.from(body['wording'], 'hex')] : [],
  )
  if (hashes.length === 0) return []
  const rows = await db(at).selectFrom('wordings').select('content').where('hash', 'in', hashes).execute()
  return rows.map(({ content }) => content)
}

const ONE = 'receipt'
const ALL = 'receipts'

/** Where the receipt of one entry stands, below the organisation: to be put into a mail or on a page. */
export const receiptPath = async (at: Scope<string>, entry: string): Promise<string> =>
  `/beleg/${await tokenFor(at, ONE, entry)}`

/** Where everything that is evidenced about a person stands, below the organisation; the address is theirs alone. */
export const receiptsPath = async (at: Scope<string>, person: string): Promise<string> =>
  `/belege/${await tokenFor(at, ALL, person)}`

export const entryOfToken = (at: Scope<string>, token: string): Promise<string | undefined> => readToken(at, ONE, token)
export const personOfToken = (at: Scope<string>, token: string): Promise<string | undefined> =>
  readToken(at, ALL, token)
