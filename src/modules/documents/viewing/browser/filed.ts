import type { Filed } from '../../storing/types.ts'

/** A file that was filed from this page. */
export type FiledHere = { readonly filed: Filed; readonly archive: string; readonly file: Blob }

export const FILED = 'belegt-filed'

/** Tells the page that a file was filed, with its receipt. */
export const filedEvent = (detail: FiledHere): CustomEvent<FiledHere> =>
  new CustomEvent(FILED, { bubbles: true, detail })
