import { dataKind } from '#privacy'

// The plain words for this part's tables in notice, register, retention matrix and answers.
dataKind('document_marks', {
  name: { de: 'Notizen und Stempelbilder auf Unterlagen', en: 'Notes and pictures of stamps on documents' },
  columns: {
    kind: {
      de: 'Art (Notiz, Markierung, Stempelbild, Schwärzung)',
      en: 'Kind (note, mark, picture of a stamp, redaction)',
    },
    words: { de: 'Text', en: 'Text' },
    made_at: { de: 'Angebracht am', en: 'Put there on' },
  },
})
