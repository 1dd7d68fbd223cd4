import { sql } from 'kysely'
import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope } from '#platform/data/scope.ts'
import { OPERATOR } from '#platform/http/app.tsx'
import { db, keeping, raw } from './data.ts'

// How many files of marks were written to a target, as this side remembers it: when the target loses its last ones, the next file
// must not take their numbers, or a restore would see a whole row where marks are missing.

type Of = Pick<House, 'directory'>
const actor = { kind: 'system', job: 'backups.marks' } as const

/** Beside the marks that were carried: an id that is a number, in the form that RFC 9562 leaves to everybody (version 8). */
const FIRST = '00000000-0000-8000-8000-000000000000'
const LAST = '00000000-0000-8000-8000-ffffffffffff'
const idOf = (sequence: number): string => `${FIRST.slice(0, 24)}${sequence.toString(16).padStart(12, '0')}`
const numberOf = (id: string): number => Number.parseInt(id.slice(24), 16)

/** It belongs to no organisation: the operator's keeps it. */
const keeper = async ({ directory }: Of): Promise<Organisation | undefined> =>
  (await directory.bySlug(OPERATOR)) ?? (await directory.all())[0]

/** The number of the newest file that was written there; 0 when none is known. */
export async function filesWritten(house: Of, target: string): Promise<number> {
  const organisation = await keeper(house)
  if (!organisation) return 0
  const wish = { organisation, actor, purpose: keeping, readOnly: true } as const
  return inScope(house as House, wish, async (at) => {
    const { rows } = await sql<{ id: string }>`
      select object_id as id from tombstones_carried
      where target = ${target}::uuid and object_id between ${FIRST}::uuid and ${LAST}::uuid
      order by object_id desc limit 1`.execute(raw(at))
    return rows[0] ? numberOf(rows[0].id) : 0
  })
}

/** Remembers that a file was written; only the newest of a target stays. */
export async function noteFile(house: Of, target: string, sequence: number): Promise<void> {
  const organisation = await keeper(house)
  if (!organisation) return
  await inScope(house as House, { organisation, actor, purpose: keeping }, async (at) => {
    await sql`delete from tombstones_carried
      where target = ${target}::uuid and object_id between ${FIRST}::uuid and ${LAST}::uuid`.execute(raw(at))
    await db(at)
      .insertInto('tombstones_carried')
      .values({ organisation_id: at.organisation.id, target, object_id: idOf(sequence), carried_at: at.now })
      .execute()
  })
}
