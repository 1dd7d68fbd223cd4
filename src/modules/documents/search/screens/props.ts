import type { StaffFrame } from '#platform/http/frame.ts'
import type { Language } from '#platform/text/language.ts'
import { DOCUMENTS } from '../../viewing/paths.ts'
import type { ListInput } from '../address.ts'
import type { Folder } from '../folders.ts'
import type { Choices, Listed } from '../listed.ts'
import type { SearchResult } from '../wanted.ts'

/** Where words are asked for that go on with what is being typed. */
export const COMPLETIONS = `${DOCUMENTS}/weiter`
export const FOLDERS = `${DOCUMENTS}/gespeichert`

export type ListProps = {
  readonly frame: StaffFrame
  readonly language: Language
  readonly zone: string
  readonly href: (path: string) => string
  readonly input: ListInput
  /** What was looked for, opened. */
  readonly query: string
  readonly archives: readonly { readonly id: string; readonly name: string; readonly mode: string }[]
  readonly choices: Choices
  readonly result: SearchResult
  readonly rows: readonly Listed[]
  readonly folders: readonly Folder[]
  readonly folder: Folder | undefined
  readonly mayFile: boolean
  readonly maySetUp: boolean
  /** Nothing lies in any archive that is seen. */
  readonly nothing: boolean
  readonly nameMissing?: boolean
}
