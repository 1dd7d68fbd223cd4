import { createReadStream } from 'node:fs'
import { appendFile, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { type House, inScope } from '#platform/data/scope.ts'
import type { Organisation } from '#platform/data/organisations.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { continuesFrom } from './lost.ts'
import { mergeLedger, type Merged } from './merge.ts'
import { proving } from '../data.ts'
import { raw, type CheckpointRow } from './rows.ts'

/** Outside the database, for backups and witnesses: one checkpoint per line, each a JSON string. */
export const checkpointFile = (dataFolder: string, organisation: { readonly id: string }): string =>
  join(dataFolder, 'ledger', `${organisation.id}.checkpoints`)

const actor = { kind: 'system', job: 'privacy.ledger' } as const
const MOST_AT_ONCE = 500

/** Merges one organisation's waiting leaves and carries every checkpoint that is durable out of the database. */
export async function mergeAndPublish(
  house: House,
  organisation: Organisation,
  how: { all?: boolean } = {},
): Promise<Merged> {
  const merged = await inScope(house, { organisation, actor, purpose: proving }, (at) => mergeLedger(at, house, how))
  await publish(house, organisation)
  return merged
}

const publish = (house: House, organisation: Organisation): Promise<void> =>
  publishTo(house, organisation, checkpointFile(house.dataFolder, organisation))

/** Appends the checkpoints that the file does not have yet; what a crash left out is made up by the next call. */
export async function publishTo(house: House, organisation: Organisation, path: string): Promise<void> {
  let size = (await publishedUpTo(house, organisation, path)) ?? sizeIn(await lastNote(path))
  for (;;) {
    const rows = await inScope(house, { organisation, actor, purpose: proving, readOnly: true }, async (at) => {
      const found = await sql<Pick<CheckpointRow, 'size' | 'note'>>`
        select size, note from ledger_checkpoints where size > ${size} order by size limit ${MOST_AT_ONCE}`.execute(
        raw(at),
      )
      return found.rows
    })
    const newest = rows.at(-1)
    if (!newest) return
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // a line that a crash cut short ends here, and its checkpoint is written again
    await appendFile(
      path,
      `${(await unfinished(path)) ? '\n' : ''}${rows.map(({ note }) => `${JSON.stringify(note)}\n`).join('')}`,
      { mode: 0o600 },
    )
    size = newest.size
  }
}

/** The checkpoints in the file, in its order; lines that a crash cut short are left out. */
export async function* publishedNotes(path: string): AsyncGenerator<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!file) return
  await file.close()
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
    const note = noteIn(line)
    if (note !== undefined) yield note
  }
}

function noteIn(line: string): string | undefined {
  try {
    const note: unknown = JSON.parse(line)
    return typeof note === 'string' ? note : undefined
  } catch {
    return undefined
  }
}

const TAIL = 16_384

/** The last bytes of the file; a checkpoint is far shorter than this. */
async function tail(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!file) return ''
  try {
    const { size } = await file.stat()
    const length = Math.min(size, TAIL)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString()
  } finally {
    await file.close()
  }
}

async function unfinished(path: string): Promise<boolean> {
  const end = await tail(path)
  return end !== '' && !end.endsWith('\n')
}

async function lastNote(path: string): Promise<string | undefined> {
  const notes = (await tail(path)).split('\n').map(noteIn)
  return notes.findLast((note) => note !== undefined)
}

const sizeIn = (note: string | undefined): number => (note === undefined ? 0 : (parseCheckpoint(note)?.size ?? 0))

/**
 * Up to which entry the file holds signed states of this ledger; what a restore went back behind is passed over.
 * @returns undefined when its last state is of another ledger
 */
export async function publishedUpTo(
  house: House,
  organisation: Organisation,
  path: string,
): Promise<number | undefined> {
  const last = await lastNote(path)
  return inScope(house, { organisation, actor, purpose: proving, readOnly: true }, (at) =>
    continuesFrom(at, last, () => publishedNotes(path)),
  )
}
