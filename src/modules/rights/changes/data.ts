import { contact } from '#people'
import { activity } from '#platform/data/activity.ts'

/** Telling people whose data are there that these will serve a new purpose as well. */
export const telling = activity('rights.telling', {
  why: {
    de: 'Ihnen sagen, wenn wir Ihre Daten auch für etwas Neues nutzen wollen',
    en: 'Tell you when we want to use your data for something new as well',
  },
  basis: { art6: 'c', law: 'Art. 13 Abs. 3 und Art. 14 Abs. 4 DSGVO' },
  obligation: { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' },
  using: [contact],
})
