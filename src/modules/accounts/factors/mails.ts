import { personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }
const zeit = {
  name: { de: 'Zeitpunkt', en: 'Time' },
  example: { de: 'Montag, 16. November 2026, 9:00 Uhr', en: 'Monday 16 November 2026, 9:00' },
} as const
const family = (de: string, en: string, example: string) =>
  ({ name: { de, en }, example: { de: example, en: example } }) as const
const notYou = {
  de: 'Waren Sie das nicht? Dann setzen Sie auf der Anmeldeseite sofort ein neues Passwort und sagen Sie Ihrer Administration Bescheid. Mit dem neuen Passwort enden alle Anmeldungen.',
  en: 'Was it not you? Then set a new password on the sign-in page at once and tell your administrator. All sessions end with the new password.',
}

export const newDeviceMail = mailTemplate({
  kind: 'accounts.new-device',
  name: { de: 'Anmeldung von einem neuen Gerät', en: 'Sign-in from a new device' },
  when: {
    de: 'Wenn sich ein Konto von einem Gerät oder Netz aus anmeldet, das dafür noch nicht bekannt ist.',
    en: 'When an account signs in from a device or network that is not known for it yet.',
  },
  placeholders: {
    name: personName,
    browser: family('Browser', 'Browser', 'Firefox'),
    system: family('System', 'System', 'Windows'),
    zeit,
  },
  subject: { de: 'Neue Anmeldung mit Ihrem Konto', en: 'New sign-in with your account' },
  heading: { de: 'Neue Anmeldung mit Ihrem Konto', en: 'New sign-in with your account' },
  body: {
    greeting,
    text: {
      de: 'mit Ihrem Konto hat sich gerade jemand von einem Gerät oder aus einem Netz angemeldet, das wir dafür noch nicht kennen. Waren Sie das, ist alles in Ordnung.',
      en: 'somebody has just signed in with your account from a device or network that we do not know for it yet. If it was you, all is well.',
    },
    notYou,
  },
  facts: ['browser', 'system', 'zeit'],
  closing: {},
})

export const manyFailuresMail = mailTemplate({
  kind: 'accounts.many-failures',
  name: { de: 'Viele falsche Anmeldungen', en: 'Many failed sign-ins' },
  when: {
    de: 'Wenn jemand zwanzigmal an einem Tag mit falschem Passwort versucht hat, sich mit einem Konto anzumelden.',
    en: 'When somebody has tried twenty times within a day to sign in to an account with a wrong password.',
  },
  placeholders: { name: personName, zeit },
  subject: {
    de: 'Jemand versucht, sich mit Ihrem Konto anzumelden',
    en: 'Somebody is trying to sign in to your account',
  },
  heading: { de: 'Viele falsche Passwörter', en: 'Many wrong passwords' },
  body: {
    greeting,
    text: {
      de: 'für Ihr Konto wurde heute schon zwanzigmal ein falsches Passwort eingegeben. Angemeldet hat sich dabei niemand. Ihre eigenen Geräte sind nicht betroffen; andere müssen jetzt länger warten.',
      en: 'a wrong password was entered for your account twenty times today. Nobody got in. Your own devices are not affected; others now have to wait longer.',
    },
    advice: {
      de: 'Sie müssen nichts tun. Benutzen Sie dasselbe Passwort auch anderswo, setzen Sie hier ein neues. Ein Passkey macht das Raten zwecklos.',
      en: 'You need not do anything. If you use the same password elsewhere, set a new one here. A passkey makes guessing pointless.',
    },
  },
  facts: ['zeit'],
  closing: {},
})

export const secondStepFailedMail = mailTemplate({
  kind: 'accounts.second-step-failed',
  name: { de: 'Falsche Codes nach richtigem Passwort', en: 'Wrong codes after the right password' },
  when: {
    de: 'Wenn nach dem richtigen Passwort mehrmals ein falscher Code eingegeben wurde.',
    en: 'When a wrong code was entered several times after the right password.',
  },
  placeholders: { name: personName, zeit },
  subject: { de: 'Jemand kennt vielleicht Ihr Passwort', en: 'Somebody may know your password' },
  heading: { de: 'Falsche Codes nach richtigem Passwort', en: 'Wrong codes after the right password' },
  body: {
    greeting,
    text: {
      de: 'mit Ihrem Konto wurde das richtige Passwort eingegeben und danach fünfmal ein falscher Code. Angemeldet hat sich niemand.',
      en: 'the right password of your account was entered, and after it five wrong codes. Nobody got in.',
    },
    notYou,
  },
  facts: ['zeit'],
  closing: {},
})

export const factorsChangedMail = mailTemplate({
  kind: 'accounts.factors-changed',
  name: { de: 'Anmeldung geändert', en: 'Ways to sign in changed' },
  when: {
    de: 'Wenn für ein Konto ein Passkey, eine App oder Notfallcodes eingerichtet oder entfernt wurden.',
    en: 'When a passkey, an app or recovery codes were set up or removed for an account.',
  },
  placeholders: { name: personName, zeit },
  subject: { de: 'Ihre Anmeldung wurde geändert', en: 'Your ways to sign in were changed' },
  heading: { de: 'Ihre Anmeldung wurde geändert', en: 'Your ways to sign in were changed' },
  body: {
    greeting,
    text: {
      de: 'für Ihr Konto wurde gerade ein Passkey, eine App oder ein Satz Notfallcodes eingerichtet oder entfernt.',
      en: 'a passkey, an app or a set of recovery codes was just set up or removed for your account.',
    },
    notYou,
  },
  facts: ['zeit'],
  closing: {},
})
