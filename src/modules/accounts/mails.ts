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
const yourAccess = { de: 'Einladung von {organisation}', en: 'Invitation from {organisation}' }

export const invitationMail = mailTemplate({
  kind: 'accounts.invitation',
  name: { de: 'Einladung', en: 'Invitation' },
  when: { de: 'Wenn jemand als Mitglied eingeladen wird.', en: 'When somebody is invited as a member.' },
  placeholders: {
    name: personName,
    rolle: role,
    einladung: {
      name: { de: 'Seite, auf der die Einladung angenommen wird', en: 'Page where the invitation is accepted' },
      example: { de: 'https://belegt.example/team/einladung/…', en: 'https://belegt.example/en/team/einladung/…' },
      link: true,
    },
  },
  subject: yourAccess,
  heading: yourAccess,
  body: {
    greeting,
    text: {
      de: '{organisation} lädt Sie ein, als „{rolle}“ mitzuarbeiten. Mit diesem Link nehmen Sie die Einladung an. Er gilt 7 Tage und nur einmal.',
      en: '{organisation} invites you to work there as “{rolle}”. Accept the invitation with this link. It is valid for 7 days and only once.',
    },
  },
  actions: { accept: { de: 'Einladung ansehen', en: 'Look at the invitation', to: 'einladung' } },
  closing: {
    why: {
      de: 'Sie bekommen diese Mail, weil jemand Ihre Adresse für eine Einladung angegeben hat. Ist das ein Irrtum, tun Sie nichts: Ohne Ihre Zustimmung geschieht nichts, und nach 7 Tagen endet die Einladung.',
      en: 'You receive this mail because somebody gave your address for an invitation. If that is a mistake, do nothing: without your consent nothing happens, and the invitation ends after 7 days.',
    },
  },
})
