import type { Block } from '#platform/pdf/pdf.ts'
import { roof } from './demo-kept.ts'
import type { Letter } from './demo-letter.ts'

const positions = (rows: readonly (readonly [string, string, string])[], sum: string): Block => ({
  table: { head: ['Leistung', 'Menge', 'Betrag'], rows: [...rows, ['Gesamtbetrag', '', sum]], widths: [5, 2, 2] },
})
const bank = (name: string, iban: string, purpose: string): Block => ({
  facts: [
    ['Zahlungsempfänger', name],
    ['IBAN', iban],
    ['Verwendungszweck', purpose],
  ],
})

const electricity: Letter = {
  title: 'Stromrechnung Stadtwerke',
  file: 'Rechnung_SW-2026-104233.pdf',
  age: 12,
  way: 'mail',
  from: 'Stadtwerke Werretal GmbH, Am Wehr 12, 48998 Werretal',
  blocks: [
    { heading: 'Rechnung Nr. SW-2026-104233', level: 1 },
    {
      facts: [
        ['Rechnungsdatum', '{tag}'],
        ['Kundennummer', '7700451'],
        ['Zählernummer', '1ESY1160 238 114'],
      ],
    },
    { text: 'Sehr geehrte Damen und Herren,\nfür die Lieferung von Strom im vergangenen Monat berechnen wir Ihnen:' },
    positions(
      [
        ['Arbeitspreis, 2.914 kWh zu 29,8 ct', '2.914 kWh', '868,37 €'],
        ['Grundpreis', '1 Monat', '14,90 €'],
        ['Umsatzsteuer 19 %', '', '167,82 €'],
      ],
      '1.051,09 €',
    ),
    { text: 'Bitte überweisen Sie den Betrag innerhalb von 14 Tagen.' },
    bank('Stadtwerke Werretal GmbH', 'DE02 1203 0000 0000 2020 51', 'SW-2026-104233'),
  ],
}
const craftsman: Letter = {
  title: 'Rechnung Malerarbeiten Flur',
  file: 'RE 2026-0817 Malerbetrieb.pdf',
  age: 26,
  way: 'browser',
  from: 'Malerbetrieb Özdemir & Söhne, Gartenstraße 44, 48999 Musterlingen',
  blocks: [
    { heading: 'Rechnung 2026-0817', level: 1 },
    {
      facts: [
        ['Rechnungsdatum', '{tag}'],
        ['Ihr Auftrag vom', '{tag-30}'],
        ['Steuernummer', '336/5902/1184'],
      ],
    },
    positions(
      [
        ['Wände grundieren und zweimal streichen', '184 m²', '1.748,00 €'],
        ['Türzargen lackieren', '9 Stück', '531,00 €'],
        ['Abdecken und Entsorgen', 'pauschal', '160,00 €'],
        ['Umsatzsteuer 19 %', '', '463,41 €'],
      ],
      '2.902,41 €',
    ),
    { text: 'Zahlbar bis zum {tag+21} ohne Abzug. Bei Zahlung binnen acht Tagen gewähren wir 2 % Skonto.' },
    bank('Malerbetrieb Özdemir & Söhne', 'DE75 5121 0800 1245 1261 99', 'Rechnung 2026-0817'),
  ],
}
const quotation: Letter = {
  title: 'Angebot neue Server',
  file: 'Angebot 4411.pdf',
  age: 40,
  way: 'mail',
  from: 'Netzwerkhaus Brömmel KG, Industrieweg 7, 44805 Bochum',
  blocks: [
    { heading: 'Angebot 4411', level: 1 },
    { text: 'Vielen Dank für Ihre Anfrage vom {tag-30}. Wir bieten Ihnen freibleibend an:' },
    positions(
      [
        ['Server, 2 × 16 Kerne, 256 GB', '2 Stück', '11.480,00 €'],
        ['Unterbrechungsfreie Stromversorgung', '1 Stück', '1.290,00 €'],
        ['Aufbau und Übernahme der Daten', '3 Tage', '2.880,00 €'],
      ],
      '15.650,00 € netto',
    ),
    { text: 'Das Angebot gilt bis zum {tag+30}. Lieferzeit etwa vier Wochen nach Auftrag.' },
  ],
}
const insurance: Letter = {
  title: 'Haftpflichtversicherung, Beitragsanpassung',
  file: 'Versicherungsschein Nachtrag 3.pdf',
  age: 61,
  way: 'camera',
  from: 'Westfälische Versicherung a. G., Domplatz 1, 48143 Münster',
  blocks: [
    { heading: 'Nachtrag Nr. 3 zum Versicherungsschein H-88-120443', level: 1 },
    {
      text: 'Sehr geehrte Damen und Herren,\nzum 1. Januar passen wir den Beitrag Ihrer Vereinshaftpflicht an. Der Jahresbeitrag beträgt künftig 412,80 € (bisher 388,50 €). Umfang und Selbstbeteiligung bleiben gleich.',
    },
    { text: 'Sie können den Vertrag innerhalb eines Monats nach Zugang dieses Schreibens kündigen.' },
    {
      list: [
        'Deckungssumme: 5.000.000 € pauschal',
        'Selbstbeteiligung: 150 € je Schaden',
        'Kündigungsfrist: drei Monate zum Jahresende',
      ],
    },
  ],
}
const lease: Letter = {
  title: 'Mietvertrag Lagerraum',
  file: 'Mietvertrag_Lager.pdf',
  age: 300,
  way: 'browser',
  from: 'Grundstücksgemeinschaft Hafenkante, Kaistraße 3, 44147 Dortmund',
  blocks: [
    { heading: 'Mietvertrag über einen Lagerraum', level: 1 },
    { text: 'zwischen der Grundstücksgemeinschaft Hafenkante (Vermieterin) und {organisation} (Mieterin)' },
    { heading: '§ 1 Mietsache' },
    { text: 'Vermietet wird der Lagerraum 14 im Erdgeschoss, Größe 62 m², mit Rolltor und Stromanschluss.' },
    { heading: '§ 2 Mietzeit und Kündigung' },
    {
      text: 'Das Mietverhältnis beginnt am {tag} und läuft auf unbestimmte Zeit. Es kann von beiden Seiten mit einer Frist von sechs Monaten zum Ende eines Kalendervierteljahres gekündigt werden.',
    },
    { heading: '§ 3 Miete' },
    { text: 'Die monatliche Miete beträgt 545,00 € zuzüglich Nebenkosten von 60,00 €.' },
    bank('GG Hafenkante', 'DE89 3704 0044 0532 0130 00', 'Miete Lager 14'),
  ],
}
const minutes: Letter = {
  title: 'Protokoll der Dienstbesprechung',
  file: 'Protokoll Dienstbesprechung.pdf',
  age: 5,
  way: 'browser',
  from: '{organisation}',
  blocks: [
    { heading: 'Protokoll der Dienstbesprechung vom {tag}', level: 1 },
    {
      list: [
        'Öffnungszeiten an Brückentagen: am Freitag nach Himmelfahrt wird geschlossen.',
        'Die Warteschlange am Montag wird länger; ein zweiter Platz wird besetzt.',
        'Neue Kolleginnen werden bis Monatsende eingearbeitet.',
        'Die Brandschutzübung ist für den {tag+30} angesetzt.',
      ],
    },
    { text: 'Nächste Besprechung: {tag+14}, 9 Uhr, Besprechungszimmer im Obergeschoss.' },
  ],
}
const complaint: Letter = {
  title: 'Beschwerde über Wartezeit',
  file: 'Schreiben vom Bürger.pdf',
  age: 3,
  way: 'camera',
  about: true,
  from: '{person}',
  blocks: [
    { heading: 'Meine Wartezeit in Ihrem Haus', level: 1 },
    {
      text: 'Sehr geehrte Damen und Herren,\nam {tag-30} hatte ich um 10.20 Uhr einen Termin und wurde erst um 11.05 Uhr aufgerufen. Ich bitte um eine Erklärung und darum, dass sich das nicht wiederholt.',
    },
    { text: 'Mit freundlichen Grüßen\n{person}' },
  ],
}
const decision: Letter = {
  title: 'Bescheid Sondernutzung Gehweg',
  file: 'Bescheid Sondernutzung.pdf',
  age: 18,
  way: 'import',
  about: true,
  from: '{organisation}',
  blocks: [
    { heading: 'Erlaubnis zur Sondernutzung', level: 1 },
    {
      facts: [
        ['Aktenzeichen', '66.2-114/26'],
        ['Antrag vom', '{tag-30}'],
        ['Gebühr', '84,00 €'],
      ],
    },
    {
      text: 'Sehr geehrte Antragstellerin, sehr geehrter Antragsteller,\nfür das Aufstellen eines Gerüsts auf dem Gehweg vor Ihrem Grundstück wird die Erlaubnis vom {tag+14} bis {tag+30} erteilt. Eine Durchgangsbreite von 1,50 m ist freizuhalten.',
    },
    { heading: 'Rechtsbehelfsbelehrung', level: 3 },
    {
      text: 'Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim Verwaltungsgericht erhoben werden.',
    },
  ],
}
const delivery: Letter = {
  title: 'Lieferschein Büromaterial',
  file: 'LS-55120.pdf',
  age: 9,
  way: 'folder',
  from: 'Papier Lünemann GmbH, Ringstraße 90, 33602 Bielefeld',
  blocks: [
    { heading: 'Lieferschein LS-55120', level: 1 },
    {
      facts: [
        ['Lieferdatum', '{tag}'],
        ['Bestellnummer', 'B-2026-311'],
        ['Kundennummer', '20114'],
      ],
    },
    {
      list: [
        '40 Pakete Kopierpapier, 80 g',
        '12 Ordner, breit',
        '6 Stempelkissen, blau',
        '200 Fensterumschläge DIN lang',
      ],
    },
  ],
}
const application: Letter = {
  title: 'Antrag auf Wohngeld',
  file: 'Antrag Wohngeld.pdf',
  age: 7,
  way: 'link',
  about: true,
  own: true,
  from: '{person}',
  blocks: [
    { heading: 'Antrag auf Wohngeld (Mietzuschuss)', level: 1 },
    {
      facts: [
        ['Antragsteller', '{person}'],
        ['Personen im Haushalt', '3'],
        ['Gesamtmiete', '712,00 € im Monat'],
        ['Eingang', '{tag}'],
      ],
    },
    { text: 'Beigefügt sind die Mietbescheinigung und die Verdienstbescheinigungen der letzten zwölf Monate.' },
  ],
}
const membership: Letter = {
  title: 'Beitrittserklärung',
  file: 'Beitritt.pdf',
  age: 15,
  way: 'link',
  about: true,
  own: true,
  from: '{person}',
  blocks: [
    { heading: 'Beitrittserklärung', level: 1 },
    {
      text: 'Hiermit erkläre ich, {person}, meinen Beitritt zum {tag+14}. Den Jahresbeitrag von 36,00 € überweise ich.',
    },
    bank('{organisation}', 'DE12 5001 0517 0648 4898 90', 'Mitgliedsbeitrag'),
  ],
}
const contract: Letter = {
  title: 'Kaufvertrag Gebrauchtwagen',
  file: 'KV 2026-211.pdf',
  age: 33,
  way: 'api',
  about: true,
  own: true,
  from: '{organisation}',
  blocks: [
    { heading: 'Kaufvertrag über ein gebrauchtes Fahrzeug', level: 1 },
    {
      facts: [
        ['Käufer', '{person}'],
        ['Fahrzeug', 'Kleinwagen, Erstzulassung März 2021'],
        ['Laufleistung', '48.210 km'],
        ['Kaufpreis', '9.890,00 €'],
        ['Übergabe', '{tag+14}'],
      ],
    },
    {
      text: 'Das Fahrzeug wird unter Eigentumsvorbehalt bis zur vollständigen Zahlung übergeben. Die Gewährleistung beträgt ein Jahr.',
    },
  ],
}

/** By the organisation's place in the demo: a town, an association, a company. */
export const letters: readonly (readonly Letter[])[] = [
  [electricity, craftsman, quotation, minutes, complaint, decision, delivery, application, lease, roof],
  [insurance, minutes, membership, lease, electricity, delivery, craftsman, quotation, roof],
  [contract, craftsman, delivery, quotation, electricity, insurance, minutes, lease, roof],
]
