import { texts } from '#platform/text/texts.ts'

const de = {
  title: (archive: string) => `Mitnehmen: ${archive}`,
  lead: 'Ihr Gerät öffnet die Unterlagen dieses verschlossenen Archivs und packt sie lesbar in eine ZIP-Datei, dazu zwei Tabellen: eine mit Angaben, Notizen, Stempeln und Fristen, eine mit dem Verlauf. Der Server sieht nichts davon.',
  back: 'Alles mitnehmen',
  unlock: 'Mit Ihrem Schlüssel öffnen',
  unlockLead: 'Die Passphrase bleibt auf diesem Gerät.',
  ready: (count: number) => (count === 1 ? 'Eine Unterlage' : `${count} Unterlagen`),
  none: 'In diesem Archiv liegt keine Unterlage.',
  inParts:
    'Dieser Browser kann nicht laufend in eine Datei schreiben. Sie bekommen deshalb mehrere ZIP-Dateien von etwa 250 MB, die er nacheinander speichert; die Tabellen liegen in der letzten.',
  begin: 'ZIP-Datei speichern',
  pause: 'Anhalten',
  goOn: 'Weiter',
  cancel: 'Abbrechen',
  bar: 'Fortschritt',
  unopened: 'Nicht geöffnet',
  unopenedLead:
    'Diese Unterlagen fehlen in der ZIP-Datei ganz oder zum Teil. Die Tabelle nennt sie auch, mit dem Grund.',
  say: {
    running: 'Unterlage {n} von {of}. Lassen Sie diese Seite offen.',
    paused: 'Angehalten nach {n} von {of} Unterlagen.',
    lost: 'Der Server ist nicht zu erreichen, oder Sie wurden abgemeldet. Was schon gepackt ist, bleibt. Prüfen Sie die Verbindung, melden Sie sich nötigenfalls in einem anderen Fenster an und wählen Sie „Weiter“.',
    done: 'Fertig: {n} Unterlagen sind lesbar gespeichert. Bewahren Sie die Datei sicher auf.',
    doneParts: 'Fertig: {n} Unterlagen sind lesbar gespeichert. ZIP-Dateien: {parts}. Bewahren Sie sie sicher auf.',
    some: 'Fertig, aber nicht vollständig: Von {n} Unterlagen ließen sich {bad} nicht ganz öffnen. Sie stehen unten.',
    cancelled: 'Abgebrochen. Eine halbe Datei bleibt nicht liegen.',
    cancelledParts: 'Abgebrochen. Teile, die schon gespeichert sind, löschen Sie bitte selbst.',
    failed:
      'Die ZIP-Datei ließ sich nicht fertig schreiben. Im Archiv ist nichts geändert. Bitte prüfen Sie, ob genug Platz ist, und beginnen Sie noch einmal.',
  },
} as const

const en = {
  title: (archive: string) => `Take along: ${archive}`,
  lead: 'Your device opens the documents of this sealed archive and packs them readable into a ZIP file, with two tables: one with values, notes, stamps and periods, one with the course. The server sees nothing of it.',
  back: 'Take everything along',
  unlock: 'Open with your key',
  unlockLead: 'The passphrase stays on this device.',
  ready: (count: number) => (count === 1 ? 'One document' : `${count} documents`),
  none: 'There is no document in this archive.',
  inParts:
    'This browser cannot write into a file as it goes. You therefore get several ZIP files of about 250 MB, which it saves one after the other; the tables are in the last.',
  begin: 'Save the ZIP file',
  pause: 'Pause',
  goOn: 'Go on',
  cancel: 'Cancel',
  bar: 'Progress',
  unopened: 'Not opened',
  unopenedLead:
    'These documents are missing in the ZIP file wholly or in part. The table names them, too, with the reason.',
  say: {
    running: 'Document {n} of {of}. Keep this page open.',
    paused: 'Paused after {n} of {of} documents.',
    lost: 'The server cannot be reached, or you were signed out. What is packed already stays. Check the connection, sign in in another window if need be, and choose “Go on”.',
    done: 'Done: {n} documents are saved readable. Keep the file safe.',
    doneParts: 'Done: {n} documents are saved readable. ZIP files: {parts}. Keep them safe.',
    some: 'Done, but not complete: of {n} documents {bad} could not be opened wholly. They are listed below.',
    cancelled: 'Cancelled. No half file is left behind.',
    cancelledParts: 'Cancelled. Please delete the parts that are saved already.',
    failed:
      'The ZIP file could not be finished. Nothing was changed in the archive. Please make sure that there is enough space, and begin again.',
  },
} as const

export const deviceWords = texts(de, en)
