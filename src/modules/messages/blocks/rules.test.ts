import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readList } from './import.ts'
import { asksToStop } from './rules.ts'

const token = 'A'.repeat(43)
const body = (text: string) => asksToStop({ subject: 'Re: Geänderte Öffnungszeiten', text })
const subject = (line: string) => asksToStop({ subject: line, text: '' })

describe('a mail that asks for no more mails', () => {
  test.each([
    'Abmelden',
    'AW: abmelden',
    'Re: AW: Bitte abmelden!',
    'Abbestellen',
    'Mails abbestellen',
    'Unsubscribe',
    'RE: unsubscribe me from this list',
    'Please remove me from your mailing list.',
    'STOP',
    'Stopp',
    'opt-out',
    'Keine Mails mehr bitte',
    'Ich möchte keine weiteren E-Mails mehr erhalten.',
    'Ich melde mich hiermit ab',
    "I don't want any more emails",
    'No more mails, please',
    'Bitte streichen Sie mich aus dem Verteiler',
  ])('subject: %s', (line) => {
    expect(line.startsWith('Bitte streichen') ? body(line) : subject(line)).toEqual({ token: undefined })
  })

  test.each([
    'Abmelden',
    'Guten Tag,\n\nbitte abmelden.\n\nMit freundlichen Grüßen\nÖznur Yıldız',
    'stop\r\n\r\nAm 12.11.2026 um 10:00 schrieb Stadt Musterstadt <amt@example.org>:\r\n> Sehr geehrte Frau X,\r\n> die Zulassungsstelle hat geändert',
    'Unsubscribe\n\nOn Mon, 16 Nov 2026 at 09:00, City <a@b.example> wrote:\n> Dear all',
    'Keine Mails mehr\n\n-- \nKarl Klein\nHauptstraße 1, 12345 Musterstadt, der seine Signatur liebt',
    'Bitte schicken Sie mir keine Mails mehr.\n\nVon: Stadt Musterstadt\nGesendet: Montag',
    'Abmelden\n\nGesendet von meinem iPhone',
  ])('text: %j', (text) => {
    expect(body(text)).toEqual({ token: undefined })
  })

  test('the subject of the link in the header carries the token, also answered and in any language', () => {
    expect(subject(`unsubscribe ${token}`)).toEqual({ token })
    expect(subject(`Re: unsubscribe ${token}`)).toEqual({ token })
    expect(subject(`Abmelden ${token}`)).toEqual({ token })
  })

  test.each([
    'Auto abmelden',
    'Kann ich mein Auto auch online abmelden?',
    'Bitte melden Sie mich für den Termin am Montag ab und für Mittwoch an.',
    'Ich möchte meinen Termin abmelden, weil ich krank bin.',
    'Abmelden muss ich mich wegen Umzugs: Was brauche ich dafür?',
    'Abmeldung eines Gewerbes',
    'Vielen Dank für die Information!',
    'stop by any time',
    'Abmelden\nund dann noch eine Frage zu meinem Personalausweis und der Gebühr.',
    'Hallo\n\n> Abmelden',
    '',
  ])('a matter for people: %j', (text) => {
    expect(body(text)).toBeUndefined()
    expect(subject(text.split('\n')[0] ?? '')).toEqual(text.startsWith('Abmelden\n') ? { token: undefined } : undefined)
  })

  test('whatever is written, it answers, and quickly', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000 }), fc.string({ maxLength: 500 }), (text, line) => {
        asksToStop({ subject: line, text })
      }),
    )
    const long = 'bitte ich möchte keine weiteren mails '.repeat(5_000)
    expect(body(long)).toBeUndefined()
  })
})

describe('a pasted list', () => {
  test('one a line, lines of a table, with names and quotes; each once, the rest counted', () => {
    const list = [
      'anna@example.org',
      '"Bert Blau";bert@example.org;Hauptstraße 1',
      'Carla <carla@example.org>',
      'ANNA@example.org',
      '',
      'kein Zeichen',
      'mailto:dora@example.org',
    ].join('\r\n')
    expect(readList(list)).toEqual({
      addresses: ['anna@example.org', 'bert@example.org', 'carla@example.org', 'dora@example.org'],
      invalid: 1,
      twice: 1,
    })
  })
})
