import type { Invoice } from './types.ts'

/** Whether a text is an electronic invoice that `readInvoice` reads, by its root element. */
export const isInvoiceXml = (text: string): boolean =>
  /<(?:\w+:)?(?:CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s>]/.test(text.slice(0, 4_096))

/**
 * Reads an electronic invoice: CII (ZUGFeRD, Factur-X, XRechnung) or UBL (XRechnung, Peppol).
 * @returns undefined for anything else, and for XML that declares a document type (entities, external files)
 */
export function readInvoice(_xml: string): Invoice | undefined {
  throw new Error('not built yet')
}
