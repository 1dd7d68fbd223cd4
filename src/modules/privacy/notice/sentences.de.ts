import type { Organisation } from '#platform/data/organisations.ts'
import { isOperator, needsCopy } from './transfers.ts'
import type { Sentences } from './types.ts'

const missing = '(noch nicht eingetragen)'
const or = (text: string) => (text.trim() === '' ? missing : text)
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(', ')
const contactOf = (one: Organisation) => [
  { term: 'Name', values: [one.name] },
  { term: 'Anschrift', values: [or(lines(one.address))] },
  ...(one.represented_by.trim() === '' ? [] : [{ term: 'Vertreten durch', values: [one.represented_by] }]),
  {
    term: 'Kontakt',
    values: [one.contact_mail, one.contact_phone].some(Boolean)
      ? [one.contact_mail, one.contact_phone].filter(Boolean)
      : [missing],
  },
]
const officerOf = (one: Organisation) => [
  { term: 'Datenschutzbeauftragte Person', values: [or(one.officer_name || one.officer_contact)] },
  ...(one.officer_name && one.officer_contact ? [{ term: 'Erreichbar unter', values: [one.officer_contact] }] : []),
]

export const de: Sentences = {
  title: 'Datenschutzhinweise',
  glance: ({ organisation, operator, recipients }, purposes) => [
    `Für Ihre Daten ist ${organisation.name} verantwortlich.`,
    `Wir nutzen Ihre Daten nur, um Ihr Anliegen zu bearbeiten und um nachzuweisen, dass wir das richtig tun. Es gibt ${purposes.length} Zwecke; jeder steht unten mit Rechtsgrund und Frist.`,
    operator
      ? `Das System betreibt ${operator.name} in unserem Auftrag${recipients.length > 0 ? '. Wer sonst noch Daten erhält, steht unten.' : '. Sonst erhält niemand Ihre Daten.'}`
      : 'Wer Daten erhält, steht unten.',
    'Jede Angabe hat eine Löschfrist. Danach löscht das System sie von selbst.',
    'Diese Seiten setzen keine Cookies, zeigen keine Werbung und legen kein Profil von Ihnen an.',
    `Sie können jederzeit Auskunft, Berichtigung oder Löschung verlangen und widersprechen. Eine Nachricht genügt${organisation.contact_mail === '' ? '' : `: ${organisation.contact_mail}`}.`,
  ],
  controller: ({ organisation }) => ({
    id: 'controller',
    title: 'Wer verantwortlich ist',
    text: ['Diese Stelle entscheidet, wofür und wie Ihre Daten genutzt werden.'],
    facts: contactOf(organisation),
  }),
  officer: ({ organisation }) => ({
    id: 'officer',
    title: 'Wer Ihnen beim Datenschutz hilft',
    text:
      organisation.kind === 'private' && organisation.officer_name === '' && organisation.officer_contact === ''
        ? ['Wir haben niemanden für den Datenschutz benannt. Bitte wenden Sie sich direkt an uns.']
        : ['An diese Person können Sie sich mit jeder Frage zu Ihren Daten wenden, auch vertraulich.'],
    ...(organisation.kind === 'private' && organisation.officer_name === '' && organisation.officer_contact === ''
      ? {}
      : { facts: officerOf(organisation) }),
  }),
  operator: ({ operator }) => ({
    id: 'operator',
    title: 'Wer das System betreibt',
    text: [
      'Diese Stelle betreibt das System in unserem Auftrag und nur nach unserer Weisung (Auftragsverarbeitung, Art. 28 DSGVO). Sie darf Ihre Daten nicht für Eigenes nutzen.',
    ],
    facts: operator ? [...contactOf(operator), ...officerOf(operator)] : [{ term: 'Name', values: [missing] }],
  }),
  purpose: {
    basis: 'Rechtsgrund',
    data: 'Welche Daten, woher',
    recipients: 'Wer sie erhält',
    period: 'Wie lange',
    obligation: 'Müssen Sie Angaben machen?',
  },
  recipients: ({ operator, recipients }) => ({
    id: 'recipients',
    title: 'Wer Daten von uns erhält',
    text: [
      ...(recipients.length === 0
        ? ['Außer dem Betreiber des Systems erhält niemand Ihre Daten, es sei denn, ein Gesetz verpflichtet uns dazu.']
        : ['Diese Stellen erhalten Daten, soweit sie sie für ihre Aufgabe brauchen:']),
      ...(recipients.some(({ thirdCountry }) => thirdCountry)
        ? []
        : ['Wir geben keine Daten in Länder außerhalb der EU und des Europäischen Wirtschaftsraums.']),
    ],
    ...(recipients.length === 0
      ? {}
      : {
          facts: [
            ...(operator && !recipients.some(isOperator)
              ? [{ term: operator.name, values: ['betreibt das System (Auftragsverarbeitung)'] }]
              : []),
            ...recipients.map(({ name, place, task, role, contract, thirdCountry }) => ({
              term: name,
              values: [
                `${place}; ${task.de}`,
                role === 'processor' ? `Auftragsverarbeitung, Vertrag: ${contract}` : 'eigene Verantwortung',
                ...(thirdCountry
                  ? [`außerhalb der EU: ${thirdCountry.country}; Schutz: ${thirdCountry.safeguard.de}`]
                  : []),
                ...(needsCopy(thirdCountry)
                  ? ['Eine Kopie dieser Garantien erhalten Sie von uns; eine Nachricht genügt.']
                  : []),
              ],
            })),
          ],
        }),
  }),
  logs: ({ organisation, recipients }) => ({
    id: 'logs',
    title: 'Protokolle des Webservers',
    text: [
      'Bei jedem Aufruf schreibt der Webserver ein Protokoll: Browser und Betriebssystem, die Seite, von der Sie kommen, die aufgerufene Seite, den Rechnernamen, die Uhrzeit und eine gekürzte Internetadresse.',
      'Wir brauchen es, um Fehler und Angriffe zu erkennen. Nach 8 Wochen wird es gelöscht. Mit anderen Daten führen wir es nicht zusammen.',
      organisation.kind === 'public'
        ? 'Rechtsgrund: sicherer Betrieb unserer Aufgabe (Art. 6 Abs. 1 Buchst. e und Art. 32 DSGVO; § 3 BDSG und das Landesdatenschutzgesetz).'
        : 'Rechtsgrund: unser berechtigtes Interesse an einem sicheren Betrieb (Art. 6 Abs. 1 Buchst. f und Art. 32 DSGVO).',
      ...recipients
        .filter(({ everything }) => everything)
        .map(({ name, task }) => `${name} ${task.de} und sieht dabei Ihre Internetadresse.`),
    ],
  }),
  cookies: () => ({
    id: 'cookies',
    title: 'Cookies und Inhalte anderer',
    text: [
      'Unsere öffentlichen Seiten setzen keine Cookies und speichern nichts auf Ihrem Gerät. Nur wer sich anmeldet, in einem Kundenkonto oder als Teil des Teams, erhält für die Dauer der Anmeldung ein notwendiges Cookie (§ 25 Abs. 2 Nr. 2 TDDDG).',
      'Die Seiten laden nichts von anderen Anbietern: keine Schriften, keine Karten, keine Statistik.',
    ],
  }),
  safety: ({ safeguards = [] }) => ({
    id: 'safety',
    title: 'Wie wir Ihre Daten schützen',
    text: [
      'Auf dem Weg zwischen Ihrem Gerät und uns sind Ihre Daten verschlüsselt (TLS).',
      'Namen, Kontaktdaten und freie Texte liegen verschlüsselt in der Datenbank, für jede Person mit einem eigenen Schlüssel. Wird eine Person gelöscht, wird auch ihr Schlüssel vernichtet.',
      ...safeguards.map(({ de }) => de),
    ],
  }),
  rights: (portable) => ({
    id: 'rights',
    title: 'Ihre Rechte',
    text: ['Sie haben diese Rechte. Sie kosten nichts, und wir antworten innerhalb eines Monats.'],
    facts: [
      { term: 'Auskunft', values: ['welche Daten wir über Sie haben, mit einer Kopie (Art. 15 DSGVO)'] },
      { term: 'Berichtigung', values: ['wenn etwas falsch oder unvollständig ist (Art. 16 DSGVO)'] },
      { term: 'Löschung', values: ['wenn wir die Daten nicht mehr brauchen oder nicht haben dürfen (Art. 17 DSGVO)'] },
      { term: 'Einschränkung', values: ['wir bewahren die Daten nur noch auf, nutzen sie aber nicht (Art. 18 DSGVO)'] },
      {
        term: 'Übertragbarkeit',
        values: [
          portable
            ? 'Ihre Angaben in einem Format, das Computer lesen können, wenn sie auf Einwilligung oder Vertrag beruhen (Art. 20 DSGVO)'
            : 'gilt für Angaben aus Einwilligung oder Vertrag (Art. 20 DSGVO); solche haben wir hier nicht',
        ],
      },
      { term: 'Widerspruch', values: ['siehe unten (Art. 21 DSGVO)'] },
    ],
  }),
  withdrawal: () => ({
    id: 'withdrawal',
    title: 'Einwilligung widerrufen',
    text: [
      'Wo wir Ihre Einwilligung brauchen, können Sie sie jederzeit widerrufen, so einfach, wie Sie sie gegeben haben. Was bis dahin geschehen ist, bleibt rechtmäßig (Art. 7 Abs. 3 DSGVO).',
    ],
  }),
  objection: () => ({
    id: 'objection',
    title: 'Ihr Recht auf Widerspruch',
    strong: true,
    text: [
      'Sie können jederzeit widersprechen, wenn wir Ihre Daten für eine Aufgabe im öffentlichen Interesse oder aus berechtigtem Interesse nutzen (Art. 6 Abs. 1 Buchst. e oder f DSGVO) und Gründe aus Ihrer besonderen Lage dagegen sprechen. Wir nutzen die Daten dann nicht mehr, außer wir haben zwingende Gründe, die schwerer wiegen, oder brauchen sie für Rechtsansprüche.',
      'Gegen Werbung können Sie immer und ohne Grund widersprechen. Dann hören wir sofort damit auf.',
    ],
  }),
  complaint: ({ organisation }) => ({
    id: 'complaint',
    title: 'Beschwerde',
    text: [
      'Sind Sie nicht einverstanden, können Sie sich bei einer Aufsichtsbehörde beschweren, zum Beispiel bei dieser (Art. 77 DSGVO):',
    ],
    facts: [
      { term: 'Aufsichtsbehörde', values: [or(organisation.authority_name)] },
      ...(organisation.authority_contact === ''
        ? []
        : [{ term: 'Kontakt', values: [lines(organisation.authority_contact)] }]),
    ],
  }),
  decisions: () => ({
    id: 'decisions',
    title: 'Keine Entscheidung durch Computer allein',
    text: ['Über Sie entscheidet kein Computer allein, und wir legen keine Profile an (Art. 22 DSGVO).'],
  }),
}
