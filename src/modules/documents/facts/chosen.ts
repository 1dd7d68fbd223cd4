import type { Box } from '../types.ts'

/**
 * The viewer tells on `document` by an event of this name that somebody chose words on a page; its detail is `WordsChosen`.
 * The form of the facts takes them into the field that was asked about last.
 */
export const WORDS_CHOSEN = 'belegt:words-chosen'
export type WordsChosen = { readonly text: string; readonly page: number; readonly box: Box }

/** The form of the facts asks the viewer to show a place; its detail is `{ page, box }`. */
export const SHOW_PLACE = 'belegt:show-place'
export type ShowPlace = { readonly page: number; readonly box: Box }
