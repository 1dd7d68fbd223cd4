import { refuse } from '#platform/errors/errors.ts'
import type { RequestRow } from '../data.ts'
import { may, type Step } from '../rules/steps.ts'
import type { Handling } from './letters.ts'
import { personsOf } from './persons.ts'

/** @throws Refusal rights.not-now */
export async function mustAllow(at: Handling, row: RequestRow, step: Step): Promise<void> {
  const persons = (await personsOf(at, row.id)).length
  if (!may(step, { ...row, persons })) throw refuse('rights.not-now', 'conflict')
}
