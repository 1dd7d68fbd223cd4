import type { Bilingual } from '#platform/data/activity.ts'

const looked = (de: string, en: string): Bilingual => ({ de, en })

/** What the check of a promise looks at, told to visitors: no internals, no figures. */
export const lookedAt: Readonly<Record<string, Bilingual>> = {
  'smartcx/booking': looked(
    'Eine erfundene Person hat online gebucht und wurde am Schalter bis zum Ende bedient.',
    'An invented person booked online and was served at the desk to the end.',
  ),
  'smartcx/controller-processor': looked(
    'In den Hinweisen zweier erfundener Organisationen wurden alle vier Stellen gesucht und gefunden.',
    'All four bodies were looked for, and found, in the notices of two invented organisations.',
  ),
  'smartcx/layered-notice': looked(
    'Die Hinweise wurden aufgerufen: Das Wichtigste steht zuerst.',
    'The notice was opened: the essentials come first.',
  ),
  'smartcx/consent-on-submit': looked(
    'Nach einer erfundenen Buchung war der gezeigte Wortlaut mit Zeit und Zweck festgehalten.',
    'After an invented booking, the text shown was on record with time and purpose.',
  ),
  'smartcx/purpose-bound-storage': looked(
    'Die Uhr wurde vorgestellt: Von der erfundenen Person war danach nirgends mehr etwas zu finden.',
    'The clock was moved: afterwards nothing of the invented person could be found anywhere.',
  ),
  'smartcx/log-8-weeks': looked(
    'Keine Zeile der Protokolle ist älter; von einer Kopie bleibt nach acht Wochen nichts.',
    'No line of the logs is older; of a copy, nothing is left after eight weeks.',
  ),
  'smartcx/no-cookies': looked(
    'Alle öffentlichen Seiten wurden aufgerufen: keine wollte ein Cookie setzen.',
    'All public pages were opened: none tried to set a cookie.',
  ),
  'smartcx/cdn-option': looked(
    'Gefälschte Absenderangaben wurden geschickt und nicht geglaubt.',
    'Forged sender addresses were sent and not believed.',
  ),
  'smartcx/rights': looked(
    'Von jeder Art wurde ein Anliegen einer erfundenen Person gestellt und bis zum Ende bearbeitet.',
    'One request of each kind was made for an invented person and carried to its end.',
  ),
  'smartcx/restriction': looked(
    'Eine gesperrte erfundene Person war in Listen, Suche und Mails nicht mehr zu sehen.',
    'A restricted invented person no longer appeared in lists, search and mails.',
  ),
  'smartcx/withdrawal-not-retroactive': looked(
    'Vor und nach einem Widerruf wurde ins Protokoll gesehen: Das Frühere bleibt belegt, Neues unterbleibt.',
    'The ledger was read before and after a withdrawal: the past stays evidenced, nothing new happens.',
  ),
  'smartcx/processors': looked(
    'Ein Anschluss ohne Vertrag sollte eingeschaltet werden und wurde abgelehnt.',
    'A connector without a contract was to be switched on, and was refused.',
  ),
  'smartcx/offline-requests': looked(
    'Ein erfundener Brief wurde erfasst und stand danach bei den Anliegen, wie eines aus dem Formular.',
    'An invented letter was entered and then stood among the requests, like one from the form.',
  ),
  'smartcx/tls': looked(
    'Die Verbindung wurde wie von einem Browser aufgebaut: nur verschlüsselt.',
    'A connection was made as a browser does it: encrypted only.',
  ),
  'smartcx/mail-tracking': looked(
    'Zwei erfundenen Personen wurde geschrieben, einer mit ihrer Einwilligung: nur deren Öffnen und Klicken wurde vermerkt, und nach dem Widerruf nichts mehr.',
    'Two invented people were written to, one with their consent: only that one’s opening and clicking was noted, and after the withdrawal nothing.',
  ),
  'smartcx/mail-log-30-days': looked(
    'Die Uhr wurde vorgestellt: Nach 30 Tagen war das Protokoll der Mails leer.',
    'The clock was moved: after 30 days the protocol of mails was empty.',
  ),
  'amagno/consent-log': looked(
    'Eine Einwilligung und ihr Widerruf standen danach beweisbar im Protokoll; keine gespeicherte fehlt dort.',
    'A consent and its withdrawal then stood provably in the ledger; none that is stored is missing there.',
  ),
  'amagno/registration': looked(
    'Nach einer erfundenen Anmeldung wurde das Passwort in der Datenbank gesucht: nur seine Prüfsumme ist da.',
    'After an invented registration the password was looked for in the database: only its hash is there.',
  ),
  'amagno/self-service': looked(
    'Eine erfundene Kundin meldete sich an, sah ihre Angaben, änderte sie und sah die neuen.',
    'An invented customer signed in, saw her data, changed them and saw the new ones.',
  ),
  'amagno/usage-6-months': looked(
    'Die Uhr wurde vorgestellt: Fünf Monate nach der Rechnung war die Nutzung noch da, nach sechs gelöscht.',
    'The clock was moved: five months after the invoice the usage was still there, after six it was gone.',
  ),
  'cxomni/account': looked(
    'Im Konto einer erfundenen Kundin stand alles auf einer Seite, die Bankverbindung nur zu vier Stellen.',
    'The account of an invented customer had all on one page, of the bank details four characters only.',
  ),
  'amagno/authority-disclosure': looked(
    'Eine erfundene Auskunft an eine Behörde erschien im Protokoll und in der Auskunft an die Person.',
    'An invented disclosure to an authority appeared in the ledger and in the answer to the person.',
  ),
  'amagno/limited-admins': looked(
    'Ein Zugriff der Verwaltung war danach zu sehen.',
    'An access by administration could be seen afterwards.',
  ),
  'amagno/master-data-year-end': looked(
    'Die Uhr wurde über das Jahresende und die gesetzliche Frist gestellt: erst gesperrt, dann gelöscht.',
    'The clock was moved past the end of the year and the statutory period: blocked first, then deleted.',
  ),
  'optigem/tenants': looked(
    'Aus einer Organisation wurde in jede Tabelle einer anderen gegriffen: vergeblich.',
    'From one organisation, every table of another was reached for: in vain.',
  ),
  'optigem/roles': looked(
    'Jede Seite wurde in jeder Rolle aufgerufen: Nur wer darf, kam hinein.',
    'Every page was opened in every role: only those allowed got in.',
  ),
  'optigem/backups': looked(
    'Eine Sicherung wurde in ein leeres System zurückgespielt und Zeile für Zeile verglichen.',
    'A backup was restored into an empty system and compared row by row.',
  ),
  'optigem/deleted-after-a-month': looked(
    'Die Uhr wurde einen Monat über die Kündigung gestellt: Auch aus älteren Sicherungen war nichts mehr zu lesen.',
    'The clock was moved a month past the cancellation: nothing could be read from older backups either.',
  ),
  'optigem/last-main-admin': looked(
    'Das letzte Hauptkonto wollte sich schließen und durfte nicht.',
    'The last main account tried to close itself and was not allowed to.',
  ),
  'optigem/just-in-time-notice': looked(
    'Jedes Formular wurde aufgerufen: Bei jedem steht, wofür, wie lange und an wen.',
    'Every form was opened: each says what for, how long and to whom.',
  ),
  'optigem/children': looked(
    'Ein erfundenes Kind brauchte die Einwilligung der Eltern, und sie wurde festgehalten.',
    'An invented child needed a guardian’s consent, and it was put on record.',
  ),
  'optigem/no-profiling': looked(
    'Im Verzeichnis steht keine Verarbeitung, die über Menschen von selbst entscheidet.',
    'The register holds no processing that decides about people by itself.',
  ),
  'smartcx/sms': looked(
    'Eine SMS ging erst mit Einwilligung und Vertrag hinaus und wurde bis aufs Handy verfolgt; gefälschte Meldungen wurden abgewiesen.',
    'An SMS left only with consent and contract and was followed to the phone; forged reports were refused.',
  ),
  'optigem/mail-block': looked(
    'Adressen wurden auf jedem Weg gesperrt und sollten danach Mails und SMS bekommen: Nur was die Person selbst anfragte, ging hinaus.',
    'Addresses were blocked in every way and were to get mails and SMS afterwards: only what the person had asked for left.',
  ),
  'cxomni/opt-out-everywhere': looked(
    'Jede Art von Informationsmail wurde verschickt und mit einem Klick abbestellt: Danach kam keine mehr.',
    'Every kind of information mail was sent and stopped by one click: none came afterwards.',
  ),
  'osseno/unsubscribe-blocks': looked(
    'Eine abgemeldete und eine gelöschte Adresse sollten neu übernommen werden: Beide blieben draußen.',
    'An unsubscribed and an erased address were to be taken over anew: both stayed out.',
  ),
  'optigem/deletion-run': looked(
    'In keiner Organisation liegt etwas über seiner Frist, unabhängig vom Löschlauf gezählt.',
    'In no organisation is anything over its period, counted independently of the deletion run.',
  ),
  'optigem/bot-check': looked(
    'Formulare wurden geflutet: Menschen kamen durch, auch ohne Skript, und niemand Drittes wurde gefragt.',
    'Forms were flooded: people got through, also without script, and no third party was asked.',
  ),
  'optigem/toms': looked(
    'Jede aufgezählte Schutzmaßnahme wurde am laufenden System nachgesehen.',
    'Every listed measure was looked up in the running system.',
  ),
  'cxomni/withdraw-per-measure': looked(
    'Einwilligungen wurden einzeln und alle zugleich widerrufen: Es galt sofort.',
    'Consents were withdrawn one by one and all at once: it held at once.',
  ),
  'cxomni/log-anonymisation': looked(
    'Ein Aufruf wurde gemacht: Im Protokoll steht die Adresse nur gekürzt.',
    'A page was requested: the log holds the address only truncated.',
  ),
  'cxomni/offline-identification': looked(
    'Ein erfundener Brief wurde erfasst: mit festgehaltener Prüfung, wer schreibt.',
    'An invented letter was entered, with a record of how the sender was identified.',
  ),
  'cxomni/needs-cookies-message': looked(
    'Ein Browser ohne Cookies wollte sich anmelden und bekam es klar gesagt.',
    'A browser without cookies tried to sign in and was told so clearly.',
  ),
  'cxomni/imprint': looked('Das Impressum wurde aufgerufen und gelesen.', 'The legal notice was opened and read.'),
  'osseno/crm': looked(
    'Eine erfundene Person war mit ihren Anliegen an einer Stelle zu finden.',
    'An invented person could be found in one place with their matters.',
  ),
  'osseno/block-while-retained': looked(
    'Was ein Gesetz aufzubewahren verlangt, war gesperrt und nach der Frist gelöscht.',
    'What a law demands to keep was blocked, and deleted after the period.',
  ),
  'osseno/origin-recipient-purpose': looked(
    'Die Auskunft einer erfundenen Person nannte zu jeder Angabe Herkunft, Empfänger und Zweck.',
    'The answer to an invented person named origin, recipients and purpose of each item.',
  ),
  'osseno/local-fonts': looked(
    'Alle öffentlichen Seiten wurden gelesen: Nichts wird von woanders geladen.',
    'All public pages were read: nothing is loaded from elsewhere.',
  ),
  'osseno/versioned-notice': looked(
    'Eine Verarbeitung wurde zum Schein geändert: Die Hinweise bekamen eine neue Fassung mit Unterschied.',
    'A processing was changed for show: the notice got a new version with its difference.',
  ),
  'osseno/unlawful-use-review': looked(
    'Eine Einsicht in Protokolle war danach mit ihrem Grund festgehalten.',
    'A review of logs was on record afterwards, with its reason.',
  ),
  'amagno/client-seal': looked(
    'Eine erfundene Datei wurde versiegelt hochgeladen und mitgelesen: kein Wort war zu sehen. Unversiegelt wurde sie abgelehnt.',
    'An invented file was uploaded sealed and listened to: not a word was seen. Unsealed it was refused.',
  ),
  'amagno/double-transport': looked(
    'Ein Hochladen wurde auf der Leitung mitgeschnitten: Weder die Datei noch ihre versiegelte Form war zu finden.',
    'An upload was tapped on the line: neither the file nor its sealed form was found.',
  ),
  'amagno/verify-after-store': looked(
    'An jeder Stelle wurde ein Bit gekippt, auch im Speicher: Jedes Mal fiel es auf.',
    'A bit was flipped at each stage, also in the store: it was noticed each time.',
  ),
  'amagno/imap': looked(
    'In einem Postfach wurden die Ordner angelegt, eine Mail bemerkt und erst verschoben, als sie samt Anhang geprüft abgelegt war.',
    'In a mailbox the folders were made, a mail was heard of, and moved only once it and its attachment were filed and verified.',
  ),
  'amagno/search': looked(
    'Erfundene Unterlagen wurden mit Wortformen, Anfängen und Wendungen gesucht: Die bekannten Antworten kamen, in der richtigen Reihenfolge.',
    'Invented documents were looked for by word forms, beginnings and phrases: the known answers came, in the right order.',
  ),
  'amagno/sealed-index': looked(
    'Eine erfundene Unterlage wurde in das Suchverzeichnis aufgenommen: Keine Tabelle enthält eines ihrer Wörter, nur Kennzeichen.',
    'An invented document was taken into the index: no table holds one of its words, only tokens.',
  ),
  'amagno/previews': looked(
    'Eine erfundene Rechnung, ein Scan davon, ein Brief und eine Mail wurden abgelegt und gelesen: Text, Bilder und PDF waren da, die IBAN wurde gefunden.',
    'An invented invoice, a scan of it, a letter and a mail were filed and read: text, pictures and PDF were there, the IBAN was found.',
  ),
  'amagno/no-plaintext-left': looked(
    'Der lesende Prozess wurde mitten in einer erfundenen Datei beendet; danach wurden deren Wörter auf der Platte und in den Tabellen gesucht: keines stand dort.',
    'The process that reads was killed amid an invented file; then its words were looked for on the disk and in the tables: none was there.',
  ),
  'amagno/stored-sealed': looked(
    'Eine erfundene Unterlage wurde abgelegt und im Speicher wie in allen Tabellen nach ihren Wörtern gesucht: keines stand dort.',
    'An invented document was filed and its words were looked for in the store and in all tables: none was there.',
  ),
}
