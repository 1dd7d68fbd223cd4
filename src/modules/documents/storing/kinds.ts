import { dataKind, ledgerKind } from '#privacy'

dataKind('document_uploads', {
  name: { de: 'Angefangene Ablagen', en: 'Uploads under way' },
  start: { de: 'nach dem Beginn des Hochladens', en: 'after the upload has begun' },
  columns: {
    holder_id: { de: 'Wen die Unterlage betrifft', en: 'Whom the document concerns' },
    way: { de: 'Auf welchem Weg sie kommt', en: 'How it comes' },
    opened_at: { de: 'Begonnen am', en: 'Begun on' },
  },
})
dataKind('document_leases', {
  name: { de: 'Öffnungen von Unterlagen', en: 'Openings of documents' },
  start: { de: 'nach dem Öffnen', en: 'after it was opened' },
  columns: {
    person_id: { de: 'Wen die Unterlage betraf', en: 'Whom the document concerned' },
    purpose: { de: 'Wozu geöffnet', en: 'What it was opened for' },
    actor: { de: 'Von wem', en: 'By whom' },
    began_at: { de: 'Geöffnet am', en: 'Opened on' },
    expires_at: { de: 'Spätestens beendet am', en: 'To be closed by' },
    ended_at: { de: 'Beendet am', en: 'Closed on' },
  },
  hidden: { account_id: { de: 'Konto, das geöffnet hat', en: 'Account that opened it' } },
})

ledgerKind('documents.stored', { de: 'Unterlage abgelegt und geprüft', en: 'Document filed and verified' })
ledgerKind('documents.archive-created', { de: 'Archiv angelegt', en: 'Archive created' })
ledgerKind('documents.archive-closed', { de: 'Archiv geschlossen', en: 'Archive closed' })
ledgerKind('documents.archive-opened', { de: 'Archiv wieder geöffnet', en: 'Archive opened again' })
ledgerKind('documents.damage-found', { de: 'Beschädigte Dateien gefunden', en: 'Damaged files found' })
ledgerKind('documents.damage-mended', { de: 'Beschädigte Dateien zurückgeholt', en: 'Damaged files brought back' })
