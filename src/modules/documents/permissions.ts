import type { Permission } from '#platform/http/permission.ts'

// The places of these rights are archives.
export const mayReadDocuments: Permission = {
  permission: 'documents.read',
  roles: ['main-administrator', 'administrator', 'desk', 'read-only'],
  perPlace: true,
  why: { de: 'Unterlagen suchen und lesen', en: 'Search and read documents' },
}
export const mayFileDocuments: Permission = {
  permission: 'documents.file',
  roles: ['main-administrator', 'administrator', 'desk'],
  perPlace: true,
  why: {
    de: 'Unterlagen ablegen, bearbeiten, stempeln und teilen',
    en: 'File, edit, stamp and share documents',
  },
}
export const mayLockDocuments: Permission = {
  permission: 'documents.lock',
  roles: ['main-administrator', 'administrator'],
  perPlace: true,
  why: {
    de: 'Unterlagen revisionssicher archivieren, freigeben und löschen',
    en: 'Lock documents in the archive, release and delete them',
  },
}
export const maySetUpDocuments: Permission = {
  permission: 'documents.set-up',
  roles: ['main-administrator', 'administrator'],
  why: {
    de: 'Archive, Dokumenttypen, Stempel, Postfächer und Zugangsschlüssel einrichten',
    en: 'Set up archives, document types, stamps, mailboxes and access keys',
  },
}
