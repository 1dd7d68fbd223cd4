import type { Language } from '../text/language.ts'

/** A part of a document, in the order people read it. */
export type Block =
  | { readonly heading: string; readonly level?: 1 | 2 | 3 }
  | { readonly text: string }
  | { readonly list: readonly string[] }
  | { readonly facts: readonly (readonly [term: string, value: string])[] }
  | {
      readonly table: {
        readonly head: readonly string[]
        readonly rows: Iterable<readonly string[]>
        /** Shares of the width, in any unit; equal ones when left out. */
        readonly widths?: readonly number[]
      }
    }
  | { readonly rule: true }
  | { readonly pageBreak: true }

export type PdfDocument = {
  readonly title: string
  readonly language: Language
  /** When it was made; stands in the file's own description only. */
  readonly at: Temporal.Instant
  /** The sender in one line above the address window: name, street, town. */
  readonly from?: string
  /** A letter's addressee, line by line, in the window of DIN 5008 form B. */
  readonly to?: readonly string[]
  /** The date as people read it, to the right. */
  readonly date?: string
  /** At the foot of every page, before the page's number. */
  readonly footer?: string
  readonly landscape?: boolean
  readonly blocks: Iterable<Block> | AsyncIterable<Block>
}

/** Millimetres in points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4

// Control characters have no glyph and direction marks could turn a line around; a tab is a space to people.
export const printable = (text: string): string =>
  text.replaceAll('\t', ' ').replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '')
