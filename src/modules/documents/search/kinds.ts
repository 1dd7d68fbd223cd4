import { dataKind } from '#privacy'

// The plain words for this folder's tables in notice, register, retention matrix and answers.
dataKind('document_words', {
  name: { de: 'Suchwörter von Unterlagen (verschlüsselt)', en: 'Search words of documents (keyed)' },
  columns: { words: { de: 'Suchwörter', en: 'Search words' } },
  hidden: {
    words: {
      de: 'Kennzeichen, aus denen sich kein Wort ablesen lässt; der Text selbst steht bei den Seiten',
      en: 'Tokens from which no word can be read; the text itself stands with the pages',
    },
  },
})
dataKind('document_vocabularies', {
  name: { de: 'Wortliste aller Unterlagen (versiegelt)', en: 'Word list of all documents (sealed)' },
})
dataKind('document_searches', {
  name: { de: 'Gespeicherte Suchen', en: 'Saved searches' },
  about: 'staff',
  columns: {
    account_id: { de: 'Wer die Suche gespeichert hat', en: 'Who saved the search' },
    name: { de: 'Name der Suche', en: 'Name of the search' },
    wanted: { de: 'Wonach gesucht wird', en: 'What is searched for' },
    shared: { de: 'Für alle sichtbar', en: 'Visible to all' },
    created_at: { de: 'Gespeichert am', en: 'Saved on' },
  },
})
