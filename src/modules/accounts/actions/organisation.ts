import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { refuse } from '#platform/errors/errors.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import type { House, Scope } from '#platform/data/scope.ts'
import { readBlob } from '#platform/files/blobs.ts'
import { giveUpFile, record } from '#privacy'
import { db, houseTables } from '../data.ts'
import { imageType, LARGEST_LOGO } from '../rules/image.ts'

/** What an administrator may change about the organisation. */
export type Editable = Pick<
  Organisation,
  | 'name'
  | 'short_name'
  | 'address'
  | 'contact_mail'
  | 'contact_phone'
  | 'represented_by'
  | 'imprint_extra'
  | 'officer_name'
  | 'officer_contact'
  | 'authority_name'
  | 'authority_contact'
  | 'accent'
  | 'languages'
  | 'zone'
  | 'holiday_region'
>

/** The organisation as it stands now, past what the directory remembers. */
export async function currentOrganisation(at: Scope<string>): Promise<Organisation> {
  const row = await houseTables(at)
    .selectFrom('organisations')
    .selectAll()
    .where('id', '=', at.organisation.id)
    .executeTakeFirstOrThrow()
  return row as Organisation
}

/** @returns undefined when saved, else the organisation as somebody else has saved it meanwhile */
export async function saveOrganisation(
  at: Scope<string>,
  house: House,
  version: number,
  changed: Editable,
): Promise<Organisation | undefined> {
  const saved = await houseTables(at)
    .updateTable('organisations')
    .set({ ...changed, languages: [...changed.languages], version: sql<number>`version + 1` })
    .where('id', '=', at.organisation.id)
    .where('version', '=', version)
    .returning('version')
    .executeTakeFirst()
  if (!saved) return currentOrganisation(at)
  await record(at, 'accounts.organisation-changed', { version: saved.version })
  at.afterCommit(() => house.directory.refresh())
  return undefined
}

/**
 * Stores a logo and shows it from now on. @param bytes a PNG, JPEG or WebP of at most 200 kB
 * @throws Refusal accounts.logo-too-large, accounts.logo-type
 */
export async function saveLogo(at: Scope<string>, house: House, bytes: Uint8Array): Promise<void> {
  if (bytes.length > LARGEST_LOGO) throw refuse('accounts.logo-too-large', 'invalid')
  const type = imageType(bytes)
  if (!type) throw refuse('accounts.logo-type', 'invalid')
  const stored = await house.blobs.put(at.organisation.id, bytes, { max: LARGEST_LOGO })
  const [id, organisation_id] = [randomUUID(), at.organisation.id]
  await dropLogos(at, house)
  await db(at)
    .insertInto('logos')
    .values({
      organisation_id,
      id,
      blob: stored.id,
      size: stored.size,
      sha256: stored.sha256,
      type,
      created_at: at.now,
    })
    .execute()
  await showLogo(at, house, { logo_blob: id, logo_type: type })
}

export async function removeLogo(at: Scope<string>, house: House): Promise<void> {
  await dropLogos(at, house)
  await showLogo(at, house, { logo_blob: null, logo_type: null })
}

async function dropLogos(at: Scope<string>, house: House): Promise<void> {
  const gone = await db(at).deleteFrom('logos').returning('blob').execute()
  const organisation = at.organisation.id
  for (const { blob } of gone) await giveUpFile(at, blob)
  // only after the commit: a transaction that is undone still shows the old picture; what fails here is swept
  at.afterCommit(() => void Promise.allSettled(gone.map(({ blob }) => house.blobs.remove(organisation, blob))))
}

async function showLogo(
  at: Scope<string>,
  house: House,
  logo: { logo_blob: string | null; logo_type: string | null },
): Promise<void> {
  await houseTables(at)
    .updateTable('organisations')
    .set({ ...logo, version: sql<number>`version + 1` })
    .where('id', '=', at.organisation.id)
    .execute()
  at.afterCommit(() => house.directory.refresh())
}

/** @throws Refusal accounts.no-such-logo */
export async function readLogo(at: Scope<string>, house: House, id: string): Promise<{ bytes: Buffer; type: string }> {
  const known = /^[0-9a-f-]{36}$/.test(id)
    ? await db(at)
        .selectFrom('logos')
        .select(['blob', 'size', 'sha256', 'type'])
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (!known) throw refuse('accounts.no-such-logo', 'not-found')
  const bytes = await readBlob(house.blobs, at.organisation.id, {
    id: known.blob,
    size: known.size,
    sha256: known.sha256,
  })
  return { bytes, type: known.type }
}
