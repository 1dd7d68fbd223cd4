import { exactTokenOf, bigint, bytes, flag, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { table } from '#platform/data/table.ts'
import { members, membership, signingIn } from '../data.ts'

const bySystem = { source: 'system' } as const
const byStaff = { source: 'staff' } as const
const hidden = { source: 'system', onAccess: 'redact' } as const
const key = () => uuid().notPersonal('key')
const id = () => uuid().notPersonal('random id')

export const memberRights = table(
  'member_rights',
  { subject: { goesWith: 'members', by: 'member_id' }, keep: { while: 'parent' } },
  {
    organisation_id: key(),
    id: id(),
    member_id: uuid().notPersonal('random id of the membership'),
    role: text().personal(membership, 'status', byStaff),
    place_id: uuid().optional().personal(membership, 'identifier', byStaff),
    granted_at: instant().personal(membership, 'time', bySystem),
  },
)

/** What somebody gives, or is entered with, before they belong to the organisation. */
const person = {
  account_id: uuid().personal(membership, 'identifier', bySystem),
  name: text().sealed(membership, 'name', byStaff),
  mail: text().sealed(membership, 'mail', byStaff),
  mail_exact: exactTokenOf('mail'),
  language: text().personal(membership, 'language', byStaff),
  created_at: instant().personal(membership, 'time', bySystem),
  expires_at: instant().personal(membership, 'time', bySystem),
} as const

export const invitations = table(
  'invitations',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'expires_at', period: 'P7D', grace: 'P1D' } },
  {
    organisation_id: key(),
    id: id(),
    ...person,
    role: text().personal(membership, 'status', byStaff),
    further_role: text().optional().personal(membership, 'status', byStaff),
    place_id: uuid().optional().personal(membership, 'identifier', byStaff),
    token_hash: bytes().personal(membership, 'credential', hidden),
    used_at: instant().optional().personal(membership, 'time', bySystem),
    withdrawn_at: instant().optional().personal(membership, 'time', bySystem),
  },
)

export const joinCodes = table(
  'join_codes',
  {
    subject: { none: 'which series of codes is in use; the code itself stands nowhere' },
    keep: { while: 'organisation' },
  },
  {
    organisation_id: key(),
    id: id(),
    series: integer().defaulted().notPersonal('count'),
    active: flag().defaulted().notPersonal('setting of the organisation'),
    failures: integer().defaulted().notPersonal('count'),
    failures_since: instant().optional().notPersonal('since when wrong codes are counted'),
  },
)

export const joinRequests = table(
  'join_requests',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'expires_at', period: 'P1D', grace: 'P1D' } },
  { organisation_id: key(), id: id(), ...person },
)

export const handovers = table(
  'handovers',
  {
    subject: { ownedBy: ['account_id', 'from_account'] },
    keep: { from: 'expires_at', period: 'P30D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: key(),
    id: id(),
    from_account: uuid().personal(membership, 'identifier', bySystem),
    account_id: uuid().personal(membership, 'identifier', bySystem),
    role_after: text().personal(membership, 'status', byStaff),
    created_at: instant().personal(membership, 'time', bySystem),
    expires_at: instant().personal(membership, 'time', bySystem),
    answered_at: instant().optional().personal(membership, 'time', bySystem),
    answer: text().optional().personal(membership, 'status'),
  },
)

export const mailChanges = table(
  'mail_changes',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'expires_at', period: 'P7D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: key(),
    id: id(),
    account_id: uuid().personal(signingIn, 'identifier', bySystem),
    mail: text().sealed(signingIn, 'mail'),
    token_hash: bytes().personal(signingIn, 'credential', hidden),
    created_at: instant().personal(signingIn, 'time', bySystem),
    expires_at: instant().personal(signingIn, 'time', bySystem),
    used_at: instant().optional().personal(signingIn, 'time', bySystem),
  },
)

const proof = 'proof that an organisation was deleted'
export const organisationEnds = table(
  'organisation_ends',
  {
    subject: { none: 'organisations that ended: their name, dates and counts, until their certificate is out of date' },
    keep: { from: 'ended_at', period: 'P90D', grace: 'P1D' },
    anchor: false,
  },
  {
    organisation_id: key(),
    id: id(),
    ended_id: uuid().notPersonal('random id of the organisation that ended'),
    name: text().notPersonal(proof),
    language: text().notPersonal(proof),
    cancelled_at: instant().notPersonal(proof),
    rows: bigint().defaulted().notPersonal(proof),
    files: bigint().defaulted().notPersonal(proof),
    backups: integer().defaulted().notPersonal(proof),
    step: text().notPersonal('how far the deletion has come'),
    leaf_id: uuid().optional().notPersonal('the entry in the operator’s ledger'),
    ended_at: instant().notPersonal(proof),
  },
)

export const endRecipients = table(
  'end_recipients',
  { subject: { ownedBy: 'account_id' }, keep: { from: 'created_at', period: 'P7D', grace: 'P1D' }, anchor: false },
  {
    organisation_id: key(),
    id: id(),
    account_id: uuid().personal(membership, 'identifier', bySystem),
    ended_id: uuid().notPersonal('random id of the organisation that ended'),
    closes: flag().notPersonal('whether the account goes with it'),
    told: flag().notPersonal('whether they get the certificate'),
    created_at: instant().personal(membership, 'time', bySystem),
  },
)

export const endReminders = table(
  'end_reminders',
  { subject: { none: 'which reminders of the coming end were sent' }, keep: { while: 'organisation' } },
  {
    organisation_id: key(),
    id: id(),
    ends_at: instant().notPersonal('the end it reminds of'),
    days_before: integer().notPersonal('count'),
    sent_at: instant().notPersonal('when'),
  },
)

/** The query builder for these tables, and for the members whose rights they hold. */
export const db = tables({
  member_rights: memberRights,
  invitations,
  join_codes: joinCodes,
  join_requests: joinRequests,
  handovers,
  mail_changes: mailChanges,
  organisation_ends: organisationEnds,
  end_recipients: endRecipients,
  end_reminders: endReminders,
  members,
})
