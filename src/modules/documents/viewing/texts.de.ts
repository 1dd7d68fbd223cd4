export const de = {
  tabs: {
    label: 'Ansichten der Unterlage',
    document: 'Unterlage',
    work: 'Bearbeitung',
    history: 'Fassungen und Verlauf',
  },
  untitled: 'Ohne Titel',
  back: 'Alle Unterlagen',
  upload: {
    title: 'Unterlagen ablegen',
    action: 'Ablegen',
    archive: 'Archiv',
    files: 'Dateien',
    none: 'Noch kein Archiv, in dem Sie ablegen dürfen',
    noneHint: 'Unter Einrichtung legt die Verwaltung ein Archiv an und gibt Ihnen das Recht, dort abzulegen.',
  },
  nothingHere: 'Hier ist noch nichts zu tun',
  nothingHereHint: 'Sobald an der Unterlage gearbeitet wird, steht es hier.',
}
