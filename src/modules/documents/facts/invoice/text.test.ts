import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { invoiceText } from './text.ts'

const folder = join(process.cwd(), 'tests/vectors/xrechnung')
const vector = (name: string) => readFileSync(join(folder, name), 'utf8')

test('an invoice is told by the names that people know, in both syntaxes alike', () => {
  for (const syntax of ['uncefact', 'ubl']) {
    const text = invoiceText(vector(`01.01a-${syntax}.xml`))
    for (const line of [
      'Rechnungsnummer: 123456XX',
      'Rechnungsdatum: 04.04.2016',
      'Umsatzsteuer: 22,04 EUR',
      'USt.: 7 % · steuerpflichtig · Grundlage: 314,86 EUR · Steuer: 22,04 EUR',
      'IBAN: DE79 0000 0000 1234 5678 90',
      'Bedingungen: Zahlbar sofort ohne Abzug.',
    ])
      expect(text.split('\n')).toContain(line)
    expect(text).toMatch(/^Menge: 1 Stück · Einzelpreis: 288,79/m)
    expect(text).toMatch(/, Beginn: 01\.01\.2016$/m)
    expect(text).toMatch(/^Zahlungsweg, .+: 58$/m)
  }
})

test('nothing that an invoice says is lost, whatever its elements are called', () => {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.xml'))) {
    const xml = vector(name)
    const told = invoiceText(xml)
    // names of two words and more, which is what they look like in the file
    expect(told.match(/^\w*[a-z][A-Z]\w*(?=[:,])/gm)).toBeNull()
    for (const [, element = '', value = ''] of xml.matchAll(/<([\w:]+)[^>]*>([\p{L} ]{6,}?)<\//gu))
      if (!/BinaryObject|Indicator/.test(element)) expect(told).toContain(value.trim().replaceAll(/\s+/g, ' '))
  }
})

test('an invoice between others than German speakers is told in English; unknown elements by their words', () => {
  const english = invoiceText(
    '<Invoice><ID>7</ID><LegalMonetaryTotal/><DueDate>2026-12-01</DueDate><QuiteOtherThing>x</QuiteOtherThing>' +
      ['AccountingSupplierParty', 'AccountingCustomerParty']
        .map(
          (party) =>
            `<${party}><Party><PostalAddress><Country><IdentificationCode>FR</IdentificationCode></Country></PostalAddress></Party></${party}>`,
        )
        .join('') +
      '</Invoice>',
  )
  expect(english).toContain('Invoice number: 7\nDue date: 1 Dec 2026')
  expect(english).toContain('Quite other thing: x')
  expect(invoiceText('<CrossIndustryInvoice><ID>R-17</ID></CrossIndustryInvoice>')).toContain('Nummer: R-17')
})

test('a file that declares a document type is not opened, only its values are told', () => {
  expect(invoiceText('<!DOCTYPE a><Invoice><cbc:ID>R-17</cbc:ID></Invoice>')).toBe('ID: R-17')
})
