import { activity } from '#platform/data/activity.ts'
import { instant, json, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { dataKind } from '../kinds.ts'

/** Taking over what a person brings along from another organisation, because they ask for it. */
export const importing = activity('privacy.importing', {
  why: {
    de: 'Angaben übernehmen, die Sie von einer anderen Stelle mitbringen',
    en: 'Take over what you bring along from another organisation',
  },
  basis: { art6: 'a' },
  obligation: { de: 'Diese Angaben sind freiwillig.', en: 'These data are voluntary.' },
})

/** The values of one item by column, as they came. */
export type PortableValues = Readonly<Record<string, unknown>>
export type PortableColumn = { readonly name: string; readonly label: string; readonly category: string }

/** An item with what it was called where it came from. */
export type BroughtItem = {
  readonly label: string
  readonly columns: readonly PortableColumn[]
  readonly values: PortableValues
}

export const portableItems = table(
  'portable_items',
  { subject: { ownedBy: 'person_id' }, keep: { from: 'brought_at', period: 'P1Y', grace: 'P1D' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(importing, 'identifier', { source: 'system' }),
    origin: text().personal(importing, 'status'),
    kind: text().personal(importing, 'status'),
    content: json<BroughtItem>().sealed(importing, 'answers'),
    brought_at: instant().personal(importing, 'time', { source: 'system' }),
  },
)

export const db = tables({ portable_items: portableItems })

dataKind('portable_items', {
  name: { de: 'Mitgebrachte Angaben', en: 'Data brought along' },
  start: { de: 'nach der Übernahme', en: 'after they were taken over' },
  columns: {
    origin: { de: 'Von wem', en: 'From whom' },
    kind: { de: 'Art der Angaben', en: 'Kind of data' },
    content: { de: 'Mitgebrachte Angaben', en: 'Data brought along' },
    brought_at: { de: 'Übernommen am', en: 'Taken over on' },
  },
})
