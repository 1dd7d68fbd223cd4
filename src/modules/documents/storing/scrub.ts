import type { Organisation } from '#platform/data/organisations.ts'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import type { BlobStore } from '#platform/files/blobs.ts'
import { houseJob } from '#platform/jobs/jobs.ts'
import { checkSealed } from '#platform/sealing/document.ts'
import { nodeEngine as engine } from '#platform/sealing/engine.node.ts'
import { checkSeal, readManifest } from '#platform/sealing/manifest.ts'
import { SealingProblem } from '#platform/sealing/problem.ts'
import { record } from '#privacy'
import { storing } from '../data.ts'
import { sealKeyFor } from '../sealing/archive-keys.ts'
import { tellOfDamage } from './alarm.ts'
import { db } from './data.ts'

/** Every file is read from its first to its last byte within this time; two days are left for a program that rested. */
export const PASS_DAYS = 28
const BATCH = 50
const actor = { kind: 'system', job: 'documents.scrub' } as const

export type Scrubbed = {
  readonly files: number
  readonly bytes: number
  /** Damaged or missing, and not known before. */
  readonly damaged: number
  /** Known to be damaged, and whole again: brought back from a backup. */
  readonly mended: number
}

/** How many files a day's share has: what is overdue, and a part of all. */
export const shareOf = (files: number, overdue: number): number => Math.max(overdue, Math.ceil(files / PASS_DAYS))

type Due = {
  readonly id: string
  readonly blob: string
  readonly size: number
  readonly manifest: Buffer
  readonly seal: Buffer
  readonly sealKey: Buffer
  readonly document: string
  readonly number: number
  readonly known: boolean
}

/**
 * Reads the day's share of an organisation's files again, those first that were not looked at for longest, and compares each
 * with its manifest, and the manifest with its seal, which nobody can make without the organisation's key. Killed in the
 * middle it goes on with the next.
 * @param share of files; the day's unless told
 */
export async function scrub(house: House, organisation: Organisation, share?: number): Promise<Scrubbed> {
  const within = <T>(work: (at: Scope<'documents.storing'>) => Promise<T>) =>
    inScope(house, { organisation, actor, purpose: storing }, work)
  const begun = house.clock.now()
  let left = share ?? (await within((at) => dayShare(at, begun)))
  const sum = { files: 0, bytes: 0, damaged: 0, mended: 0 }
  while (left > 0) {
    const due = await within((at) => dueFiles(at, begun, Math.min(BATCH, left)))
    if (due.length === 0) break
    const [whole, damaged]: [Due[], Due[]] = [[], []]
    for (const one of due) {
      if (await isWhole(house.blobs, organisation.id, one)) whole.push(one)
      else damaged.push(one)
      sum.files++
      sum.bytes += one.size
    }
    const [found, mended] = [damaged.filter(({ known }) => !known), whole.filter(({ known }) => known)]
    await within(async (at) => {
      await note(at, whole, null)
      await note(at, damaged, at.now)
      if (found.length > 0) await record(at, 'documents.damage-found', { files: found.length })
      if (mended.length > 0) await record(at, 'documents.damage-mended', { files: mended.length })
    })
    sum.damaged += found.length
    sum.mended += mended.length
    left -= due.length
  }
  return sum
}

async function dayShare(at: Scope<string>, now: Temporal.Instant): Promise<number> {
  const { files, overdue } = await db(at)
    .selectFrom('document_versions')
    .select(({ fn }) => [
      fn.countAll<number>().as('files'),
      fn
        .countAll<number>()
        .filterWhere('verified_at', '<', now.subtract({ hours: 24 * PASS_DAYS }))
        .as('overdue'),
    ])
    .executeTakeFirstOrThrow()
  return shareOf(files, overdue)
}

async function dueFiles(at: Scope<string>, before: Temporal.Instant, most: number): Promise<Due[]> {
  const rows = await db(at)
    .selectFrom('document_versions')
    .select(['id', 'document_id', 'number', 'file', 'manifest', 'seal', 'damaged_at'])
    .where('verified_at', '<', before)
    .where((row) => row.or([row('damaged_at', 'is', null), row('damaged_at', '<', before)]))
    .orderBy('verified_at')
    .orderBy('id')
    .limit(most)
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      blob: row.file.id,
      size: row.file.size,
      manifest: row.manifest,
      seal: row.seal,
      sealKey: await sealKeyFor(at, { documentId: row.document_id, version: row.number }),
      document: row.document_id,
      number: row.number,
      known: row.damaged_at !== null,
    })),
  )
}

async function isWhole(store: BlobStore, organisation: string, due: Due): Promise<boolean> {
  try {
    await checkSeal(due.sealKey, due.manifest, due.seal, engine)
    const about = readManifest(due.manifest)
    const belongs =
      about.organisationId === organisation && about.documentId === due.document && about.version === due.number
    const bytes = belongs ? await store.raw(organisation, due.blob) : undefined
    if (!bytes) return false
    await checkSealed(about, bytes, engine)
    return true
  } catch (error) {
    if (error instanceof SealingProblem || isDisk(error)) return false
    throw error
  }
}

/** The disk cannot give the bytes back: as good as damaged. */
const isDisk = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EIO'

/** A damaged file is looked at again each day, so that it is known when it has been brought back. */
async function note(at: Scope<string>, files: readonly Due[], damaged: Temporal.Instant | null): Promise<void> {
  if (files.length === 0) return
  await db(at)
    .updateTable('document_versions')
    .set(damaged ? { damaged_at: damaged } : { verified_at: at.now, damaged_at: null })
    .where(
      'id',
      'in',
      files.map(({ id }) => id),
    )
    .execute()
}

/** The daily share of every organisation. Damage that was not known before is an alarm: a mail, a figure, a failed job. */
export const scrubJob = houseJob('documents.scrub', '23 1 * * *', async (house) => {
  let damaged = 0
  for (const organisation of await house.directory.all()) {
    if (organisation.state === 'closed') continue
    const found = await scrub(house, organisation)
    await tellOfDamage(house, organisation, found.damaged > 0)
    damaged += found.damaged
  }
  if (damaged > 0)
    throw new Error(
      `${damaged} stored documents are damaged or missing. They are not handed out. Bring them back from a backup ` +
        '(docs/operating/backups.md); which they are stands under set-up, archives.',
    )
})
