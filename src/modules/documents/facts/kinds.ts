import { dataKind } from '#privacy'

dataKind('document_types', { name: { de: 'Dokumenttypen', en: 'Document types' } })
dataKind('document_fields', { name: { de: 'Felder der Dokumenttypen', en: 'Fields of document types' } })
dataKind('document_tags', { name: { de: 'Schlagworte', en: 'Tags' } })
dataKind('document_taggings', {
  name: { de: 'Schlagworte an Unterlagen', en: 'Tags on documents' },
  columns: { tag_id: { de: 'Schlagwort', en: 'Tag' } },
})
dataKind('document_cases', {
  name: { de: 'Akten', en: 'Case files' },
  start: { de: 'nach dem Abschluss der Akte', en: 'after the case was closed' },
  columns: {
    holder_id: { de: 'Wen die Akte betrifft', en: 'Whom the case concerns' },
    number: { de: 'Aktenzeichen', en: 'Case number' },
    title: { de: 'Titel', en: 'Title' },
    note: { de: 'Bemerkung', en: 'Note' },
    opened_at: { de: 'Angelegt am', en: 'Opened on' },
    closed_at: { de: 'Abgeschlossen am', en: 'Closed on' },
  },
})
const linked = {
  de: 'nach der Zuordnung, spätestens mit der Akte oder Unterlage',
  en: 'after the link was made, with the case or document at the latest',
}
dataKind('document_case_people', {
  name: { de: 'Beteiligte an Akten', en: 'People of case files' },
  start: linked,
  columns: {
    case_id: { de: 'Akte', en: 'Case file' },
    person_id: { de: 'Beteiligte Person', en: 'Person concerned' },
    linked_at: { de: 'Zugeordnet am', en: 'Linked on' },
  },
})
dataKind('document_people', {
  name: { de: 'Personen zu Unterlagen', en: 'People of documents' },
  start: linked,
  columns: {
    document_id: { de: 'Unterlage', en: 'Document' },
    person_id: { de: 'Person', en: 'Person' },
    role: { de: 'Rolle', en: 'Role' },
    linked_at: { de: 'Zugeordnet am', en: 'Linked on' },
  },
})
const keyed = { de: 'Verschlüsselte Kennzahlen der Wörter', en: 'Keyed numbers of the words' }
dataKind('document_sketches', {
  name: { de: 'Kennzahlen zum Finden ähnlicher Unterlagen', en: 'Numbers to find similar documents' },
  columns: {
    features: keyed,
    signature: { de: 'Verschlüsselte Kurzform der Wörter', en: 'Keyed short form of the words' },
    bands: { de: 'Verschlüsselte Abschnitte der Kurzform', en: 'Keyed parts of the short form' },
  },
  hidden: { features: keyed, signature: keyed, bands: keyed },
})
dataKind('document_invoices', {
  name: { de: 'Angaben aus E-Rechnungen', en: 'Contents of electronic invoices' },
  columns: { invoice: { de: 'Rechnungsangaben', en: 'Contents of the invoice' } },
})
dataKind('document_senders', {
  name: { de: 'Gelerntes über Absender', en: 'What was learned of senders' },
  start: { de: 'nach der letzten Verwendung', en: 'after last use' },
  columns: {
    holder_id: { de: 'Absender', en: 'Sender' },
    learned: { de: 'Wo die Angaben stehen', en: 'Where the values stand' },
    used_at: { de: 'Zuletzt verwendet am', en: 'Last used on' },
  },
})
