// The words of all letters. Plain sentences: whoever reads them has a question, not a law degree.
export const de = {
  greeting: (name: string) => `Guten Tag ${name},`,
  regards: (organisation: string) => `Mit freundlichen Grüßen\n${organisation}`,
  facts: { sign: 'Unser Zeichen', received: 'Eingegangen am', due: 'Antwort spätestens am', about: 'Worum es geht' },
  kinds: {
    access: 'Auskunft über Ihre Daten',
    portability: 'Mitnahme Ihrer Daten',
    rectification: 'Berichtigung Ihrer Daten',
    erasure: 'Löschung Ihrer Daten',
    restriction: 'Einschränkung der Verarbeitung',
    objection: 'Widerspruch gegen die Verarbeitung',
    marketing: 'Widerspruch gegen Werbung',
    withdrawal: 'Widerruf einer Einwilligung',
    complaint: 'Beschwerde: wohin Sie sich wenden können',
  },
  free: 'Das kostet Sie nichts.',
  status: 'Wie weit Ihr Antrag ist, sehen Sie jederzeit hier.',
  remedies: {
    authority: (name: string, contact: string) =>
      `Sie können sich bei der Aufsichtsbehörde für den Datenschutz beschweren: ${[name, contact].filter(Boolean).join(', ') || 'bei der Datenschutzaufsicht Ihres Bundeslandes'}.`,
    court: {
      public: 'Sie können außerdem vor dem Verwaltungsgericht klagen (Art. 79 DSGVO).',
      private:
        'Sie können außerdem vor dem Gericht an unserem Sitz oder an Ihrem Wohnort klagen (Art. 79 DSGVO, § 44 BDSG).',
    },
    officer: (name: string, contact: string) =>
      `Fragen beantwortet unsere Stelle für Datenschutz${name ? ` (${name})` : ''}: ${contact}.`,
  },
  receipt: {
    subject: (kind: string) => `Ihr Antrag ist da: ${kind}`,
    text: (received: string, due: string) =>
      `Ihr Antrag ist am ${received} bei uns eingegangen. Sie bekommen unsere Antwort spätestens am ${due}.`,
    longer: 'Sollten wir in einem schwierigen Fall länger brauchen, sagen wir Ihnen das vorher und nennen den Grund.',
  },
  identity: {
    subject: 'Eine Frage, bevor wir antworten',
    text: 'Wir sind noch nicht sicher, dass der Antrag von Ihnen selbst kommt. Damit niemand anderes Ihre Daten bekommt oder verändert, brauchen wir noch etwas von Ihnen:',
    clock:
      'Bis Ihre Antwort da ist, steht die Frist still. Was Sie uns dafür schicken, nutzen wir nur für diese Prüfung und löschen es danach sofort. Schicken Sie bitte keine Kopie Ihres Ausweises, wenn wir nicht ausdrücklich danach fragen.',
  },
  extension: {
    subject: 'Ihre Antwort dauert länger',
    text: (before: string, after: string) =>
      `Wir schaffen es nicht, Ihren Antrag bis zum ${before} zu beantworten. Sie bekommen die Antwort spätestens am ${after} (Art. 12 Abs. 3 DSGVO).`,
    why: (reason: string) => `Der Grund: ${reason}`,
  },
  answer: {
    subject: (kind: string) => `Unsere Antwort: ${kind}`,
    nothing:
      'Wir haben überall gesucht, wo wir Angaben über Menschen speichern. Zu Ihnen haben wir nichts gefunden, außer diesem Antrag selbst. Ihn bewahren wir auf, um belegen zu können, dass wir geantwortet haben.',
    access:
      'Wir haben alles zusammengestellt, was wir über Sie gespeichert haben: wozu, woher, wer es bekommen hat und wann es gelöscht wird. Angaben über andere Menschen sind unkenntlich gemacht.',
    accessMail: 'Die Zusammenstellung laden Sie 14 Tage lang über den Link unten herunter.',
    accessPost: 'Die Zusammenstellung liegt diesem Brief bei.',
    portability:
      'Die Daten, die Sie uns selbst gegeben haben, liegen in einem Format bereit, das andere Programme lesen können (JSON und CSV).',
    rectification: 'Wir haben Ihre Angaben berichtigt.',
    erasure: (rows: number, keys: boolean) =>
      rows === 0
        ? 'Zu Ihnen war nichts mehr gespeichert, das zu löschen war.'
        : `Wir haben Ihre Daten gelöscht: ${rows} ${rows === 1 ? 'Datensatz' : 'Datensätze'}${keys ? ' und den Schlüssel, mit dem sie lesbar waren. In Sicherungen sind sie ohne diesen Schlüssel nicht mehr zu lesen; dort verschwinden sie mit der nächsten Überschreibung.' : '. Der Schlüssel folgt, sobald nichts mehr bleiben muss.'}`,
    kept: 'Ein Gesetz verlangt, dass diese Daten noch bleiben (Art. 17 Abs. 3 Buchst. b DSGVO). Sie sind gesperrt und werden danach von selbst gelöscht:',
    keptLine: (kind: string, rows: number, law: string, until: string) =>
      `${kind}: ${rows} ${rows === 1 ? 'Datensatz' : 'Datensätze'}, nach ${law}. Gelöscht ab dem ${until}.`,
    held: (rows: number) =>
      `${rows} ${rows === 1 ? 'Datensatz muss' : 'Datensätze müssen'} noch bleiben, weil ein Gesetz oder ein laufendes Verfahren es verlangt. Sie sind gesperrt und werden nach Ablauf von selbst gelöscht.`,
    heldLine: (kind: string, rows: number, until: string) =>
      `${kind}: ${rows} ${rows === 1 ? 'Datensatz' : 'Datensätze'}, gesperrt längstens bis ${until} (Art. 17 Abs. 3 DSGVO).`,
    restriction:
      'Wir verarbeiten Ihre Daten ab sofort nicht mehr, außer sie zu speichern oder für Rechtsansprüche (Art. 18 Abs. 2 DSGVO). Bevor wir das aufheben, sagen wir es Ihnen.',
    objection: 'Wir haben Ihren Widerspruch geprüft und verarbeiten die Daten für diesen Zweck nicht mehr.',
    marketing: 'Sie bekommen keine Werbung mehr von uns. Auch was schon vorbereitet war, wird nicht mehr verschickt.',
    withdrawal: (count: number) =>
      count === 0
        ? 'Wir haben keine Einwilligung von Ihnen gefunden, die noch gilt.'
        : `Ihr Widerruf gilt ab sofort. Er betrifft ${count} ${count === 1 ? 'Einwilligung' : 'Einwilligungen'}.`,
    complaint: 'Sie können sich jederzeit beschweren, auch ohne uns vorher zu fragen:',
    transferred: (name: string) =>
      `Auf Ihren Wunsch haben wir die Daten außerdem direkt an ${name} übergeben (Art. 20 Abs. 2 DSGVO).`,
    proof:
      'Diesen Antrag und unsere Antwort bewahren wir drei Jahre bis zum Jahresende auf, um belegen zu können, dass wir geantwortet haben.',
    recipients: 'Diese Stellen hatten Daten von Ihnen und erfahren es von uns (Art. 19 DSGVO):',
    noRecipients: 'Außer uns hatte niemand Ihre Daten.',
  },
  refusal: {
    goesOn:
      'Solange wir Ihren Widerspruch geprüft haben, haben wir Ihre Daten nicht für den Zweck verwendet, gegen den er sich richtet. Diese Einschränkung endet jetzt.',
    takenBack: 'Der Widerspruch wurde zurückgenommen.',
    takenBackSubject: 'Ihr Widerspruch ist zurückgenommen',
    takenBackText:
      'Sie haben uns gesagt, dass Sie Ihren Widerspruch zurücknehmen. Haben Sie das nicht gesagt oder es sich anders überlegt, schreiben Sie uns.',
    subject: (kind: string) => `Wir können Ihrem Antrag nicht folgen: ${kind}`,
    text: 'Wir haben Ihren Antrag geprüft und können ihm nicht folgen. Der Grund:',
    reasons: {
      'not-identified':
        'Wir konnten nicht feststellen, dass Sie die Person sind, um deren Daten es geht (Art. 12 Abs. 2 DSGVO).',
      'no-authority':
        'Der Antrag betrifft die Daten eines anderen Menschen. Dafür brauchen wir dessen Vollmacht; sie liegt uns nicht vor.',
      unfounded: 'Der Antrag ist offenkundig unbegründet (Art. 12 Abs. 5 DSGVO).',
      excessive: 'Der Antrag wurde so häufig wiederholt, dass er als exzessiv gilt (Art. 12 Abs. 5 DSGVO).',
      'others-rights': 'Die Antwort würde Rechte und Freiheiten anderer Menschen verletzen (Art. 15 Abs. 4 DSGVO).',
      'duty-to-keep': 'Ein Gesetz verpflichtet uns, diese Daten noch aufzubewahren (Art. 17 Abs. 3 Buchst. b DSGVO).',
      'legal-claims':
        'Wir brauchen die Daten, um Rechtsansprüche geltend zu machen oder abzuwehren (Art. 17 Abs. 3 Buchst. e DSGVO).',
      'no-ground': 'Keiner der Gründe, die das Gesetz für diesen Antrag nennt, liegt vor.',
      'compelling-grounds':
        'Für die Verarbeitung gibt es zwingende schutzwürdige Gründe, die Ihre Interessen überwiegen (Art. 21 Abs. 1 DSGVO).',
      'not-applicable':
        'Dieses Recht gilt nur für Daten, die Sie uns aufgrund eines Vertrags oder einer Einwilligung gegeben haben (Art. 20 Abs. 1 DSGVO).',
      law: 'Ein Gesetz schließt den Anspruch aus.',
    },
  },
  lifting: {
    subject: 'Die Einschränkung Ihrer Daten endet',
    text: (when: string) =>
      `Auf Ihren Wunsch haben wir Ihre Daten nur noch gespeichert. Am ${when} heben wir das auf. Wir sagen es Ihnen vorher, damit Sie widersprechen können (Art. 18 Abs. 3 DSGVO).`,
  },
  told: {
    subject: 'Wem wir es mitgeteilt haben',
    text: 'Sie wollten wissen, welche Stellen wir über Ihren Antrag unterrichtet haben (Art. 19 DSGVO):',
    none: 'Außer uns hatte niemand Ihre Daten. Es gab niemanden zu unterrichten.',
    states: {
      open: 'wird noch unterrichtet',
      told: (on: string) => `unterrichtet am ${on}`,
      confirmed: (on: string) => `hat am ${on} bestätigt`,
      impossible: (why: string) => `nicht möglich: ${why}`,
    },
  },
  transfer: {
    subject: 'Daten zur Übernahme (Art. 20 DSGVO)',
    text: (organisation: string) =>
      `die unten genannte Person hat ${organisation} gebeten, ihre Daten direkt an Sie zu übergeben. Sie liegen in einem Format bereit, das andere Programme lesen können (JSON und CSV).`,
    once: 'Der Link gilt 14 Tage und für ein einziges Abholen.',
  },
  /** To a recipient of the data, not to the person. */
  recipient: {
    subject: {
      rectification: 'Berichtigung personenbezogener Daten (Art. 16, 19 DSGVO)',
      erasure: 'Löschung personenbezogener Daten (Art. 17, 19 DSGVO)',
      restriction: 'Einschränkung der Verarbeitung (Art. 18, 19 DSGVO)',
    },
    greeting: 'Guten Tag,',
    text: {
      rectification: 'auf Antrag der betroffenen Person haben wir Daten berichtigt, die Sie von uns erhalten haben.',
      erasure:
        'auf Antrag der betroffenen Person haben wir Daten gelöscht, die Sie von uns erhalten haben. Bitte löschen Sie sie ebenfalls, auch Kopien und Verweise.',
      restriction:
        'auf Antrag der betroffenen Person verarbeiten wir Daten, die Sie von uns erhalten haben, nur noch eingeschränkt. Bitte tun Sie das ebenso.',
    },
    right: 'So ist es richtig; bitte berichtigen Sie es auch bei sich:',
    person: 'Betroffene Person',
    reach: 'Bekannt unter',
    confirm: (sign: string) => `Bitte bestätigen Sie uns das unter dem Zeichen ${sign}.`,
  },
  alarm: {
    subject: {
      7: 'Antrag fällig in 7 Tagen',
      3: 'Antrag fällig in 3 Tagen',
      1: 'Antrag morgen oder heute fällig',
      overdue: 'Antrag überfällig',
    },
    text: (sign: string, kind: string, due: string) =>
      `Der Antrag ${sign} (${kind}) ist noch nicht beantwortet. Die Frist endet am ${due}.`,
    todo: 'Sie finden ihn im Bereich Datenschutz unter „Anfragen“. Reicht die Zeit nicht, teilen Sie die Verlängerung mit, bevor der erste Monat endet.',
    recipients: (sign: string, count: number) =>
      `Zum Antrag ${sign} ${count === 1 ? 'ist eine Stelle' : `sind ${count} Stellen`} noch nicht unterrichtet (Art. 19 DSGVO).`,
    recipientsSubject: 'Empfänger noch nicht unterrichtet',
    recipientsTodo:
      'Das Schreiben liegt beim Antrag bereit. Geht es nicht oder wäre es unverhältnismäßig, halten Sie dort den Grund fest.',
  },
}
