import type { Bilingual } from '#platform/data/activity.ts'
import type { Permission } from '#platform/http/permission.ts'

/**
 * The roles of an organisation's members, the most powerful first. `by-place` lets in and nothing else: what such a member
 * may do stands in the rights for single places.
 */
export const roles = [
  'main-administrator',
  'administrator',
  'data-protection',
  'desk',
  'read-only',
  'by-place',
] as const
export type Role = (typeof roles)[number]

export const isRole = (value: unknown): value is Role => roles.some((role) => role === value)

/** A right and the roles that hold it; `why` stands in the permission matrix for the officer. */
export const permission = (name: string, holders: readonly Role[], why: Bilingual): Permission => ({
  permission: name,
  roles: holders,
  why,
})

/** A right that can also be held at single places; the routes that ask for it say at which place they are. */
export const placedPermission = (name: string, holders: readonly Role[], why: Bilingual): Permission => ({
  ...permission(name, holders, why),
  perPlace: true,
})

/** Roles that can be given beside the first one, and those that can be given for one place. */
export const furtherRoles = ['administrator', 'data-protection', 'desk', 'read-only'] as const
export type FurtherRole = (typeof furtherRoles)[number]
export const placedRoles = ['administrator', 'desk', 'read-only'] as const
export type PlacedRole = (typeof placedRoles)[number]

export const mayEnter = permission('accounts.enter', roles, {
  de: 'Den Bereich für Mitarbeitende betreten',
  en: 'Enter the staff area',
})
export const mayManageMembers = permission('accounts.members', ['main-administrator', 'administrator'], {
  de: 'Mitglieder einladen, ihre Rolle ändern und sie entfernen',
  en: 'Invite members, change their role and remove them',
})
export const mayManageOrganisation = permission('accounts.organisation', ['main-administrator', 'administrator'], {
  de: 'Anschrift, Impressum, Aussehen und Sprachen der Organisation ändern',
  en: 'Change address, legal notice, look and languages of the organisation',
})
export const mayHandOver = permission('accounts.hand-over', ['main-administrator'], {
  de: 'Die Hauptadministration anbieten',
  en: 'Offer the main administration',
})
export const mayEndOrganisation = permission('accounts.end-organisation', ['main-administrator'], {
  de: 'Die Organisation kündigen, die Kündigung zurücknehmen und alle ihre Daten herunterladen',
  en: 'Cancel the organisation, undo that, and download all its data',
})
export const mayFoundOrganisations = permission('accounts.founding', ['main-administrator'], {
  de: 'Weitere Organisationen anlegen (nur beim Betreiber)',
  en: 'Set up further organisations (at the operator only)',
})
