import { randomUUID } from 'node:crypto'
import { hashToken, isToken, newToken } from '#accounts'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { record, revocation } from '#privacy'
import { db } from './data.ts'

/** Says at a glance, also to programs that search for leaked keys, what such a text is. */
const PREFIX = 'belegt_'

export type KeyWay = 'api' | 'command-line'
export type ApiKey = { readonly id: string; readonly archiveId: string; readonly way: KeyWay }

/**
 * Makes an access key for one archive. It is shown once; only its hash is kept.
 * @throws Refusal documents.no-archive for one that is not there or closed
 */
export async function makeApiKey(
  at: Scope<string>,
  given: { archiveId: string; name: string; way: KeyWay },
): Promise<{ id: string; key: string }> {
  const archive = await db(at)
    .selectFrom('document_archives')
    .select('id')
    .where('id', '=', given.archiveId)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  if (!archive) throw refuse('documents.no-archive', 'not-found')
  const [id, token] = [randomUUID(), newToken()]
  await db(at)
    .insertInto('document_api_keys')
    .values({
      organisation_id: at.organisation.id,
      id,
      archive_id: archive.id,
      name: given.name,
      way: given.way,
      token_hash: hashToken(token),
      created_at: at.now,
    })
    .execute()
  await record(at, 'documents.api-key-made', { key: id })
  return { id, key: PREFIX + token }
}

/** Takes a key back, at once and for good; one that is taken back already stays so. */
export async function endApiKey(at: Scope<string>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db(at)
    .updateTable('document_api_keys')
    .set({ ended_at: at.now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await record(at, 'documents.api-key-ended', { key: id })
  return true
}

revocation('documents.api-key-ended', (at, { key }) => endApiKey(at, String(key)))

/**
 * The access key that a machine brings as `authorization: Bearer belegt_...`, good for its archive only.
 * @returns undefined for none, a wrong one, one that was taken back, or one of an archive that is closed
 */
export async function apiKeyOf(at: Scope<string>, authorization: string | null): Promise<ApiKey | undefined> {
  const token = /^Bearer belegt_(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!isToken(token)) return undefined
  const found = await db(at)
    .selectFrom('document_api_keys as k')
    .innerJoin('document_archives as a', 'a.id', 'k.archive_id')
    .select(['k.id', 'k.archive_id', 'k.way', 'k.used_at'])
    .where('k.token_hash', '=', hashToken(token))
    .where('k.ended_at', 'is', null)
    .where('a.closed_at', 'is', null)
    .executeTakeFirst()
  if (!found) return undefined
  return { id: found.id, archiveId: found.archive_id, way: found.way as KeyWay }
}

/** Notes the day on which a key was used, so that keys that nobody uses are found; call it where a document is filed. */
export async function noteUse(at: Scope<string>, key: ApiKey): Promise<void> {
  const today = at.now.toZonedDateTimeISO(at.organisation.zone).startOfDay().toInstant()
  await db(at)
    .updateTable('document_api_keys')
    .set({ used_at: today })
    .where('id', '=', key.id)
    .where((row) => row.or([row('used_at', 'is', null), row('used_at', '<', today)]))
    .execute()
}

export type ApiKeyLine = {
  readonly id: string
  readonly name: string
  readonly archive: string
  readonly way: KeyWay
  readonly created_at: Temporal.Instant
  readonly used_at: Temporal.Instant | null
  readonly ended_at: Temporal.Instant | null
}

/** All keys, those in force first. */
export async function apiKeysOf(at: Scope<string>): Promise<ApiKeyLine[]> {
  const rows = await db(at)
    .selectFrom('document_api_keys as k')
    .innerJoin('document_archives as a', 'a.id', 'k.archive_id')
    .select(['k.id', 'k.name', 'a.name as archive', 'k.way', 'k.created_at', 'k.used_at', 'k.ended_at'])
    .orderBy('k.ended_at', (order) => order.asc().nullsFirst())
    .orderBy('k.created_at', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, way: row.way as KeyWay }))
}
