import type { ReadProblem } from '../types.ts'
import type { WorkerPart } from './parts.ts'
import type { Pixels } from './picture.ts'
import type { OfficeEnding } from './sniff.ts'

export type WorkerHint = {
  readonly mediaType?: string | undefined
  readonly fileName?: string | undefined
  readonly password?: string | undefined
  readonly after: number
  readonly pictures: boolean
  /** Whether the asking process can make PDFs of office files. */
  readonly converts: boolean
}

/** What the program asks of the process that reads. */
export type Asked =
  | { readonly ask: 'read'; readonly hint: WorkerHint }
  | { readonly ask: 'piece'; readonly content: Uint8Array }
  | { readonly ask: 'whole' }
  | { readonly ask: 'converted'; readonly pdf?: Uint8Array }
  | { readonly ask: 'pixels'; readonly png: Uint8Array }

/** What it answers. */
export type Told =
  | { readonly tell: 'part'; readonly part: WorkerPart }
  | { readonly tell: 'convert'; readonly ending: OfficeEnding; readonly content: Uint8Array }
  | { readonly tell: 'pixels'; readonly pixels: Pixels }
  | { readonly tell: 'end' }
  | { readonly tell: 'trouble'; readonly problem: ReadProblem }
