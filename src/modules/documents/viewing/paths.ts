import type { Marks } from '../search/wanted.ts'
import type { Box } from '../types.ts'
import type { DocumentTab } from './panels.ts'

/** Within the organisation; also the list of all documents (search). */
export const DOCUMENTS = '/team/dokumente'
/** Tells open pages that documents were read. */
export const NEWS = `${DOCUMENTS}/live`
export const UPLOAD = `${DOCUMENTS}/hochladen`

const tabParts: Readonly<Record<DocumentTab, string>> = { document: '', work: '/bearbeitung', history: '/verlauf' }

/** The page of a document; with `tab` another of its tabs. */
export const documentPage = (id: string, tab: DocumentTab = 'document'): string => `${DOCUMENTS}/${id}${tabParts[tab]}`

/**
 * A document at the page where words were found, which the viewer then marks. What was looked for stands behind the `#`:
 * a browser keeps that to itself, so it reaches no server and no log.
 */
export const hitPage = (id: string, at: { readonly page?: number | undefined; readonly marks?: Marks }): string =>
  `${documentPage(id)}${at.page === undefined ? '' : `?seite=${at.page}`}${
    at.marks === undefined ? '' : `#treffer=${encodeURIComponent(JSON.stringify(at.marks))}`
  }`

/**
 * A document at the page where one of its values stands, which the viewer then marks there. The value's name makes each an
 * address of its own, so that the page is opened anew.
 */
export function factPage(
  id: string,
  { field, page, box }: { readonly field: string; readonly page: number; readonly box?: Box | undefined },
): string {
  const place = box && [page, box.x, box.y, box.width, box.height].join('_')
  return `${documentPage(id)}?seite=${page}&wert=${encodeURIComponent(field)}${place ? `#stelle=${place}` : ''}`
}

/** The parts of a document's page that a browser asks for on its own; below `documentPage(id)`. */
export const parts = {
  /** The file as it came, to be kept. */
  original: '/datei',
  /** A PDF, or a picture that browsers show. */
  view: '/ansicht',
  /** Some bytes of the file, `?von=0&bis=1024`, of a PDF that is not loaded whole. */
  piece: '/ansicht/teil',
  /** With the page's number behind: a PNG, and its words as JSON. */
  picture: '/bild',
  words: '/woerter',
  text: '/text',
  marks: '/notizen',
  redactions: '/schwaerzungen',
  redactedCopy: '/schwaerzungen/kopie',
  compare: '/vergleich',
} as const
