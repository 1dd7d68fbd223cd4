import { dataKind } from '#privacy'

// The plain words for this module's tables in notice, register, retention matrix and answers.
const identifier = { de: 'Ihre Kennung', en: 'Your identifier' }

dataKind('customer_registrations', {
  name: { de: 'Unbestätigte Anmeldungen zum Kundenkonto', en: 'Unconfirmed registrations for a customer account' },
  columns: {
    applicant_id: identifier,
    first_name: { de: 'Vorname', en: 'First name' },
    last_name: { de: 'Nachname', en: 'Last name' },
    password: { de: 'Passwort (nur als Prüfwert)', en: 'Password (as a hash only)' },
  },
})
dataKind('customers', {
  name: { de: 'Kundenkonto und Stammdaten', en: 'Customer account and master data' },
  start: { de: 'in dem Ihr Vertrag endet', en: 'in which your contract ends' },
  columns: {
    sign_in_mail: { de: 'Mailadresse der Anmeldung', en: 'Mail address for signing in' },
    password: { de: 'Passwort (nur als Prüfwert)', en: 'Password (as a hash only)' },
    given_names: { de: 'Wie viele Ihrer Namen Vornamen sind', en: 'How many of your names are first names' },
    street: { de: 'Straße und Hausnummer', en: 'Street and number' },
    postal_code: { de: 'Postleitzahl', en: 'Postal code' },
    city: { de: 'Ort', en: 'Town' },
    country: { de: 'Land', en: 'Country' },
    fax: { de: 'Faxnummer', en: 'Fax number' },
    account_holder: { de: 'Kontoinhaberin oder Kontoinhaber', en: 'Account holder' },
    iban: { de: 'IBAN', en: 'IBAN' },
    bic: { de: 'BIC', en: 'BIC' },
    began_on: { de: 'Vertrag seit', en: 'Contract since' },
    ended_on: { de: 'Vertrag bis', en: 'Contract until' },
    ended_by: { de: 'Wer den Vertrag beendet hat', en: 'Who ended the contract' },
  },
})
dataKind('customer_sessions', {
  name: { de: 'Anmeldungen im Kundenkonto', en: 'Sessions of customer accounts' },
  start: { de: 'nach dem Ende der Anmeldung', en: 'after the session has ended' },
  columns: { token_hash: { de: 'Prüfwert des Cookies', en: 'Hash of the cookie' } },
})
dataKind('customer_links', {
  name: { de: 'Links zum Kundenkonto aus Mails', en: 'Links to the customer account in mails' },
  start: { de: 'nach dem Ablauf des Links', en: 'after the link has expired' },
  columns: {
    use: { de: 'Wofür der Link ist', en: 'What the link is for' },
    token_hash: { de: 'Prüfwert des Links', en: 'Hash of the link' },
    mail: { de: 'Neue Mailadresse', en: 'New mail address' },
  },
})
dataKind('customer_usage', {
  name: { de: 'Nutzung für die Abrechnung', en: 'Usage to be billed' },
  start: { de: 'nach dem Versand der Rechnung', en: 'after the invoice was sent' },
  columns: {
    service: { de: 'Was genutzt wurde', en: 'What was used' },
    quantity: { de: 'Wie viel', en: 'How much' },
    invoice_sent_at: { de: 'Rechnung gesendet am', en: 'Invoice sent on' },
  },
})
dataKind('customer_letters', {
  name: { de: 'Geschäftsbriefe zum Vertrag', en: 'Business letters about the contract' },
  start: { de: 'nach dem Brief und dem Ende des Vertrags', en: 'after the letter and the end of the contract' },
  columns: {
    kind: { de: 'Worüber der Brief ist', en: 'What the letter is about' },
    sent_on: { de: 'Datum des Briefs', en: 'Date of the letter' },
    kept_from: { de: 'Aufbewahrung gerechnet ab', en: 'Kept from' },
    subject: { de: 'Gegenstand des Vertrags', en: 'Subject of the contract' },
  },
})
