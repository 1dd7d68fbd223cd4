import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { open } from '#platform/keys/sealed.ts'
import type { Selected } from '#platform/data/table.ts'
import type { VersionRow } from '../data.ts'
import { db, type readings } from './data.ts'
import { holderOf } from './keep.ts'
import type { Filing } from './pages.ts'

/** So long a version belongs to who reads it; renewed with each page that is kept. */
const CLAIM = { minutes: 5 } as const
/** After so many attempts a version counts as unreadable until somebody asks again. */
export const ATTEMPTS = 3

export type Claimed = {
  readonly documentId: string
  readonly versionId: string
  readonly archiveId: string
  readonly way: string
  readonly fileName: string
  readonly mediaType: string
  readonly size: number
  readonly password: string | undefined
  readonly attempts: number
  /** Pages that are kept already, from an attempt that was cut off. */
  readonly done: number
}

/**
 * Takes the oldest version that waits to be read, so that nobody else reads it; one whose reader died is taken over.
 * Documents of restricted people and of archives that the server cannot read are not found.
 */
export async function claimNext(at: Scope<Filing>): Promise<Claimed | undefined> {
  const passed: string[] = []
  for (;;) {
    const next = await waiting(at, passed).select(['v.id', 'v.document_id']).limit(1).executeTakeFirst()
    if (!next) return undefined
    passed.push(next.id)
    if (!(await holderOf(at, next.document_id))) continue
    const row = await waiting(at, [])
      .select(['v.id', 'v.document_id', 'v.file_name', 'v.media_type', 'v.size', 'v.attempts', 'd.archive_id', 'd.way'])
      .select('r.password')
      .where('v.id', '=', next.id)
      .forUpdate('v')
      .skipLocked()
      .executeTakeFirst()
    // taken by somebody else at this moment
    if (row) return claim(at, row)
  }
}

const waiting = (at: Scope<Filing>, passed: readonly string[]) =>
  db(at)
    .selectFrom('document_versions as v')
    .innerJoin('documents as d', 'd.id', 'v.document_id')
    .innerJoin('document_archives as a', 'a.id', 'd.archive_id')
    .leftJoin('document_readings as r', 'r.version_id', 'v.id')
    .where('v.stage', 'in', ['stored', 'reading'])
    .where('a.mode', '=', 'readable')
    .where('d.state', '<>', 'trash')
    .where(sql<boolean>`v.file->'sealed'->'toMembers' is null`)
    .where((or) => or.or([or('r.claimed_until', 'is', null), or('r.claimed_until', '<', at.now)]))
    .where((or) => or.or([or('r.next_at', 'is', null), or('r.next_at', '<=', at.now)]))
    .$if(passed.length > 0, (query) => query.where('v.id', 'not in', [...passed]))
    .orderBy('v.stored_at')

type Taken = Pick<VersionRow, 'id' | 'document_id' | 'file_name' | 'media_type' | 'size' | 'attempts'> & {
  readonly archive_id: string
  readonly way: string
  readonly password: Selected<typeof readings>['password']
}

async function claim(at: Scope<Filing>, row: Taken): Promise<Claimed> {
  const { done } = await db(at)
    .selectFrom('document_pages')
    .select(({ fn }) => fn.coalesce(fn.max('number'), sql<number>`0`).as('done'))
    .where('version_id', '=', row.id)
    .executeTakeFirstOrThrow()
  const attempts = row.attempts + 1
  await db(at)
    .updateTable('document_versions')
    .set({ stage: 'reading', attempts, problem: null })
    .where('id', '=', row.id)
    .execute()
  await db(at)
    .insertInto('document_readings')
    .values({
      organisation_id: at.organisation.id,
      document_id: row.document_id,
      version_id: row.id,
      claimed_until: at.now.add(CLAIM),
      next_at: null,
    })
    .onConflict((same) =>
      same.columns(['organisation_id', 'version_id']).doUpdateSet({ claimed_until: at.now.add(CLAIM), next_at: null }),
    )
    .execute()
  return {
    documentId: row.document_id,
    versionId: row.id,
    archiveId: row.archive_id,
    way: row.way,
    fileName: (await open(at, row.file_name)) ?? '',
    mediaType: row.media_type,
    size: row.size,
    password: (await open(at, row.password)) ?? undefined,
    attempts,
    done,
  }
}

/** Says that a version is still being read. False when it is gone. */
export async function renew(at: Scope<Filing>, versionId: string): Promise<boolean> {
  const { numUpdatedRows } = await db(at)
    .updateTable('document_readings')
    .set({ claimed_until: at.now.add(CLAIM) })
    .where('version_id', '=', versionId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Gives up what readers held that are gone: asked at the start of the program, when nobody reads. */
export async function releaseAll(at: Scope<Filing>): Promise<void> {
  await db(at)
    .updateTable('document_readings')
    .set({ claimed_until: null })
    .where('claimed_until', 'is not', null)
    .execute()
}

export type Ending =
  /** With a problem where some of its pages have no words. */
  | { readonly stage: 'ready'; readonly problem: string | null }
  | { readonly stage: 'unreadable'; readonly problem: string }
  /** Tried again in so many minutes. */
  | { readonly stage: 'stored'; readonly minutes: number; readonly problem: string }

/** Writes down how reading ended; a password is not kept longer than it was needed. */
export async function conclude(at: Scope<Filing>, versionId: string, ending: Ending): Promise<void> {
  await db(at)
    .updateTable('document_versions')
    .set({ stage: ending.stage, problem: ending.problem })
    .where('id', '=', versionId)
    .execute()
  await db(at)
    .updateTable('document_readings')
    .set({
      claimed_until: null,
      next_at: ending.stage === 'stored' ? at.now.add({ minutes: ending.minutes }) : null,
      ...(ending.stage === 'stored' ? {} : { password: null }),
    })
    .where('version_id', '=', versionId)
    .execute()
}
