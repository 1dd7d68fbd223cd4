import { texts } from '#platform/text/texts.ts'

export const receiptTexts = texts(
  {
    title: 'Nachweis',
    lead: 'Diesen Beleg können Sie speichern und ohne uns prüfen. Er enthält keine Angaben zu Ihrer Person.',
    what: 'Was geschehen ist',
    when: 'Wann',
    wording: 'Der Wortlaut, der dabei stand',
    place: 'Stelle im Protokoll',
    placeOf: (index: string, size: string) => `Eintrag ${index} von ${size}`,
    signed: 'Unterschrieben mit dem Schlüssel',
    save: 'Beleg speichern',
    check: 'Selbst prüfen',
    check1: 'Speichern Sie den Beleg (oder diese Seite) und das Prüfprogramm. Es braucht keine Verbindung zu uns.',
    check2: (program: string) => `Rufen Sie auf: node ${program} beleg.json`,
    check3:
      'Vergleichen Sie den Fingerabdruck des Schlüssels mit dem, den Sie auf anderem Weg bekommen: vor Ort, per Brief oder bei der Datenschutzbeauftragten.',
    raw: 'Der Beleg, wie ihn das Prüfprogramm liest',
    waitingTitle: 'Der Nachweis entsteht gerade',
    waiting:
      'Der Eintrag ist geschrieben und bekommt in der nächsten Minute seinen Platz im Protokoll. Bitte laden Sie die Seite dann neu.',
    listTitle: 'Ihre Nachweise',
    listLead: 'Was wir zu Ihren Einwilligungen und Anliegen festgehalten haben. Jeder Nachweis ist einzeln prüfbar.',
    none: 'Es gibt keine Nachweise (mehr).',
    noneText:
      'Sind Ihre Daten gelöscht, führt von diesem Link nichts mehr zu Ihnen. Gespeicherte Belege gelten weiter.',
    open: 'Ansehen',
  },
  {
    title: 'Receipt',
    lead: 'You can keep this receipt and check it without us. It holds no data about you.',
    what: 'What happened',
    when: 'When',
    wording: 'The text that stood there',
    place: 'Place in the ledger',
    placeOf: (index, size) => `entry ${index} of ${size}`,
    signed: 'Signed with the key',
    save: 'Save the receipt',
    check: 'Check it yourself',
    check1: 'Save the receipt (or this page) and the checking program. It needs no connection to us.',
    check2: (program) => `Run: node ${program} beleg.json`,
    check3:
      'Compare the fingerprint of the key with the one you get another way: on site, by letter, or from the data protection officer.',
    raw: 'The receipt as the checking program reads it',
    waitingTitle: 'The receipt is being made',
    waiting:
      'The entry is written and gets its place in the ledger within the next minute. Please load the page again then.',
    listTitle: 'Your receipts',
    listLead: 'What we have put on record about your consents and requests. Each receipt can be checked by itself.',
    none: 'There are no receipts (any more).',
    noneText:
      'Once your data are erased, nothing leads from this link to you. Receipts that you have saved stay valid.',
    open: 'Look',
  },
)
