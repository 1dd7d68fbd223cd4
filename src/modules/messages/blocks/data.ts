import { activity } from '#platform/data/activity.ts'
import { bytes, instant, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { onlyWhoActed, table } from '#platform/data/table.ts'
import { dataKind } from '#privacy'

/** Heeding that somebody does not want to be written to, and being able to show who set or lifted a block, and why. */
export const blocking = activity('messages.blocking', {
  why: {
    de: 'Beachten, dass Sie keine Nachrichten von uns wollen, und nachweisen, dass wir es tun',
    en: 'Heed that you want no messages from us, and prove that we do',
  },
  basis: { art6: 'c', law: 'Art. 21 Abs. 2 und 3 und Art. 5 Abs. 2 DSGVO, § 7 UWG' },
  obligation: {
    de: 'Ohne Ihre Adresse können wir sie nicht sperren.',
    en: 'Without your address we cannot block it.',
  },
  // a block is heeded, set and lifted also for people whose data are restricted
  whileRestricted: 'claims',
})

export type Way = 'one-click' | 'link' | 'reply' | 'staff' | 'complaint'
export type Act = 'blocked' | 'lifted'

const byStaff = { source: 'staff' } as const
const bySystem = { source: 'system' } as const

/** What was done about the block of an address. What is blocked now stands in `suppressions` of privacy and nowhere else. */
export const blockActs = table(
  'block_acts',
  {
    subject: { accessedBy: 'set_by', stays: onlyWhoActed },
    keep: { from: 'at', period: 'P3Y', grace: 'P1D', law: 'Art. 5 Abs. 2 DSGVO' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    address_hash: bytes().notPersonal(
      'keyed hash of an address; without the key of the organisation it leads to nobody',
    ),
    act: text().notPersonal('blocked or lifted'),
    way: text().notPersonal('how it was asked for'),
    reason: text().defaulted().personal(blocking, 'status', byStaff),
    note: text()
      .defaulted()
      .personal(blocking, 'free-text', { ...byStaff, onAccess: 'redact' }),
    set_by: uuid().optional().personal(blocking, 'identifier', bySystem),
    at: instant().personal(blocking, 'time', bySystem),
  },
)

export const db = tables({ block_acts: blockActs })

dataKind('block_acts', {
  name: { de: 'Protokoll der Mail-Sperren', en: 'Protocol of mail blocks' },
  start: { de: 'nach dem Sperren oder Aufheben', en: 'after blocking or lifting' },
  columns: {
    reason: { de: 'Anlass', en: 'Occasion' },
    set_by: { de: 'Eingetragen von', en: 'Entered by' },
    at: { de: 'Eingetragen am', en: 'Entered on' },
  },
})
