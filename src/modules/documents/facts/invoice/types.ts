/** A party of an invoice (EN 16931: BG-4 seller, BG-7 buyer). */
export type Party = {
  readonly name?: string
  readonly street?: string
  readonly postcode?: string
  readonly city?: string
  readonly country?: string
  readonly vatId?: string
  readonly taxNumber?: string
  readonly registration?: string
  readonly contact?: string
  readonly phone?: string
  readonly mail?: string
}

export type InvoiceLine = {
  readonly id?: string
  readonly name?: string
  readonly description?: string
  /** As written, a decimal with a point. */
  readonly quantity?: string
  /** UN/ECE Recommendation 20: `H87`, `HUR`. */
  readonly unit?: string
  readonly price?: string
  readonly net?: string
  readonly taxRate?: string
}

/** A share of the total with one rate (BG-23). */
export type InvoiceTax = {
  /** UNTDID 5305: `S` standard, `E` exempt, `AE` reverse charge. */
  readonly category?: string
  readonly rate?: string
  readonly base?: string
  readonly amount?: string
  readonly reason?: string
}

/** Decimals with a point, in the invoice's currency (BG-22). */
export type InvoiceTotals = {
  readonly lines?: string
  readonly allowances?: string
  readonly charges?: string
  readonly net?: string
  readonly tax?: string
  readonly gross?: string
  readonly prepaid?: string
  readonly due?: string
}

/** What an electronic invoice says (EN 16931), as far as people look at it. Dates `2026-11-22`. */
export type Invoice = {
  readonly syntax: 'cii' | 'ubl'
  /** The specification it names (BT-24). */
  readonly profile?: string
  readonly number?: string
  /** UNTDID 1001: 380 invoice, 381 credit note, 384 correction, 326 partial, 389 self-billed. */
  readonly kind?: string
  readonly date?: string
  readonly dueDate?: string
  readonly deliveryDate?: string
  readonly periodFrom?: string
  readonly periodTo?: string
  readonly currency?: string
  /** Where the buyer routes it (BT-10), the Leitweg-ID of an authority. */
  readonly buyerReference?: string
  readonly order?: string
  readonly contract?: string
  /** What the seller calls the buyer (BT-46). */
  readonly customerNumber?: string
  readonly precedingInvoice?: string
  readonly seller: Party
  readonly buyer: Party
  readonly lines: readonly InvoiceLine[]
  readonly taxes: readonly InvoiceTax[]
  readonly totals: InvoiceTotals
  readonly iban?: string
  readonly bic?: string
  readonly accountName?: string
  readonly paymentReference?: string
  readonly paymentTerms?: string
  readonly notes: readonly string[]
}
