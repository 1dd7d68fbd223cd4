import type { RefusalTexts } from '#platform/errors/texts.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'

const day = (language: Language, date: unknown): string =>
  format(language, 'UTC').shortDate(Temporal.PlainDate.from(String(date)))

/** Sentences for what can be refused here, by code. */
export const workRefusals: RefusalTexts = {
  'documents.locked': {
    de: 'Diese Unterlage ist revisionssicher archiviert. Bis zum Ende ihrer Aufbewahrungsfrist wird sie weder geändert noch gelöscht. Es wurde nichts verändert.',
    en: 'This document is locked in the archive. It is neither changed nor deleted until its period has ended. Nothing was changed.',
  },
  'documents.not-locked': {
    de: 'Diese Unterlage ist nicht (mehr) archiviert. Vielleicht hat sie gerade jemand freigegeben. Es wurde nichts verändert.',
    en: 'This document is not locked (any more). Perhaps somebody has just released it. Nothing was changed.',
  },
  'documents.lock-runs': {
    de: ({ until }) =>
      `Die Aufbewahrungsfrist läuft noch bis ${day('de', until)}. Erst danach kann jemand die Unterlage freigeben. Es wurde nichts verändert.`,
    en: ({ until }) =>
      `The period runs until ${day('en', until)}. Only after it can somebody release the document. Nothing was changed.`,
  },
  'documents.lock-shorter': {
    de: ({ until }) =>
      `Eine Archivsperre wird nur länger, nie kürzer: Sie gilt schon bis ${day('de', until)}. Bitte wählen Sie einen späteren Tag.`,
    en: ({ until }) =>
      `An archive lock only grows: it holds until ${day('en', until)} already. Please choose a later day.`,
  },
  'documents.lock-too-long': {
    de: 'Länger als dreißig Jahre im Voraus wird nichts gesperrt. Bitte wählen Sie einen früheren Tag.',
    en: 'Nothing is locked for more than thirty years ahead. Please choose an earlier day.',
  },
  'documents.lock-ground': {
    de: 'Zum Archivieren fehlt die Aufbewahrungsfrist. Bitte wählen Sie, wonach sie sich richtet. Es wurde nichts gestempelt.',
    en: 'To archive it, the period is missing. Please choose which law it follows. Nothing was stamped.',
  },
  'documents.lock-unsure': {
    de: 'Bitte bestätigen Sie, dass die Unterlage bis zum Ende der Frist gesperrt bleibt. Es wurde nichts archiviert.',
    en: 'Please confirm that the document stays locked until the period ends. Nothing was archived.',
  },
  'documents.share-made': {
    de: 'Diesen Link gibt es schon. Bitte laden Sie die Seite neu und erstellen Sie, wenn nötig, einen weiteren.',
    en: 'This link is there already. Please load the page anew and, where needed, make another one.',
  },
  'documents.browser-only': {
    de: 'Das geht nur mit JavaScript: Allein Ihr Browser darf hier verschlüsseln und öffnen, damit unser Server nichts lesen kann. Es wurde nichts angenommen und nichts geöffnet. Bitte schalten Sie JavaScript ein oder fragen Sie nach einem anderen Weg.',
    en: 'This needs JavaScript: only your browser may encrypt and open here, so that our server can read nothing. Nothing was taken and nothing was opened. Please turn on JavaScript or ask for another way.',
  },
  'documents.no-such-stamp': {
    de: 'Diesen Stempel gibt es nicht (mehr). Es wurde nichts gestempelt. Bitte öffnen Sie die Unterlage noch einmal.',
    en: 'This stamp does not exist (any more). Nothing was stamped. Please open the document once more.',
  },
  'documents.stamp-in-trash': {
    de: 'Diese Unterlage liegt im Papierkorb. Holen Sie sie zuerst zurück, dann kann sie gestempelt werden.',
    en: 'This document is in the bin. Take it out first, then it can be stamped.',
  },
  'documents.stamp-stamp-closed': {
    de: 'Dieser Stempel wird nicht mehr benutzt. Es wurde nichts gestempelt.',
    en: 'This stamp is no longer in use. Nothing was stamped.',
  },
  'documents.stamp-wrong-state': {
    de: 'Dieser Stempel passt nicht zum Stand der Unterlage. Vielleicht war jemand schneller. Bitte öffnen Sie sie noch einmal.',
    en: 'This stamp does not fit the state of the document. Perhaps somebody was faster. Please open it once more.',
  },
  'documents.stamp-four-eyes': {
    de: 'Diesen Stempel setzt eine andere Person als die, die zuletzt gestempelt hat (Vier-Augen-Prinzip). Es wurde nichts gestempelt.',
    en: 'Another person than the one who stamped last puts this stamp (four eyes). Nothing was stamped.',
  },
  'documents.stamp-needs-note': {
    de: 'Zu diesem Stempel gehört eine Bemerkung, zum Beispiel der Grund. Bitte schreiben Sie sie dazu. Es wurde nichts gestempelt.',
    en: 'This stamp needs a note, for example the reason. Please add it. Nothing was stamped.',
  },
  'documents.stamp-name-taken': {
    de: 'Einen Stempel mit diesem Namen gibt es schon. Bitte wählen Sie einen anderen Namen. Es wurde nichts gespeichert.',
    en: 'There is a stamp of this name already. Please choose another name. Nothing was saved.',
  },
  'documents.stamp-of-house': {
    de: 'Die fünf Stempel Offen, Geprüft, Freigegeben, Abgelehnt und Archiviert bleiben immer da. Sie können sie umbenennen.',
    en: 'The five stamps Open, Checked, Approved, Rejected and Archived always stay. You can rename them.',
  },
  'documents.no-such-task': {
    de: 'Diese Aufgabe ist schon erledigt oder es gibt sie nicht mehr. Es ist nichts weiter zu tun.',
    en: 'This task is done already or does not exist any more. There is nothing left to do.',
  },
  'documents.share-until': {
    de: 'Ein Link gilt ab heute und höchstens ein Jahr. Bitte wählen Sie einen anderen Tag. Es wurde kein Link erstellt.',
    en: 'A link is valid from today and for one year at most. Please choose another day. No link was made.',
  },
  'documents.share-password': {
    de: ({ least }) =>
      `Das Passwort für den Link braucht mindestens ${least} Zeichen. Es wurde kein Link erstellt. Bitte gehen Sie zurück.`,
    en: ({ least }) => `The password of the link needs at least ${least} characters. No link was made. Please go back.`,
  },
  'documents.share-gone': {
    de: 'Dieser Link gilt nicht mehr. Bitte bitten Sie die Stelle, von der Sie ihn haben, um einen neuen.',
    en: 'This link is no longer valid. Please ask whoever gave it to you for a new one.',
  },
  'documents.request-until': {
    de: 'Eine Anforderung gilt ab heute und höchstens ein Jahr. Bitte wählen Sie einen anderen Tag.',
    en: 'A request is valid from today and for one year at most. Please choose another day.',
  },
  'documents.request-gone': {
    de: 'Dieser Link gilt nicht mehr. Was schon angekommen ist, ist sicher gespeichert. Bitte bitten Sie um einen neuen Link.',
    en: 'This link is no longer valid. What has arrived is stored safely. Please ask for a new link.',
  },
  'documents.request-full': {
    de: 'Es sind schon so viele Dateien da, wie angefordert wurden. Diese Datei wurde nicht gespeichert. Bitte bitten Sie um einen neuen Link.',
    en: 'As many files as were asked for are there already. This file was not stored. Please ask for a new link.',
  },
  'documents.no-such-person': {
    de: 'Diese Person gibt es hier nicht (mehr). Es wurde nichts angefordert.',
    en: 'This person does not exist here (any more). Nothing was asked for.',
  },
  'documents.customers-nowhere': {
    de: 'Unterlagen können hier gerade nicht eingereicht werden. Bitte wenden Sie sich an die Stelle, die Ihr Anliegen bearbeitet.',
    en: 'Documents cannot be handed in here at the moment. Please turn to who handles your matter.',
  },
  'documents.bulk-no-right': {
    de: 'Dafür fehlt Ihnen im Archiv dieser Unterlage das Recht.',
    en: 'You lack the right for this in the archive of this document.',
  },
}
