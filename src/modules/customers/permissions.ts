import type { Permission } from '#platform/http/permission.ts'

export const mayFindCustomers: Permission = {
  permission: 'customers.find',
  roles: ['main-administrator', 'administrator', 'data-protection', 'desk'],
  why: {
    de: 'Kundenkonten suchen und ihre Stammdaten sehen (Bankverbindung nur zu vier Stellen)',
    en: 'Find customer accounts and see their master data (of bank details four characters only)',
  },
}
export const mayEndContracts: Permission = {
  permission: 'customers.contracts',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Verträge mit Kundinnen und Kunden eintragen und beenden',
    en: 'Enter and end contracts with customers',
  },
}
