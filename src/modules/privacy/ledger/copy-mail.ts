import type { Organisation } from '#platform/data/organisations.ts'
import { format } from '#platform/text/format.ts'
import { type Copy, witnessBody } from './copy-types.ts'
import { fingerprintOf } from './receipt.ts'

/** The officer's mail, in both languages of the house since it is kept for years: what it is, and the copy itself. */
export function copyMail(organisation: Organisation, copy: Copy): { subject: string; text: string } {
  const count = format('de', organisation.zone).number(copy.size, 0)
  return {
    subject: `Stand der Nachweise: ${count} Einträge (${organisation.name})`,
    text: [
      'Guten Tag,',
      '',
      `das Protokoll der Nachweise von ${organisation.name} hat jetzt ${count} Einträge. Unten steht der unterschriebene`,
      'Stand. Bitte heben Sie diese Mail auf: Mit ihr lässt sich später zeigen, dass davor nichts geändert wurde.',
      'Prüfen: den Text als Datei speichern, dann „belegt ledger verify --copies DATEI“ oder, ohne uns,',
      '„node receive-checkpoints.mjs ORDNER --from DATEI“.',
      '',
      'This is the signed state of the ledger. Please keep this mail: with it, later changes to what came before show.',
      '',
      `Schlüssel / key: ${copy.signer}`,
      `Fingerabdruck / fingerprint: ${fingerprintOf(copy.signer).replaceAll(/.{8}(?=.)/g, '$& ')}`,
      '',
      witnessBody(copy),
    ].join('\n'),
  }
}
