import type { Bilingual } from '#platform/data/activity.ts'

/** The group of pages where people work with documents: one place in the navigation, tabs within. */
export const withDocuments: Bilingual = { de: 'Unterlagen', en: 'Documents' }
