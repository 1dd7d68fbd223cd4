import type { RefusalTexts } from '#platform/errors/texts.ts'

const kept = { de: 'Es wurde nichts geändert.', en: 'Nothing was changed.' }

/** Sentences for every refusal of this module: what happened, what was kept, what to do. */
export const refusals: RefusalTexts = {
  'appointments.unknown': {
    de: 'Diesen Termin finden wir nicht. Vielleicht ist der Link unvollständig, oder die Angaben wurden schon gelöscht. Bitte öffnen Sie den Link noch einmal aus Ihrer Mail.',
    en: 'We cannot find this appointment. Perhaps the link is incomplete, or the data have been deleted already. Please open the link from your mail again.',
  },
  'appointments.not-offered': {
    de: 'Dieses Anliegen wird hier nicht mehr angeboten. Auf der Startseite sehen Sie, was gebucht werden kann.',
    en: 'This matter is no longer offered here. The start page shows what can be booked.',
  },
  'appointments.hold-expired': {
    de: 'Die Zeit war fünf Minuten für Sie reserviert, das ist jetzt vorbei. Es wurde nichts gebucht. Bitte wählen Sie noch einmal eine Zeit.',
    en: 'The time was kept for you for five minutes, which are over now. Nothing was booked. Please choose a time again.',
  },
  'appointments.slot-taken': {
    de: 'Diese Zeit hat gerade jemand anderes bekommen. Bitte wählen Sie eine andere.',
    en: 'Somebody else has just got this time. Please choose another one.',
  },
  'appointments.limit-reached': {
    de: ({ limit }) => `Für dieses Anliegen gibt es schon ${limit} Termin(e) mit dieser Adresse. ${kept.de}`,
    en: ({ limit }) => `There are already ${limit} appointment(s) for this matter with this address. ${kept.en}`,
  },
  'appointments.service-closed': {
    de: `Dieses Anliegen kann gerade nicht gebucht werden. ${kept.de}`,
    en: `This matter cannot be booked right now. ${kept.en}`,
  },
  'appointments.location-closed': {
    de: `An diesem Ort kann gerade nichts gebucht werden. ${kept.de}`,
    en: `Nothing can be booked at this place right now. ${kept.en}`,
  },
  'appointments.not-served-there': {
    de: `Dieses Anliegen wird an diesem Ort nicht angeboten. ${kept.de}`,
    en: `This matter is not offered at this place. ${kept.en}`,
  },
  'appointments.too-soon': {
    de: 'Diese Zeit ist zu kurzfristig. Bitte wählen Sie eine spätere.',
    en: 'This time is too soon. Please choose a later one.',
  },
  'appointments.too-far-ahead': {
    de: 'So weit im Voraus kann noch nicht gebucht werden. Bitte wählen Sie eine frühere Zeit.',
    en: 'This is too far ahead to book yet. Please choose an earlier time.',
  },
  'appointments.not-open-then': {
    de: 'Zu dieser Zeit ist geschlossen. Bitte wählen Sie eine andere.',
    en: 'It is closed at this time. Please choose another one.',
  },
  'appointments.already-booked': { de: 'Dieser Termin ist schon gebucht.', en: 'This appointment is booked already.' },
  'appointments.already-cancelled': {
    de: 'Dieser Termin ist schon abgesagt.',
    en: 'This appointment is cancelled already.',
  },
  'appointments.already-begun': {
    de: `Dieser Termin hat schon begonnen und kann hier nicht mehr geändert werden. ${kept.de}`,
    en: `This appointment has begun and can no longer be changed here. ${kept.en}`,
  },
  'appointments.already-past': {
    de: `Dieser Termin ist schon vorbei und kann nicht mehr geändert werden. ${kept.de}`,
    en: `This appointment is over and can no longer be changed. ${kept.en}`,
  },
  'appointments.not-confirmed': {
    de: 'Dieser Termin ist noch nicht gebucht. Bitte füllen Sie zuerst das Formular aus.',
    en: 'This appointment is not booked yet. Please fill in the form first.',
  },
  'appointments.same-time': {
    de: 'Das ist die Zeit, die Sie schon haben. Es bleibt alles, wie es ist.',
    en: 'That is the time you already have. Everything stays as it is.',
  },
  'appointments.choose-desk': {
    de: 'Bitte wählen Sie zuerst, an welchem Schalter Sie sitzen.',
    en: 'Please choose first at which desk you are.',
  },
  'appointments.step-not-possible': {
    de: `Dieser Schritt ist nicht mehr möglich; vermutlich war jemand anderes schneller. ${kept.de} Die Seite zeigt den neuen Stand.`,
    en: `This step is no longer possible; somebody else was probably faster. ${kept.en} The page shows how things stand now.`,
  },
  'appointments.nothing-to-undo': {
    de: `Hier gibt es nichts zurückzunehmen. ${kept.de}`,
    en: `There is nothing to undo here. ${kept.en}`,
  },
  'appointments.place-was-released': {
    de: 'Die Zeit dieses Termins ist schon wieder frei und kann nicht zurückgeholt werden. Bitte buchen Sie neu.',
    en: 'The time of this appointment has been released and cannot be taken back. Please book anew.',
  },
  'appointments.too-late-to-undo': {
    de: `Das lässt sich nur am selben Tag zurücknehmen. ${kept.de}`,
    en: `This can only be undone on the same day. ${kept.en}`,
  },
}
