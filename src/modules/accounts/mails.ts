import { personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }

export const resetMail = mailTemplate({
  kind: 'accounts.reset',
  name: { de: 'Passwort vergessen', en: 'Password forgotten' },
  when: {
    de: 'Wenn jemand auf der Anmeldeseite ein neues Passwort anfordert.',
    en: 'When somebody asks for a new password on the sign-in page.',
  },
  placeholders: {
    name: personName,
    passwort: {
      name: { de: 'Seite, auf der das Passwort gesetzt wird', en: 'Page where the password is set' },
      example: { de: 'https://belegt.example/team/passwort/…', en: 'https://belegt.example/en/team/passwort/…' },
      link: true,
    },
  },
  subject: { de: 'Neues Passwort setzen', en: 'Set a new password' },
  heading: { de: 'Neues Passwort setzen', en: 'Set a new password' },
  body: {
    greeting,
    text: {
      de: 'für Ihr Konto wurde ein neues Passwort angefordert. Mit diesem Link setzen Sie es. Er gilt eine Stunde und nur einmal.',
      en: 'a new password was requested for your account. Set it with this link. It is valid for one hour and only once.',
    },
  },
  actions: { set: { de: 'Passwort setzen', en: 'Set password', to: 'passwort' } },
  closing: {
    notYou: {
      de: 'Waren Sie das nicht? Dann tun Sie nichts; Ihr Passwort bleibt, wie es ist.',
      en: 'Was it not you? Then do nothing; your password stays as it is.',
    },
  },
})

export const passwordChangedMail = mailTemplate({
  kind: 'accounts.password-changed',
  name: { de: 'Passwort geändert', en: 'Password changed' },
  when: { de: 'Wenn das Passwort eines Kontos geändert wurde.', en: 'When the password of an account was changed.' },
  placeholders: { name: personName },
  subject: { de: 'Ihr Passwort wurde geändert', en: 'Your password was changed' },
  heading: { de: 'Ihr Passwort wurde geändert', en: 'Your password was changed' },
  body: {
    greeting,
    text: {
      de: 'das Passwort Ihres Kontos wurde gerade geändert. Alle anderen Anmeldungen sind beendet.',
      en: 'the password of your account was changed just now. All other sessions are ended.',
    },
    notYou: {
      de: 'Waren Sie das nicht? Dann fordern Sie auf der Anmeldeseite sofort ein neues Passwort an und sagen Sie Ihrer Administration Bescheid.',
      en: 'Was it not you? Then request a new password on the sign-in page at once and tell your administrator.',
    },
  },
  closing: {},
})

const role = {
  name: { de: 'Rolle', en: 'Role' },
  example: { de: 'Schalter', en: 'Desk' },
} as const
const invited = {
  de: 'Sie wurden bei {organisation} als „{rolle}“ eingetragen.',
  en: 'You were entered at {organisation} as “{rolle}”.',
}
const invitedBecause = {
  de: 'Sie bekommen diese Mail, weil jemand Sie als Mitglied eingetragen hat. Ist das ein Irrtum, können Sie sie löschen.',
  en: 'You receive this mail because somebody entered you as a member. If that is a mistake, you can delete it.',
}
const yourAccess = { de: 'Ihr Zugang bei {organisation}', en: 'Your access at {organisation}' }

export const invitationMail = mailTemplate({
  kind: 'accounts.invitation',
  name: { de: 'Einladung', en: 'Invitation' },
  when: {
    de: 'Wenn jemand ohne Konto als Mitglied eingetragen wird.',
    en: 'When somebody without an account is entered as a member.',
  },
  placeholders: { name: personName, rolle: role, passwort: resetMail.placeholders.passwort },
  subject: yourAccess,
  heading: yourAccess,
  body: {
    greeting,
    text: invited,
    set: {
      de: 'Setzen Sie zuerst Ihr Passwort. Der Link gilt 7 Tage und nur einmal.',
      en: 'Set your password first. The link is valid for 7 days and only once.',
    },
  },
  actions: { set: { de: 'Passwort setzen', en: 'Set password', to: 'passwort' } },
  closing: { why: invitedBecause },
})

export const addedMail = mailTemplate({
  kind: 'accounts.added',
  name: { de: 'Einladung mit Konto', en: 'Invitation with an account' },
  when: {
    de: 'Wenn jemand als Mitglied eingetragen wird, der schon ein Konto hat.',
    en: 'When somebody who has an account already is entered as a member.',
  },
  placeholders: {
    name: personName,
    rolle: role,
    anmelden: {
      name: { de: 'Anmeldeseite', en: 'Sign-in page' },
      example: { de: 'https://belegt.example/team/anmelden', en: 'https://belegt.example/en/team/anmelden' },
      link: true,
    },
  },
  subject: yourAccess,
  heading: yourAccess,
  body: {
    greeting,
    text: invited,
    existing: {
      de: 'Sie haben schon ein Konto. Melden Sie sich damit an.',
      en: 'You have an account already. Sign in with it.',
    },
  },
  actions: { signIn: { de: 'Anmelden', en: 'Sign in', to: 'anmelden' } },
  closing: { why: invitedBecause },
})
