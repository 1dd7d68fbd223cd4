import { texts } from '#platform/text/texts.ts'
import type { NumberProblem } from './numbers.ts'

const de = {
  title: 'Anbieter für SMS',
  lead: 'SMS gehen nur an Menschen, die bei der Buchung zugestimmt haben. Der Anbieter erfährt dabei Nummer und Text.',
  choose: 'Welcher Anbieter?',
  chooseLead: 'Sie brauchen bei ihm ein eigenes Konto und einen Vertrag zur Auftragsverarbeitung.',
  take: (name: string) => `${name} einrichten`,
  change: 'Anderen Anbieter wählen',
  form: (name: string) => `Zugang bei ${name}`,
  kept: 'Bleibt leer, wenn sich nichts ändert. Wir zeigen es niemandem mehr an.',
  keptMark: 'gespeichert',
  sender: 'Absender',
  senderHint:
    'Bis zu 11 Buchstaben und Ziffern ohne Umlaute, zum Beispiel MUSTERSTADT, oder eine Nummer Ihres Kontos. Nur auf eine Nummer kann man antworten, zum Beispiel mit STOP.',
  price: 'Preis für einen Teil',
  priceHint:
    'Was Ihr Anbieter für einen Teil berechnet, zum Beispiel 0,075. Ein Teil hat bis zu 160 Zeichen. Daraus rechnen wir die Kosten.',
  currency: 'Währung',
  save: 'Speichern',
  saved: 'Gespeichert. Senden Sie jetzt eine Probe.',
  conflict:
    'Jemand anderes hat den Zugang gerade geändert. Ihre Eingaben sind noch da. Prüfen Sie sie bitte und speichern Sie noch einmal.',
  steps: 'Stand der Einrichtung',
  state: {
    access: 'Zugang gespeichert',
    noAccess: 'Der Zugang ist noch nicht eingetragen',
    on: 'Im Verzeichnis der Auftragsverarbeiter eingetragen und eingeschaltet',
    off: 'Noch nicht eingeschaltet: Es geht keine SMS hinaus',
    offHint:
      'Eine Anbindung lässt sich erst einschalten, wenn der Anbieter mit Vertrag im Verzeichnis der Auftragsverarbeiter steht (Art. 28 DSGVO). Dort wird sie auch eingeschaltet.',
    register: 'Zum Verzeichnis der Auftragsverarbeiter',
    enter: (name: string) => `${name} eintragen`,
    tested: (when: string) => `Probe gesendet am ${when}`,
    untested: 'Noch keine Probe gesendet',
    testFailed: (code: string) => `Die letzte Probe ging nicht hinaus. Code des Anbieters: ${code}`,
  },
  done: 'erledigt',
  open: 'offen',
  byHand: 'Beim Anbieter einzutragen',
  test: 'Probe senden',
  testLead: 'Eine SMS an Ihr eigenes Handy. Die Nummer speichern wir nicht.',
  testText: (name: string) => `Probe von ${name}: SMS sind eingerichtet.`,
  number: 'Ihre Handynummer',
  send: 'Probe-SMS senden',
  sent: 'Der Anbieter hat die Probe angenommen. Schauen Sie auf Ihr Handy.',
  testUnanswered: 'Der Anbieter hat nicht geantwortet. Vielleicht kommt die Probe trotzdem an.',
  notYet: 'Eine Probe geht, sobald die Anbindung eingeschaltet ist.',
  problems: {
    required: (label: string) => `Bitte füllen Sie „${label}“ aus.`,
    access: (label: string) => `„${label}“ sieht nicht so aus wie beim Anbieter. Bitte kopieren Sie es noch einmal.`,
    sender:
      'Der Absender hat höchstens 11 Buchstaben und Ziffern ohne Umlaute, oder er ist eine Nummer mit Ländervorwahl.',
    price: 'Der Preis ist eine Zahl zwischen 0 und 100, zum Beispiel 0,075.',
    currency: 'Die Währung hat drei Buchstaben, zum Beispiel EUR.',
  },
  numbers: {
    'not-a-number': 'Das ist keine Telefonnummer. Bitte geben Sie eine Handynummer an, zum Beispiel 0151 23456789.',
    'too-short': 'Die Handynummer ist zu kurz. Bitte prüfen Sie, ob eine Ziffer fehlt.',
    'too-long': 'Die Handynummer ist zu lang. Bitte prüfen Sie, ob eine Ziffer zu viel ist.',
    'unknown-country': 'Diese Ländervorwahl gibt es nicht. Bitte prüfen Sie die Nummer.',
    'no-such-number': 'Diese Handynummer gibt es nicht. Bitte prüfen Sie Vorwahl und Ziffern.',
    landline: 'Das ist eine Nummer im Festnetz. SMS kommen dort nicht an. Bitte geben Sie eine Handynummer an.',
    'special-number': 'An diese Sondernummer können wir keine SMS senden. Bitte geben Sie eine Handynummer an.',
  } satisfies Record<NumberProblem, string>,
}

const en = {
  title: 'Provider of SMS',
  lead: 'SMS go only to people who consented when booking. The provider learns number and text.',
  choose: 'Which provider?',
  chooseLead: 'You need an account of your own there and a contract on processing on your behalf.',
  take: (name: string) => `Set up ${name}`,
  change: 'Choose another provider',
  form: (name: string) => `Access at ${name}`,
  kept: 'Leave empty if it does not change. We show it to nobody any more.',
  keptMark: 'stored',
  sender: 'Sender',
  senderHint:
    'Up to 11 letters and digits, for example SAMPLETOWN, or a number of your account. Only a number can be answered, for example with STOP.',
  price: 'Price of one part',
  priceHint:
    'What your provider charges for one part, for example 0.075. A part has up to 160 characters. From this we reckon the cost.',
  currency: 'Currency',
  save: 'Save',
  saved: 'Saved. Now send a test.',
  conflict:
    'Somebody else has just changed the access. What you entered is still here. Please check it and save again.',
  steps: 'How far the set-up is',
  state: {
    access: 'Access stored',
    noAccess: 'The access is not entered yet',
    on: 'Entered in the register of processors and switched on',
    off: 'Not switched on yet: no SMS leaves',
    offHint:
      'A connection can be switched on only when the provider stands with a contract in the register of processors (Art. 28 GDPR). It is switched on there as well.',
    register: 'To the register of processors',
    enter: (name: string) => `Enter ${name}`,
    tested: (when: string) => `Test sent on ${when}`,
    untested: 'No test sent yet',
    testFailed: (code: string) => `The last test did not leave. Code of the provider: ${code}`,
  },
  done: 'done',
  open: 'open',
  byHand: 'To be entered at the provider',
  test: 'Send a test',
  testLead: 'An SMS to your own phone. We do not store the number.',
  testText: (name: string) => `Test from ${name}: SMS are set up.`,
  number: 'Your mobile number',
  send: 'Send a test SMS',
  sent: 'The provider accepted the test. Look at your phone.',
  testUnanswered: 'The provider did not answer. The test may arrive all the same.',
  notYet: 'A test can be sent as soon as the connection is switched on.',
  problems: {
    required: (label: string) => `Please fill in "${label}".`,
    access: (label: string) => `"${label}" does not look as it does at the provider. Please copy it again.`,
    sender: 'The sender has at most 11 letters and digits, or it is a number with country code.',
    price: 'The price is a number between 0 and 100, for example 0.075.',
    currency: 'The currency has three letters, for example EUR.',
  },
  numbers: {
    'not-a-number': 'This is no phone number. Please give a mobile number, for example 0151 23456789.',
    'too-short': 'The mobile number is too short. Please check whether a digit is missing.',
    'too-long': 'The mobile number is too long. Please check whether there is a digit too many.',
    'unknown-country': 'There is no such country code. Please check the number.',
    'no-such-number': 'There is no such mobile number. Please check prefix and digits.',
    landline: 'This is a landline. SMS do not arrive there. Please give a mobile number.',
    'special-number': 'We cannot send SMS to this special number. Please give a mobile number.',
  } satisfies Record<NumberProblem, string>,
}

export const setupWords = texts(de, en)

/** What is wrong with a number, in words for whoever entered it. */
export const numberSentence = (language: 'de' | 'en', problem: NumberProblem): string =>
  setupWords(language).numbers[problem]
