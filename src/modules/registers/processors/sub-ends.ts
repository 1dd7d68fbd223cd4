import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { record, republishNotices } from '#privacy'
import { db } from '../data/index.ts'
import type { Field, Values } from '../forms/fields.ts'

export const subEndFields: readonly Field[] = [
  {
    name: 'ended_on',
    is: 'date',
    past: true,
    required: true,
    label: { de: 'Nicht mehr tätig seit', en: 'No longer takes part since' },
  },
]

/**
 * Ends one sub-processor while the contract goes on; it leaves the notice with the next version.
 * @throws Refusal registers.sub-ended
 */
export async function endSub(at: Scope<string>, sub: string, { ended_on = '' }: Values): Promise<void> {
  const changed = await db(at)
    .updateTable('sub_processors')
    .set({ ended_on })
    .where('id', '=', sub)
    .where('ended_on', 'is', null)
    .returning('processor_id')
    .executeTakeFirst()
  if (!changed) throw refuse('registers.sub-ended', 'conflict')
  await record(at, 'sub-processor.ended', { processor: changed.processor_id })
  await republishNotices(at)
}
