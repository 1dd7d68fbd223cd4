import { members } from '#accounts'
import { bytes, instant, integer, text, uuid } from '#platform/data/columns.ts'
import { tables } from '#platform/data/query-builder.ts'
import { type Selected, table } from '#platform/data/table.ts'
import { archives, documents, filing, storing, versions } from '../data.ts'
import { documentWords } from '../search/data.ts'

const bySystem = { source: 'system' } as const
const hidden = { ...bySystem, onAccess: 'redact' } as const

/** Access keys for machines that file into one archive: a scanner, a program, the command line. They read nothing. */
export const apiKeys = table(
  'document_api_keys',
  {
    subject: { none: 'keys of machines, not of a person' },
    keep: {
      from: 'ended_at',
      period: 'P1Y',
      grace: 'P1D',
      openWhile: { de: 'solange der Zugangsschlüssel gilt', en: 'as long as the access key is valid' },
    },
  },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    archive_id: uuid().notPersonal('random id of an archive'),
    name: text().notPersonal('name of a machine, chosen by the organisation'),
    /** `command-line` or `api`: the way that its documents are filed with. */
    way: text().notPersonal('what the key is for'),
    token_hash: bytes().notPersonal('hash of a random key'),
    created_at: instant().notPersonal('when the key was made'),
    used_at: instant().optional().notPersonal('when the key was last used, to the day'),
    ended_at: instant().optional().notPersonal('when the key was taken back'),
  },
)
export type ApiKeyRow = Selected<typeof apiKeys>

/** A member's own keys for archives that the server cannot read; the private one opens with their passphrase only. */
export const memberKeys = table(
  'document_member_keys',
  { subject: { goesWith: 'members', by: 'member_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    member_id: uuid().notPersonal('random id of a member'),
    public_key: bytes().personal(storing, 'credential', hidden),
    private_key: bytes().personal(storing, 'credential', hidden),
    salt: bytes().personal(storing, 'credential', hidden),
    rounds: integer().personal(storing, 'credential', hidden),
    created_at: instant().personal(storing, 'time', bySystem),
  },
)
export type MemberKeyRow = Selected<typeof memberKeys>

/** The private key of an archive that the server cannot read, sealed to each of its members. */
export const archiveMembers = table(
  'document_archive_members',
  { subject: { goesWith: 'members', by: 'member_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    archive_id: uuid().notPersonal('random id of an archive'),
    member_id: uuid().notPersonal('random id of a member'),
    sealed_key: bytes().personal(storing, 'credential', hidden),
    added_at: instant().personal(storing, 'time', bySystem),
  },
)

/** What members' devices read of a document, sealed by them: text with places, and the words a search is widened with. */
export const sealedTexts = table(
  'document_sealed_texts',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    document_id: uuid().notPersonal('random id of a document'),
    version_id: uuid().notPersonal('random id of a version'),
    kind: text().notPersonal('pages with their text, or the words of all of them'),
    part: integer().notPersonal('counts from 0'),
    first_page: integer().notPersonal('where the part begins'),
    last_page: integer().notPersonal('where the part ends'),
    box: bytes().personal(filing, 'free-text', hidden),
  },
)

/** What a member laid over a page of a document that no server reads; words, kind and place are sealed by their device. */
export const sealedNotes = table(
  'document_sealed_notes',
  { subject: { goesWith: 'documents', by: 'document_id' }, keep: { while: 'parent' } },
  {
    organisation_id: uuid().notPersonal('key'),
    id: uuid().notPersonal('random id'),
    document_id: uuid().notPersonal('random id of a document'),
    version_number: integer().notPersonal('number of a version'),
    box: bytes().personal(filing, 'free-text', { source: 'staff', onAccess: 'redact' }),
    made_at: instant().personal(filing, 'time', bySystem),
    by_account: uuid().optional().notPersonal('random id of who acted; names nobody once the account is gone'),
  },
)

export const db = tables({
  documents,
  document_versions: versions,
  document_words: documentWords,
  document_sealed_texts: sealedTexts,
  document_sealed_notes: sealedNotes,
  members,
  document_archives: archives,
  document_api_keys: apiKeys,
  document_member_keys: memberKeys,
  document_archive_members: archiveMembers,
})
