import { all, attribute, date, decimal, type Element, first, own, present, text } from './tree.ts'
import type { Invoice, InvoiceLine, Party } from './types.ts'

const MOST_LINES = 2_000
const PARTY_TAX = 'PartyTaxScheme'

/** Universal Business Language (OASIS), invoice and credit note: XRechnung, Peppol. */
export function readUbl(root: Element): Invoice {
  const currency = text(root, 'DocumentCurrencyCode')
  const sums = first(root, 'LegalMonetaryTotal')
  const sum = (name: string) => decimal(text(sums, name))
  const totals = all(root, 'TaxTotal')
  const total = totals.find((one) => attribute(first(one, 'TaxAmount'), 'currencyID') === currency) ?? totals[0]
  const means = all(root, 'PaymentMeans')
  const account = means.flatMap((one) => all(one, 'PayeeFinancialAccount'))[0]
  const buyer = first(root, 'AccountingCustomerParty/Party')
  return {
    syntax: 'ubl',
    ...present({
      profile: text(root, 'CustomizationID'),
      number: text(root, 'ID'),
      kind: text(root, 'InvoiceTypeCode|CreditNoteTypeCode'),
      date: date(text(root, 'IssueDate')),
      dueDate: date(text(root, 'DueDate', 'PaymentMeans/PaymentDueDate')),
      deliveryDate: date(text(root, 'Delivery/ActualDeliveryDate')),
      periodFrom: date(text(root, 'InvoicePeriod/StartDate')),
      periodTo: date(text(root, 'InvoicePeriod/EndDate')),
      currency,
      buyerReference: text(root, 'BuyerReference'),
      order: text(root, 'OrderReference/ID'),
      contract: text(root, 'ContractDocumentReference/ID'),
      customerNumber: text(buyer, 'PartyIdentification/ID'),
      precedingInvoice: text(root, 'BillingReference/InvoiceDocumentReference/ID'),
      iban: text(account, 'ID'),
      bic: text(account, 'FinancialInstitutionBranch/ID'),
      accountName: text(account, 'Name'),
      paymentReference: text(root, 'PaymentMeans/PaymentID'),
      paymentTerms: text(root, 'PaymentTerms/Note'),
    }),
    seller: party(first(root, 'AccountingSupplierParty/Party')),
    buyer: party(buyer),
    lines: all(root, 'InvoiceLine|CreditNoteLine').slice(0, MOST_LINES).map(line),
    taxes: all(total, 'TaxSubtotal').map((tax) =>
      present({
        category: text(tax, 'TaxCategory/ID'),
        rate: decimal(text(tax, 'TaxCategory/Percent')),
        base: decimal(text(tax, 'TaxableAmount')),
        amount: decimal(text(tax, 'TaxAmount')),
        reason: text(tax, 'TaxCategory/TaxExemptionReason'),
      }),
    ),
    totals: present({
      lines: sum('LineExtensionAmount'),
      allowances: sum('AllowanceTotalAmount'),
      charges: sum('ChargeTotalAmount'),
      net: sum('TaxExclusiveAmount'),
      tax: decimal(text(total, 'TaxAmount')),
      gross: sum('TaxInclusiveAmount'),
      prepaid: sum('PrepaidAmount'),
      due: sum('PayableAmount'),
    }),
    // the subject of a note stands before it: `#AAC#Text`
    notes: all(root, 'Note').flatMap((note) => own(note)?.replace(/^#[A-Z]{3}#/, '') ?? []).slice(0, 50), // oxfmt-ignore
  }
}

function party(of: Element | undefined): Party {
  const registered = (vat: boolean) => all(of, PARTY_TAX).find((one) => (text(one, 'TaxScheme/ID') === 'VAT') === vat)
  return present({
    name: text(of, 'PartyLegalEntity/RegistrationName', 'PartyName/Name'),
    street: text(of, 'PostalAddress/StreetName'),
    postcode: text(of, 'PostalAddress/PostalZone'),
    city: text(of, 'PostalAddress/CityName'),
    country: text(of, 'PostalAddress/Country/IdentificationCode'),
    vatId: text(registered(true), 'CompanyID'),
    taxNumber: text(registered(false), 'CompanyID'),
    registration: text(of, 'PartyLegalEntity/CompanyID'),
    contact: text(of, 'Contact/Name'),
    phone: text(of, 'Contact/Telephone'),
    mail: text(of, 'Contact/ElectronicMail'),
  })
}

function line(of: Element): InvoiceLine {
  const quantity = first(of, 'InvoicedQuantity|CreditedQuantity')
  return present({
    id: text(of, 'ID'),
    name: text(of, 'Item/Name'),
    description: text(of, 'Item/Description'),
    quantity: decimal(own(quantity)),
    unit: attribute(quantity, 'unitCode'),
    price: decimal(text(of, 'Price/PriceAmount')),
    net: decimal(text(of, 'LineExtensionAmount')),
    taxRate: decimal(text(of, 'Item/ClassifiedTaxCategory/Percent')),
  })
}
