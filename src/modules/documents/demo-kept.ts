import type { Letter } from './demo-letter.ts'

/** A bill whose archive period is over: it stands there until somebody releases it. */
export const roof: Letter = {
  title: 'Rechnung Dachreparatur 2015',
  file: 'Rechnung 2015-077 Dachdecker.pdf',
  age: 28,
  way: 'import',
  from: 'Dachdeckerei Vennemann GmbH, Am Hang 5, 48998 Werretal',
  blocks: [
    { heading: 'Rechnung 2015-077', level: 1 },
    {
      facts: [
        ['Rechnungsdatum', '14.04.2015'],
        ['Steuernummer', '336/5880/0417'],
      ],
    },
    { text: 'Nach dem Sturm vom 31. März 2015 haben wir das Dach auf der Hofseite instand gesetzt.' },
    {
      table: {
        head: ['Leistung', 'Menge', 'Betrag'],
        rows: [
          ['Ziegel ersetzen', '140 Stück', '1.260,00 €'],
          ['Gerüst', 'pauschal', '480,00 €'],
          ['Umsatzsteuer 19 %', '', '330,60 €'],
          ['Gesamtbetrag', '', '2.070,60 €'],
        ],
        widths: [5, 2, 2],
      },
    },
  ],
}
