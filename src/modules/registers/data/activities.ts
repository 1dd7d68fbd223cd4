import { activity } from '#platform/data/activity.ts'
import { membership } from '#accounts'
import { contact } from '#people'

const nothing = { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' }

/** Keeping what a controller must keep: contracts, measures, breaches, assessments, disclosures. */
export const registering = activity('registers.keeping', {
  why: {
    de: 'Unsere Pflichten im Datenschutz erfüllen und belegen: Verträge, Schutzmaßnahmen, Vorfälle, Auskünfte an Behörden',
    en: 'Meet our duties in data protection and prove it: contracts, measures, incidents, disclosures to authorities',
  },
  basis: { art6: 'c', law: 'Art. 5 Abs. 2, Art. 24, 28, 30 und 32 bis 36 DSGVO' },
  obligation: nothing,
  using: [membership, contact],
  // a breach concerns restricted people as well, and they must be told
  whileRestricted: 'claims',
})

/** Knowing which member has seen whose data, and looking into it on concrete suspicion only. */
export const watching = activity('registers.watching', {
  why: {
    de: 'Nachvollziehen, wer von unseren Beschäftigten Ihre Daten angesehen hat',
    en: 'Be able to tell who of our staff has seen your data',
  },
  basis: { art6: 'c', law: 'Art. 5 Abs. 2, Art. 24 und 32 DSGVO' },
  obligation: nothing,
  using: [membership],
  // who saw a restricted person's data is kept like everything else that protects them
  whileRestricted: 'storage',
})
