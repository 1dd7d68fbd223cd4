import { instant, localDate, text, uuid } from '#platform/data/columns.ts'
import { onlyWhoActed, table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'
import { registering } from './activities.ts'

const finding = 'what a check of the running system saw'

export const measureResults = table(
  'measure_results',
  { subject: { none: 'findings about the system' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    measure: text().notPersonal('declared name of the measure'),
    outcome: text().notPersonal(finding),
    finding: text().notPersonal(finding),
    finding_en: text().notPersonal(finding),
    checked_at: instant().notPersonal('when it was checked'),
  },
)

/** A measure that only people can keep: who answers for it, and when it was last looked at. */
export const measureDuties = table(
  'measure_duties',
  {
    subject: { accessedBy: 'set_by', stays: onlyWhoActed },
    keep: {
      from: 'ended_at',
      period: 'P1Y',
      grace: 'P1D',
      law: 'Art. 5 Abs. 2 und Art. 32 DSGVO',
      openWhile: { de: 'solange die Maßnahme gilt', en: 'as long as the measure is in force' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    measure: text().notPersonal('declared name, or a random one for an own measure'),
    title: text().notPersonal('name of the measure'),
    how: text().notPersonal('how the measure is kept'),
    owner: text().notPersonal('office that answers for it; the form asks for a function, not a name'),
    reviewed_on: localDate().notPersonal('when it was last looked at'),
    review_by: localDate().notPersonal('when it must be looked at again'),
    set_by: uuid().personal(registering, 'identifier', { source: 'system' }),
    set_at: instant().personal(registering, 'time', { source: 'system' }),
    ended_at: instant().optional().notPersonal('when it ended'),
  },
)

dataKind('measure_results', { name: { de: 'Prüfungen der Schutzmaßnahmen', en: 'checks of protective measures' } })
dataKind('measure_duties', {
  name: { de: 'Zuständige für Schutzmaßnahmen', en: 'who answers for protective measures' },
  about: 'staff',
  start: { de: 'nach dem Ende der Maßnahme', en: 'after the measure has ended' },
})
