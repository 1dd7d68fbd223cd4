import { texts } from '#platform/text/texts.ts'

const de = {
  custody: 'Verwahrung',
  custodyLead:
    'Die Datei liegt versiegelt. Sie wurde nach dem Ablegen aus dem Speicher nachgelesen und wird regelmäßig erneut geprüft.',
  stored: 'Abgelegt und geprüft',
  verified: 'Zuletzt geprüft',
  damaged:
    'Die gespeicherte Datei ist beschädigt. Sie wird nicht ausgeliefert, bis sie aus der Sicherung zurückgeholt ist.',
  openings: 'Öffnungen',
  opened: (count: number) => (count === 0 ? 'keine' : count === 1 ? 'eine' : String(count)),
  receipt: 'Quittung herunterladen',
  receiptName: (number: number) => `Quittung Fassung ${number}.json`,
  bin: 'Papierkorb',
  binLead: 'Dort bleibt die Unterlage 30 Tage und kann zurückgeholt werden. Danach wird sie gelöscht.',
  trash: 'In den Papierkorb',
  restore: 'Aus dem Papierkorb holen',
  until: (day: string) => `Wird am ${day} gelöscht, wenn niemand sie zurückholt.`,
}
const en: typeof de = {
  custody: 'Custody',
  custodyLead:
    'The file is stored sealed. It was read again from the store after filing and is verified again regularly.',
  stored: 'Filed and verified',
  verified: 'Last verified',
  damaged: 'The stored file is damaged. It is not handed out until it has been brought back from a backup.',
  openings: 'Openings',
  opened: (count) => (count === 0 ? 'none' : count === 1 ? 'one' : String(count)),
  receipt: 'Download receipt',
  receiptName: (number) => `Receipt version ${number}.json`,
  bin: 'Bin',
  binLead: 'The document stays there for 30 days and can be taken out again. Then it is erased.',
  trash: 'Put into the bin',
  restore: 'Take out of the bin',
  until: (day) => `Will be erased on ${day} unless somebody takes it out.`,
}

export const custodyWords = texts(de, en)
