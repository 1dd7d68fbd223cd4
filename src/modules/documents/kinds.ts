import type { Scope } from '#platform/data/scope.ts'
import { dataKind, type Part } from '#privacy'
import { db as factsDb } from './facts/data.ts'

/** The fields of all types, also of those that are not in use any more. */
async function ownFields(at: Scope<string>): Promise<ReadonlyMap<string, Part>> {
  const rows = await factsDb(at).selectFrom('document_fields').select(['id', 'name', 'kind']).execute()
  return new Map(rows.map(({ id, name, kind }) => [id, { de: name, en: name, kind }]))
}

// The plain words for this module's tables in notice, register, retention matrix and answers.
dataKind('document_archives', { name: { de: 'Archive für Unterlagen', en: 'Archives for documents' } })
dataKind('documents', {
  name: { de: 'Unterlagen', en: 'Documents' },
  parts: { facts: ownFields },
  start: { de: 'nach dem Beginn der Aufbewahrungsfrist', en: 'after the retention period has begun' },
  columns: {
    holder_id: { de: 'Wen die Unterlage betrifft', en: 'Whom the document concerns' },
    title: { de: 'Titel', en: 'Title' },
    facts: { de: 'Erkannte Angaben', en: 'Values found' },
    dated_on: { de: 'Datum der Unterlage', en: 'Date of the document' },
    pages: { de: 'Seiten', en: 'Pages' },
    archive_number: { de: 'Nummer auf dem Papier', en: 'Number on the paper' },
    way: { de: 'Auf welchem Weg sie kam', en: 'How it came' },
    state: { de: 'Stand der Bearbeitung', en: 'State of work' },
    received_at: { de: 'Eingegangen am', en: 'Received on' },
    keep_from: { de: 'Aufbewahrung gerechnet ab', en: 'Kept from' },
    shown_at: { de: 'In Ihrem Kundenkonto seit', en: 'In your customer account since' },
  },
})
dataKind('document_versions', {
  name: { de: 'Fassungen von Unterlagen', en: 'Versions of documents' },
  columns: {
    file: { de: 'Datei', en: 'File' },
    file_name: { de: 'Dateiname', en: 'File name' },
    media_type: { de: 'Art der Datei', en: 'Kind of file' },
    size: { de: 'Größe in Byte', en: 'Size in bytes' },
    stored_at: { de: 'Abgelegt am', en: 'Filed on' },
    verified_at: { de: 'Zuletzt geprüft am', en: 'Last verified on' },
    manifest: { de: 'Verzeichnis der Datei', en: 'Manifest of the file' },
    seal: { de: 'Siegel', en: 'Seal' },
    signature: { de: 'Signatur', en: 'Signature' },
    plain_mac: { de: 'Prüfwert des Inhalts', en: 'Keyed hash of the content' },
  },
  fileNames: { file: 'file_name' },
  hidden: {
    manifest: { de: 'Prüfangaben zur Datei', en: 'Data to verify the file' },
    seal: { de: 'Prüfangaben zur Datei', en: 'Data to verify the file' },
    signature: { de: 'Prüfangaben zur Datei', en: 'Data to verify the file' },
    plain_mac: { de: 'Prüfangaben zur Datei', en: 'Data to verify the file' },
  },
})
