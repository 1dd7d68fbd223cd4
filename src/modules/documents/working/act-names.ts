import type { Bilingual } from '#platform/data/activity.ts'
import type { Language } from '#platform/text/language.ts'

/** What is said of an act of the audit; codes are those of `noteAct`. */
const names: Readonly<Record<string, Bilingual>> = {
  'document.filed': { de: 'Abgelegt und geprüft gespeichert', en: 'Filed and verified' },
  'document.version-added': { de: 'Neue Fassung abgelegt', en: 'New version filed' },
  'document.read': { de: 'Gelesen und erschlossen', en: 'Read and indexed' },
  'document.unreadable': { de: 'Konnte nicht gelesen werden', en: 'Could not be read' },
  'document.decrypted': { de: 'Mit dem Schlüssel des Postfachs entschlüsselt', en: 'Decrypted with the mailbox’s key' },
  'document.read-again': { de: 'Noch einmal gelesen', en: 'Read once more' },
  'document.seen': { de: 'Angesehen', en: 'Looked at' },
  'document.downloaded': { de: 'Heruntergeladen', en: 'Downloaded' },
  'document.exported': { de: 'Ausgegeben', en: 'Exported' },
  'document.changed': { de: 'Angaben geändert', en: 'Facts changed' },
  'document.renamed': { de: 'Titel geändert', en: 'Title changed' },
  'document.moved': { de: 'In anderes Archiv gelegt', en: 'Moved to another archive' },
  'document.assigned': { de: 'Person zugeordnet', en: 'Person assigned' },
  'document.marked': { de: 'Notiz oder Markierung angebracht', en: 'Note or mark made' },
  'document.unmarked': { de: 'Notiz oder Markierung entfernt', en: 'Note or mark removed' },
  'document.redacted': { de: 'Stelle geschwärzt', en: 'Place redacted' },
  'document.unredacted': { de: 'Schwärzung aufgehoben', en: 'Redaction lifted' },
  'document.redacted-copy': { de: 'Geschwärzte Kopie abgelegt', en: 'Redacted copy filed' },
  'document.linked': { de: 'Verknüpft', en: 'Linked' },
  'document.unlinked': { de: 'Verknüpfung gelöst', en: 'Link removed' },
  'document.tagged': { de: 'Schlagwort gesetzt', en: 'Tagged' },
  'document.untagged': { de: 'Schlagwort entfernt', en: 'Tag removed' },
  'document.typed': { de: 'Dokumenttyp gesetzt', en: 'Document type set' },
  'document.stamped': { de: 'Gestempelt', en: 'Stamped' },
  'document.task-given': { de: 'Aufgabe gegeben', en: 'Task given' },
  'document.task-done': { de: 'Aufgabe erledigt', en: 'Task done' },
  'document.period-began': {
    de: 'Bearbeitung zu Ende, Aufbewahrungsfrist läuft',
    en: 'Work ended, period of keeping runs',
  },
  'document.period-waits': {
    de: 'Wieder in Bearbeitung, Aufbewahrungsfrist wartet',
    en: 'Work goes on, period of keeping waits',
  },
  'document.locked': { de: 'Archiviert und gesperrt', en: 'Archived and locked' },
  'document.lock-extended': { de: 'Archivsperre verlängert', en: 'Archive lock extended' },
  'document.released': { de: 'Aus dem Archiv freigegeben', en: 'Released from the archive' },
  'document.shared': { de: 'Link erstellt', en: 'Link made' },
  'document.unshared': { de: 'Link beendet', en: 'Link ended' },
  'document.fetched': { de: 'Über Link abgerufen', en: 'Fetched by link' },
  'document.shown': { de: 'Im Kundenkonto gezeigt', en: 'Shown in the customer account' },
  'document.hidden': { de: 'Nicht mehr im Kundenkonto gezeigt', en: 'No longer shown in the customer account' },
  'document.trashed': { de: 'In den Papierkorb gelegt', en: 'Put into the bin' },
  'document.restored': { de: 'Aus dem Papierkorb geholt', en: 'Taken out of the bin' },
}

/** The name of an act; one that nobody has told stands as it was written. */
export const actName = (act: string, language: Language): string => names[act]?.[language] ?? act
