import { personName } from '#platform/mail/common.ts'
import { mailTemplate } from '#platform/mail/template.ts'

const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }
const day = {
  name: { de: 'Tag der Löschung', en: 'Day of the deletion' },
  example: { de: 'Donnerstag, 24. Dezember 2026', en: 'Thursday, 24 December 2026' },
} as const
const page = {
  name: { de: 'Seite der Kündigung', en: 'Page of the cancellation' },
  example: {
    de: 'https://belegt.example/team/einrichtung/kuendigung',
    en: 'https://belegt.example/en/team/einrichtung/kuendigung',
  },
  link: true,
} as const
const placeholders = { name: personName, tag: day, kuendigung: page }
const actions = {
  open: { de: 'Ansehen, mitnehmen oder zurücknehmen', en: 'Look, take along or undo', to: 'kuendigung' },
} as const
const untilThen = {
  de: 'Bis dahin kann {organisation} gelesen, aber nicht mehr beschrieben werden. Laden Sie alles herunter, was Sie behalten wollen. Sie können die Kündigung bis zuletzt zurücknehmen. Danach lässt sich nichts mehr zurückholen, auch nicht aus Sicherungen.',
  en: 'Until then {organisation} can be read, but not written to. Download everything you want to keep. You can undo the cancellation until the last moment. Afterwards nothing can be brought back, not even from backups.',
}

export const cancelledMail = mailTemplate({
  kind: 'accounts.organisation-cancelled',
  name: { de: 'Organisation gekündigt', en: 'Organisation cancelled' },
  when: {
    de: 'An die Hauptadministration, wenn eine Organisation gekündigt wurde.',
    en: 'To main administrators, when an organisation was cancelled.',
  },
  placeholders,
  subject: { de: '{organisation} ist gekündigt', en: '{organisation} is cancelled' },
  heading: { de: '{organisation} ist gekündigt', en: '{organisation} is cancelled' },
  body: {
    greeting,
    text: {
      de: '{organisation} wurde gekündigt. Am {tag} wird alles gelöscht.',
      en: '{organisation} was cancelled. Everything is deleted on {tag}.',
    },
    untilThen,
  },
  actions,
  closing: {},
})

export const cancellationUndoneMail = mailTemplate({
  kind: 'accounts.cancellation-undone',
  name: { de: 'Kündigung zurückgenommen', en: 'Cancellation undone' },
  when: {
    de: 'An die Hauptadministration, wenn eine Kündigung zurückgenommen wurde.',
    en: 'To main administrators, when a cancellation was undone.',
  },
  placeholders: { name: personName },
  subject: { de: '{organisation} bleibt', en: '{organisation} stays' },
  heading: { de: '{organisation} bleibt', en: '{organisation} stays' },
  body: {
    greeting,
    text: {
      de: 'die Kündigung von {organisation} wurde zurückgenommen. Es wird nichts gelöscht, und alles kann wieder bearbeitet werden.',
      en: 'the cancellation of {organisation} was undone. Nothing is deleted, and everything can be edited again.',
    },
  },
  closing: {},
})

export const endReminderMail = mailTemplate({
  kind: 'accounts.end-reminder',
  name: { de: 'Erinnerung an die Löschung', en: 'Reminder of the deletion' },
  when: {
    de: 'An die Hauptadministration, 14, 7 und 1 Tag vor der Löschung.',
    en: 'To main administrators, 14, 7 and 1 days before the deletion.',
  },
  placeholders,
  subject: { de: '{organisation} wird am {tag} gelöscht', en: '{organisation} is deleted on {tag}' },
  heading: { de: '{organisation} wird am {tag} gelöscht', en: '{organisation} is deleted on {tag}' },
  body: { greeting, untilThen },
  actions,
  closing: {},
})

export const certificateMail = mailTemplate({
  kind: 'accounts.deletion-certificate',
  name: { de: 'Löschnachweis', en: 'Certificate of deletion' },
  when: {
    de: 'An die bisherige Hauptadministration und den Betreiber, wenn eine Organisation gelöscht ist.',
    en: 'To the former main administrators and the operator, when an organisation is deleted.',
  },
  placeholders: {
    name: personName,
    geloescht: {
      name: { de: 'Gelöschte Organisation', en: 'Deleted organisation' },
      example: { de: 'Verein Linde', en: 'Linden Association' },
    },
    tag: day,
    nachweis: {
      name: { de: 'Seite des Nachweises', en: 'Page of the certificate' },
      example: { de: 'https://belegt.example/loeschnachweis/…', en: 'https://belegt.example/en/loeschnachweis/…' },
      link: true,
    },
  },
  subject: { de: '{geloescht} ist gelöscht', en: '{geloescht} is deleted' },
  heading: { de: '{geloescht} ist gelöscht', en: '{geloescht} is deleted' },
  body: {
    greeting,
    text: {
      de: 'alle Daten von {geloescht} sind seit {tag} gelöscht: in der Datenbank, in den Dateien und in den Sicherungen. Die Schlüssel sind vernichtet.',
      en: 'all data of {geloescht} are deleted since {tag}: in the database, in the files and in the backups. The keys are destroyed.',
    },
    proof: {
      de: 'Den Nachweis können Sie 90 Tage lang als PDF und als prüfbaren Beleg herunterladen. Der Beleg lässt sich ohne uns prüfen. Danach behalten wir nur den Eintrag ohne Namen.',
      en: 'You can download the certificate for 90 days as a PDF and as a receipt that can be checked without us. After that we keep only the entry without a name.',
    },
    you: {
      de: 'War {geloescht} Ihre einzige Organisation hier, wird auch Ihr Konto mit dieser Mailadresse in drei Tagen gelöscht.',
      en: 'If {geloescht} was your only organisation here, your account with this mail address is deleted in three days, too.',
    },
  },
  actions: { open: { de: 'Nachweis ansehen', en: 'Look at the certificate', to: 'nachweis' } },
  closing: {},
})
