import { plainName } from '#platform/files/plain-name.ts'

export type ExportedName = {
  readonly archive: string
  /** `2026-11-22` */
  readonly date: string
  readonly title: string
  readonly id: string
  readonly fileName: string
  readonly number: number
  readonly current: number
}

/**
 * Where a version lies in an export: `Bauamt/2026/2026-11-22 Bauantrag [1a2b3c4d].pdf`; older versions say their number. The
 * beginning of the id keeps documents of one title apart.
 */
export function exportedName({ archive, date, title, id, fileName, number, current }: ExportedName): string {
  const ending = /\.[a-z0-9]{1,8}$/i.exec(fileName)?.[0].toLowerCase() ?? ''
  const folder = `${plainName(archive, 60) || 'Archiv'}/${date.slice(0, 4)}`
  const version = number === current ? '' : ` v${number}`
  return `${folder}/${date} ${plainName(title, 80) || 'Unterlage'} [${id.slice(0, 8)}]${version}${ending}`
}
