// Letters, invoices and notices as they come in, drawn with known values: how well they are read can be counted.
import PDFDocument from 'pdfkit'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Chance, chance, ibanFrom } from './chance.ts'

export type Truth = Readonly<Record<string, string>>
export type Letter = { readonly kind: LetterKind; readonly pdf: Buffer; readonly truth: Truth }
export const letterKinds = ['din', 'head', 'plain', 'notice', 'utility', 'insurance', 'english', 'receipt'] as const
export type LetterKind = (typeof letterKinds)[number]

const FIRMS = ['Kaminbau Söhnlein GmbH', 'Elektro Übelacker e.K.', 'Bürobedarf Müller & Töchter KG', 'Gärtnerei Grünspecht GbR', 'Dachdeckerei Weiß AG', 'Softwarehaus Nordlicht UG', 'Druckerei Fröhlich OHG', 'Reinigung Blitzblank GmbH', 'Autohaus Jäger GmbH & Co. KG', 'Schreinerei Holzapfel'] // oxfmt-ignore
const TOWNS = ['Musterstadt', 'Köln', 'Würzburg', 'Bad Sülze', 'Gießen', 'Oldenburg', 'Aue', 'Neuötting'] // oxfmt-ignore
const STREETS = ['Hauptstraße', 'Am Mühlbach', 'Lindenallee', 'Schloßgasse', 'Industriestr.', 'Bahnhofstraße'] // oxfmt-ignore
const WARES = ['Wartung der Heizung', 'Druckerpapier A4, 80 g', 'Montage Außenleuchte', 'Arbeitszeit Geselle', 'Anfahrt', 'Schrauben M8 verzinkt', 'Grundreinigung Büro', 'Lizenz Belegverwaltung'] // oxfmt-ignore
const MONTHS = ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'] // oxfmt-ignore
const ENGLISH = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] // oxfmt-ignore

const spaced = (iban: string) => iban.replaceAll(/(.{4})(?!$)/g, '$1 ')
const two = (value: number) => String(value).padStart(2, '0')
const german = (day: Temporal.PlainDate) => `${two(day.day)}.${two(day.month)}.${day.year}`
const written = (day: Temporal.PlainDate) => `${day.day}. ${MONTHS[day.month - 1]} ${day.year}`
export const euros = (cents: number) => `${String(Math.floor(cents / 100)).replaceAll(/\B(?=(\d{3})+$)/g, '.')},${two(cents % 100)}` // oxfmt-ignore
const pounds = (cents: number) => `${String(Math.floor(cents / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${two(cents % 100)}` // oxfmt-ignore

type Facts = ReturnType<typeof factsFrom>
function factsFrom(random: Chance, sender?: string) {
  const day = Temporal.PlainDate.from('2025-01-02').add({ days: random.int(0, 650) })
  const items = Array.from({ length: random.int(1, 6) }, () => ({
    name: random.of(WARES),
    count: random.int(1, 12),
    price: random.int(199, 48_000),
  }))
  const net = items.reduce((sum, { count, price }) => sum + count * price, 0)
  const rate = random.of([19, 19, 7])
  const tax = Math.round((net * rate) / 100)
  return {
    random,
    sender: sender ?? random.of(FIRMS),
    street: `${random.of(STREETS)} ${random.int(1, 180)}`,
    postcode: String(random.int(10_000, 99_999)),
    town: random.of(TOWNS),
    day,
    due: day.add({ days: random.of([7, 14, 30]) }),
    items,
    net,
    rate,
    tax,
    gross: net + tax,
    iban: ibanFrom(random),
    invoice: random.of([`RE-${day.year}-${random.int(100, 9999)}`, `${day.year}/${random.int(1, 900)}`, String(random.int(100_000, 999_999)), `R${random.int(10_000, 99_999)}`]), // oxfmt-ignore
    customer: random.of([String(random.int(10_000, 99_999)), `K-${random.int(1000, 9999)}`, `D${random.int(20_000, 79_999)}`]), // oxfmt-ignore
    vat: `DE${random.int(100_000_000, 999_999_999)}`,
  }
}

const require = createRequire(import.meta.url)
const fonts = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf')
type Sheet = InstanceType<typeof PDFDocument>

/** Text at a place in points from the top left, not wrapped. */
const put = (doc: Sheet, text: string, at: [x: number, y: number], size = 10, bold = false) =>
  doc.font(bold ? 'bold' : 'text').fontSize(size).text(text, at[0], at[1], { lineBreak: false }) // oxfmt-ignore
const putRight = (doc: Sheet, text: string, at: [x: number, y: number], size = 10, bold = false) => {
  doc.font(bold ? 'bold' : 'text').fontSize(size)
  return doc.text(text, at[0] - doc.widthOfString(text), at[1], { lineBreak: false })
}

const OURS = ['Stadt Musterstadt', 'Kämmerei', 'Rathausplatz 1', '12345 Musterstadt']

function window(doc: Sheet, facts: Facts) {
  put(doc, `${facts.sender} · ${facts.street} · ${facts.postcode} ${facts.town}`, [57, 128], 7)
  OURS.forEach((line, index) => put(doc, line, [57, 146 + index * 14]))
}

function foot(doc: Sheet, facts: Facts) {
  put(doc, facts.sender, [57, 770], 7)
  put(doc, `${facts.street}, ${facts.postcode} ${facts.town}`, [57, 780], 7)
  put(doc, `IBAN: ${spaced(facts.iban)}`, [220, 770], 7)
  put(doc, 'BIC: TESTDE88XXX', [220, 780], 7)
  put(doc, `USt-IdNr.: ${facts.vat}`, [430, 770], 7)
  put(doc, 'Amtsgericht Musterstadt HRB 4711', [430, 780], 7)
}

function items(doc: Sheet, facts: Facts, top: number): number {
  put(doc, 'Pos.', [57, top], 9, true)
  put(doc, 'Bezeichnung', [90, top], 9, true)
  putRight(doc, 'Menge', [370, top], 9, true)
  putRight(doc, 'Einzelpreis', [450, top], 9, true)
  putRight(doc, 'Betrag', [540, top], 9, true)
  facts.items.forEach((item, index) => {
    const y = top + 16 + index * 15
    put(doc, String(index + 1), [57, y], 9)
    put(doc, item.name, [90, y], 9)
    putRight(doc, String(item.count), [370, y], 9)
    putRight(doc, `${euros(item.price)} €`, [450, y], 9)
    putRight(doc, `${euros(item.price * item.count)} €`, [540, y], 9)
  })
  return top + 24 + facts.items.length * 15
}

const drawings: Readonly<Record<LetterKind, (doc: Sheet, facts: Facts) => Truth>> = {
  din(doc, facts) {
    put(doc, facts.sender, [57, 50], 18, true)
    window(doc, facts)
    const block: [string, string][] = [
      ['Rechnungsnummer:', facts.invoice],
      ['Kundennummer:', facts.customer],
      ['Rechnungsdatum:', german(facts.day)],
      ['Lieferdatum:', german(facts.day.subtract({ days: 4 }))],
    ]
    block.forEach(([label, value], index) => {
      put(doc, label, [360, 146 + index * 14], 9)
      put(doc, value, [460, 146 + index * 14], 9)
    })
    put(doc, 'Rechnung', [57, 270], 14, true)
    put(doc, 'Sehr geehrte Damen und Herren, wir berechnen Ihnen wie vereinbart:', [57, 300])
    const y = items(doc, facts, 325)
    put(doc, 'Nettobetrag', [330, y], 9)
    putRight(doc, `${euros(facts.net)} €`, [540, y], 9)
    put(doc, `zzgl. ${facts.rate} % MwSt.`, [330, y + 14], 9)
    putRight(doc, `${euros(facts.tax)} €`, [540, y + 14], 9)
    put(doc, 'Rechnungsbetrag', [330, y + 28], 10, true)
    putRight(doc, `${euros(facts.gross)} €`, [540, y + 28], 10, true)
    put(doc, `Bitte überweisen Sie den Betrag bis zum ${german(facts.due)} auf unser Konto.`, [57, y + 60])
    foot(doc, facts)
    return { ...sent(facts), ...billed(facts), 'due-date': facts.due.toString(), 'customer-number': facts.customer, ...taxed(facts) } // oxfmt-ignore
  },
  head(doc, facts) {
    put(doc, facts.sender, [57, 45], 16, true)
    put(doc, `${facts.street} | ${facts.postcode} ${facts.town}`, [57, 66], 8)
    OURS.forEach((line, index) => put(doc, line, [57, 130 + index * 14]))
    put(doc, 'RECHNUNG', [57, 220], 16, true)
    const columns: [string, string][] = [
      ['Rechnungs-Nr.', facts.invoice],
      ['Kunden-Nr.', facts.customer],
      ['Datum', german(facts.day)],
      ['Fällig am', german(facts.due)],
    ]
    columns.forEach(([label, value], index) => {
      put(doc, label, [57 + index * 125, 255], 8, true)
      put(doc, value, [57 + index * 125, 268], 10)
    })
    const y = items(doc, facts, 310)
    put(doc, 'Summe netto', [330, y], 9)
    putRight(doc, euros(facts.net), [540, y], 9)
    put(doc, `Umsatzsteuer ${facts.rate} %`, [330, y + 14], 9)
    putRight(doc, euros(facts.tax), [540, y + 14], 9)
    put(doc, 'Gesamtbetrag EUR', [330, y + 30], 11, true)
    putRight(doc, euros(facts.gross), [540, y + 30], 11, true)
    foot(doc, facts)
    return { ...sent(facts), ...billed(facts), 'due-date': facts.due.toString(), 'customer-number': facts.customer, ...taxed(facts) } // oxfmt-ignore
  },
  plain(doc, facts) {
    put(doc, facts.sender, [330, 60], 12, true)
    put(doc, facts.street, [330, 76])
    put(doc, `${facts.postcode} ${facts.town}`, [330, 90])
    OURS.forEach((line, index) => put(doc, line, [57, 140 + index * 14]))
    put(doc, `${facts.town}, den ${written(facts.day)}`, [330, 220])
    put(doc, `Rechnung Nr. ${facts.invoice}`, [57, 260], 13, true)
    const y = items(doc, facts, 300)
    put(doc, `Gesamtbetrag inkl. ${facts.rate} % MwSt.`, [250, y + 4], 10, true)
    putRight(doc, `${euros(facts.gross)} €`, [540, y + 4], 10, true)
    put(doc, 'Zahlbar sofort ohne Abzug.', [57, y + 40])
    put(doc, `Bankverbindung: ${spaced(facts.iban)}`, [57, y + 56])
    put(doc, 'Mit freundlichen Grüßen', [57, y + 90])
    put(doc, facts.sender, [57, y + 120])
    return { ...sent(facts), ...billed(facts) }
  },
  notice(doc, facts) {
    const town = `Stadt ${facts.town}`
    put(doc, town, [57, 45], 18, true)
    put(doc, 'Der Bürgermeister', [57, 68], 10)
    put(doc, `${town}, ${facts.street}, ${facts.postcode} ${facts.town}`, [57, 128], 7)
    ;['Frau', 'Erika Beispiel', 'Am Anger 3', '98765 Beispielhausen'].forEach((line, index) => put(doc, line, [57, 146 + index * 14])) // oxfmt-ignore
    const reference = `20.${facts.random.int(10, 99)}.${facts.random.int(1000, 9999)}-${facts.random.int(1, 99)}`
    put(doc, `Kassenzeichen: ${reference}`, [360, 146], 9)
    put(doc, `Datum: ${german(facts.day)}`, [360, 160], 9)
    put(doc, 'Bescheid über die Festsetzung der Hundesteuer', [57, 265], 13, true)
    put(doc, `aufgrund Ihrer Anmeldung vom ${german(facts.day.subtract({ days: 20 }))} wird die Steuer festgesetzt.`, [57, 300]) // oxfmt-ignore
    put(doc, `Abrechnungszeitraum: 01.01.${facts.day.year} bis 31.12.${facts.day.year}`, [57, 316])
    put(doc, 'Zu zahlender Betrag', [57, 345], 11, true)
    putRight(doc, `${euros(facts.gross)} EUR`, [400, 345], 11, true)
    put(doc, `Der Betrag ist fällig am ${german(facts.due)}. Bitte geben Sie das Kassenzeichen an.`, [57, 375])
    put(doc, `Sparkasse Musterland  IBAN ${facts.iban}`, [57, 391])
    return { date: facts.day.toString(), 'due-date': facts.due.toString(), amount: `${facts.gross} EUR`, sender: town, reference, iban: facts.iban } // oxfmt-ignore
  },
  utility(doc, facts) {
    const sender = `Stadtwerke ${facts.town} GmbH`
    put(doc, sender, [57, 50], 16, true)
    put(doc, `${sender} • ${facts.street} • ${facts.postcode} ${facts.town}`, [57, 128], 7)
    OURS.forEach((line, index) => put(doc, line, [57, 146 + index * 14]))
    const account = `${facts.random.int(100, 999)} ${facts.random.int(100, 999)} ${facts.random.int(100, 999)}`
    put(doc, 'Ihr Vertragskonto', [370, 140], 8)
    put(doc, account, [370, 151], 10, true)
    put(doc, 'Rechnungsnummer', [370, 170], 8)
    put(doc, facts.invoice, [370, 181], 10, true)
    put(doc, 'Rechnungsdatum', [370, 200], 8)
    put(doc, written(facts.day), [370, 211], 10, true)
    put(doc, 'Ihre Jahresrechnung für Strom', [57, 270], 14, true)
    put(doc, `Zeitraum: 01.01.${facts.day.year - 1} – 31.12.${facts.day.year - 1}`, [57, 300])
    put(doc, 'Verbrauchskosten', [57, 330])
    putRight(doc, `${euros(facts.gross + 48_000)} €`, [450, 330])
    put(doc, 'Geleistete Abschläge', [57, 346])
    putRight(doc, '-480,00 €', [450, 346])
    put(doc, 'Nachzahlung', [57, 366], 11, true)
    putRight(doc, `${euros(facts.gross)} €`, [450, 366], 11, true)
    put(doc, `Den Betrag buchen wir am ${german(facts.due)} von Ihrem Konto ab.`, [57, 396])
    foot(doc, { ...facts, sender })
    return { date: facts.day.toString(), amount: `${facts.gross} EUR`, sender, 'invoice-number': facts.invoice, 'customer-number': account, iban: facts.iban, 'due-date': facts.due.toString() } // oxfmt-ignore
  },
  insurance(doc, facts) {
    const sender = 'Hanseatische Lebensversicherung AG'
    put(doc, sender, [57, 50], 15, true)
    put(doc, `${sender}, Postfach 10 20 30, ${facts.postcode} ${facts.town}`, [57, 128], 7)
    OURS.forEach((line, index) => put(doc, line, [57, 146 + index * 14]))
    const contract = `LV ${facts.random.int(1_000_000, 9_999_999)}`
    put(doc, `Versicherungsscheinnummer ${contract}`, [57, 240])
    put(doc, `${facts.town}, ${german(facts.day)}`, [400, 240])
    put(doc, 'Ihre Anfrage zur betrieblichen Altersvorsorge', [57, 275], 12, true)
    put(
      doc,
      `vielen Dank für Ihr Schreiben vom ${german(facts.day.subtract({ days: 9 }))}. Gern erläutern wir`,
      [57, 305],
    )
    put(doc, 'die Möglichkeiten, die der bestehende Vertrag bietet.', [57, 320])
    put(doc, 'Mit freundlichen Grüßen', [57, 370])
    put(doc, sender, [57, 400])
    return { date: facts.day.toString(), sender, 'contract-number': contract }
  },
  english(doc, facts) {
    const sender = 'Northlight Software Ltd'
    put(doc, sender, [57, 50], 16, true)
    put(doc, '12 Harbour Street, Bristol BS1 4RW', [57, 72], 9)
    put(doc, 'Invoice', [57, 120], 18, true)
    const block: [string, string][] = [
      ['Invoice number', facts.invoice],
      ['Invoice date', `${facts.day.day} ${ENGLISH[facts.day.month - 1]} ${facts.day.year}`],
      ['Due date', `${facts.due.day} ${ENGLISH[facts.due.month - 1]} ${facts.due.year}`],
    ]
    block.forEach(([label, value], index) => {
      put(doc, label, [340, 150 + index * 15])
      put(doc, value, [440, 150 + index * 15])
    })
    put(doc, 'Bill to', [57, 150], 9, true)
    OURS.forEach((line, index) => put(doc, line, [57, 164 + index * 13]))
    put(doc, 'Annual licence', [57, 260])
    putRight(doc, `€${pounds(facts.net)}`, [540, 260])
    put(doc, 'Subtotal', [380, 290])
    putRight(doc, `€${pounds(facts.net)}`, [540, 290])
    put(doc, `VAT ${facts.rate}%`, [380, 305])
    putRight(doc, `€${pounds(facts.tax)}`, [540, 305])
    put(doc, 'Amount due', [380, 325], 11, true)
    putRight(doc, `€${pounds(facts.gross)}`, [540, 325], 11, true)
    put(doc, `Please pay to IBAN ${spaced(facts.iban)}`, [57, 370])
    return { date: facts.day.toString(), 'due-date': facts.due.toString(), amount: `${facts.gross} EUR`, sender, 'invoice-number': facts.invoice, iban: facts.iban, ...taxed(facts) } // oxfmt-ignore
  },
  receipt(doc, facts) {
    put(doc, facts.sender, [200, 60], 13, true)
    put(doc, facts.street, [200, 78])
    put(doc, `${facts.postcode} ${facts.town}`, [200, 92])
    facts.items.forEach((item, index) => {
      put(doc, item.name, [180, 130 + index * 14], 9)
      putRight(doc, euros(item.price * item.count), [400, 130 + index * 14], 9)
    })
    const y = 140 + facts.items.length * 14
    put(doc, 'Summe EUR', [180, y], 12, true)
    putRight(doc, euros(facts.net), [400, y], 12, true)
    put(doc, `${german(facts.day)}  14:${two(facts.random.int(0, 59))} Uhr  Bon ${facts.random.int(100, 999)}`, [180, y + 40], 9) // oxfmt-ignore
    put(doc, 'Vielen Dank für Ihren Einkauf!', [180, y + 60], 9)
    return { date: facts.day.toString(), amount: `${facts.net} EUR`, sender: facts.sender }
  },
}

const sent = (facts: Facts) => ({ date: facts.day.toString(), sender: facts.sender, iban: facts.iban })
const billed = (facts: Facts) => ({ amount: `${facts.gross} EUR`, 'invoice-number': facts.invoice })
const taxed = (facts: Facts) => ({ 'net-amount': `${facts.net} EUR`, 'tax-amount': `${facts.tax} EUR` })

/** A letter with known values; the same seed gives the same. */
export async function letter(kind: LetterKind, seed: number, sender?: string): Promise<Letter> {
  const doc = new PDFDocument({ size: 'A4', margin: 0, info: { Title: 'Brief' } })
  doc.registerFont('text', join(fonts, 'DejaVuSans.ttf'))
  doc.registerFont('bold', join(fonts, 'DejaVuSans-Bold.ttf'))
  const chunks: Buffer[] = []
  const done = new Promise<void>((resolve) => void doc.on('end', () => resolve()))
  doc.on('data', (chunk: Buffer) => void chunks.push(chunk))
  const truth = drawings[kind](doc, factsFrom(chance(seed), sender))
  doc.end()
  await done
  return { kind, pdf: Buffer.concat(chunks), truth }
}
