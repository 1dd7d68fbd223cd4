import type { Activity } from '../data/activity.ts'
import type { Scope } from '../data/scope.ts'
import type { Table } from '../data/table.ts'
import { refuse } from '../errors/errors.ts'

/**
 * Lets a scope on to a sealed value or file whose column is kept for its purpose. Any other attempt is told
 * (`Scope.refused`), so that it stays on record.
 * @throws Error when the column is not kept for the purpose; Refusal platform.use-waits
 */
export function mustServe(at: Scope<string>, { name }: Table, column: string, kept: readonly Activity[]): void {
  const declared = kept.filter((one) => at.opens.includes(one.name))
  if (declared.length === 0) {
    at.refused?.(`${name}.${column}`)
    throw new Error(`${name}.${column} is not kept for the purpose ${at.purpose}`)
  }
  // Art. 13(3) GDPR: data that were there before serve a new purpose only after people were told (privacy/notice/uses.ts)
  const waiting = at.organisation.waiting_uses
  if (declared.every((one) => waiting.includes(`${one.name} ${name}`))) throw refuse('platform.use-waits', 'conflict')
}
