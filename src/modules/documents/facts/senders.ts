import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { open, openAll, seal } from '#platform/keys/sealed.ts'
import type { filing } from '../data.ts'
import { holderFor } from '../storing/holder.ts'
import { db, senders } from './data.ts'
import { tokensOf } from './keys.ts'
import { ENOUGH, type Mark, weightOf } from './learn/marks.ts'
import type { LearnedSender } from './learn/types.ts'

type Filing = (typeof filing)['opens'][number]
export type KnownSender = { readonly id: string; readonly learned: LearnedSender; readonly weight: number }

const MOST = 20

/** What was learned of the sender who has these marks; the best first. */
export async function sendersWith(at: Scope<Filing>, marks: readonly Mark[]): Promise<KnownSender[]> {
  if (marks.length === 0) return []
  const tokens = await tokensOf(at, marks)
  const rows = await db(at)
    .selectFrom('document_senders')
    .selectAll()
    .where(sql<boolean>`marks && ${tokens}::bytea[]`)
    .orderBy('used_at', 'desc')
    .limit(MOST)
    .execute()
  const weights = rows.map((row) =>
    marks.reduce(
      (sum, { kind }, place) => (row.marks?.some((one) => tokens[place]?.equals(one)) ? sum + weightOf[kind] : sum),
      0,
    ),
  )
  const opened = await openAll(
    at,
    rows.map(({ learned }) => learned),
  )
  return rows
    .flatMap((row, place) => {
      const [learned, weight = 0] = [opened[place], weights[place]]
      return learned && weight >= ENOUGH ? [{ id: row.id, learned, weight }] : []
    })
    .toSorted((a, b) => b.weight - a.weight)
}

/** Notes that what was learned of a sender was of use; once a day suffices to keep it. */
export async function usedSender(at: Scope<Filing>, id: string): Promise<void> {
  await db(at)
    .updateTable('document_senders')
    .set({ used_at: at.now })
    .where('id', '=', id)
    .where('used_at', '<', at.now.subtract({ hours: 24 }))
    .execute()
}

/**
 * Changes what is known of the sender with these marks, or begins to know one.
 * @param person the sender where that is somebody known here: what is learned is then theirs
 */
export async function learnOf(
  at: Scope<Filing>,
  marks: readonly Mark[],
  change: (before: LearnedSender) => LearnedSender,
  person?: string,
): Promise<void> {
  if (marks.reduce((sum, { kind }) => sum + weightOf[kind], 0) < ENOUGH) return
  // two who correct letters of one sender at once do so one after the other
  await sql`select pg_advisory_xact_lock(hashtextextended(${`document-senders ${at.organisation.id}`}, 0))`.execute(
    db(at),
  )
  const [known] = await sendersWith(at, marks)
  const tokens = await tokensOf(at, marks)
  if (!known) {
    const holder = await holderFor(at, person)
    const learned = await seal(at, senders, 'learned', holder, change({ name: '', hints: [] }))
    const organisation_id = at.organisation.id
    await db(at)
      .insertInto('document_senders')
      .values({ organisation_id, id: randomUUID(), holder_id: holder, marks: tokens, learned, used_at: at.now })
      .execute()
    return
  }
  const row = await db(at)
    .selectFrom('document_senders')
    .selectAll()
    .where('id', '=', known.id)
    .forUpdate()
    .executeTakeFirst()
  const before = row && (await open(at, row.learned))
  if (!row || !before) return
  const all = [...(row.marks ?? [])]
  for (const token of tokens) if (!all.some((one) => one.equals(token))) all.push(token)
  await db(at)
    .updateTable('document_senders')
    .set({
      learned: await seal(at, senders, 'learned', row.holder_id, change(before)),
      marks: all.slice(-MOST_MARKS),
      used_at: at.now,
    })
    .where('id', '=', row.id)
    .execute()
}

const MOST_MARKS = 30
