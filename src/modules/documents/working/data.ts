import { bytes, flag, instant, integer, json, localDate, text, texts, uuid } from '#platform/data/columns.ts'
import { guard } from '#platform/data/guards.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { documents, filing, storing } from '../data.ts'

const bySystem = { source: 'system' } as const
const byStaff = { source: 'staff' } as const
const part = { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } } as const
const whoActed = 'random id of who acted; names nobody once the account is gone'

/** What an act tells beside its name: ids, numbers, short codes. Sealed, since a choice of ids may say much. */
export type ActFacts = Readonly<Record<string, string | number | boolean>>

export const acts = table('document_acts', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  document_id: uuid().notPersonal('random id of a document'),
  number: integer().notPersonal('order of the entries'),
  act: text().personal([filing, storing], 'status', bySystem),
  at: instant().personal([filing, storing], 'time', bySystem),
  by_kind: text().personal([filing, storing], 'status', bySystem),
  by_account: uuid().optional().notPersonal(whoActed),
  facts: json<ActFacts>().optional().sealed([filing, storing], 'status', bySystem),
  /** Binds an entry to those before it; proves that none was changed or taken out. */
  chain: bytes().notPersonal('keyed check value over this entry and the one before'),
})
export type ActRow = Selected<typeof acts>

export const stamps = table(
  'document_stamps',
  { subject: { none: 'a stamp of the organisation, not of a person' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    name: text().notPersonal('name of a stamp, chosen by the organisation'),
    purpose: text().optional().notPersonal('which of the five stamps of the house it is'),
    moves_to: text().optional().notPersonal('state that follows'),
    moves_from: texts().defaulted().notPersonal('states in which it may be used'),
    needs_note: flag().defaulted().notPersonal('setting'),
    other_person: flag().defaulted().notPersonal('setting'),
    follows_with: uuid().optional().notPersonal('random id of the stamp that is wanted next'),
    follow_days: integer().optional().notPersonal('setting'),
    position: integer().notPersonal('order in lists'),
    closed_at: instant().optional().notPersonal('setting'),
    version: integer().defaulted().notPersonal('guards against two at once'),
  },
)
export type StampRow = Selected<typeof stamps>

export const stampings = table('document_stampings', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  document_id: uuid().notPersonal('random id of a document'),
  stamp_id: uuid().notPersonal('random id of a stamp'),
  version_number: integer().notPersonal('number of a version'),
  state: text().personal(filing, 'status', byStaff),
  note: text().optional().sealed(filing, 'free-text', byStaff),
  at: instant().personal(filing, 'time', byStaff),
  by_account: uuid().optional().notPersonal(whoActed),
})

export const tasks = table('document_tasks', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  document_id: uuid().notPersonal('random id of a document'),
  stamp_id: uuid().optional().notPersonal('random id of the stamp that is wanted'),
  kind: text().personal(filing, 'status', byStaff),
  for_account: uuid().optional().notPersonal('random id of who shall do it; names nobody once the account is gone'),
  what: text().optional().sealed(filing, 'free-text', byStaff),
  due_on: localDate().optional().personal(filing, 'time', byStaff),
  made_at: instant().personal(filing, 'time', bySystem),
  made_by: uuid().optional().notPersonal(whoActed),
  reminded_at: instant().optional().notPersonal('when the reminder was sent'),
  done_at: instant().optional().personal(filing, 'time', byStaff),
  done_by: uuid().optional().notPersonal(whoActed),
})
export type TaskRow = Selected<typeof tasks>

export const locks = table('document_locks', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  document_id: uuid().notPersonal('random id of a document'),
  locked_at: instant().personal([filing, storing], 'time', byStaff),
  locked_by: uuid().optional().notPersonal(whoActed),
  law: text().personal([filing, storing], 'status', byStaff),
  days: integer().notPersonal('period in days'),
  until: localDate().personal([filing, storing], 'time', byStaff),
  hold_id: uuid().notPersonal('random id of the hold that the deletion run meets'),
  held_until: localDate().notPersonal('last day of that hold'),
  released_at: instant().optional().personal([filing, storing], 'time', byStaff),
  released_on: localDate().optional().personal([filing, storing], 'time', byStaff),
  released_by: uuid().optional().notPersonal(whoActed),
})
export type LockRow = Selected<typeof locks>

export const shares = table('document_shares', part, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  document_id: uuid().notPersonal('random id of a document'),
  version_number: integer().notPersonal('number of a version'),
  wrapped: bytes().optional().notPersonal('key of the file, wrapped by the key in the link'),
  salt: bytes().notPersonal('salt'),
  has_password: flag().defaulted().notPersonal('setting'),
  label: text().optional().sealed(filing, 'free-text', byStaff),
  made_at: instant().personal(filing, 'time', byStaff),
  made_by: uuid().optional().notPersonal(whoActed),
  expires_at: instant().personal(filing, 'time', byStaff),
  most: integer().optional().notPersonal('setting'),
  fetched: integer().defaulted().personal(filing, 'status', bySystem),
  last_at: instant().optional().personal(filing, 'time', bySystem),
  ended_at: instant().optional().personal(filing, 'time', byStaff),
})
export type ShareRow = Selected<typeof shares>

export const requests = table(
  'document_requests',
  {
    subject: { ownedBy: 'holder_id' },
    keep: { from: 'expires_at', period: 'P30D', grace: 'P1D' },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    archive_id: uuid().notPersonal('random id of an archive'),
    holder_id: uuid().personal(filing, 'identifier', byStaff),
    known: flag().defaulted().notPersonal('whether the holder is a person known here'),
    title: text().sealed(filing, 'free-text', byStaff),
    wording: text().optional().sealed(filing, 'free-text', byStaff),
    made_at: instant().personal(filing, 'time', byStaff),
    made_by: uuid().optional().notPersonal(whoActed),
    expires_at: instant().personal(filing, 'time', byStaff),
    most: integer().notPersonal('setting'),
    received: integer().defaulted().personal(filing, 'status', bySystem),
    ended_at: instant().optional().personal(filing, 'time', byStaff),
  },
)
export type FileRequestRow = Selected<typeof requests>

export const db = tables({
  documents,
  document_acts: acts,
  document_stamps: stamps,
  document_stampings: stampings,
  document_tasks: tasks,
  document_locks: locks,
  document_shares: shares,
  document_requests: requests,
})

const law = '§ 146 Abs. 4, § 147 AO and GoBD: what is archived is neither changed nor deleted before its time'
guard('documents', 'documents_locked', law)
guard('document_versions', 'document_versions_locked', law)
guard('document_locks', 'document_locks_kept', law)
guard('holds', 'holds_of_locks', 'an archived document is not deleted by ending the hold behind it')
guard('document_acts', 'document_acts_kept', 'what was noted about a document is not rewritten')
