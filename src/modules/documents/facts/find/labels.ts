import { fold, type Line } from '../page/layout.ts'

/** What a label says that the value beside it is. Names that begin with `!` are values nobody asks for. */
export type Meaning = { readonly field: string; readonly weight: number }

const of = (field: string, weight: number, labels: string): [string, Meaning][] =>
  labels
    .split(/\s+/)
    .filter(Boolean)
    .map((label) => [label, { field, weight }])

/** Folded (see `fold`), the words of a label run together. */
const known = new Map<string, Meaning>([
  ...of('date', 1, 'rechnungsdatum rechnungdatum invoicedate bescheiddatum ausstellungsdatum belegdatum rgdatum dateofinvoice'),
  ...of('date', 0.85, 'datum date briefdatum dokumentdatum schreibendatum dateofissue issuedate ausgestelltam erstelltam datumderrechnung'),
  ...of('due-date', 1, 'faelligkeitsdatum faelligam faelligkeit zahlbarbis duedate paymentdue zahlungszielbis zahlungstermin zahlbarbiszum faelligzum faellig payby zahlbarspaetestensam faelligbis'),
  ...of('!date', 1, 'geburtsdatum geboren geborenam geb lieferdatum leistungsdatum leistungszeitraum abrechnungszeitraum zeitraum versanddatum bestelldatum auftragsdatum buchungsdatum gueltigbis gueltigab dateofbirth deliverydate orderdate servicedate period liefertermin leistungsmonat druckdatum billingperiod'),
  ...of('!date', 0.8, 'ihrschreibenvom ihrenachrichtvom ihrantragvom ihreantragvom ihrauftragvom ihrebestellungvom yourletterof ihremailvom'),
  ...of('amount', 1, 'zahlbetrag zuzahlenderbetrag rechnungsbetrag rechnungsendbetrag rechnungssumme amountdue totaldue balancedue gesamtforderung faelligerbetrag abbuchungsbetrag rechnungsgesamtbetrag ueberweisungsbetrag offenerbetrag'),
  ...of('amount', 0.95, 'gesamtbetrag endbetrag zuzahlen gesamtbrutto bruttobetrag summebrutto bruttosumme grandtotal gesamtsumme totalamount endsumme gesamtbetragbrutto gesamtbruttobetrag totalgross'),
  ...of('amount', 0.75, 'gesamt brutto total gesamtpreis nachzahlung jahresbeitrag festgesetztegebuehr gebuehr mitgliedsbeitrag gesamtbetraginkl beitragssumme zahlungsbetrag jahresgebuehr'),
  ...of('amount', 0.55, 'summe betrag guthaben beitrag amount sum'),
  ...of('net-amount', 1, 'nettobetrag summenetto gesamtnetto nettosumme zwischensumme netto subtotal gesamtbetragnetto rechnungsbetragnetto nettogesamt totalnet nettowert warenwert gesamtnettobetrag netamount summepositionen'),
  ...of('tax-amount', 1, 'mwst ust umsatzsteuer mehrwertsteuer vat mwstbetrag umsatzsteuerbetrag steuerbetrag zzglmwst zzglust salestax tax'),
  ...of('!amount', 1, 'uebertrag einzelpreis rabatt skonto abschlag anzahlung bereitsgezahlt vorauszahlung versandkosten versand mahngebuehr guthabenvorjahr alterstand altersaldo'),
  ...of('invoice-number', 1, 'rechnungsnummer rechnungsnr rechnungnr rechnungnummer rechnungsno renr rgnr rechnr rnr invoicenumber invoiceno invoicenr invoice# rechnungs# belegnummer belegnr gutschriftsnummer gutschriftnr rechnungsnrdatum'),
  ...of('invoice-number', 0.7, 'rechnung invoice gutschrift'),
  ...of('customer-number', 1, 'kundennummer kundennr kdnr kdnummer kundenno debitorennummer debitorennr debitornr customernumber customerno customerid clientno mitgliedsnummer mitgliedsnr mitgliednr vertragskontonummer vertragskonto vertragskontonr kundenkonto ihrekundennummer ihrekundennr unserekundennummer buchungskonto'),
  ...of('contract-number', 1, 'vertragsnummer vertragsnr versicherungsnummer versicherungsscheinnummer versicherungsscheinnr policennummer vertragno contractno'),
  ...of('reference', 1, 'aktenzeichen geschaeftszeichen kassenzeichen vorgangsnummer buchungszeichen bescheidnummer az gz unserzeichen aktz ourreference'),
  ...of('!reference', 1, 'ihrzeichen ihrezeichen yourreference yourref'),
  ...of('order-number', 1, 'bestellnummer bestellnr auftragsnummer auftragsnr ordernumber orderno ponumber bestellno ihrebestellung auftragno'),
  ...of('tax-number', 1, 'steuernummer stnr steuernr taxno taxnumber'),
  ...of('vat-id', 1, 'ustidnr ustid umsatzsteuerid umsatzsteueridentifikationsnummer vatid vatno vatnumber ustidentnr uid vatregno'),
  ...of('iban', 1, 'iban kontonummeriban'),
  ...of('sender', 0.8, 'kontoinhaber zahlungsempfaenger rechnungssteller accountholder payee accountname empfaenger'),
  ...of('!number', 1, 'telefon tel fax telefax mobil phone plz postfach bic swift blz bankleitzahl konto kontonummer kontonr seite page hrb hra handelsregister menge artikelnummer artikelnr artnr pos position zaehlernummer zaehlernr lieferscheinnummer lieferscheinnr lieferschein durchwahl zimmer'),
]) // oxfmt-ignore

const MOST_WORDS_OF_A_LABEL = 5
const LONG = 8

const byLength = new Map<number, string[]>()
for (const label of known.keys()) byLength.set(label.length, [...(byLength.get(label.length) ?? []), label])

/** A label on a line: the words `from` up to `to` are it. */
export type LabelThere = Meaning & { readonly from: number; readonly to: number; readonly label: string }

/** Labels that the organisation made for fields of its types, folded. */
export type OwnLabels = ReadonlyMap<string, Meaning>

/** All labels on a line, from the left; of overlapping ones the longest. */
export function labelsIn(line: Line, own: OwnLabels = new Map()): LabelThere[] {
  const folded = line.words.map(({ text }) => fold(text))
  const found: LabelThere[] = []
  for (let from = 0; from < folded.length; from++) {
    if (!folded[from] || !/\p{L}/u.test(line.words[from]?.text ?? '')) continue
    let run = ''
    let best: LabelThere | undefined
    for (let to = from; to < Math.min(folded.length, from + MOST_WORDS_OF_A_LABEL); to++) {
      if (to > from && line.starts.includes(to)) break
      const word = folded[to] ?? ''
      if (to > from && word === '' && !/^[-–—/.:]+$/.test(line.words[to]?.text ?? '')) break
      run += word
      if (run.length > 34) break
      const meaning = own.get(run) ?? known.get(run) ?? misread(run)
      if (meaning) best = { ...meaning, from, to: to + 1, label: run }
    }
    if (!best) continue
    found.push(best)
    from = best.to - 1
  }
  return found
}

/** A long label with one sign misread, missing or too much. */
function misread(run: string): Meaning | undefined {
  if (run.length < LONG) return undefined
  for (let length = run.length - 1; length <= run.length + 1; length++) {
    for (const label of byLength.get(length) ?? []) {
      if (label.length < LONG || !oneApart(label, run)) continue
      const meaning = known.get(label)
      if (meaning) return { field: meaning.field, weight: meaning.weight * 0.9 }
    }
  }
  return undefined
}

/** Whether two texts differ by one sign at most: another one, one more or one less. */
export function oneApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let front = 0
  while (front < one.length && front < other.length && one[front] === other[front]) front++
  let back = 0
  while (
    back < one.length - front &&
    back < other.length - front &&
    one[one.length - 1 - back] === other[other.length - 1 - back]
  )
    back++
  return Math.max(one.length, other.length) - front - back <= 1
}
