import { activity } from '#platform/data/activity.ts'
import {
  bigint,
  bytes,
  flag,
  instant,
  integer,
  json,
  localDate,
  manyBytes,
  text,
  uuid,
} from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { onlyWhoActed, table } from '#platform/data/table.ts'

const nothing = { de: 'Hierfür geben Sie nichts an.', en: 'You give no data for this.' }

/** Showing that people were asked, informed and erased as promised (Art. 5(2), 7(1) GDPR). */
export const proving = activity('privacy.proving', {
  why: {
    de: 'Nachweisen, dass wir mit Ihren Daten so umgehen, wie wir es sagen',
    en: 'Prove that we treat your data as we say we do',
  },
  basis: { art6: 'c', law: 'Art. 5 Abs. 2, Art. 7 Abs. 1 und Art. 24 DSGVO' },
  obligation: nothing,
  // keeps, counts and deletes: what is restricted is stored, so it must be kept in order too
  whileRestricted: 'storage',
})

/** Handing people the proof of what is on record about them, also while their data are restricted. */
export const receipting = activity('privacy.receipting', {
  why: {
    de: 'Ihnen belegen, was wir zu Ihren Einwilligungen und Anträgen festgehalten haben',
    en: 'Give you proof of what we have put on record about your consents and requests',
  },
  basis: { art6: 'c', law: 'Art. 5 Abs. 2, Art. 7 Abs. 1 und Art. 12 DSGVO' },
  obligation: nothing,
  using: [proving],
  whileRestricted: 'claims',
})

/** Showing the notice, its versions and the imprint. Keeps nothing. */
export const informing = activity('privacy.informing', {
  why: { de: 'Ihnen sagen, was mit Ihren Daten geschieht', en: 'Tell you what happens to your data' },
  basis: { art6: 'c', law: 'Art. 12 bis 14 DSGVO' },
  obligation: nothing,
})

/** What the data protection officer and the administration see of it: rules, figures, proofs. */
export const overseeing = activity('privacy.overseeing', {
  why: { de: 'Den Datenschutz überwachen', en: 'Oversee data protection' },
  basis: { art6: 'c', law: 'Art. 24, 30 und 39 DSGVO' },
  obligation: nothing,
  // counts what is stored, also of restricted people; shows nobody
  whileRestricted: 'storage',
})

/** Which text a person agreed to or was shown, when, in which version. Goes with the person; the ledger keeps the proof. */
export const consents = table(
  'consents',
  { subject: { ownedBy: 'person_id' }, keep: { while: 'referenced', law: 'Art. 7 Abs. 1 DSGVO' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    person_id: uuid().personal(proving, 'identifier', { source: 'system' }),
    activity: text().personal(proving, 'consent', { source: 'system' }),
    basis: text().notPersonal('legal basis of the activity'),
    notice_version: text().notPersonal('content hash of the notice that was valid'),
    wording_hash: bytes().notPersonal('hash of the wording that was shown'),
    language: text().personal(proving, 'language', { source: 'system' }),
    special: flag().personal(proving, 'consent'),
    given_by: text().defaulted().personal(proving, 'consent'),
    guardian: text().optional().sealed(proving, 'name'),
    given_at: instant().personal(proving, 'time', { source: 'system' }),
    withdrawn_at: instant().optional().personal(proving, 'time', { source: 'system' }),
  },
)

const wording = 'wording written by the program and the organisation'
/** The texts behind the wording hashes, so that what a person saw can be printed at any time. */
export const wordings = table(
  'wordings',
  { subject: { none: 'texts that were shown to everybody' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    hash: bytes().notPersonal('SHA-256 of the text'),
    language: text().notPersonal(wording),
    content: text().notPersonal(wording),
    first_shown_at: instant().notPersonal('when the text was new'),
  },
)

export const noticeVersions = table(
  'notice_versions',
  { subject: { none: 'published texts of the organisation' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    language: text().notPersonal('language of the text'),
    version: text().notPersonal('content hash'),
    content: json<unknown>().notPersonal('published text'),
    valid_from: instant().notPersonal('when it was first published'),
  },
)

/** A row that must not be deleted for now: which, why, until when, set by whom. */
export const holds = table(
  'holds',
  {
    subject: { accessedBy: 'set_by', stays: onlyWhoActed },
    keep: {
      from: 'until',
      period: 'P30D',
      grace: 'P1D',
      law: 'Art. 17 Abs. 3 DSGVO',
      openWhile: { de: 'solange die Sperre gilt', en: 'while the hold is in force' },
    },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    object_table: text().notPersonal('kind of the held row'),
    object_id: uuid().notPersonal('random id of the held row'),
    reason: text().personal(proving, 'free-text', { source: 'staff', onAccess: 'redact' }),
    until: localDate().notPersonal('when the hold ends'),
    set_by: uuid().personal(proving, 'identifier', { source: 'system' }),
    set_at: instant().notPersonal('when the hold was set'),
    kept_by: text().optional().notPersonal('what ends the hold, where nobody does so by hand'),
    released_at: instant().optional().notPersonal('when the hold was ended before its day'),
  },
)

/** Erasures that met a hold, and are finished when it ends. A person is named as `person`. */
export const erasuresWaiting = table(
  'erasures_waiting',
  { subject: { none: 'random ids of what is to be erased; gone with it' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    object_table: text().notPersonal('kind of what waits'),
    object_id: uuid().notPersonal('random id of what waits'),
    why: text().notPersonal('who or what asked for the erasure'),
    asked_at: instant().notPersonal('when the erasure was asked for'),
  },
)

/** Files whose rows are gone, until the store has removed them; `orphan` where no row was ever found. */
export const blobRemovals = table(
  'blob_removals',
  { subject: { none: 'random ids of files; gone when the store has removed them' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    blob: text().notPersonal('random id of a file'),
    due_at: instant().notPersonal('when the file is to be removed'),
    orphan: flag().defaulted().notPersonal('no row spoke of the file'),
  },
)

/** Random ids of erased people: what a restored backup must erase again before anybody sees it. */
export const tombstones = table(
  'tombstones',
  {
    subject: { none: 'random ids that nothing refers to any more' },
    // longer than any backup may be kept: docs/operating names the same figure
    keep: { from: 'erased_at', period: 'P400D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    person_id: uuid().notPersonal('random id of an erased person'),
    erased_at: instant().notPersonal('when'),
  },
)

const report = 'figures of a deletion run'
export const deletionRuns = table(
  'deletion_runs',
  {
    subject: { none: 'counts, no rows' },
    keep: { from: 'started_at', period: 'P3Y', grace: 'P1D', law: 'Art. 5 Abs. 2 DSGVO' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    started_at: instant().notPersonal(report),
    finished_at: instant().optional().notPersonal(report),
    held_back_at: instant().optional().notPersonal(report),
    deleted: json<Record<string, number>>().defaulted().notPersonal(report),
    people: integer().defaulted().notPersonal(report),
    held: integer().defaulted().notPersonal(report),
    overdue_after: integer().optional().notPersonal(report),
  },
)

const evidence = 'evidence without personal data'
const forEver = { subject: { none: evidence }, keep: { while: 'organisation' } } as const
export const ledgerLeaves = table('ledger_leaves', forEver, {
  organisation_id: uuid().notPersonal('key'),
  id: uuid().notPersonal('random id'),
  kind: text().notPersonal(evidence),
  at: instant().notPersonal(evidence),
  body: json<Record<string, string | number | boolean>>().notPersonal('ids, counts and hashes only'),
  salt: bytes().notPersonal('random; makes the leaf forgettable'),
  arrival: bigint().defaulted().notPersonal('number of the transaction that wrote it'),
})
export const ledgerTree = table('ledger_tree', forEver, {
  organisation_id: uuid().notPersonal('key'),
  position: bigint().notPersonal(evidence),
  leaf_id: uuid().notPersonal(evidence),
  leaf_hash: bytes().notPersonal('salted hash of a leaf'),
})
export const ledgerCheckpoints = table('ledger_checkpoints', forEver, {
  organisation_id: uuid().notPersonal('key'),
  size: bigint().notPersonal(evidence),
  peaks: manyBytes().notPersonal('hashes of the tree'),
  note: text().notPersonal('signed tree head'),
  at: instant().notPersonal(evidence),
  horizon: bigint().defaulted().notPersonal('transactions before this one have been merged'),
  signer: text().defaulted().notPersonal('public key'),
})

export const ledgerNodes = table('ledger_nodes', forEver, {
  organisation_id: uuid().notPersonal('key'),
  block: bigint().notPersonal(evidence),
  hash: bytes().notPersonal('hash of 256 entries of the tree'),
})

const copying = 'state of the copies of checkpoints'
export const checkpointCopies = table(
  'checkpoint_copies',
  { subject: { none: 'counts and times' }, keep: { while: 'organisation' } },
  {
    organisation_id: uuid().notPersonal('key'),
    channel: text().notPersonal('mail, folder or host'),
    sent_size: bigint().defaulted().notPersonal(copying),
    sent_at: instant().optional().notPersonal(copying),
    attempts: integer().defaulted().notPersonal(copying),
    due_at: instant().notPersonal(copying),
    failing_since: instant().optional().notPersonal(copying),
    answer: text().defaulted().notPersonal('why the last attempt failed, as a code'),
  },
)

/** What the checks of the promises found; kept for a year, as figures about the system. */
export const verifyResults = table(
  'verify_results',
  {
    subject: { none: 'findings about the system' },
    keep: { from: 'at', period: 'P1Y', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: uuid().notPersonal('key'),
    run_id: uuid().notPersonal('random id'),
    promise: text().notPersonal('id of a promise'),
    outcome: text().notPersonal('kept, broken or not yet'),
    evidence: text().notPersonal('what the check saw; counts and ids of invented people'),
    at: instant().notPersonal('when'),
  },
)

/** The query builder for this module's tables, by their names in the database. */
export const db = tables({
  consents,
  wordings,
  notice_versions: noticeVersions,
  holds,
  erasures_waiting: erasuresWaiting,
  blob_removals: blobRemovals,
  tombstones,
  deletion_runs: deletionRuns,
  ledger_leaves: ledgerLeaves,
  ledger_tree: ledgerTree,
  ledger_checkpoints: ledgerCheckpoints,
  ledger_nodes: ledgerNodes,
  checkpoint_copies: checkpointCopies,
  verify_results: verifyResults,
})
