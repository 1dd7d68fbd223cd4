import type { RefusalTexts } from '#platform/errors/texts.ts'
import { texts, type Texts } from '#platform/text/texts.ts'
import { de } from './texts.de.ts'
import { en } from './texts.en.ts'

export const words = texts(de, en)
export type Words = Texts<typeof de>

const extensions: Record<string, { de: string; en: string }> = {
  'extended-already': { de: 'Die Frist ist schon verlängert.', en: 'The period is extended already.' },
  'too-long': { de: 'Verlängert wird um einen oder zwei Monate.', en: 'It is extended by one or two months.' },
  'no-reason': { de: 'Der Grund fehlt.', en: 'The reason is missing.' },
  'not-sent': {
    de: 'Die Mitteilung ist noch nicht hinausgegangen, oder der Tag stimmt nicht.',
    en: 'The notice has not left yet, or the day is not right.',
  },
  'first-month-over': {
    de: 'Der erste Monat ist vorbei; danach lässt das Gesetz keine Verlängerung zu. Bitte antworten Sie jetzt.',
    en: 'The first month is over; after that the law allows no extension. Please answer now.',
  },
}

/** Sentences for what can be refused here, by code. */
export const refusalTexts: RefusalTexts = {
  'rights.no-such-request': {
    de: 'Diesen Antrag gibt es nicht (mehr). Nicht bestätigte Anträge verschwinden nach 14 Tagen. Stellen Sie ihn bitte neu.',
    en: 'There is no such request (any more). Requests that were not confirmed vanish after 14 days. Please make it again.',
  },
  'rights.not-complete': {
    de: 'Es fehlt noch eine Angabe. Gespeichert wurde nichts. Bitte füllen Sie den Schritt ganz aus.',
    en: 'Something is missing. Nothing was saved. Please fill in the whole step.',
  },
  'rights.no-such-page': { de: 'Diese Seite gibt es nicht.', en: 'There is no such page.' },
  'rights.link-ended': {
    de: 'Dieser Link gilt nicht mehr: Unter ihm ist niemand mehr gespeichert. Stellen Sie Ihren Antrag bitte über das Formular.',
    en: 'This link no longer works: nobody is kept under it any more. Please use the form for your request.',
  },
  'rights.changed-meanwhile': {
    de: 'Inzwischen hat jemand anderes an diesem Antrag gearbeitet. Von Ihnen wurde nichts gespeichert. Öffnen Sie ihn bitte neu.',
    en: 'Somebody else has worked on this request in the meantime. Nothing of yours was saved. Please open it again.',
  },
  'rights.not-now': {
    de: 'Dieser Schritt geht bei diesem Antrag gerade nicht. Es wurde nichts geändert. Öffnen Sie ihn bitte neu.',
    en: 'This step is not possible for this request now. Nothing was changed. Please open it again.',
  },
  'rights.received-later': {
    de: 'Der Eingang liegt in der Zukunft. Gespeichert wurde nichts. Bitte prüfen Sie das Datum.',
    en: 'The day of receipt lies in the future. Nothing was saved. Please check the date.',
  },
  'rights.received-earlier': {
    de: 'Der Eingang liegt vor dem 25. Mai 2018; seither gibt es diese Rechte. Gespeichert wurde nichts. Bitte prüfen Sie die Jahreszahl.',
    en: 'The day of receipt lies before 25 May 2018, since when these rights exist. Nothing was saved. Please check the year.',
  },
  'rights.question-missing': {
    de: 'Es fehlt die Frage, die die Person beantworten soll. Es wurde nichts gesendet.',
    en: 'The question to the person is missing. Nothing was sent.',
  },
  'rights.too-late-to-ask': {
    de: 'Die Frist ist vorbei; eine Nachfrage hält sie nicht mehr an. Es wurde nichts gesendet. Antworten Sie jetzt.',
    en: 'The period is over; a question no longer stops it. Nothing was sent. Answer now.',
  },
  'rights.not-asked': {
    de: 'Zu diesem Antrag brauchen wir gerade nichts von Ihnen. Ihre Angaben wurden nicht gespeichert.',
    en: 'We need nothing from you for this request at the moment. What you entered was not stored.',
  },
  'rights.no-extension': {
    de: ({ why }) => `Die Frist wurde nicht verlängert. ${extensions[String(why)]?.de ?? ''}`,
    en: ({ why }) => `The period was not extended. ${extensions[String(why)]?.en ?? ''}`,
  },
  'rights.declared-anew': {
    de: 'Seit dem Zusammenstellen kam eine neue Art von Daten hinzu. Die Antwort wäre unvollständig und wurde nicht gesendet. Stellen Sie bitte neu zusammen.',
    en: 'A new kind of data was added since this was gathered. The answer would be incomplete and was not sent. Please gather it again.',
  },
  'rights.nobody-left': {
    de: 'Die Daten dieser Person wurden nach dem Zusammenstellen gelöscht. Es wurde nichts gesendet. Wählen Sie „Neu zusammenstellen“; wird niemand mehr gefunden, halten Sie das fest und antworten dann.',
    en: 'The data of this person were erased after they were gathered. Nothing was sent. Choose "Gather again"; if nobody is found any more, note that and answer then.',
  },
  'rights.person-gone': {
    de: 'Jemand von den Gewählten wurde inzwischen gelöscht. Es wurde nichts geändert. Öffnen Sie den Antrag bitte neu.',
    en: 'Somebody you chose has been erased in the meantime. Nothing was changed. Please open the request again.',
  },
  'rights.no-such-activity': {
    de: 'Diesen Zweck gibt es nicht mehr, oder man kann ihm nicht widersprechen. Es wurde nichts geändert. Nennen Sie unter „Wogegen der Widerspruch ist“ einen anderen.',
    en: 'There is no such purpose any more, or it cannot be objected to. Nothing was changed. Name another one under "What the objection is against".',
  },
  'rights.no-such-recipient': {
    de: 'Diesen Empfänger gibt es bei diesem Antrag nicht. Es wurde nichts geändert.',
    en: 'This request has no such recipient. Nothing was changed.',
  },
  'rights.reason-missing': {
    de: 'Es fehlt der Grund. Gespeichert wurde nichts.',
    en: 'The reason is missing. Nothing was saved.',
  },
  'rights.date-ahead': {
    de: 'Der Tag liegt in der Zukunft. Gespeichert wurde nichts.',
    en: 'The day lies in the future. Nothing was saved.',
  },
  'rights.date-before': {
    de: 'Der Tag liegt vor dem Eingang des Antrags. Gespeichert wurde nichts. Bitte prüfen Sie das Datum.',
    en: 'The day lies before the request was received. Nothing was saved. Please check the date.',
  },
  'rights.not-sure': {
    de: 'Gelöscht wurde nichts: Bitte bestätigen Sie, dass endgültig gelöscht werden soll.',
    en: 'Nothing was erased: please confirm that it is to be erased for good.',
  },
  'rights.no-ground': {
    de: 'Für die Einschränkung fehlt einer der vier Gründe. Es wurde nichts geändert.',
    en: 'One of the four grounds is missing for the restriction. Nothing was changed.',
  },
  'rights.download-ended': {
    de: 'Die Zusammenstellung kann nicht mehr heruntergeladen werden. Stellen Sie einfach einen neuen Antrag.',
    en: 'It can no longer be downloaded. Simply make a new request.',
  },
}
