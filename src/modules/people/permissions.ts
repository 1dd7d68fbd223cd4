import type { Bilingual } from '#platform/data/activity.ts'
import type { Permission } from '#platform/http/permission.ts'

/** The place in the navigation of all pages that find people. */
export const finding: Bilingual = { de: 'Personen', en: 'People' }

export const mayFindPeople: Permission = {
  permission: 'people.find',
  roles: ['main-administrator', 'administrator', 'data-protection', 'desk'],
  why: { de: 'Personen suchen und ihre Kontaktangaben sehen', en: 'Find people and see their contact data' },
}
