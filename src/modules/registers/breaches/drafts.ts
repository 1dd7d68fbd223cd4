import type { Organisation } from '#platform/data/organisations.ts'
import { format } from '#platform/text/format.ts'
import type { Language } from '#platform/text/language.ts'
import { categoryWords, declarations } from '#privacy'
import type { Line, Sheet } from '../sheets/sheet.tsx'
import type { Breach } from './actions.ts'
import { categoriesIn, whoseIn } from './affected.ts'
import { breachClock, NOTIFY_HOURS } from './clock.ts'
import { breachTexts } from './texts.ts'

const de = {
  authority: 'Meldung einer Verletzung des Schutzes personenbezogener Daten (Art. 33 DSGVO)',
  later: 'noch nicht bekannt; wird unverzüglich nachgereicht (Art. 33 Abs. 4 DSGVO)',
  a: 'a) Art der Verletzung',
  categories: 'Kategorien von Daten',
  people: 'Zahl der betroffenen Personen, ungefähr',
  records: 'Zahl der betroffenen Datensätze, ungefähr',
  whose: 'Kategorien von Personen',
  whoseWords: {
    people: 'Menschen, die ein Anliegen bei uns haben oder hatten',
    staff: 'Beschäftigte und andere Mitglieder unserer Organisation',
  },
  b: 'b) Anlaufstelle für weitere Informationen',
  officer: 'Datenschutzbeauftragte Person',
  controller: 'Verantwortlicher',
  c: 'c) Wahrscheinliche Folgen',
  d: 'd) Ergriffene und vorgeschlagene Maßnahmen',
  times: 'Zeitlicher Ablauf',
  aware: 'bekannt geworden',
  span: 'Zeitraum',
  delay: `Begründung, falls nach mehr als ${NOTIFY_HOURS} Stunden`,
  notDelayed: 'entfällt',
  phase: 'Dies ist eine vorläufige Meldung; fehlende Angaben folgen schrittweise.',
  letter: 'Wichtige Information über Ihre Daten (Art. 34 DSGVO)',
  dear: 'Guten Tag,',
  intro: (name: string) =>
    `bei uns (${name}) ist der Schutz von Daten verletzt worden, die auch Sie betreffen. Wir sagen Ihnen, was geschehen ist und was Sie tun können.`,
  happened: 'Was ist geschehen?',
  yours: 'Welche Daten sind betroffen?',
  follow: 'Was kann das für Sie bedeuten?',
  done: 'Was haben wir getan, und was raten wir Ihnen?',
  ask: 'An wen können Sie sich wenden?',
  askText: (whom: string, authority: string) =>
    `${whom}. Sie können sich auch bei der Aufsichtsbehörde beschweren${authority && `: ${authority}`}.`,
  toOfficer: (officer: string) => `An unsere Datenschutzbeauftragte oder unseren Datenschutzbeauftragten: ${officer}`,
  toUs: (contact: string) => `An uns: ${contact}`,
  missing: 'Das prüfen wir noch und teilen es Ihnen mit, sobald wir es wissen.',
}
const en: typeof de = {
  authority: 'Notification of a personal data breach (Art. 33 GDPR)',
  later: 'not known yet; follows without undue delay (Art. 33(4) GDPR)',
  a: '(a) Nature of the breach',
  categories: 'Categories of data',
  people: 'Approximate number of data subjects',
  records: 'Approximate number of records',
  whose: 'Categories of data subjects',
  whoseWords: {
    people: 'people who have or had a matter with us',
    staff: 'staff and other members of our organisation',
  },
  b: '(b) Contact point for more information',
  officer: 'Data protection officer',
  controller: 'Controller',
  c: '(c) Likely consequences',
  d: '(d) Measures taken or proposed',
  times: 'Times',
  aware: 'became known',
  span: 'time of the breach',
  delay: `Reasons, if after more than ${NOTIFY_HOURS} hours`,
  notDelayed: 'does not apply',
  phase: 'This is a preliminary notification; what is missing follows in phases.',
  letter: 'Important information about your data (Art. 34 GDPR)',
  dear: 'Good day,',
  intro: (name) =>
    `the protection of data that also concern you was breached at our organisation (${name}). We tell you what happened and what you can do.`,
  happened: 'What happened?',
  yours: 'Which data are concerned?',
  follow: 'What can this mean for you?',
  done: 'What have we done, and what do we advise?',
  ask: 'Whom can you ask?',
  askText: (whom, authority) =>
    `${whom}. You can also complain to the supervisory authority${authority && `: ${authority}`}.`,
  toOfficer: (officer) => `Our data protection officer: ${officer}`,
  toUs: (contact) => `Us: ${contact}`,
  missing: 'We are still finding out and will tell you as soon as we know.',
}
const words = { de, en }

const oneLine = (...parts: readonly string[]) =>
  parts
    .map((part) => part.replaceAll('\n', ', '))
    .filter(Boolean)
    .join(', ')

const officerOf = (of: Organisation) => oneLine(of.officer_name, of.officer_contact)
/** Who has no officer names "another contact point" (Art. 33(3)(b) GDPR). */
const contactOf = (of: Organisation) => oneLine(of.name, of.contact_mail, of.contact_phone)

/** The categories of data concerned, in words. */
export const categoryList = (breach: Pick<Breach, 'tables'>, language: Language): string[] =>
  categoriesIn(breach.tables).map((category) => categoryWords(language)[category])

/** What a member opened are data of people who come. */
const whoseOf = ({ tables, account_id }: Pick<Breach, 'tables' | 'account_id'>) =>
  whoseIn(account_id ? [...tables, 'access_records'] : tables)

export const tableNames = (breach: Pick<Breach, 'tables'>, language: Language): string[] => {
  const { kinds } = declarations()
  return breach.tables.map((name) => kinds.get(name)?.name[language] ?? name)
}

/** The notice to the authority with all that Art. 33(3)(a) to (d) GDPR demands; what is not known yet says so. */
export function authorityDraft(breach: Breach, of: Organisation, language: Language, now: Temporal.Instant): Sheet {
  const w = words[language]
  const t = breachTexts(language)
  const f = format(language, of.zone)
  const or = (text: string) => text.trim() || w.later
  const span = [
    breach.began_at ? t.began(f.dateTime(breach.began_at)) : '',
    breach.stopped_at ? t.stopped(f.dateTime(breach.stopped_at)) : t.notStopped,
  ]
  const due = breachClock(breach, now)
  const late = due.state === 'late' || due.state === 'delayed'
  const lines: Line[] = [
    [w.controller, oneLine(of.name, of.address, of.contact_mail, of.contact_phone)],
    [w.a, [breach.title, breach.what, breach.kinds.map((kind) => t.kind[kind] ?? kind).join(', ')]],
    [
      w.whose,
      or(
        whoseOf(breach)
          .map((who) => w.whoseWords[who])
          .join('; '),
      ),
    ],
    [w.people, breach.people === null ? w.later : String(breach.people)],
    [w.categories, or(categoryList(breach, language).join(', '))],
    [w.records, breach.records === null ? w.later : String(breach.records)],
    [w.b, or(officerOf(of) || contactOf(of))],
    [w.c, or(breach.consequences)],
    [w.d, or(breach.measures)],
    [w.aware, f.dateTime(breach.aware_at)],
    [w.span, span.filter(Boolean)],
    [w.delay, late ? or(breach.delay_reason) : w.notDelayed],
  ]
  const open = lines.some(([, value]) => value === w.later)
  return {
    name: language === 'de' ? 'meldung-art-33' : 'notification-art-33',
    title: w.authority,
    parts: [{ lines, ...(open ? { text: [w.phase] } : {}) }],
  }
}

/** What of Art. 33(3) the draft cannot say yet; empty when it is complete. */
export const missingInDraft = (sheet: Sheet, language: Language): string[] =>
  sheet.parts.flatMap(({ lines = [] }) =>
    lines.filter(([, value]) => value === words[language].later).map(([term]) => term),
  )

/** The letter to those concerned, in plain words (Art. 34(2) GDPR). */
export function peopleDraft(breach: Breach, of: Organisation, language: Language): Sheet {
  const w = words[language]
  const or = (text: string) => text.trim() || w.missing
  const whom = officerOf(of) ? w.toOfficer(officerOf(of)) : w.toUs(contactOf(of))
  return {
    name: language === 'de' ? 'benachrichtigung-art-34' : 'communication-art-34',
    title: w.letter,
    parts: [
      { text: [w.dear, w.intro(of.name)] },
      { title: w.happened, text: [or(breach.what)] },
      { title: w.yours, text: [or(categoryList(breach, language).join(', '))] },
      { title: w.follow, text: [or(breach.consequences)] },
      { title: w.done, text: [or(breach.measures)] },
      { title: w.ask, text: [w.askText(whom, oneLine(of.authority_name, of.authority_contact))] },
    ],
  }
}
