import type { RefusalDetails } from './errors.ts'

/** Sentences for refusals by their full code ('appointments.slot-taken'): what happened, what was kept, what to do. */
export type RefusalTexts = Readonly<
  Record<string, { readonly [L in 'de' | 'en']: string | ((details: RefusalDetails) => string) }>
>
