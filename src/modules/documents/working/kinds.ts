import { dataKind, holdKeeper, ledgerKind } from '#privacy'

// The plain words for this part's tables in notice, register, retention matrix and answers.
dataKind('document_acts', {
  name: { de: 'Was mit Unterlagen geschah', en: 'What was done with documents' },
  columns: {
    act: { de: 'Vorgang', en: 'Act' },
    at: { de: 'Wann', en: 'When' },
    by_kind: { de: 'Wer (Art der Person)', en: 'Who (kind of person)' },
    facts: { de: 'Angaben zum Vorgang', en: 'Facts of the act' },
  },
})
dataKind('document_stamps', { name: { de: 'Stempel', en: 'Stamps' } })
dataKind('document_stampings', {
  name: { de: 'Stempel auf Unterlagen', en: 'Stamps on documents' },
  columns: {
    state: { de: 'Stand nach dem Stempel', en: 'State after the stamp' },
    note: { de: 'Bemerkung', en: 'Note' },
    at: { de: 'Gestempelt am', en: 'Stamped on' },
  },
})
dataKind('document_tasks', {
  name: { de: 'Aufgaben zu Unterlagen', en: 'Tasks about documents' },
  columns: {
    kind: { de: 'Art der Aufgabe', en: 'Kind of task' },
    what: { de: 'Was zu tun ist', en: 'What is to be done' },
    due_on: { de: 'Bis wann', en: 'Due on' },
    made_at: { de: 'Gestellt am', en: 'Set on' },
    done_at: { de: 'Erledigt am', en: 'Done on' },
  },
})
dataKind('document_locks', {
  name: { de: 'Archivsperren von Unterlagen', en: 'Archive locks of documents' },
  columns: {
    locked_at: { de: 'Gesperrt am', en: 'Locked on' },
    law: { de: 'Rechtsgrund der Aufbewahrung', en: 'Legal ground of keeping' },
    until: { de: 'Letzter Tag der Frist', en: 'Last day of the period' },
    released_at: { de: 'Freigegeben am', en: 'Released on' },
    released_on: { de: 'Tag der Freigabe', en: 'Day of release' },
  },
})
dataKind('document_shares', {
  name: { de: 'Freigabelinks von Unterlagen', en: 'Links to documents' },
  columns: {
    label: { de: 'Für wen der Link ist', en: 'Whom the link is for' },
    made_at: { de: 'Erstellt am', en: 'Made on' },
    expires_at: { de: 'Gültig bis', en: 'Valid until' },
    fetched: { de: 'Wie oft abgerufen', en: 'How often fetched' },
    last_at: { de: 'Zuletzt abgerufen am', en: 'Last fetched on' },
    ended_at: { de: 'Beendet am', en: 'Ended on' },
  },
})
dataKind('document_requests', {
  name: { de: 'Anforderungen von Unterlagen', en: 'Requests for documents' },
  start: { de: 'nach dem Ablauf des Links', en: 'after the link has expired' },
  columns: {
    holder_id: { de: 'Wen die Unterlagen betreffen', en: 'Whom the documents concern' },
    title: { de: 'Was gebraucht wird', en: 'What is needed' },
    wording: { de: 'Hinweis an Sie', en: 'Note to you' },
    made_at: { de: 'Angefordert am', en: 'Asked for on' },
    expires_at: { de: 'Gültig bis', en: 'Valid until' },
    received: { de: 'Wie viele Dateien kamen', en: 'How many files came' },
    ended_at: { de: 'Beendet am', en: 'Ended on' },
  },
})

ledgerKind('documents.stamped', { de: 'Unterlage gestempelt', en: 'Document stamped' })
ledgerKind('documents.locked', { de: 'Unterlage archiviert', en: 'Document locked in the archive' })
ledgerKind('documents.lock-extended', { de: 'Archivsperre verlängert', en: 'Archive lock extended' })
ledgerKind('documents.released', {
  de: 'Unterlage aus dem Archiv freigegeben',
  en: 'Document released from the archive',
})
ledgerKind('documents.shared', { de: 'Link zu Unterlage erstellt', en: 'Link to a document made' })
ledgerKind('documents.share-ended', { de: 'Link zu Unterlage beendet', en: 'Link to a document ended' })
ledgerKind('documents.requested', { de: 'Unterlagen angefordert', en: 'Documents asked for' })
ledgerKind('documents.request-ended', { de: 'Anforderung beendet', en: 'Request for documents ended' })
ledgerKind('documents.shown', { de: 'Unterlage im Kundenkonto gezeigt', en: 'Document shown in the customer account' })

holdKeeper('documents.lock', { de: 'Archivsperre einer Unterlage', en: 'Archive lock of a document' })
