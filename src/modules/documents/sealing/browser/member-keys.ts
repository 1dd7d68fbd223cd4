import { type Bytes, framed, hex, utf8 } from '#platform/sealing/bytes.ts'
import { openBytes, sealBytes } from '#platform/sealing/cobblestone.ts'
import { webEngine } from '#platform/sealing/engine.ts'
import { keyOfPassphrase, ROUNDS } from '#platform/sealing/passphrase.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { type HeldKey, type KeyPair, newKeyPair, openWith, sealTo } from '#platform/sealing/wrap.ts'

// Keys of archives that no server reads. All of this happens on members' devices: passphrases and private keys never leave
// them, the server keeps what comes out of here.

/** Who a member's key belongs to. */
export type Whose = { readonly organisationId: string; readonly memberId: string }

/** A member's keys as the server keeps them. */
export type StoredKey = {
  readonly publicKey: Bytes
  /** Sealed under the passphrase. */
  readonly privateKey: Bytes
  readonly salt: Bytes
  readonly rounds: number
}

/** Fewer letters than this are guessed by whoever steals the stored key, whatever the rounds. */
export const SHORTEST_PASSPHRASE = 12
/** What a server may ask for at most: more would only stop the browser. */
const MOST_ROUNDS = 10_000_000

const ownContext = ({ organisationId, memberId }: Whose, publicKey: Uint8Array): Bytes =>
  framed('belegt/member-key/v1', organisationId, memberId, publicKey)

/** An archive is named by its public key: so nobody can hand out the key of another one under its name. */
const archiveContext = ({ organisationId, memberId }: Whose, archivePublicKey: Uint8Array): Bytes =>
  framed('belegt/archive-key/v1', organisationId, memberId, archivePublicKey)

async function underPassphrase(keys: KeyPair, passphrase: string, whose: Whose, rounds: number): Promise<StoredKey> {
  const salt = webEngine.random(16)
  const key = await keyOfPassphrase(passphrase, salt, rounds)
  const privateKey = await sealBytes(key, ownContext(whose, keys.publicKey), keys.privateKey)
  return { publicKey: keys.publicKey, privateKey, salt, rounds }
}

/** Makes a member's keys. */
export const newMemberKey = async (passphrase: string, whose: Whose, rounds = ROUNDS): Promise<StoredKey> =>
  underPassphrase(await newKeyPair(), passphrase, whose, rounds)

/** @throws SealingProblem passphrase when it does not open the key */
export async function openMemberKey(stored: StoredKey, passphrase: string, whose: Whose): Promise<KeyPair> {
  const { publicKey, salt, rounds } = stored
  if (!(rounds >= 1 && rounds <= MOST_ROUNDS)) throw new SealingProblem('passphrase')
  try {
    const key = await keyOfPassphrase(passphrase, salt, rounds)
    return { publicKey, privateKey: await openBytes(key, ownContext(whose, publicKey), stored.privateKey) }
  } catch (error) {
    if (error instanceof SealingProblem) throw new SealingProblem('passphrase')
    throw error
  }
}

/** The same keys under another passphrase. @throws SealingProblem passphrase */
export const changePassphrase = async (
  stored: StoredKey,
  given: { readonly old: string; readonly new: string },
  whose: Whose,
  rounds = ROUNDS,
): Promise<StoredKey> => underPassphrase(await openMemberKey(stored, given.old, whose), given.new, whose, rounds)

export type Member = { readonly memberId: string; readonly publicKey: Uint8Array }
/** The archive's private key, sealed to one member. */
export type Share = { readonly memberId: string; readonly box: Bytes }

/** Gives an archive's private key to a member. */
export async function shareArchive(archive: KeyPair, organisationId: string, to: Member): Promise<Share> {
  const { memberId } = to
  const context = archiveContext({ organisationId, memberId }, archive.publicKey)
  return { memberId, box: await sealTo(to.publicKey, archive.privateKey, context) }
}

/** The keys of a new archive, given to its members and to nobody else. */
export async function newArchive(
  organisationId: string,
  members: readonly Member[],
): Promise<{ publicKey: Bytes; shares: readonly Share[] }> {
  const archive = await newKeyPair()
  const shares = await Promise.all(members.map((member) => shareArchive(archive, organisationId, member)))
  return { publicKey: archive.publicKey, shares }
}

/**
 * Opens an archive's private key with a member's.
 * @throws SealingProblem wrong-key when it was sealed for another member, or for another archive than the one named
 */
export async function openArchive(
  member: Uint8Array | HeldKey,
  box: Uint8Array,
  archivePublicKey: Uint8Array,
  whose: Whose,
): Promise<KeyPair> {
  const privateKey = await openWith(member, box, archiveContext(whose, archivePublicKey))
  // somebody who seals to a member could give them any scalar: it must be that of this very archive
  const probe = webEngine.random(16)
  const context = utf8('belegt/archive-key/v1 probe')
  await openWith(privateKey, await sealTo(archivePublicKey, probe, context), context)
  return { publicKey: new Uint8Array(archivePublicKey), privateKey }
}

/** The key for tokens of an archive's words, which only its members have. */
export const wordsKeyOf = (archive: KeyPair): Promise<Bytes> =>
  webEngine.hmac('SHA-256', archive.privateKey, utf8('belegt/archive-words/v1'))

/** What two people compare aloud: 80 bits of a public key in groups. */
export async function fingerprintOf(publicKey: Uint8Array): Promise<string> {
  const sum = hex((await webEngine.sha256(publicKey)).subarray(0, 10))
  return (sum.match(/.{4}/g) ?? []).join(' ')
}
