import type { Bilingual } from '#platform/data/activity.ts'
import { noticeLink, personName } from '#platform/mail/common.ts'
import type { Placeholder } from '#platform/mail/parts.ts'
import { mailTemplate } from '#platform/mail/template.ts'
import type { LetterKind } from './letters/compose.ts'

const page = (de: string, en: string, path: string) =>
  ({
    name: { de, en },
    example: { de: `https://belegt.example/${path}`, en: `https://belegt.example/en/${path}` },
    link: true,
  }) as const
const value = (name: Bilingual, example: Bilingual): Placeholder => ({ name, example })

const greeting = { de: 'Guten Tag {name},', en: 'Hello {name},' }
const notice = {
  de: '[Datenschutzhinweise]({datenschutz})',
  en: '[Privacy notice]({datenschutz})',
  law: {
    de: 'Art. 12 Abs. 1 DSGVO: Die Hinweise müssen leicht zu finden sein.',
    en: 'Art. 12(1) GDPR: the notice must be easy to find.',
  },
} as const

const subjectOf = value(
  { de: 'Betreff des Briefes', en: 'Subject of the letter' },
  { de: 'Ihr Antrag: Auskunft', en: 'Your request: access' },
)
const wordForWord = {
  de: 'Art. 5 Abs. 2 und Art. 12 DSGVO: Der Brief wird Wort für Wort aufbewahrt und ist auf Papier derselbe.',
  en: 'Art. 5(2) and 12 GDPR: the letter is kept word for word and is the same on paper.',
}

/** The mail that carries a letter about a request; the letter itself is composed in `letters/compose.ts`. */
const letterMail = (kind: LetterKind, about: { name: Bilingual; when: Bilingual; action?: Bilingual }) =>
  mailTemplate({
    kind: `rights.${kind}`,
    name: about.name,
    when: about.when,
    placeholders: {
      betreff: subjectOf,
      brief: value(
        { de: 'Text des Briefes', en: 'Text of the letter' },
        {
          de: 'Guten Tag Alex Beispiel,\n\nhier steht der Brief, Wort für Wort wie auf Papier.',
          en: 'Hello Alex Example,\n\nhere stands the letter, word for word as on paper.',
        },
      ),
      antrag: { ...page('Seite zum Antrag', 'Page of the request', 'datenschutz/rechte/antrag/…'), optional: true },
      datenschutz: { ...noticeLink, optional: true },
    },
    subject: { de: '{betreff}', en: '{betreff}', law: wordForWord },
    heading: { de: '{betreff}', en: '{betreff}', law: wordForWord },
    body: { letter: { de: '{brief}', en: '{brief}', law: wordForWord } },
    actions: {
      see: { de: 'Stand des Antrags ansehen', en: 'See where the request stands', ...about.action, to: 'antrag' },
    },
    closing: {
      why: {
        de: 'Sie bekommen diese Mail, weil Sie sich mit einem Antrag zum Datenschutz an {organisation} gewandt haben.',
        en: 'You receive this mail because you sent {organisation} a data protection request.',
      },
      notice,
    },
  })

export const letterMails = {
  receipt: letterMail('receipt', {
    name: { de: 'Antrag eingegangen', en: 'Request received' },
    when: { de: 'Wenn ein Antrag bestätigt oder eingetragen ist.', en: 'When a request is confirmed or entered.' },
  }),
  identity: letterMail('identity', {
    name: { de: 'Rückfrage zur Person', en: 'Question about identity' },
    when: { de: 'Wenn Sie nachfragen, wer den Antrag stellt.', en: 'When you ask who makes the request.' },
    action: { de: 'Antworten', en: 'Answer' },
  }),
  extension: letterMail('extension', {
    name: { de: 'Frist verlängert', en: 'Period extended' },
    when: { de: 'Wenn Sie für die Antwort länger brauchen.', en: 'When you need longer for the answer.' },
  }),
  answer: letterMail('answer', {
    name: { de: 'Antwort auf einen Antrag', en: 'Answer to a request' },
    when: { de: 'Wenn Sie einen Antrag beantworten.', en: 'When you answer a request.' },
  }),
  refusal: letterMail('refusal', {
    name: { de: 'Antrag abgelehnt', en: 'Request refused' },
    when: { de: 'Wenn Sie einen Antrag ablehnen.', en: 'When you refuse a request.' },
  }),
  told: letterMail('told', {
    name: { de: 'Wem mitgeteilt wurde', en: 'Who was told' },
    when: {
      de: 'Wenn Sie sagen, welche Empfänger Sie unterrichtet haben (Art. 19 DSGVO).',
      en: 'When you say which recipients you told (Art. 19 GDPR).',
    },
  }),
} as const

export const confirmMail = mailTemplate({
  kind: 'rights.confirm',
  name: { de: 'Antrag bestätigen', en: 'Confirm a request' },
  when: { de: 'Wenn jemand einen Antrag über das Formular stellt.', en: 'When somebody makes a request by the form.' },
  placeholders: {
    antrag: value({ de: 'Art des Antrags', en: 'Kind of request' }, { de: 'Auskunft', en: 'Access' }),
    bestaetigen: page('Seite zum Bestätigen', 'Page to confirm on', 'datenschutz/rechte/bestaetigen/…'),
    datenschutz: noticeLink,
  },
  subject: { de: 'Bitte bestätigen Sie Ihren Antrag', en: 'Please confirm your request' },
  heading: { de: 'Bitte bestätigen Sie Ihren Antrag', en: 'Please confirm your request' },
  body: {
    text: {
      de: 'bei {organisation} ist ein Antrag mit Ihrer Mailadresse eingegangen: {antrag}. Damit niemand in Ihrem Namen etwas verlangt, bestätigen Sie ihn bitte mit einem Klick.',
      en: '{organisation} has received a request with your mail address: {antrag}. So that nobody asks for anything in your name, please confirm it with one click.',
      keeps: ['antrag'],
    },
    clock: {
      de: 'Unsere Frist für die Antwort läuft schon seit dem Eingang.',
      en: 'Our period for the answer has been running since your request came in.',
      law: { de: 'Art. 12 Abs. 3 DSGVO', en: 'Art. 12(3) GDPR' },
    },
  },
  actions: { confirm: { de: 'Antrag bestätigen', en: 'Confirm the request', to: 'bestaetigen' } },
  closing: {
    not: {
      de: 'Waren Sie das nicht? Dann tun Sie nichts: Ohne Bestätigung löschen wir die Angaben nach 14 Tagen.',
      en: 'Was it not you? Then do nothing: without confirmation we delete the data after 14 days.',
    },
    notice,
  },
})

export const transferMail = mailTemplate({
  kind: 'rights.transfer',
  name: { de: 'Daten direkt übergeben', en: 'Data handed over directly' },
  when: {
    de: 'Wenn Daten auf Verlangen der Person an eine andere Stelle gehen (Art. 20 DSGVO).',
    en: 'When data go to another body at the person’s request (Art. 20 GDPR).',
  },
  placeholders: {
    betreff: value(subjectOf.name, {
      de: 'Daten zur Übernahme (Art. 20 DSGVO)',
      en: 'Data to take over (Art. 20 GDPR)',
    }),
    brief: value(
      { de: 'Text des Briefes', en: 'Text of the letter' },
      {
        de: 'Guten Tag,\n\ndie unten genannte Person hat uns gebeten, ihre Daten direkt an Sie zu übergeben.',
        en: 'Dear Sir or Madam,\n\nthe person named below has asked us to hand their data directly to you.',
      },
    ),
    hinweis: value(
      { de: 'Wie lange der Link gilt', en: 'How long the link is good' },
      {
        de: 'Der Link gilt 14 Tage und für ein einziges Abholen.',
        en: 'The link is good for 14 days and for fetching once.',
      },
    ),
    daten: page('Seite zum Abholen', 'Page to fetch the data', 'datenschutz/abholen/…'),
  },
  subject: { de: '{betreff}', en: '{betreff}', law: wordForWord },
  heading: { de: '{betreff}', en: '{betreff}', law: wordForWord },
  body: { letter: { de: '{brief}', en: '{brief}', law: wordForWord } },
  actions: { fetch: { de: 'Daten abholen', en: 'Fetch the data', to: 'daten' } },
  closing: { once: { de: '{hinweis}', en: '{hinweis}', law: wordForWord } },
})

const restrictionClosing = {
  rights: {
    de: 'Diese Mail betrifft Ihre Rechte an Ihren Daten (Art. 12 und 18 DSGVO). Sie enthält keine Werbung.',
    en: 'This mail is about your rights over your data (Art. 12 and 18 GDPR). It contains no advertising.',
  },
} as const

export const restrictedMail = mailTemplate({
  kind: 'rights.restricted',
  name: { de: 'Verarbeitung eingeschränkt', en: 'Processing restricted' },
  when: { de: 'Wenn Sie die Daten einer Person einschränken.', en: 'When you restrict a person’s data.' },
  placeholders: { name: personName },
  subject: { de: 'Wir nutzen Ihre Daten vorerst nicht', en: 'We do not use your data for now' },
  heading: { de: 'Wir nutzen Ihre Daten vorerst nicht', en: 'We do not use your data for now' },
  body: {
    greeting,
    law: {
      de: 'wir haben die Verarbeitung Ihrer Daten eingeschränkt (Art. 18 DSGVO). Wir speichern sie weiter, nutzen sie aber nicht.\n\nBevor wir die Einschränkung aufheben, sagen wir Ihnen Bescheid.',
      en: 'we have restricted the processing of your data (Art. 18 GDPR). We keep them stored, but do not use them.\n\nBefore we lift the restriction we will tell you.',
      law: { de: 'Art. 12 Abs. 3 und Art. 18 Abs. 3 DSGVO', en: 'Art. 12(3) and 18(3) GDPR' },
    },
  },
  closing: restrictionClosing,
})

export const liftingMail = mailTemplate({
  kind: 'rights.lifting',
  name: { de: 'Einschränkung endet', en: 'Restriction ends' },
  when: { de: 'Bevor Sie eine Einschränkung aufheben.', en: 'Before you lift a restriction.' },
  placeholders: { name: personName },
  subject: { de: 'Die Einschränkung Ihrer Daten endet', en: 'The restriction of your data ends' },
  heading: { de: 'Die Einschränkung Ihrer Daten endet', en: 'The restriction of your data ends' },
  body: {
    greeting,
    law: {
      de: 'die Verarbeitung Ihrer Daten war auf Ihr Verlangen eingeschränkt. Wir werden diese Einschränkung aufheben und Ihre Daten dann wieder wie vorher nutzen.\n\nSind Sie damit nicht einverstanden, antworten Sie bitte auf diese Mail. Sie können sich auch bei der Datenschutzaufsicht beschweren.',
      en: 'the processing of your data was restricted at your request. We are going to lift this restriction and will then use your data as before.\n\nIf you do not agree, please answer this mail. You can also complain to the data protection authority.',
      law: { de: 'Art. 18 Abs. 3 DSGVO', en: 'Art. 18(3) GDPR' },
    },
  },
  closing: restrictionClosing,
})

export const alarmMail = mailTemplate({
  kind: 'rights.alarm',
  name: { de: 'Antrag fällig', en: 'Request due' },
  when: {
    de: 'Bevor die Frist eines Antrags endet; geht an Ihre Stelle für Datenschutz.',
    en: 'Before the period of a request ends; goes to your data protection office.',
  },
  placeholders: {
    betreff: value(
      { de: 'Worum es geht', en: 'What it is about' },
      { de: 'Antrag fällig in 3 Tagen', en: 'Request due in 3 days' },
    ),
    lage: value(
      { de: 'Was los ist', en: 'What has happened' },
      {
        de: 'Der Antrag 4F2A-90C1 (Auskunft) ist noch nicht beantwortet. Die Frist endet am 16. Dezember 2026.',
        en: 'The request 4F2A-90C1 (access) has not been answered yet. The period ends on 16 December 2026.',
      },
    ),
    aufgabe: value(
      { de: 'Was zu tun ist', en: 'What to do' },
      {
        de: 'Sie finden ihn im Bereich Datenschutz unter „Anfragen“.',
        en: 'You find it in the data protection area under "Requests".',
      },
    ),
    zeichen: value({ de: 'Zeichen des Antrags', en: 'Sign of the request' }, { de: '4F2A-90C1', en: '4F2A-90C1' }),
    antrag: page('Seite des Antrags', 'Page of the request', 'team/datenschutz/anfragen/…'),
  },
  subject: { de: '{betreff}', en: '{betreff}' },
  heading: { de: '{betreff}', en: '{betreff}' },
  body: { text: { de: '{lage}\n\n{aufgabe}', en: '{lage}\n\n{aufgabe}', keeps: ['lage'] } },
  actions: { see: { de: 'Antrag {zeichen} öffnen', en: 'Open request {zeichen}', to: 'antrag' } },
  closing: {
    why: {
      de: 'Diese Nachricht geht an die Kontaktadresse Ihrer Organisation für den Datenschutz.',
      en: 'This message goes to your organisation’s contact address for data protection.',
    },
  },
})
