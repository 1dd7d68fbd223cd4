import { sql } from 'kysely'
import type { House, Scope } from '#platform/data/scope.ts'
import { inScope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { refuse } from '#platform/errors/errors.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { mac } from '#platform/keys/keyring.ts'
import { storing } from '../data.ts'
import { db } from './data.ts'

/** Uploads that are open at a time, of one sender and of all: each may lay up to 2 GB aside. */
export const MOST_OPEN = { sender: 50, organisation: 500 } as const
/** One that rests longer makes room for others. A line that brings bytes moves at least once a minute. */
const RESTS = { minutes: 15 } as const
/** One that rests longer is given up, with what came of it. */
const GIVEN_UP = { hours: 24 } as const
/** So often it is written down that bytes came. */
const NOTED = { minutes: 1 } as const
const actor = { kind: 'system', job: 'documents.uploads' } as const

/** @param who the member, access key or link that sends: an id */
export const senderMark = async (at: Scope<string>, who: string): Promise<Buffer> =>
  mac(await at.keys.organisationFor('document uploads'), 'sender', who)

/**
 * Makes sure that one more upload may be opened; uploads that rest are given up for it, the oldest first.
 * @throws Refusal documents.too-many-uploads when this sender, or the organisation, has as many under way as it may
 */
export async function makeRoom(at: Scope<string>, sender: Buffer): Promise<void> {
  // one at a time counts and opens; the lock ends with the transaction, which is short
  const lock = `document-uploads ${at.organisation.id}`
  at.write(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.compile(db(at)))
  const open = await db(at)
    .selectFrom('document_uploads')
    .select(['id', 'sender', 'moved_at', 'finishing_at'])
    .orderBy('moved_at')
    .execute()
  const own = open.filter((upload) => upload.sender.equals(sender))
  const over = Math.max(own.length + 1 - MOST_OPEN.sender, open.length + 1 - MOST_OPEN.organisation)
  if (over <= 0) return
  const limit = at.now.subtract(RESTS)
  const resting = (own.length >= MOST_OPEN.sender ? own : open)
    .filter(({ moved_at, finishing_at }) => !finishing_at && Temporal.Instant.compare(moved_at, limit) < 0)
    .slice(0, over)
    .map(({ id }) => id)
  if (resting.length < over) throw refuse('documents.too-many-uploads', 'too-many')
  await db(at).deleteFrom('document_uploads').where('id', 'in', resting).execute()
}

type Moving = { readonly id: string; readonly moved_at: Temporal.Instant }

/** Whether it is time to write down again that bytes of an upload came. */
export const isMoveNews = ({ moved_at }: Moving, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(moved_at, now.subtract(NOTED)) < 0

export async function noteMove(at: Scope<string>, { id }: Moving): Promise<void> {
  await db(at).updateTable('document_uploads').set({ moved_at: at.now }).where('id', '=', id).execute()
}

/** Gives up what rested for a day, with its bytes. @returns how many uploads those were */
export async function sweepUploads(house: House, organisation: Organisation): Promise<number> {
  const given = await inScope(house, { organisation, actor, purpose: storing }, (at) =>
    db(at)
      .deleteFrom('document_uploads')
      .where('moved_at', '<', at.now.subtract(GIVEN_UP))
      .where((row) => row.or([row('finishing_at', 'is', null), row('finishing_at', '<', at.now.subtract(GIVEN_UP))]))
      .returning('id')
      .execute(),
  )
  for (const { id } of given) await house.blobs.parts.drop(id)
  return given.length
}

export const uploadsJob = houseJob('documents.uploads', '41 * * * *', async (house) => {
  for (const organisation of await house.directory.all())
    if (organisation.state !== 'closed') await sweepUploads(house, organisation)
})
