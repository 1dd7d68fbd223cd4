/** Where everything is given out as files; within the organisation. */
export const EXPORT = '/team/dokumente/mitnehmen'

/** Where a member's device makes the files of an archive that no server reads; its parts lie below. */
export const deviceExport = (archive: string): string => `${EXPORT}/${archive}`
export const deviceParts = {
  /** POST: the export goes on record. */
  begin: '/beginn',
  /** GET `?nach=<id>`: some of the documents, a `TakenJson`. */
  documents: '/angaben',
  /** POST `ids`: these were taken along. */
  noted: '/vermerk',
  /** GET `?nach=<id>`: the course of some documents, a `CourseJson`. */
  courses: '/verlauf',
} as const

export type TakenVersion = {
  readonly number: number
  /** Where its sealed file is fetched. */
  readonly file: string
  readonly manifest: string
  /** Its key, sealed to the archive; missing once it was destroyed. */
  readonly key?: string
  /** What the server knows of it, in the order of the table's columns. */
  readonly line: readonly string[]
}
export type TakenDocument = {
  readonly id: string
  /** `2026-11-22` */
  readonly date: string
  readonly current: number
  readonly notes: readonly { readonly id: string; readonly version: number; readonly box: string }[]
  readonly versions: readonly TakenVersion[]
}
/** Some of an archive's documents; `next` follows the address. */
export type TakenJson = { readonly documents: readonly TakenDocument[]; readonly next?: string }
export type CourseJson = { readonly rows: readonly (readonly string[])[]; readonly next?: string }

/** Columns of the table's lines whose content only a member's device knows. */
export const SEALED_COLUMNS = { title: 2, notes: 14, fileName: 24 } as const
