import { bookingAndDocuments } from './catalogue-1.ts'
import { receiptsToNews } from './catalogue-2.ts'
import type { PromiseEntry } from './promise.ts'

/** Everything this system promises, built or not: the ids are stable and name tests, checks and results. */
export const catalogue: readonly PromiseEntry[] = [...bookingAndDocuments, ...receiptsToNews]
