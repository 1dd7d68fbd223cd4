import { ofAge } from '#privacy'
import { texts } from '#platform/text/texts.ts'

/** The part of what is consented to that speaks of changes; consents from before it was asked do not have it. */
export const CHANGES = {
  de: 'eine Nachricht, wenn er verschoben oder abgesagt wird',
  en: 'a message if it is moved or cancelled',
} as const

const listed = (parts: readonly (string | false)[], and: string): string => {
  const said = parts.filter((part): part is string => part !== false)
  return [said.slice(0, -1).join(', '), said.at(-1)].filter(Boolean).join(` ${and} `)
}
const before = (hours: number): string =>
  hours % 24 === 0
    ? hours === 24
      ? 'einen Tag'
      : `${hours / 24} Tage`
    : hours === 1
      ? 'eine Stunde'
      : `${hours} Stunden`
const beforeEn = (hours: number): string =>
  hours % 24 === 0 ? (hours === 24 ? 'a day' : `${hours / 24} days`) : hours === 1 ? 'an hour' : `${hours} hours`

const de = {
  legend: 'SMS (freiwillig)',
  number: 'Handynummer für SMS',
  numberHint: 'Nur für diese SMS. Die Mail bekommen Sie in jedem Fall.',
  what: (confirms: boolean, reminds: boolean, hours: number) =>
    listed([confirms && 'eine Bestätigung', reminds && `eine Erinnerung ${before(hours)} vorher`, CHANGES.de], 'und'),
  tick: (organisation: string, what: string, company: string) =>
    `Ich willige ein, dass ${organisation} mir zu diesem Termin per SMS schickt: ${what}. Nummer und Text gehen dafür an ${company}. ${ofAge('de')} Das ist freiwillig. Ich kann es jederzeit widerrufen, über den Link in der Bestätigung.`,
  needTick: 'Für SMS brauchen wir Ihre Einwilligung. Setzen Sie das Häkchen oder lassen Sie die Handynummer leer.',
  needNumber: 'Bitte geben Sie die Handynummer an, oder nehmen Sie das Häkchen bei SMS weg.',
  sms: 'SMS',
}
const en = {
  legend: 'SMS (optional)',
  number: 'Mobile number for SMS',
  numberHint: 'For these SMS only. You get the mail in any case.',
  what: (confirms: boolean, reminds: boolean, hours: number) =>
    listed([confirms && 'a confirmation', reminds && `a reminder ${beforeEn(hours)} before`, CHANGES.en], 'and'),
  tick: (organisation: string, what: string, company: string) =>
    `I consent to ${organisation} sending me by SMS, about this appointment: ${what}. Number and text go to ${company} for this. ${ofAge('en')} It is voluntary. I can withdraw it at any time, by the link in the confirmation.`,
  needTick: 'For SMS we need your consent. Set the tick or leave the mobile number empty.',
  needNumber: 'Please give the mobile number, or take away the tick at SMS.',
  sms: 'SMS',
}

export const textingWords = texts(de, en)
