import type { Permission } from '#platform/http/permission.ts'

/** Everybody on the staff may see by which rules they work. */
export const mayReadRules: Permission = {
  permission: 'privacy.rules',
  roles: ['main-administrator', 'administrator', 'data-protection', 'desk', 'read-only'],
  why: { de: 'Verzeichnis und Löschfristen lesen', en: 'Read the register of processing and the periods' },
}

export const mayOversee: Permission = {
  permission: 'privacy.oversee',
  roles: ['main-administrator', 'administrator', 'data-protection'],
  why: {
    de: 'Den Stand des Datenschutzes sehen: Löschung, Prüfungen, Nachweise',
    en: 'See how data protection stands: deletion, checks, evidence',
  },
}
