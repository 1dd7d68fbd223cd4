import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { centsOf, invoiceFacts } from './facts.ts'
import { isInvoiceXml, readInvoice } from './read.ts'
import { decimal } from './tree.ts'

const folder = join(import.meta.dirname, '../../../../../tests/vectors/xrechnung')
const vector = (name: string) => readFileSync(join(folder, name), 'utf8')
const cases = readdirSync(folder).flatMap((name) => /^(.+)-ubl\.xml$/.exec(name)?.[1] ?? [])

describe('the same business case says the same in both syntaxes (XRechnung test suite)', () => {
  test.each(cases)('%s', (name) => {
    const [ubl, cii] = [vector(`${name}-ubl.xml`), vector(`${name}-uncefact.xml`)]
    expect([isInvoiceXml(ubl), isInvoiceXml(cii)]).toEqual([true, true])
    const [one, other] = [readInvoice(ubl), readInvoice(cii)]
    expect(one?.syntax).toBe('ubl')
    expect(other?.syntax).toBe('cii')
    expect({ ...one, syntax: '' }).toEqual({ ...other, syntax: '' })
    expect(one?.lines.length).toBeGreaterThan(0)
  })

  test('there are cases', () => expect(cases).toHaveLength(6))
})

test('an invoice is read with parties, lines, taxes, totals and account', () => {
  expect(readInvoice(vector('01.01a-ubl.xml'))).toMatchObject({
    number: '123456XX',
    kind: '380',
    date: '2016-04-04',
    currency: 'EUR',
    buyerReference: '04011000-12345-03',
    seller: { name: '[Seller name]', postcode: '12345', country: 'DE', vatId: 'DE 123456789' },
    buyer: { name: '[Buyer name]' },
    totals: { net: '314.86', tax: '22.04', gross: '336.9', due: '336.9' },
    taxes: [{ category: 'S', rate: '7', base: '314.86', amount: '22.04' }],
    iban: 'DE79000000001234567890',
  })
})

const facturX = (inner: string, front = '') => `<?xml version="1.0" encoding="UTF-8"?>${front}
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="a" xmlns:udt="b">
<rsm:ExchangedDocument><ram:ID>${inner}</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20261122</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Müller &amp; S&#246;hne</ram:Name>
</ram:SellerTradeParty></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:DuePayableAmount>119.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>`

test('the smallest profile (Factur-X minimum) and the first ZUGFeRD are read', () => {
  expect(readInvoice(facturX('R-1'))).toMatchObject({ number: 'R-1', date: '2026-11-22', seller: { name: 'Müller & Söhne' }, totals: { due: '119' }, lines: [] }) // oxfmt-ignore
  const old = `<rsm:CrossIndustryDocument xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0"><rsm:HeaderExchangedDocument>
<ID>471102</ID><IssueDateTime><DateTimeString format="102">20130305</DateTimeString></IssueDateTime></rsm:HeaderExchangedDocument>
<rsm:SpecifiedSupplyChainTradeTransaction><ApplicableSupplyChainTradeAgreement><SellerTradeParty><Name>Lieferant GmbH</Name></SellerTradeParty>
</ApplicableSupplyChainTradeAgreement><ApplicableSupplyChainTradeSettlement><SpecifiedTradeSettlementMonetarySummation>
<GrandTotalAmount currencyID="EUR">235.62</GrandTotalAmount></SpecifiedTradeSettlementMonetarySummation>
</ApplicableSupplyChainTradeSettlement></rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>`
  expect(readInvoice(old)).toMatchObject({ number: '471102', date: '2013-03-05', seller: { name: 'Lieferant GmbH' }, totals: { gross: '235.62' } }) // oxfmt-ignore
})

describe('what strangers send', () => {
  test('entities and files from elsewhere are refused', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(9)}"><!ENTITY b "&a;&a;&a;&a;">]>`
    expect(readInvoice(facturX('&b;', bomb))).toBeUndefined()
    expect(readInvoice(facturX('&x;', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))).toBeUndefined()
    expect(readInvoice(facturX('R-1', '<!dOcTyPe x>'))).toBeUndefined()
  })

  test('markup in a value stays text, endless values are cut', () => {
    expect(readInvoice(facturX('&lt;script&gt;'))?.number).toBe('<script>')
    expect(readInvoice(facturX('&amp;lt;b&amp;#62; &#0;&#xD800;x'))?.number).toBe('&lt;b&#62; x')
    expect(readInvoice(facturX('9'.repeat(50_000)))?.number).toHaveLength(2_000)
  })

  test('other and broken files are no invoices', () => {
    for (const text of [
      '',
      'Rechnung',
      '<Invoice/>',
      '<Invoice><Id>1</Id></Invoice>',
      '<html><body>x</body></html>',
      '<a'.repeat(9_000),
    ])
      // oxfmt-ignore
      expect(readInvoice(text)).toBeUndefined()
    const whole = vector('01.01a-ubl.xml')
    fc.assert(
      fc.property(fc.nat(whole.length), fc.string({ maxLength: 20 }), (at, junk) => {
        // never a throw; what is read is read as text
        const read = readInvoice(whole.slice(0, at) + junk + whole.slice(at + junk.length))
        expect(read === undefined || read.syntax === 'ubl').toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

test('decimals lose only what fills', () => {
  expect(['10.50', '0010', '-0.0', '1.000', '+3', '1,5', '', 'x', '1e5', '.5'].map(decimal)).toEqual(['10.5', '10', '0', '1', '3', undefined, undefined, undefined, undefined, undefined]) // oxfmt-ignore
})

test('an invoice states its facts', () => {
  const invoice = readInvoice(vector('01.01a-uncefact.xml'))
  const facts = Object.fromEntries((invoice ? invoiceFacts(invoice) : []).map(({ field, value }) => [field, value]))
  expect(facts).toMatchObject({ date: '2016-04-04', amount: '33690 EUR', 'net-amount': '31486 EUR', 'invoice-number': '123456XX', 'vat-id': 'DE123456789', sender: '[Seller name]' }) // oxfmt-ignore
  expect(facts['iban']).toBe('DE79000000001234567890')
  const wrong = invoice ? invoiceFacts({ ...invoice, iban: 'DE78000000001234567890' }) : []
  expect(wrong.some(({ field }) => field === 'iban')).toBe(false)
})

test('cents are rounded as people round', () => {
  expect(['1', '1.5', '1.005', '-0.995', '0.004', 'x', undefined].map(centsOf)).toEqual([100, 150, 101, -100, 0, undefined, undefined]) // oxfmt-ignore
})
