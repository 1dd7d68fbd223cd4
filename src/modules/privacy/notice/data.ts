import { instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { dataKind } from '../kinds.ts'

/** Since when a kind of data serves a purpose, and whether those concerned were told before. */
export const purposeUses = table(
  'purpose_uses',
  { subject: { none: 'what the organisation uses kinds of data for' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    activity: text().notPersonal('name of a processing activity'),
    kind: text().notPersonal('name of a table'),
    since: instant().notPersonal('when it was first declared'),
    told_until: uuid().optional().notPersonal('how far the telling has come; emptied when it is done'),
    told_at: instant().optional().notPersonal('when the last of those concerned was told'),
    people: integer().defaulted().notPersonal('count'),
    starts_at: instant().optional().notPersonal('when it begins'),
  },
)

export const db = tables({ purpose_uses: purposeUses })

dataKind('purpose_uses', { name: { de: 'Zwecke und ihr Beginn', en: 'purposes and when they began' } })
