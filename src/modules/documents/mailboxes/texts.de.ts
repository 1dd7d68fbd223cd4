export const de = {
  menu: 'Postfächer',
  title: 'Postfächer und Ordner für Unterlagen',
  lead: 'Unterlagen, die per Mail kommen oder von einem Scanner abgelegt werden, werden von selbst übernommen.',
  mailboxes: 'Postfächer',
  none: 'Noch kein Postfach',
  noneHint: 'Richten Sie ein Postfach ein, dann werden Mails und ihre Anhänge versiegelt abgelegt.',
  add: 'Postfach einrichten',
  name: 'Name',
  nameHint: 'Nur für Sie, zum Beispiel „Poststelle“.',
  server: 'Server',
  state: 'Stand',
  states: { on: 'wird überwacht', off: 'ausgeschaltet' },
  newTitle: 'Postfach einrichten',
  connection: 'Verbindung',
  host: 'IMAP-Server',
  hostHint: 'Zum Beispiel imap.ihr-anbieter.de',
  port: 'Port',
  portHint: '993: von Anfang an verschlüsselt',
  username: 'Benutzername',
  password: 'Passwort',
  passwordHint: 'Es wird verschlüsselt gespeichert und nie wieder angezeigt.',
  passwordKept: 'Leer lassen, um das gespeicherte Passwort zu behalten.',
  signIn: 'Anmeldung',
  signIns: { passwort: 'mit Passwort', oauth: 'mit OAuth 2' } as Readonly<Record<string, string>>,
  oauthLead:
    'Für Anbieter, die keine Passwörter mehr annehmen, zum Beispiel Microsoft 365 und Google Workspace. Legen Sie dort eine Anwendung an, die das Postfach lesen und ändern darf.',
  endpoint: 'Adresse für Zugangsmarken (Token-Endpunkt)',
  endpointHint:
    'Microsoft: https://login.microsoftonline.com/Ihre-Mandanten-ID/oauth2/v2.0/token, Google: https://oauth2.googleapis.com/token',
  client: 'Anwendungs-ID (Client-ID)',
  secret: 'Geheimnis der Anwendung (Client-Secret)',
  scope: 'Berechtigung (Scope)',
  scopeHint: 'Microsoft: https://outlook.office365.com/.default, Google: https://mail.google.com/',
  grant: 'Wie sich die Anwendung ausweist',
  grants: {
    client: 'als sie selbst (Client Credentials, bei Microsoft 365 üblich)',
    refresh: 'mit einem Refresh-Token, das jemand ihr gegeben hat (bei Google üblich)',
  } as Readonly<Record<string, string>>,
  refresh: 'Refresh-Token',
  refreshHint:
    'Nur wenn oben Refresh-Token gewählt ist. Gibt der Anbieter ein neues aus, merken wir uns das von selbst.',
  secretKept: 'Leer lassen, um das Gespeicherte zu behalten.',
  active: 'Dieses Postfach überwachen',
  save: 'Speichern und ausprobieren',
  works: (folders: number) =>
    folders === 0
      ? 'Das Postfach ist erreichbar. Legen Sie jetzt einen Ordner fest.'
      : folders === 1
        ? 'Das Postfach ist erreichbar, der Ordner ist angelegt.'
        : `Das Postfach ist erreichbar, alle ${folders} Ordner sind angelegt.`,
  entryMissing: 'Eintrag fehlt',
  entryHint:
    'Der Betreiber des Postfachs verarbeitet Mails für Sie. Tragen Sie ihn im Verzeichnis der Auftragsverarbeiter ein und schalten Sie dort „Postfach für Unterlagen“ ein.',
  toRegister: 'Zum Verzeichnis',
  problems: {
    'sign-in': 'Der Mailserver lässt uns nicht herein. Bitte prüfen Sie Benutzername und Passwort.',
    'token-unfit':
      'Der Mailserver lässt die Anwendung nicht herein. Bitte prüfen Sie Benutzername, Berechtigung und ob die Anwendung beim Anbieter für dieses Postfach freigegeben ist.',
    'token-refused':
      'Der Anbieter gibt der Anwendung keine Zugangsmarke. Bitte prüfen Sie Anwendungs-ID, Geheimnis, Berechtigung und Refresh-Token.',
    'token-away':
      'Die Adresse für Zugangsmarken antwortet nicht, wie sie soll. Bitte prüfen Sie sie. Wir versuchen es von selbst wieder.',
    folder: 'Ein Ordner lässt sich im Postfach nicht anlegen oder öffnen. Bitte prüfen Sie seinen Namen.',
    tls: 'Die Verbindung ist nicht sicher verschlüsselt. Ohne Verschlüsselung senden wir kein Passwort.',
    private: 'Dieser Name führt in ein privates Netz. Das lässt diese Installation nicht zu.',
    connection:
      'Der Mailserver ist nicht erreichbar. Bitte prüfen Sie Server und Port. Wir versuchen es von selbst wieder.',
    marks: 'Dieser Mailserver merkt sich keine Kennzeichen. Bitte wählen Sie „in einen Ordner verschieben“.',
    'not-allowed': 'Der Betreiber des Postfachs steht nicht im Verzeichnis der Auftragsverarbeiter.',
    'some-failed':
      'Einige Mails konnten gerade nicht abgelegt werden. Sie liegen noch im Ordner, wir versuchen es wieder.',
    ours: 'Bei uns ist etwas schiefgegangen. Die Mails liegen noch im Ordner, wir versuchen es wieder.',
  } as Readonly<Record<string, string>>,
  folders: 'Ordner, die wir überwachen',
  foldersLead:
    'Das System legt diese Ordner im Postfach an. Was dort liegt, wird abgelegt, geprüft und erst dann verschoben oder gekennzeichnet.',
  foldersNone: 'Noch kein Ordner',
  foldersNoneHint: 'Ohne Ordner wird nichts übernommen.',
  path: 'Ordner im Postfach',
  pathHint: 'Zum Beispiel Belegt oder Belegt/Rechnungen. INBOX ist der Posteingang selbst.',
  archive: 'Archiv',
  archiveHint: 'Nur Archive, die der Dienst lesen kann: Eine Mail kommt unversiegelt an.',
  noArchive: 'Es gibt noch kein Archiv, das der Dienst lesen kann.',
  how: 'Übernahme',
  hows: { automatic: 'von selbst, sobald eine Mail kommt', manual: 'von Hand' } as Readonly<Record<string, string>>,
  keeps: 'Was abgelegt wird',
  keepsOf: {
    both: 'die Mail und ihre Anhänge',
    attachments: 'nur die Anhänge (ohne Anhang: die Mail)',
    mail: 'nur die Mail',
  } as Readonly<Record<string, string>>,
  afterwards: 'Danach wird die Mail',
  afterwardsOf: {
    move: 'in den Ordner „Übernommen“ verschoben',
    mark: 'gekennzeichnet und bleibt liegen',
    delete: 'aus dem Postfach gelöscht',
  } as Readonly<Record<string, string>>,
  lastRead: 'Zuletzt gelesen',
  neverRead: 'noch nie',
  action: 'Aktion',
  choose: 'Mails auswählen',
  remove: 'Entfernen',
  addFolder: 'Ordner festlegen',
  mailKey: {
    title: 'Verschlüsselte Mails',
    lead: 'Mails, die mit PGP für dieses Postfach verschlüsselt sind, öffnen wir beim Ablegen mit dem privaten Schlüssel, den Sie hier hinterlegen. Die verschlüsselte Mail bleibt dabei, und dass sie geöffnet wurde, steht in ihrem Verlauf. Ohne Schlüssel wird sie nur so abgelegt, wie sie kam. Der Schlüssel liegt versiegelt bei uns und wird niemandem gezeigt.',
    kept: (fingerprint: string) => `Hinterlegt ist der Schlüssel ${fingerprint}.`,
    key: 'Privater Schlüssel',
    keyHint: 'Der ganze Text, von „-----BEGIN PGP PRIVATE KEY BLOCK-----“ bis „-----END PGP PRIVATE KEY BLOCK-----“.',
    passphrase: 'Kennwort des Schlüssels',
    passphraseHint: 'Nur zum Öffnen des Schlüssels; wir bewahren es nicht auf.',
    save: 'Schlüssel hinterlegen',
    remove: 'Schlüssel entfernen',
  },
  removeMailbox: 'Postfach entfernen',
  removeHint: 'Was abgelegt ist, bleibt. Im Postfach ändert sich nichts.',
  back: 'Zurück zu allen Postfächern',
  done: {
    gespeichert: 'Gespeichert.',
    entfernt: 'Entfernt. Was abgelegt ist, bleibt.',
  },
  local: 'Überwachte Ordner auf dem Server',
  localLead: (days: number) =>
    days === 0
      ? 'Was Scanner oder Programme hier ablegen, wird übernommen und dann aus dem Ordner gelöscht.'
      : `Was Scanner oder Programme hier ablegen, wird übernommen, liegt danach ${days === 1 ? 'einen Tag' : `${days} Tage`} im Unterordner „erledigt“ und wird dann gelöscht.`,
  localOff:
    'Diese Installation überwacht keinen Ordner. Wer sie betreibt, kann das mit der Einstellung BELEGT_WATCHED_FOLDER einschalten.',
  localNone: 'Noch kein überwachter Ordner',
  localNoneHint: 'Legen Sie einen an, zum Beispiel für Ihren Scanner.',
  localPath: 'Pfad auf dem Server',
  localName: 'Name des Ordners',
  localNameHint: 'Kleine Buchstaben, Ziffern und Bindestriche, zum Beispiel scanner-buero.',
  localFailed: (count: number) =>
    count === 1 ? 'Eine Datei liegt im Unterordner „fehler“.' : `${count} Dateien liegen im Unterordner „fehler“.`,
  localProblems: {
    folder: 'Der Ordner lässt sich nicht öffnen oder beschreiben.',
    ours: 'Eine Datei konnte gerade nicht abgelegt werden. Sie liegt noch im Ordner, wir versuchen es wieder.',
  } as Readonly<Record<string, string>>,
  addLocal: 'Ordner anlegen',
  chooseTitle: 'Mails von Hand übernehmen',
  chooseLead: 'Wählen Sie aus, was abgelegt wird. Alles andere bleibt unberührt.',
  chooseNone: 'Kein Ordner eines Postfachs',
  chooseNoneHint: 'Wer die Postfächer einrichtet, kann einen Ordner für eines Ihrer Archive festlegen.',
  mailbox: 'Postfach',
  empty: 'Nichts zu übernehmen',
  emptyHint: 'In diesem Ordner liegt keine Mail, die noch nicht abgelegt ist.',
  more: (shown: number, total: number) => `Gezeigt werden die neuesten ${shown} von ${total} Mails.`,
  pick: 'Übernehmen',
  from: 'Von',
  subject: 'Betreff',
  noSubject: 'ohne Betreff',
  when: 'Vom',
  enclosed: 'Anhänge',
  take: 'Ausgewählte übernehmen',
  takeAll: 'Alle gezeigten übernehmen',
  taken: (count: number) =>
    count === 1 ? 'Eine Mail ist abgelegt und geprüft.' : `${count} Mails sind abgelegt und geprüft.`,
  known: (count: number) => (count === 1 ? 'Eine Mail war schon abgelegt.' : `${count} Mails waren schon abgelegt.`),
  refused: (count: number) =>
    count === 1
      ? 'Eine Mail ist zu groß oder nicht abzulegen. Sie liegt unverändert im Postfach.'
      : `${count} Mails sind zu groß oder nicht abzulegen. Sie liegen unverändert im Postfach.`,
  failed: (count: number) =>
    count === 1
      ? 'Eine Mail konnte gerade nicht abgelegt werden. Sie liegt noch im Ordner.'
      : `${count} Mails konnten gerade nicht abgelegt werden. Sie liegen noch im Ordner.`,
  fields: {
    required: 'Bitte füllen Sie dieses Feld aus.',
    'too-long': 'Das ist zu lang.',
    host: 'Bitte geben Sie den Namen des Servers an, ohne https:// davor.',
    port: 'Bitte geben Sie eine Zahl von 1 bis 65535 an.',
    password: 'Bitte geben Sie das Passwort an. Das gespeicherte gilt nur für denselben Server und Benutzer.',
    url: 'Bitte geben Sie eine Adresse an, die mit https:// beginnt.',
    secret:
      'Bitte geben Sie das Geheimnis an. Das gespeicherte gilt nur für dieselbe Adresse, Anwendung und denselben Server.',
    refresh: 'Bitte geben Sie das Refresh-Token an.',
    path: 'Bitte geben Sie einen Ordner an, höchstens vier Stufen, ohne die Zeichen * % . # & ~ und Anführungszeichen.',
    archive: 'Bitte wählen Sie ein Archiv.',
    choice: 'Bitte wählen Sie eine der Möglichkeiten.',
    folder: 'Bitte nehmen Sie nur kleine Buchstaben, Ziffern und Bindestriche.',
    taken: 'Diesen Namen gibt es schon.',
    'no-key': 'Das ist kein privater PGP-Schlüssel. Es wurde nichts geändert. Bitte fügen Sie den ganzen Text ein.',
    'public-key': 'Das ist der öffentliche Schlüssel. Es wurde nichts geändert. Zum Öffnen brauchen wir den privaten.',
    passphrase: 'Dieses Kennwort passt nicht zum Schlüssel. Es wurde nichts geändert.',
  } as Readonly<Record<string, string>>,
} as const
