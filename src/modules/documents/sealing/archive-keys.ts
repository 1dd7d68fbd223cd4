import type { Scope } from '#platform/data/scope.ts'
import { derive, unwrapKey, wrapKey } from '#platform/keys/keyring.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { DocumentIds } from '#platform/sealing/manifest.ts'
import { newKeyPair } from '#platform/sealing/wrap.ts'
import type { ArchiveMode } from '../types.ts'

/** What stands in the row of an archive. */
export type ArchiveKeys = { readonly mode: ArchiveMode; readonly public_key: Buffer; readonly private_key: Buffer }

const ownerOf = (at: Scope<string>, archive: string): string => `archive ${archive} of ${at.organisation.id}`
const wrapping = (at: Scope<string>): Promise<Buffer> => at.keys.organisationFor('documents.archives')

/** The keys of a new archive that the server reads on behalf of the organisation, as they are stored. */
export async function newArchiveKeys(at: Scope<string>, archive: string): Promise<ArchiveKeys> {
  const { publicKey, privateKey } = await newKeyPair()
  return {
    mode: 'readable',
    public_key: Buffer.from(publicKey),
    private_key: wrapKey(await wrapping(at), Buffer.from(privateKey), ownerOf(at, archive)),
  }
}

/**
 * The private key of an archive, to open the key of a document that was sealed to it (`openKey`).
 * @throws Refusal documents.sealed-for-members where only its members' devices can
 */
export async function archivePrivateKey(at: Scope<string>, archive: ArchiveKeys & { id: string }): Promise<Buffer> {
  if (archive.mode === 'client-only') throw refuse('documents.sealed-for-members', 'conflict')
  return unwrapKey(await wrapping(at), archive.private_key, ownerOf(at, archive.id))
}

/** The key for seals of one version's manifest: made anew from the ids each time, stored nowhere. */
export const sealKeyFor = async (at: Scope<string>, ids: Omit<DocumentIds, 'organisationId'>): Promise<Buffer> =>
  derive(await at.keys.organisationFor('documents.seals'), `${ids.documentId} ${ids.version}`)

/** The key that finds equal files within an organisation; for its own people and programs, never for senders from outside. */
export const dedupKeyOf = (at: Scope<string>): Promise<Buffer> => at.keys.organisationFor('documents.duplicates')
