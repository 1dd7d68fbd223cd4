import { documentPage, DOCUMENTS } from '../viewing/paths.ts'

/** Within the organisation. */
export const TASKS = '/team/aufgaben'
export const OVERDUE = `${TASKS}/archivfristen`
export const STAMPS = '/team/einrichtung/stempel'

export const stampPage = (id: string): string => `${STAMPS}/${id}`
export const workOf = (document: string): string => documentPage(document, 'work')
/** Where a form about a document sends. */
export const act = (document: string, what: string): string => `${DOCUMENTS}/${document}/${what}`
export const REQUESTS = '/team/unterlagen-anfordern'
/** In the customer account. */
export const OWN = '/konto/unterlagen'
export const OWN_HAND_IN = '/konto/unterlagen-einreichen'
export const BULK = `${DOCUMENTS}/mehrere`
