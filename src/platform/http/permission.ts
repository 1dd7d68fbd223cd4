import type { Bilingual } from '../data/activity.ts'
import type { Right } from '../data/scope.ts'

/** A right that roles hold; the matrix of all permissions is data and is tested against every route. */
export type Permission = {
  readonly permission: string
  readonly roles: readonly string[]
  readonly why: Bilingual
  /** Can also be held for single places; routes that ask for it then say at which place they are (`place`). */
  readonly perPlace?: true
}

type Holder = { readonly role: string; readonly rights?: readonly Right[] | undefined }

const rightsOf = ({ role, rights }: Holder): readonly Right[] => rights ?? [{ role }]

/** Whether a member holds a right for the whole organisation. */
export const mayEverywhere = (holder: Holder, may: Permission): boolean =>
  rightsOf(holder).some(({ role, place }) => place === undefined && may.roles.includes(role))

/** The places at which a member holds a right; undefined: everywhere. */
export function placesOf(holder: Holder, may: Permission): ReadonlySet<string> | undefined {
  if (mayEverywhere(holder, may)) return undefined
  const some = may.perPlace ? rightsOf(holder).filter(({ role }) => may.roles.includes(role)) : []
  return new Set(some.flatMap(({ place }) => place ?? []))
}

/** Whether a member holds a right at this place. */
export const mayAt = (holder: Holder, may: Permission, place: string): boolean =>
  placesOf(holder, may)?.has(place) ?? true

/** Whether a member holds a right anywhere, be it at one place. */
export const maySomewhere = (holder: Holder, may: Permission): boolean => placesOf(holder, may)?.size !== 0

/** An entry of the staff's navigation; shown to members whose role may use the route behind it. */
export type NavigationEntry = {
  readonly path: string
  readonly label: Bilingual
  readonly may: Permission
  readonly order: number
  /** Entries of one group share a place in the navigation and show each other as tabs. */
  readonly group?: Bilingual
  /** Within a large group, those of one part share a tab and show each other below it. */
  readonly part?: Bilingual
}

/** The group of pages where an organisation is set up; modules add theirs. */
export const settingUp: Bilingual = { de: 'Einrichtung', en: 'Set-up' }
