import type { Bilingual } from '../data/activity.ts'

/** A right that roles hold; the matrix of all permissions is data and is tested against every route. */
export type Permission = { readonly permission: string; readonly roles: readonly string[]; readonly why: Bilingual }

/** An entry of the staff's navigation; shown to members whose role may use the route behind it. */
export type NavigationEntry = {
  readonly path: string
  readonly label: Bilingual
  readonly may: Permission
  readonly order: number
  /** Entries of one group share a place in the navigation and show each other as tabs. */
  readonly group?: Bilingual
}

/** The group of pages where an organisation is set up; modules add theirs. */
export const settingUp: Bilingual = { de: 'Einrichtung', en: 'Set-up' }
