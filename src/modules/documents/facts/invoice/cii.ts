import { all, attribute, date, decimal, type Element, first, own, present, text } from './tree.ts'
import type { Invoice, InvoiceLine, Party } from './types.ts'

const DAY = 'DateTimeString|DateString'
const MOST_LINES = 2_000

/** Cross Industry Invoice (UN/CEFACT): ZUGFeRD 1 and 2, Factur-X, XRechnung. */
export function readCii(root: Element): Invoice {
  const document = first(root, 'ExchangedDocument|HeaderExchangedDocument')
  const trade = first(root, 'SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction')
  const agreement = first(trade, 'ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement')
  const delivery = first(trade, 'ApplicableHeaderTradeDelivery|ApplicableSupplyChainTradeDelivery')
  const settlement = first(trade, 'ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement')
  const currency = text(settlement, 'InvoiceCurrencyCode')
  const sums = first(
    settlement,
    'SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation',
  )
  const sum = (name: string) => decimal(text(sums, name))
  const means = all(settlement, 'SpecifiedTradeSettlementPaymentMeans')
  const account = means.flatMap((one) => all(one, 'PayeePartyCreditorFinancialAccount'))[0]
  const taxes = all(sums, 'TaxTotalAmount')
  const buyer = first(agreement, 'BuyerTradeParty')
  return {
    syntax: 'cii',
    ...present({
      profile: text(
        root,
        'ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID',
        'SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID',
      ),
      number: text(document, 'ID'),
      kind: text(document, 'TypeCode'),
      date: date(text(document, `IssueDateTime/${DAY}`)),
      dueDate: date(text(settlement, `SpecifiedTradePaymentTerms/DueDateDateTime/${DAY}`)),
      deliveryDate: date(text(delivery, `ActualDeliverySupplyChainEvent/OccurrenceDateTime/${DAY}`)),
      periodFrom: date(text(settlement, `BillingSpecifiedPeriod/StartDateTime/${DAY}`)),
      periodTo: date(text(settlement, `BillingSpecifiedPeriod/EndDateTime/${DAY}`)),
      currency,
      buyerReference: text(agreement, 'BuyerReference'),
      order: text(agreement, 'BuyerOrderReferencedDocument/IssuerAssignedID|ID'),
      contract: text(agreement, 'ContractReferencedDocument/IssuerAssignedID|ID'),
      customerNumber: text(buyer, 'ID'),
      precedingInvoice: text(settlement, 'InvoiceReferencedDocument/IssuerAssignedID'),
      iban: text(account, 'IBANID', 'ProprietaryID'),
      bic: text(means[0], 'PayeeSpecifiedCreditorFinancialInstitution/BICID'),
      accountName: text(account, 'AccountName'),
      paymentReference: text(settlement, 'PaymentReference'),
      paymentTerms: text(settlement, 'SpecifiedTradePaymentTerms/Description'),
    }),
    seller: party(first(agreement, 'SellerTradeParty')),
    buyer: party(buyer),
    lines: all(trade, 'IncludedSupplyChainTradeLineItem').slice(0, MOST_LINES).map(line),
    taxes: all(settlement, 'ApplicableTradeTax').map((tax) =>
      present({
        category: text(tax, 'CategoryCode'),
        rate: decimal(text(tax, 'RateApplicablePercent|ApplicablePercent')),
        base: decimal(text(tax, 'BasisAmount')),
        amount: decimal(text(tax, 'CalculatedAmount')),
        reason: text(tax, 'ExemptionReason'),
      }),
    ),
    totals: present({
      lines: sum('LineTotalAmount'),
      allowances: sum('AllowanceTotalAmount'),
      charges: sum('ChargeTotalAmount'),
      net: sum('TaxBasisTotalAmount'),
      tax: decimal(own(taxes.find((one) => attribute(one, 'currencyID') === currency) ?? taxes[0])),
      gross: sum('GrandTotalAmount'),
      prepaid: sum('TotalPrepaidAmount'),
      due: sum('DuePayableAmount'),
    }),
    notes: all(document, 'IncludedNote').flatMap((note) => text(note, 'Content') ?? []).slice(0, 50), // oxfmt-ignore
  }
}

function party(of: Element | undefined): Party {
  const registration = (scheme: string) =>
    all(of, 'SpecifiedTaxRegistration/ID').find((id) => attribute(id, 'schemeID') === scheme)
  return present({
    name: text(of, 'Name'),
    street: text(of, 'PostalTradeAddress/LineOne'),
    postcode: text(of, 'PostalTradeAddress/PostcodeCode'),
    city: text(of, 'PostalTradeAddress/CityName'),
    country: text(of, 'PostalTradeAddress/CountryID'),
    vatId: own(registration('VA')),
    taxNumber: own(registration('FC')),
    registration: text(of, 'SpecifiedLegalOrganization/ID'),
    contact: text(of, 'DefinedTradeContact/PersonName', 'DefinedTradeContact/DepartmentName'),
    phone: text(of, 'DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber'),
    mail: text(of, 'DefinedTradeContact/EmailURIUniversalCommunication/URIID'),
  })
}

function line(of: Element): InvoiceLine {
  const quantity = first(of, 'SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/BilledQuantity')
  const settled = first(of, 'SpecifiedLineTradeSettlement|SpecifiedSupplyChainTradeSettlement')
  return present({
    id: text(of, 'AssociatedDocumentLineDocument/LineID'),
    name: text(of, 'SpecifiedTradeProduct/Name'),
    description: text(of, 'SpecifiedTradeProduct/Description'),
    quantity: decimal(own(quantity)),
    unit: attribute(quantity, 'unitCode'),
    price: decimal(
      text(of, 'SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/ChargeAmount'),
    ),
    net: decimal(
      text(
        settled,
        'SpecifiedTradeSettlementLineMonetarySummation|SpecifiedTradeSettlementMonetarySummation/LineTotalAmount',
      ),
    ),
    taxRate: decimal(text(settled, 'ApplicableTradeTax/RateApplicablePercent|ApplicablePercent')),
  })
}
