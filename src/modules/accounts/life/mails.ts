import { personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }

export const mailChangeMail = mailTemplate({
  kind: 'accounts.mail-change',
  name: { de: 'Neue Mailadresse bestätigen', en: 'Confirm new mail address' },
  when: {
    de: 'An die neue Adresse, wenn jemand die Mailadresse des eigenen Kontos ändert.',
    en: 'To the new address, when somebody changes the mail address of their account.',
  },
  placeholders: {
    name: personName,
    bestaetigen: {
      name: { de: 'Seite, auf der die Adresse bestätigt wird', en: 'Page where the address is confirmed' },
      example: { de: 'https://belegt.example/team/mail/…', en: 'https://belegt.example/en/team/mail/…' },
      link: true,
    },
  },
  subject: { de: 'Neue Mailadresse bestätigen', en: 'Confirm your new mail address' },
  heading: { de: 'Neue Mailadresse bestätigen', en: 'Confirm your new mail address' },
  body: {
    greeting,
    text: {
      de: 'für Ihr Konto soll künftig diese Mailadresse gelten. Bitte bestätigen Sie das mit dem Link. Er gilt 24 Stunden und nur einmal. Bis dahin bleibt alles, wie es ist.',
      en: 'this mail address is to be that of your account. Please confirm this with the link. It is valid for 24 hours and only once. Until then all stays as it is.',
    },
  },
  actions: { confirm: { de: 'Adresse bestätigen', en: 'Confirm address', to: 'bestaetigen' } },
  closing: {
    notYou: {
      de: 'Waren Sie das nicht? Dann tun Sie nichts.',
      en: 'Was it not you? Then do nothing.',
    },
  },
})

const notYou = {
  de: 'Waren Sie das nicht? Dann ändern Sie bitte sofort Ihr Passwort und sagen Sie Ihrer Administration Bescheid.',
  en: 'Was it not you? Then please change your password at once and tell your administrator.',
}

export const mailChangeNoticeMail = mailTemplate({
  kind: 'accounts.mail-change-notice',
  name: { de: 'Änderung der Mailadresse beantragt', en: 'Change of mail address asked for' },
  when: {
    de: 'An die bisherige Adresse, wenn die Mailadresse eines Kontos geändert werden soll.',
    en: 'To the present address, when the mail address of an account is to be changed.',
  },
  placeholders: { name: personName },
  subject: { de: 'Ihre Mailadresse soll geändert werden', en: 'Your mail address is to be changed' },
  heading: { de: 'Ihre Mailadresse soll geändert werden', en: 'Your mail address is to be changed' },
  body: {
    greeting,
    text: {
      de: 'für Ihr Konto wurde eine andere Mailadresse eingetragen. Sie gilt, sobald sie von dort aus bestätigt wird. Bis dahin melden Sie sich weiter mit dieser Adresse an.',
      en: 'another mail address was entered for your account. It holds as soon as it is confirmed from there. Until then you sign in with this address.',
    },
    notYou,
  },
  closing: {},
})

export const mailChangedMail = mailTemplate({
  kind: 'accounts.mail-changed',
  name: { de: 'Mailadresse geändert', en: 'Mail address changed' },
  when: {
    de: 'An die bisherige Adresse, nachdem die Mailadresse eines Kontos geändert wurde.',
    en: 'To the former address, after the mail address of an account was changed.',
  },
  placeholders: { name: personName },
  subject: { de: 'Ihre Mailadresse wurde geändert', en: 'Your mail address was changed' },
  heading: { de: 'Ihre Mailadresse wurde geändert', en: 'Your mail address was changed' },
  body: {
    greeting,
    text: {
      de: 'Ihr Konto hat jetzt eine andere Mailadresse; sie wurde von dort aus bestätigt. Mit dieser hier können Sie sich nicht mehr anmelden. Alle Anmeldungen sind beendet.',
      en: 'your account has another mail address now; it was confirmed from there. You cannot sign in with this one any more. All sessions are ended.',
    },
    notYou,
  },
  closing: {},
})

const place = {
  name: { de: 'Seite mit den eigenen Organisationen', en: 'Page with one’s own organisations' },
  example: {
    de: 'https://belegt.example/team/ich/organisationen',
    en: 'https://belegt.example/en/team/ich/organisationen',
  },
  link: true,
} as const

export const handoverMail = mailTemplate({
  kind: 'accounts.handover',
  name: { de: 'Hauptadministration angeboten', en: 'Main administration offered' },
  when: {
    de: 'Wenn jemand einem Mitglied die Hauptadministration anbietet.',
    en: 'When somebody offers the main administration to a member.',
  },
  placeholders: { name: personName, antworten: place },
  subject: { de: 'Hauptadministration von {organisation}', en: 'Main administration of {organisation}' },
  heading: { de: 'Hauptadministration von {organisation}', en: 'Main administration of {organisation}' },
  body: {
    greeting,
    text: {
      de: 'Ihnen wird die Hauptadministration von {organisation} angeboten. Sie dürfen dann alles und entscheiden über die anderen. Das Angebot gilt 7 Tage.',
      en: 'you are offered the main administration of {organisation}. You may then do everything and decide about the others. The offer is valid for 7 days.',
    },
  },
  actions: { answer: { de: 'Ansehen und antworten', en: 'Look and answer', to: 'antworten' } },
  closing: {
    nothing: {
      de: 'Wenn Sie nichts tun, bleibt alles, wie es ist.',
      en: 'If you do nothing, all stays as it is.',
    },
  },
})

export const joinRequestMail = mailTemplate({
  kind: 'accounts.join-request',
  name: { de: 'Jemand möchte beitreten', en: 'Somebody asks to join' },
  when: {
    de: 'An die Administration, wenn nach einer leeren Liste die erste Anfrage mit dem Beitrittscode kommt.',
    en: 'To the administrators, when the first request by join code comes after the list was empty.',
  },
  placeholders: {
    name: personName,
    liste: {
      name: { de: 'Seite mit den Anfragen', en: 'Page with the requests' },
      example: {
        de: 'https://belegt.example/team/einrichtung/mitglieder',
        en: 'https://belegt.example/en/team/einrichtung/mitglieder',
      },
      link: true,
    },
  },
  subject: { de: 'Jemand möchte {organisation} beitreten', en: 'Somebody asks to join {organisation}' },
  heading: { de: 'Jemand möchte beitreten', en: 'Somebody asks to join' },
  body: {
    greeting,
    text: {
      de: 'mit Ihrem Beitrittscode hat sich jemand gemeldet, der mitarbeiten möchte. Bis Sie die Anfrage bestätigen, sieht diese Person nichts. Solange Anfragen offen sind, schreiben wir Ihnen nicht noch einmal.',
      en: 'somebody who wants to work with you came with your join code. Until you confirm the request, that person sees nothing. As long as requests are open we do not write to you again.',
    },
  },
  actions: { look: { de: 'Anfrage ansehen', en: 'Look at the request', to: 'liste' } },
  closing: {
    nothing: {
      de: 'Kennen Sie niemanden, der Zugang braucht? Dann lehnen Sie ab und nehmen Sie einen neuen Code.',
      en: 'You know nobody who needs access? Then refuse, and take a new code.',
    },
  },
})
