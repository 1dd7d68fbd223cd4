import type { Bilingual } from '#platform/data/activity.ts'

/** The group of pages about messages; each shows the others as tabs. */
export const messaging: Bilingual = { de: 'Nachrichten', en: 'Messages' }
