import { HASH_BYTES } from './merkle.ts'
import {
  keyIdOf,
  parseNote,
  signNote,
  unbase64,
  verifyNote,
  type NoteProblem,
  type NoteSignature,
  type PrivateKey,
} from './note.ts'

export { newSigningKey, parseVerifierKey, publicKeyOf } from './note.ts'

/** What a log says of itself at one moment: which log, how many leaves, and the root over them (32 bytes). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array }

/** `extensions` are further lines a foreign log may have written; ours writes none, since nobody could audit them. */
export type ParsedCheckpoint = Checkpoint & {
  readonly extensions: readonly string[]
  readonly signatures: readonly NoteSignature[]
}

/**
 * A signed checkpoint as https://c2sp.org/tlog-checkpoint has it:
 *
 *     example.org/ledger/4711
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *     — example.org/ledger/4711 Az3grlgt...
 *
 * `name` is the key's and should be the origin. Never sign a checkpoint that is not consistent with an earlier one.
 * Throws TypeError when origin, size, root, name or key do not fit the format.
 */
export function signCheckpoint(given: Checkpoint & { readonly key: PrivateKey; readonly name: string }): string {
  const { origin, size, root, key, name } = given
  if (root.length !== HASH_BYTES) throw new TypeError(`a root has ${HASH_BYTES} bytes, not ${root.length}`)
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
  const read = parseBody(text)
  if (read?.origin !== origin || read.size !== size || read.extensions.length > 0) {
    throw new TypeError(`no checkpoint can be written for the log '${origin}' at size ${size}`)
  }
  return signNote(text, name, key)
}

/** Takes a checkpoint apart, strictly; undefined when it is none. Trust nothing in it before `verifyCheckpoint`. */
export function parseCheckpoint(text: string): ParsedCheckpoint | undefined {
  const note = parseNote(text)
  const body = note === undefined ? undefined : parseBody(note.text)
  return note === undefined || body === undefined ? undefined : { ...body, signatures: note.signatures }
}

export type CheckpointProblem = NoteProblem | 'other log'

/**
 * Whether this checkpoint was signed by this key (32 bytes, Ed25519) under this name, for the log `origin`, which by
 * rule bears the key's name. Signatures of others (witnesses) are ignored. Never throws for a bad text; throws
 * TypeError when the public key itself is none.
 */
export function verifyCheckpoint(
  text: string,
  publicKey: Uint8Array,
  name: string,
  origin: string = name,
): { ok: true; checkpoint: ParsedCheckpoint } | { ok: false; problem: CheckpointProblem } {
  const verified = verifyNote(text, { name, keyId: keyIdOf(name, publicKey), publicKey })
  if (!verified.ok) return verified
  const body = parseBody(verified.note.text)
  if (body === undefined) return { ok: false, problem: 'malformed' }
  if (body.origin !== origin) return { ok: false, problem: 'other log' }
  return { ok: true, checkpoint: { ...body, signatures: verified.note.signatures } }
}

function parseBody(text: string): Omit<ParsedCheckpoint, 'signatures'> | undefined {
  const [origin, written, encoded, ...extensions] = text.slice(0, -1).split('\n')
  if (!origin || written === undefined || encoded === undefined || extensions.includes('')) return undefined
  const size = /^(?:0|[1-9][0-9]{0,15})$/.test(written) ? Number(written) : NaN
  const root = unbase64(encoded)
  if (!Number.isSafeInteger(size) || root?.length !== HASH_BYTES) return undefined
  return { origin, size, root, extensions }
}
