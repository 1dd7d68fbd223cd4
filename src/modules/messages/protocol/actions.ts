import { sql } from 'kysely'
import type { Scope } from '#platform/data/scope.ts'
import { db } from '../data.ts'
import { OUTBOX } from '../queue.ts'

/** So many leave in one go: staff see whether they arrive before the rest follows. */
export const MOST_AGAIN = 5_000

/**
 * Sends what failed for one cause once more, the oldest first.
 * @param answer the server's answer as it is kept
 * @returns how many, at most `MOST_AGAIN`
 */
export async function retryCause(at: Scope<string>, answer: string): Promise<number> {
  const again = await db(at)
    .updateTable('messages')
    .set({ state: 'queued', due_at: at.now, claimed_until: null })
    .where('id', 'in', (from) =>
      from
        .selectFrom('messages')
        .select('id')
        .where('state', '=', 'failed')
        .where('answer', '=', answer)
        .where('content', 'is not', null)
        .orderBy('created_at')
        .limit(MOST_AGAIN)
        .forUpdate()
        .skipLocked(),
    )
    .where('state', '=', 'failed')
    .returning(sql<number>`1`.as('one'))
    .execute()
  if (again.length > 0) at.tell(OUTBOX)
  return again.length
}
