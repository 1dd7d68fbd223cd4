import type { RefusalTexts } from '#platform/errors/texts.ts'

export const refusals: RefusalTexts = {
  'registers.not-operator': {
    de: 'Das Verzeichnis der Verarbeitung im Auftrag führt nur, wer dieses System für andere betreibt.',
    en: 'Only who runs this system for others keeps the register of processing on behalf.',
  },
  'registers.no-such-measure': {
    de: 'Diese Maßnahme gibt es nicht. Alle Maßnahmen stehen unter „Maßnahmen“.',
    en: 'There is no such measure. All measures stand under "Measures".',
  },
  'registers.no-such-processor': {
    de: 'Diesen Eintrag gibt es nicht. Alle Einträge stehen unter „Auftragsverarbeiter“.',
    en: 'There is no such entry. All entries stand under "Processors".',
  },
  'registers.no-such-connector': {
    de: 'Diese Anbindung gibt es nicht.',
    en: 'There is no such connection.',
  },
  'registers.second-entry': {
    de: 'Dafür gibt es schon einen Eintrag. Ändern Sie ihn, oder beenden Sie ihn zuerst. Es wurde nichts gespeichert.',
    en: 'There is an entry for this already. Change it, or end it first. Nothing was saved.',
  },
  'registers.entry-ended': {
    de: 'Dieser Vertrag ist beendet; sein Eintrag bleibt, wie er ist. Für einen neuen Vertrag legen Sie einen neuen Eintrag an. Es wurde nichts gespeichert.',
    en: 'This contract has ended; its entry stays as it is. For a new contract make a new entry. Nothing was saved.',
  },
  'registers.no-entry': {
    de: 'Diese Anbindung hat noch keinen Eintrag im Verzeichnis der Auftragsverarbeiter. Legen Sie ihn mit Vertrag und Ort an; sie bleibt bis dahin ausgeschaltet.',
    en: 'This connection has no entry in the register of processors yet. Make one with contract and place; it stays switched off until then.',
  },
  'registers.entry-incomplete': {
    de: ({ de }) => `Der Eintrag zu dieser Anbindung ist nicht vollständig. Es fehlt: ${de}. Sie bleibt ausgeschaltet.`,
    en: ({ en }) => `The entry for this connection is not complete. Missing: ${en}. It stays switched off.`,
  },
  'registers.connector-needs-entry': {
    de: ({ de }) =>
      `Diese Firma erhält gerade Daten über eine Anbindung. Ohne ${de} geht das nicht. Schalten Sie die Anbindung zuerst aus. Es wurde nichts geändert.`,
    en: ({ en }) =>
      `This company receives data through a connection right now. That is not possible without ${en}. Switch the connection off first. Nothing was changed.`,
  },
  'registers.sub-ended': {
    de: 'Dieser Unterauftrag ist schon beendet. Es wurde nichts geändert.',
    en: 'This sub-processor has ended already. Nothing was changed.',
  },
  'registers.decided-already': {
    de: 'Darüber wurde schon entschieden. Die Entscheidung bleibt, wie sie ist.',
    en: 'This was decided already. The decision stays as it is.',
  },
  'registers.no-such-breach': {
    de: 'Diesen Vorfall gibt es nicht. Alle Vorfälle stehen unter „Vorfälle“.',
    en: 'There is no such breach. All breaches stand under "Breaches".',
  },
  'registers.breach-closed': {
    de: 'Dieser Vorfall ist abgeschlossen und wird nicht mehr geändert.',
    en: 'This case is closed and is not changed any more.',
  },
  'registers.breach-unfinished': {
    de: 'Der Vorfall lässt sich noch nicht abschließen: Unter „Noch zu tun“ steht, was fehlt. Es wurde nichts geändert.',
    en: 'The case cannot be closed yet: "Still to do" says what is missing. Nothing was changed.',
  },
  'registers.delay-without-reason': {
    de: 'Nach mehr als 72 Stunden braucht die Meldung Gründe für die Verzögerung. Es wurde nichts gespeichert.',
    en: 'After more than 72 hours the notification needs reasons for the delay. Nothing was saved.',
  },
  'registers.no-such-impact': {
    de: 'Diese Folgenabschätzung gibt es nicht. Alle stehen unter „Folgenabschätzung“.',
    en: 'There is no such impact assessment. All stand under "Impact assessment".',
  },
  'registers.impact-ended': {
    de: 'Diese Verarbeitung ist beendet; ihre Folgenabschätzung bleibt, wie sie ist. Es wurde nichts gespeichert.',
    en: 'This processing has ended; its impact assessment stays as it is. Nothing was saved.',
  },
  'registers.no-such-disclosure': {
    de: 'Diese Auskunft gibt es nicht. Alle stehen unter „Behörden“.',
    en: 'There is no such disclosure. All stand under "Authorities".',
  },
  'registers.disclosure-secret': {
    de: 'Solange Stillschweigen angeordnet ist, werden die Personen nicht hier eingetragen: Sonst stünde es in ihrer Auskunft. Führen Sie die Liste in der Akte. Es wurde nichts gespeichert.',
    en: 'While an order demands silence the people are not entered here: it would stand in their access answer. Keep the list in the file. Nothing was saved.',
  },
  'registers.too-many-accesses': {
    de: 'Das sind mehr als 20.000 Zugriffe. Wählen Sie ein Mitglied oder einen kürzeren Zeitraum: abgeschnitten wird nichts.',
    en: 'These are more than 20,000 accesses. Choose a member or a shorter time: nothing is cut off.',
  },
  'registers.no-such-review': {
    de: 'Diese Prüfung finden wir nicht. Vielleicht ist ihre Frist abgelaufen, oder sie betrifft Sie selbst.',
    en: 'We cannot find this review. Perhaps its period has ended, or it concerns yourself.',
  },
  'registers.own-review': {
    de: 'Die eigenen Zugriffe kann man nicht selbst prüfen. Es wurde nichts gespeichert.',
    en: 'Nobody reviews their own accesses. Nothing was saved.',
  },
  'registers.four-eyes': {
    de: 'Diese Entscheidung muss jemand anderes treffen: nicht wer beantragt hat, nicht wer betroffen ist. Es wurde nichts geändert.',
    en: 'Somebody else must decide this: not who asked, not who is concerned. Nothing was changed.',
  },
  'registers.not-approved': {
    de: 'Zugriffe sind nur nach Zustimmung einer zweiten Person und vor dem Abschluss der Prüfung zu sehen.',
    en: 'Accesses can be seen only after a second person has approved and before the review is closed.',
  },
}
