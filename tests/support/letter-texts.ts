// Short letters as text, for what depends on their words alone.
export const bill = (number: string, date: string, sum: string) => `Zählwerk Süd GmbH · Ofenweg 3 · 12345 Aue
www.zaehlwerk-sued.example
Vorgang ${number}
Ablesung ${date}
Ihr Anteil ${sum} €
Kosten des ganzen Hauses in diesem Jahr 9.999,00 €
Bitte überweisen Sie auf DE89 3704 0044 0532 0130 00, wir danken für Ihre Treue.`

export const ROADS =
  'Antrag auf Sondernutzung der öffentlichen Straße für ein Gerüst vor dem Haus. Der Gehweg bleibt frei, die Absperrung wird beleuchtet.'
export const DOGS =
  'Anmeldung eines Hundes zur Steuer. Rasse und Wurftag des Tieres, Nachweis der Haftpflicht und Chipnummer liegen bei.'
