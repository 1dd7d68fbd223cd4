import { answeringActivity } from '#platform/data/activity.ts'

/**
 * Giving people what is kept about them (Art. 15 and 20 GDPR): the one activity that may open everything. Activities
 * that answer requests `use` it.
 */
export const answering = answeringActivity('privacy.answering', {
  why: { de: 'Ihnen Auskunft über Ihre Daten geben', en: 'Give you access to your data' },
  basis: { art6: 'c', law: 'Art. 12, 15 und 20 DSGVO' },
  obligation: {
    de: 'Wenn wir nicht sicher sind, wer Sie sind, fragen wir nach. Ohne Ihre Antwort können wir keine Auskunft geben.',
    en: 'When we are not sure who you are, we ask. Without your answer we cannot give you access.',
  },
  whileRestricted: 'claims',
})
