import { composeMail, queueMail } from '#messages'
import { noticeLink, personName } from '#platform/mail/common.ts'
import type { MailGiven, MailTemplate, Placeholder } from '#platform/mail/parts.ts'
import { mailTemplate } from '#platform/mail/template.ts'
import type { Scope } from '#platform/data/scope.ts'

const page = (de: string, en: string, path: string): Placeholder => ({
  name: { de, en },
  example: { de: `https://belegt.example/konto/${path}`, en: `https://belegt.example/en/konto/${path}` },
  link: true,
})
const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }
const privacy = {
  de: 'Was mit Ihren Angaben geschieht, steht in den [Datenschutzhinweisen]({datenschutz}).',
  en: 'What becomes of your data is in the [privacy notice]({datenschutz}).',
}
const signInPage = page('Seite der Anmeldung', 'Sign-in page', 'anmelden')

/** Nothing of what was typed stands in it: the form would carry it to any address that somebody enters. */
export const confirmMail = mailTemplate({
  kind: 'customers.confirm',
  name: { de: 'Kundenkonto bestätigen', en: 'Confirm a customer account' },
  when: {
    de: 'Wenn jemand ein Kundenkonto mit dieser Mailadresse anlegen möchte.',
    en: 'When somebody wants to open a customer account with this mail address.',
  },
  placeholders: {
    bestaetigen: page('Seite zum Bestätigen', 'Page to confirm on', 'bestaetigen/…'),
    datenschutz: noticeLink,
  },
  subject: { de: 'Ihr Kundenkonto bestätigen', en: 'Confirm your customer account' },
  heading: { de: 'Ihr Kundenkonto bestätigen', en: 'Confirm your customer account' },
  body: {
    text: {
      de: 'Jemand hat mit dieser Mailadresse ein Kundenkonto bei {organisation} angelegt. Waren Sie das? Dann bestätigen Sie es bitte auf dieser Seite mit dem Passwort, das Sie gewählt haben. Der Link gilt zwei Tage.',
      en: 'Somebody opened a customer account at {organisation} with this mail address. Was it you? Then please confirm it on this page with the password that you chose. The link is valid for two days.',
    },
  },
  actions: { confirm: { de: 'Konto bestätigen', en: 'Confirm the account', to: 'bestaetigen' } },
  closing: {
    not: {
      de: 'Waren Sie das nicht? Dann tun Sie nichts. Ohne Bestätigung gibt es kein Konto, und wir löschen die Angaben nach zwei Tagen.',
      en: 'Was it not you? Then do nothing. Without confirmation there is no account, and we delete the data after two days.',
    },
    privacy,
  },
})

export const knownMail = mailTemplate({
  kind: 'customers.known',
  name: { de: 'Es gibt schon ein Kundenkonto', en: 'There is a customer account already' },
  when: {
    de: 'Wenn jemand ein Konto mit einer Mailadresse anlegen möchte, die schon eines hat.',
    en: 'When somebody wants to open an account with a mail address that has one already.',
  },
  placeholders: {
    name: personName,
    anmelden: signInPage,
    passwort: page('Seite „Passwort vergessen“', 'Page "password forgotten"', 'passwort'),
  },
  subject: { de: 'Sie haben schon ein Kundenkonto', en: 'You have a customer account already' },
  heading: { de: 'Sie haben schon ein Kundenkonto', en: 'You have a customer account already' },
  body: {
    greeting,
    text: {
      de: 'jemand wollte mit Ihrer Mailadresse ein Kundenkonto bei {organisation} anlegen oder verwenden. Sie haben dort schon eines; daran hat sich nichts geändert. Waren Sie es selbst, melden Sie sich einfach an.',
      en: 'somebody wanted to open or use a customer account at {organisation} with your mail address. You have one there already; nothing about it has changed. If it was you, just sign in.',
    },
    forgotten: {
      de: 'Das Passwort vergessen? [Hier setzen Sie ein neues]({passwort}).',
      en: 'Forgotten the password? [Set a new one here]({passwort}).',
    },
  },
  actions: { signIn: { de: 'Zur Anmeldung', en: 'To the sign-in', to: 'anmelden' } },
  closing: {
    not: {
      de: 'Waren Sie das nicht? Dann müssen Sie nichts tun. Wer das versucht hat, erfährt nicht, dass es Ihr Konto gibt.',
      en: 'Was it not you? Then you need not do anything. Whoever tried does not learn that your account exists.',
    },
  },
})

export const passwordMail = mailTemplate({
  kind: 'customers.password',
  name: { de: 'Passwort des Kundenkontos vergessen', en: 'Password of the customer account forgotten' },
  when: {
    de: 'Wenn jemand für ein Kundenkonto ein neues Passwort anfordert.',
    en: 'When somebody asks for a new password of a customer account.',
  },
  placeholders: {
    name: personName,
    passwort: page('Seite, auf der das Passwort gesetzt wird', 'Page where the password is set', 'passwort/…'),
  },
  subject: { de: 'Neues Passwort für Ihr Kundenkonto', en: 'New password for your customer account' },
  heading: { de: 'Neues Passwort setzen', en: 'Set a new password' },
  body: {
    greeting,
    text: {
      de: 'für Ihr Kundenkonto bei {organisation} wurde ein neues Passwort angefordert. Mit diesem Link setzen Sie es. Er gilt eine Stunde und nur einmal.',
      en: 'a new password was requested for your customer account at {organisation}. Set it with this link. It is valid for one hour and only once.',
    },
  },
  actions: { set: { de: 'Passwort setzen', en: 'Set password', to: 'passwort' } },
  closing: {
    not: {
      de: 'Waren Sie das nicht? Dann tun Sie nichts; Ihr Passwort bleibt, wie es ist.',
      en: 'Was it not you? Then do nothing; your password stays as it is.',
    },
  },
})

export const passwordChangedMail = mailTemplate({
  kind: 'customers.password-changed',
  name: { de: 'Passwort des Kundenkontos geändert', en: 'Password of the customer account changed' },
  when: { de: 'Wenn das Passwort eines Kundenkontos neu ist.', en: 'When a customer account has a new password.' },
  placeholders: {
    name: personName,
    passwort: page('Seite „Passwort vergessen“', 'Page "password forgotten"', 'passwort'),
  },
  subject: { de: 'Ihr Passwort wurde geändert', en: 'Your password was changed' },
  heading: { de: 'Ihr Passwort wurde geändert', en: 'Your password was changed' },
  body: {
    greeting,
    text: {
      de: 'das Passwort Ihres Kundenkontos bei {organisation} wurde gerade geändert. Alle anderen Anmeldungen sind beendet.',
      en: 'the password of your customer account at {organisation} was changed just now. All other sessions are ended.',
    },
    not: {
      de: 'Waren Sie das nicht? Dann [setzen Sie sofort ein neues Passwort]({passwort}) und sagen Sie uns Bescheid.',
      en: 'Was it not you? Then [set a new password at once]({passwort}) and let us know.',
    },
  },
  closing: {},
})

export const newAddressMail = mailTemplate({
  kind: 'customers.new-address',
  name: { de: 'Neue Mailadresse bestätigen', en: 'Confirm a new mail address' },
  when: {
    de: 'An die neue Adresse, wenn jemand die Mailadresse des Kundenkontos ändert.',
    en: 'To the new address when somebody changes the mail address of the customer account.',
  },
  placeholders: { bestaetigen: page('Seite zum Bestätigen', 'Page to confirm on', 'mail/…') },
  subject: { de: 'Neue Mailadresse bestätigen', en: 'Confirm your new mail address' },
  heading: { de: 'Neue Mailadresse bestätigen', en: 'Confirm your new mail address' },
  body: {
    text: {
      de: 'Ein Kundenkonto bei {organisation} soll künftig diese Mailadresse haben. Bestätigen Sie das bitte auf dieser Seite. Der Link gilt einen Tag. Bis dahin bleibt die bisherige Adresse.',
      en: 'A customer account at {organisation} is to have this mail address from now on. Please confirm that on this page. The link is valid for one day. Until then the previous address stays.',
    },
  },
  actions: { confirm: { de: 'Mailadresse bestätigen', en: 'Confirm the address', to: 'bestaetigen' } },
  closing: {
    not: {
      de: 'Waren Sie das nicht? Dann tun Sie nichts; es ändert sich nichts.',
      en: 'Was it not you? Then do nothing; nothing changes.',
    },
  },
})

export const addressChangedMail = mailTemplate({
  kind: 'customers.address-changed',
  name: { de: 'Mailadresse geändert', en: 'Mail address changed' },
  when: {
    de: 'An die bisherige Adresse, wenn das Kundenkonto eine neue hat.',
    en: 'To the previous address when the customer account has a new one.',
  },
  placeholders: { name: personName },
  subject: { de: 'Ihr Kundenkonto hat eine neue Mailadresse', en: 'Your customer account has a new mail address' },
  heading: { de: 'Ihr Kundenkonto hat eine neue Mailadresse', en: 'Your customer account has a new mail address' },
  body: {
    greeting,
    text: {
      de: 'Ihr Kundenkonto bei {organisation} hat ab jetzt eine andere Mailadresse. An diese hier schreiben wir Ihnen nicht mehr.',
      en: 'your customer account at {organisation} has another mail address from now on. We no longer write to this one.',
    },
    not: {
      de: 'Waren Sie das nicht? Dann melden Sie sich bitte sofort bei uns.',
      en: 'Was it not you? Then please contact us at once.',
    },
  },
  closing: {},
})

export const endMail = mailTemplate({
  kind: 'customers.end',
  name: { de: 'Ende des Kundenkontos', en: 'End of the customer account' },
  when: {
    de: 'Wenn ein Kundenkonto geschlossen oder sein Ende festgelegt wurde.',
    en: 'When a customer account was closed or its end was set.',
  },
  placeholders: {
    name: personName,
    ende: {
      name: { de: 'Letzter Tag', en: 'Last day' },
      example: { de: '31. März 2027', en: '31 March 2027' },
    },
    geloescht: {
      name: { de: 'Stammdaten gelöscht am', en: 'Master data deleted on' },
      example: { de: '31. Dezember 2027', en: '31 December 2027' },
    },
    aufbewahrt: {
      name: { de: 'Geschäftsbriefe gesperrt bis', en: 'Business letters blocked until' },
      example: { de: '31. Dezember 2033', en: '31 December 2033' },
      optional: true,
    },
  },
  subject: { de: 'Ihr Kundenkonto endet', en: 'Your customer account ends' },
  heading: { de: 'Ihr Kundenkonto endet', en: 'Your customer account ends' },
  body: {
    greeting,
    text: {
      de: 'Ihr Kundenkonto bei {organisation} endet. Danach melden Sie sich dort nicht mehr an. Ihre Stammdaten löschen wir mit dem Ablauf des Kalenderjahres.',
      en: 'your customer account at {organisation} ends. After that you do not sign in there any more. We delete your master data at the end of the calendar year.',
    },
    kept: {
      de: 'Geschäftsbriefe über Ihren Vertrag müssen wir länger aufbewahren (§ 257 HGB, § 147 AO), bis zum {aufbewahrt}. Sie sind dann gesperrt und dienen nur noch dieser Pflicht.',
      en: 'We must keep business letters about your contract for longer (§ 257 HGB, § 147 AO), until {aufbewahrt}. They are blocked then and serve this duty only.',
    },
  },
  facts: ['ende', 'geloescht'],
  closing: {
    not: {
      de: 'Ist das ein Irrtum? Dann antworten Sie bitte auf diese Mail.',
      en: 'Is that a mistake? Then please answer this mail.',
    },
  },
})

/** One mail to a customer: `cause`, kind and `version` name the intent, which is queued once. */
export async function tell<P extends string>(
  at: Scope<string>,
  template: MailTemplate<P>,
  to: { readonly person: string; readonly mail: string; readonly cause: string; readonly version?: number },
  given: MailGiven<NoInfer<P>>,
): Promise<void> {
  const content = await composeMail(at, template, given)
  const { person, mail, cause, version = 1 } = to
  await queueMail(at, { person, to: mail, cause, kind: template.kind, version, content })
}
