import type { Permission } from '#platform/http/permission.ts'

export const mayKeepRegisters: Permission = {
  permission: 'registers.keep',
  roles: ['main-administrator', 'administrator', 'data-protection'],
  why: {
    de: 'Auftragsverarbeiter, Schutzmaßnahmen, Vorfälle, Folgenabschätzungen und Auskünfte an Behörden führen',
    en: 'Keep processors, measures, incidents, impact assessments and disclosures to authorities',
  },
}

/** Two people are needed for a review, so an administration without an officer has the main administrators. */
export const maySeeAccesses: Permission = {
  permission: 'registers.accesses',
  roles: ['main-administrator', 'data-protection'],
  why: {
    de: 'Sehen, welche Beschäftigten Daten von Personen geöffnet haben, und das auf Verdacht zu zweit prüfen',
    en: "See which staff have opened people's data, and review it on suspicion, two together",
  },
}
