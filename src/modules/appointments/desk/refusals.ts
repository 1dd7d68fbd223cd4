import type { RefusalTexts } from '#platform/errors/texts.ts'

type Both = { de: Record<string, string>; en: Record<string, string> }
const states: Both = {
  de: {
    held: 'reserviert',
    booked: 'erwartet',
    arrived: 'da',
    called: 'aufgerufen',
    serving: 'in Bedienung',
    served: 'erledigt',
    'no-show': 'nicht erschienen',
    cancelled: 'abgesagt',
  },
  en: {
    held: 'reserved',
    booked: 'expected',
    arrived: 'here',
    called: 'called',
    serving: 'being served',
    served: 'done',
    'no-show': 'not here',
    cancelled: 'cancelled',
  },
}

/** What the desk says when a step is refused: what happened, what was kept, what to do. */
export const deskRefusals: RefusalTexts = {
  'appointments.changed-meanwhile': {
    de: ({ state }) =>
      `Jemand war schneller: Diese Nummer steht jetzt auf „${states.de[String(state)] ?? state}“. Ihr Schritt wurde nicht ausgeführt; unten sehen Sie den neuen Stand.`,
    en: ({ state }) =>
      `Somebody was faster: this number now is “${states.en[String(state)] ?? state}”. Your step was not carried out; below you see how things stand.`,
  },
  'appointments.step-not-possible': {
    de: ({ state }) =>
      `Dieser Schritt geht nicht: Die Nummer steht auf „${states.de[String(state)] ?? state}“. Es wurde nichts geändert.`,
    en: ({ state }) =>
      `This step is not possible: the number is “${states.en[String(state)] ?? state}”. Nothing was changed.`,
  },
  'appointments.another-day': {
    de: 'Dieser Schritt passt nicht zum Tag des Termins. Es wurde nichts geändert.',
    en: 'This step does not fit the day of the appointment. Nothing was changed.',
  },
  'appointments.choose-desk': {
    de: 'Wählen Sie zuerst Ihren Platz, dann können Sie aufrufen. Es wurde nichts geändert.',
    en: 'Choose your desk first, then you can call. Nothing was changed.',
  },
  'appointments.desk-occupied': {
    de: ({ ticket }) => `An Ihrem Platz ist noch ${ticket || 'jemand'}. Schließen Sie diese Nummer zuerst ab.`,
    en: ({ ticket }) => `${ticket || 'Somebody'} still is at your desk. Close that number first.`,
  },
  'appointments.nothing-to-undo': {
    de: 'Hier gibt es nichts zurückzunehmen. Es wurde nichts geändert.',
    en: 'There is nothing to take back here. Nothing was changed.',
  },
  'appointments.too-late-to-undo': {
    de: 'Das lässt sich nur am selben Tag zurücknehmen. Es wurde nichts geändert.',
    en: 'This can be taken back on the same day only. Nothing was changed.',
  },
  'appointments.place-was-released': {
    de: 'Eine Absage lässt sich nicht zurücknehmen: Die Zeit kann schon vergeben sein. Bitte buchen Sie neu.',
    en: 'A cancellation cannot be taken back: the time may be taken by now. Please book again.',
  },
  'appointments.not-at-this-location': {
    de: 'Diese Nummer gibt es an diesem Ort nicht (mehr). Es wurde nichts geändert.',
    en: 'This number does not exist at this place (any more). Nothing was changed.',
  },
  'appointments.not-served-here': {
    de: 'Dieses Anliegen wird an diesem Ort nicht angeboten. Bitte wählen Sie ein anderes.',
    en: 'This matter is not offered at this place. Please choose another one.',
  },
  'appointments.no-such-location': {
    de: 'Diesen Ort gibt es nicht. Vielleicht wurde er entfernt.',
    en: 'This place does not exist. It may have been removed.',
  },
  'appointments.note-needs-person': {
    de: 'Zu einer Nummer ohne Namen gibt es keine Notiz. Ihre Eingabe wurde nicht gespeichert.',
    en: 'A number without a name has no note. What you entered was not saved.',
  },
  'appointments.note-changed-meanwhile': {
    de: 'Jemand hat diese Notiz inzwischen geändert. Ihr Text steht noch im Feld und ist nicht gespeichert; vergleichen Sie beide und speichern Sie dann noch einmal.',
    en: 'Somebody changed this note meanwhile. Your text still is in the field and is not saved; compare both and save again.',
  },
}
