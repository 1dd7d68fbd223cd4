export const de = {
  button: (name: string) => `Mit ${name} anmelden`,
  back: {
    title: 'Anmeldung abschließen',
    lead: 'Der Anbieter hat Sie zurückgeschickt. Noch ein Schritt, dann sind Sie drin.',
    button: 'Weiter',
  },
  problem: {
    ended: {
      title: 'Diese Anmeldung ist abgelaufen',
      text: 'Sie wurde schon benutzt, in einem anderen Browser begonnen oder ist älter als eine Viertelstunde. Bitte beginnen Sie noch einmal.',
    },
    refused: {
      title: 'Der Anbieter hat die Anmeldung nicht bestätigt',
      text: 'Was er geantwortet hat, passt nicht zu dieser Anmeldung. Es wurde nichts geändert. Geschieht das öfter, sagen Sie es bitte Ihrer Administration.',
    },
    unknown: {
      title: 'Hier gibt es noch keinen Zugang für Sie',
      text: 'Der Anbieter kennt Sie, aber unter dieser Mailadresse arbeitet hier niemand. Bitte lassen Sie sich von Ihrer Administration einladen.',
    },
    unreachable: {
      title: 'Der Anbieter antwortet nicht',
      text: 'Es wurde nichts geändert. Bitte versuchen Sie es in ein paar Minuten noch einmal, oder melden Sie sich mit Mailadresse und Passwort an.',
    },
    cancelled: {
      title: 'Sie sind nicht angemeldet',
      text: 'Die Anmeldung wurde beim Anbieter abgebrochen oder abgelehnt. Es wurde nichts geändert.',
    },
    cookies: {
      title: 'Ihr Browser hat das Cookie nicht angenommen',
      text: 'Die Anmeldung braucht ein Cookie, damit niemand anderes sie zu Ende führen kann. Bitte erlauben Sie Cookies für diese Seite und beginnen Sie noch einmal.',
    },
    again: 'Zur Anmeldung',
  },
  set: {
    title: 'Anmeldung über einen Anbieter',
    lead: 'Mitglieder melden sich mit dem Konto an, das sie bei Ihnen schon haben (OpenID Connect). Passwort und Passkey gehen weiterhin.',
    on: 'Eingeschaltet',
    off: 'Ausgeschaltet',
    none: 'Noch kein Anbieter eingerichtet.',
    unregistered: 'Der Anbieter fehlt im Verzeichnis der Auftragsverarbeiter',
    unregisteredText:
      'Er erfährt, wer sich wann hier anmeldet. Einschalten lässt er sich erst, wenn dort sein Vertrag eingetragen und die Verbindung eingeschaltet ist.',
    registerLink: 'Zum Verzeichnis',
    backAddress: 'Diese Adresse braucht der Anbieter',
    backHint: 'Als „Redirect URI“ eintragen, genau so.',
    name: 'Name auf dem Knopf',
    nameHint: 'Zum Beispiel „Stadtnetz“: Auf der Anmeldeseite steht dann „Mit Stadtnetz anmelden“.',
    issuer: 'Adresse des Anbieters',
    issuerHint: 'Der „Issuer“, zum Beispiel https://login.beispiel.de/stadt',
    clientId: 'Client-ID',
    secret: 'Client-Secret',
    secretKept: 'Ist hinterlegt. Leer lassen, um es zu behalten.',
    trustsMail: 'Der Anbieter prüft alle Mailadressen',
    trustsMailHint:
      'Nur ankreuzen, wenn dort niemand seine Mailadresse selbst frei eintragen kann. Sonst zählt eine Adresse nur, wenn der Anbieter sie als geprüft bezeichnet.',
    save: 'Speichern und Anbieter prüfen',
    switchOn: 'Einschalten',
    switchOff: 'Ausschalten',
    remove: 'Anbieter entfernen',
    removeHint: 'Die Verknüpfungen der Mitglieder gehen mit verloren.',
    saved: 'Gespeichert. Der Anbieter antwortet.',
    savedSilent: 'Gespeichert. Der Anbieter hat nicht geantwortet, oder unter dieser Adresse gibt es keinen.',
    switched: 'Gespeichert.',
    removed: 'Der Anbieter ist entfernt.',
    limits:
      'Wer so hereinkommt, ist nur in dieser Organisation angemeldet. Für gefährliche Schritte wird trotzdem nach Passwort, Passkey oder Code gefragt.',
  },
  problems: {
    required: 'Bitte ausfüllen.',
    'too-long': 'Das ist zu lang.',
    'issuer-invalid': 'Das ist keine Adresse. Sie beginnt mit https:// und hat kein „?“ oder „#“.',
    'issuer-plain': 'Die Adresse muss mit https:// beginnen.',
    'secret-missing': 'Ohne Client-Secret geht es beim ersten Mal nicht.',
  },
}
