import { readCii } from './cii.ts'
import { first, readXml } from './tree.ts'
import type { Invoice } from './types.ts'
import { readUbl } from './ubl.ts'

/** Whether a text is an electronic invoice that `readInvoice` reads, by its root element. */
export const isInvoiceXml = (text: string): boolean =>
  /<(?:\w+:)?(?:CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s>]/.test(text.slice(0, 4_096))

/**
 * Reads an electronic invoice: CII (ZUGFeRD, Factur-X, XRechnung) or UBL (XRechnung, Peppol).
 * @returns undefined for anything else, and for XML that declares a document type (entities, external files)
 */
export function readInvoice(xml: string): Invoice | undefined {
  const tree = readXml(xml)
  const cii = first(tree, 'CrossIndustryInvoice|CrossIndustryDocument')
  if (cii) return readCii(cii)
  const ubl = first(tree, 'Invoice|CreditNote')
  // other formats have roots of this name too
  return ubl && (ubl['LegalMonetaryTotal'] || ubl['AccountingSupplierParty']) ? readUbl(ubl) : undefined
}
