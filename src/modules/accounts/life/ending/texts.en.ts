import type { Texts } from '#platform/text/texts.ts'
import type { de } from './texts.de.ts'

export const en: Texts<typeof de> = {
  title: 'Cancel the organisation',
  lead: 'Take along, cancel, undo.',
  takeTitle: 'Take everything along',
  takeLead:
    'A ZIP with everything kept here for your organisation: all tables as JSON Lines, all files, a description of each column. Names and details are readable in it. Keep it safe.',
  takeButton: 'Download archive',
  cancelTitle: 'Cancel',
  cancelLead: (day) => `If you cancel now, everything is deleted on ${day}.`,
  what: [
    'From now on this can only be read. The public pages say so.',
    'Signing in, taking along and undoing work until the last moment. Requests of people about their data are still answered.',
    'We remind the main administrators 14, 7 and 1 days before.',
    'Then data, files, keys and the parts in all backups are deleted. Nothing can be brought back.',
    'Main administrators and the operator get a certificate that can be checked without us.',
  ],
  typed: 'Name of the organisation',
  typedHint: (name) => `To confirm please write: ${name}`,
  cancelButton: 'Cancel organisation',
  endingTitle: (day) => `Cancelled: everything is deleted on ${day}`,
  endingText: 'Until then this can only be read. Download everything you want to keep.',
  undoTitle: 'Stay after all?',
  undoText: 'If you undo the cancellation, all goes on as before. Nothing is deleted yet.',
  undoButton: 'Undo cancellation',
  operator: 'The organisation of the operator cannot be cancelled: the accounts of all are kept in it.',
  done: {
    cancelled: 'The organisation is cancelled. The main administrators get a mail.',
    undone: 'The cancellation is undone. Everything can be edited again.',
  },
  certificate: {
    title: 'Certificate of deletion',
    lead: (name) => `${name} is deleted.`,
    organisation: 'Organisation',
    identifier: 'Identifier',
    cancelled: 'Cancelled on',
    deleted: 'Deleted on',
    rows: 'Entries deleted',
    files: 'Files deleted',
    backups: 'Backups cleared',
    ledger: 'Entry in the ledger',
    operator: 'Operator',
    says: [
      'First the keys of the organisation and of all its people were destroyed. From then on nothing sealed could be read.',
      'Then all entries of all tables, all files, the queue of mails and the ledger of the organisation were deleted.',
      'From all backups the keys, the parts of the organisation and its entry in the directory were removed.',
      'An independent count found no entry afterwards.',
    ],
    check: 'Check',
    checkText:
      'The receipt below holds the entry in the operator’s ledger, the way to a signed state and the key to check it. The program verify-receipt.mjs checks it without any connection to us.',
    pdf: 'Certificate as PDF',
    receipt: 'Receipt to be checked (JSON)',
    until: (day) => `This page is here until ${day}. After that we keep only the entry without a name.`,
    waiting: 'The receipt is being entered just now. Please reload the page in a minute.',
  },
}
