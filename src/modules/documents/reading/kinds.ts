import { dataKind } from '#privacy'

dataKind('document_pages', {
  name: { de: 'Gelesener Text von Unterlagen', en: 'Text read from documents' },
  columns: {
    text: { de: 'Text der Seite', en: 'Text of the page' },
    words: { de: 'Lage der Wörter', en: 'Places of the words' },
  },
  hidden: {
    words: { de: 'Nur Maße; der Text selbst steht daneben', en: 'Only measures; the text itself stands beside them' },
  },
})
dataKind('document_previews', {
  name: { de: 'Vorschaubilder von Unterlagen', en: 'Previews of documents' },
  columns: { file: { de: 'Vorschau', en: 'Preview' } },
  hidden: {
    file: {
      de: 'Nur ein Bild der Unterlage, die selbst beiliegt',
      en: 'Only a picture of the document, which itself is enclosed',
    },
  },
})
dataKind('document_readings', {
  name: { de: 'Stand des Lesens von Unterlagen', en: 'State of reading documents' },
  columns: { password: { de: 'Kennwort der Datei', en: 'Password of the file' } },
  hidden: { password: { de: 'Schützt die Datei', en: 'Protects the file' } },
})
dataKind('document_parts', { name: { de: 'Anhänge von Mails', en: 'Attachments of mails' } })
