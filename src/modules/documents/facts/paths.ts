import { DOCUMENTS } from '../viewing/paths.ts'

/** Within the organisation. */
export const TYPES = '/einrichtung/dokumenttypen'
export const TAGS = '/einrichtung/schlagworte'
export const SHEETS = '/einrichtung/trennblaetter'
export const CASES = '/akten'

export const typePage = (id: string): string => `${TYPES}/${id}`
export const casePage = (id: string): string => `${CASES}/${id}`

/** Below a document's page. */
export const factsParts = { facts: '/angaben', links: '/zusammenhang', invoice: '/rechnung' } as const
export const factsPage = (document: string): string => `${DOCUMENTS}/${document}${factsParts.facts}`
export const linksPage = (document: string): string => `${DOCUMENTS}/${document}${factsParts.links}`
export const invoicePage = (document: string): string => `${DOCUMENTS}/${document}${factsParts.invoice}`
