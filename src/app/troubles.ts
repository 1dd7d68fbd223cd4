import type { RefusalTexts } from '#platform/errors/texts.ts'

/** Sentences for the refusals of the platform itself: what happened, what was kept, what to do. */
export const platformTroubles: RefusalTexts = {
  'platform.no-such-page': {
    de: 'Diese Seite gibt es nicht. Vielleicht ist der Link unvollständig: Bitte öffnen Sie ihn noch einmal aus Ihrer Mail.',
    en: 'This page does not exist. Perhaps the link is incomplete: please open it again from your mail.',
  },
  'platform.no-front-page': {
    de: 'Jede Organisation hat hier ihre eigene Adresse: Bitte öffnen Sie die Ihre, zum Beispiel aus einer Mail. Ist noch nichts eingerichtet, steht der Link zum Einrichten in der Ausgabe des Programms.',
    en: 'Each organisation has an address of its own here: please open yours, for example from a mail. If nothing is set up yet, the link to set it up stands in what the program prints.',
  },
  'platform.no-such-organisation': {
    de: 'Diese Organisation gibt es hier nicht.',
    en: 'There is no such organisation here.',
  },
  'platform.too-many-requests': {
    de: ({ seconds }) =>
      `Aus Ihrem Netz kommen gerade sehr viele Anfragen. Bitte warten Sie ${seconds} Sekunden und versuchen Sie es dann noch einmal. Es wurde nichts gespeichert.`,
    en: ({ seconds }) =>
      `A lot of requests are coming from your network right now. Please wait ${seconds} seconds and try again. Nothing was saved.`,
  },
  'platform.crowded': {
    de: 'Hier ist gerade sehr viel los. Es wurde nichts geändert. Bitte versuchen Sie es in ein paar Sekunden noch einmal.',
    en: 'A lot is going on here right now. Nothing was changed. Please try again in a few seconds.',
  },
  'platform.foreign-form': {
    de: 'Dieses Formular kam nicht von unserer Seite. Es wurde nichts gespeichert. Bitte öffnen Sie die Seite neu und füllen Sie sie hier aus.',
    en: 'This form did not come from our page. Nothing was saved. Please open the page again and fill it in here.',
  },
  'platform.customer-sign-in-first': {
    de: 'Bitte melden Sie sich zuerst in Ihrem Konto an.',
    en: 'Please sign in to your account first.',
  },
  'platform.sign-in-first': { de: 'Bitte melden Sie sich zuerst an.', en: 'Please sign in first.' },
  'platform.not-a-member': {
    de: 'Sie gehören dieser Organisation nicht an.',
    en: 'You are not a member of this organisation.',
  },
  'platform.not-permitted': {
    de: 'Ihre Rolle erlaubt das nicht. Ihre Administration kann Ihnen das Recht geben.',
    en: 'Your role does not allow this. Your administrator can give you the right.',
  },
  'platform.not-at-this-place': {
    de: 'Ihr Recht gilt an diesem Ort nicht. Ihre Administration kann Ihnen das Recht dafür geben.',
    en: 'Your right does not hold at this place. Your administrator can give you the right for it.',
  },
  'platform.organisation-ending': {
    de: ({ day }) =>
      `Diese Organisation hat gekündigt und schließt am ${day}. Bis dahin kann hier nur noch gelesen werden. Es wurde nichts gespeichert. Anträge zu Ihren Daten nehmen wir weiter an.`,
    en: ({ day }) =>
      `This organisation has cancelled and closes on ${day}. Until then its pages can only be read. Nothing was saved. Requests about your data are still taken.`,
  },
  'platform.use-waits': {
    de: 'Diese Angaben dürfen für diesen Zweck noch nicht genutzt werden: Die Betroffenen werden erst informiert. Ab wann es geht, steht beim Datenschutz unter „Fassungen“.',
    en: 'These data may not be used for this purpose yet: the people concerned are told first. When it begins stands at data protection under "Versions".',
  },
  'platform.restricted': {
    de: 'Die Verarbeitung dieser Angaben ist eingeschränkt (Art. 18 DSGVO): Sie sind gespeichert, werden aber nicht gezeigt und nicht geändert. Es wurde nichts gespeichert. Bitte wenden Sie sich an die Stelle, die bei uns für den Datenschutz zuständig ist.',
    en: 'The processing of these data is restricted (Art. 18 GDPR): they are stored, but neither shown nor changed. Nothing was saved. Please turn to whoever is responsible for data protection here.',
  },
  'platform.invalid-input': {
    de: 'Eine Angabe fehlt oder passt nicht. Es wurde nichts gespeichert. Bitte gehen Sie zurück und prüfen Sie das Formular.',
    en: 'Something is missing or does not fit. Nothing was saved. Please go back and check the form.',
  },
  'platform.too-large': {
    de: 'Das ist zu groß. Es wurde nichts gespeichert. Bitte kürzen Sie Ihre Eingabe oder wählen Sie eine kleinere Datei.',
    en: 'This is too large. Nothing was saved. Please shorten your input or choose a smaller file.',
  },
  'platform.too-many-fields': {
    de: 'Das Formular hat zu viele Felder. Es wurde nichts gespeichert.',
    en: 'The form has too many fields. Nothing was saved.',
  },
  'platform.not-a-form': {
    de: 'Das war kein Formular dieser Seite. Es wurde nichts gespeichert.',
    en: 'This was not a form of this site. Nothing was saved.',
  },
  'platform.broke-off': {
    de: 'Die Übertragung ist abgebrochen. Was schon angekommen ist, wird einen Tag lang behalten. Bitte setzen Sie sie fort.',
    en: 'The transfer broke off. What has arrived is kept for a day. Please resume it.',
  },
  'files.not-found': {
    de: 'Die Datei liegt nicht (mehr) im Speicher. Es wurde nichts geändert.',
    en: 'The file is not (or no longer) in the store. Nothing was changed.',
  },
  'files.damaged': {
    de: 'Die gespeicherte Datei ist beschädigt oder verändert und wird nicht ausgeliefert. Bitte sagen Sie Ihrer Administration Bescheid: Sie kann sie aus der Sicherung zurückholen.',
    en: 'The stored file is damaged or was changed, and is not handed out. Please tell your administrator, who can bring it back from a backup.',
  },
  'files.too-large': {
    de: 'Die Datei ist zu groß. Es wurde nichts abgelegt.',
    en: 'The file is too large. Nothing was filed.',
  },
  'files.no-space': {
    de: 'Der Speicher ist voll. Es wurde nichts abgelegt. Bitte sagen Sie Ihrer Administration Bescheid.',
    en: 'The store is full. Nothing was filed. Please tell your administrator.',
  },
  'files.gap': {
    de: 'Ein Teil der Datei fehlt noch. Was schon angekommen ist, wurde behalten. Bitte setzen Sie die Übertragung fort.',
    en: 'A part of the file is still missing. What has arrived was kept. Please resume the transfer.',
  },
}
