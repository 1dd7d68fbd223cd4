import { DOCUMENTS } from '../viewing/paths.ts'

/** Within the organisation. */
export const TYPES = '/team/einrichtung/dokumenttypen'
export const TAGS = '/team/einrichtung/schlagworte'
export const SHEETS = '/team/einrichtung/trennblaetter'
export const CASES = '/team/akten'

export const typePage = (id: string): string => `${TYPES}/${id}`
export const casePage = (id: string): string => `${CASES}/${id}`

/** Below a document's page. */
export const factsParts = { facts: '/angaben', links: '/zusammenhang', invoice: '/rechnung' } as const
export const factsPage = (document: string): string => `${DOCUMENTS}/${document}${factsParts.facts}`
export const linksPage = (document: string): string => `${DOCUMENTS}/${document}${factsParts.links}`
export const invoicePage = (document: string): string => `${DOCUMENTS}/${document}${factsParts.invoice}`
