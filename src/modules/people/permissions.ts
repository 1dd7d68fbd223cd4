import type { Permission } from '#platform/http/permission.ts'

export const mayFindPeople: Permission = {
  permission: 'people.find',
  roles: ['main-administrator', 'administrator', 'data-protection', 'desk'],
  why: { de: 'Personen suchen und ihre Kontaktangaben sehen', en: 'Find people and see their contact data' },
}
