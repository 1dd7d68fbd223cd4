import type { DocumentTab } from './panels.ts'

/** Within the organisation; also the list of all documents (search). */
export const DOCUMENTS = '/dokumente'
export const UPLOAD = `${DOCUMENTS}/hochladen`

const tabParts: Readonly<Record<DocumentTab, string>> = { document: '', work: '/bearbeitung', history: '/verlauf' }

/** The page of a document; with `tab` another of its tabs. */
export const documentPage = (id: string, tab: DocumentTab = 'document'): string => `${DOCUMENTS}/${id}${tabParts[tab]}`
