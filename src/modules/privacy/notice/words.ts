import type { Art9 } from '#platform/data/activity.ts'
import type { Category, Source } from '#platform/data/columns.ts'
import type { Language } from '#platform/text/language.ts'

const DAYS_A_YEAR = 365.25
/** Thousands of days say nothing to anybody. */
const inYears = (days: number, years: 'Jahre' | 'years'): string =>
  days < 2 * DAYS_A_YEAR ? '' : ` (${years === 'Jahre' ? 'rund' : 'about'} ${Math.round(days / DAYS_A_YEAR)} ${years})`

const de = {
  categories: {
    identifier: 'zufällige Kennung',
    name: 'Name',
    mail: 'Mailadresse',
    phone: 'Telefonnummer',
    address: 'Anschrift',
    bank: 'Bankverbindung',
    appointment: 'Termin (Anliegen, Ort, Zeit)',
    status: 'Stand der Bearbeitung',
    time: 'Zeitpunkte',
    language: 'Sprache',
    'free-text': 'freier Text',
    answers: 'Antworten auf Fragen im Formular',
    special: 'besonders geschützte Angaben (Art. 9 DSGVO, etwa zur Gesundheit)',
    credential: 'Zugangsdaten',
    device: 'Angaben zum Gerät',
    message: 'Nachrichten',
    consent: 'Einwilligungen',
    file: 'Dateien',
  } satisfies Record<Category, string>,
  sources: {
    person: 'von Ihnen',
    staff: 'von unseren Beschäftigten',
    system: 'entsteht bei der Bearbeitung',
  } satisfies Record<Source, string>,
  a: 'Ihre Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)',
  b: 'ein Vertrag mit Ihnen oder Schritte davor, um die Sie bitten (Art. 6 Abs. 1 Buchst. b DSGVO)',
  c: (law: string) => `eine Pflicht aus dem Gesetz (Art. 6 Abs. 1 Buchst. c DSGVO; ${law})`,
  d: 'Schutz lebenswichtiger Interessen (Art. 6 Abs. 1 Buchst. d DSGVO)',
  e: (law: string) => `eine Aufgabe im öffentlichen Interesse (Art. 6 Abs. 1 Buchst. e DSGVO; ${law})`,
  f: (interest: string) => `unser berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO): ${interest}`,
  art9: (letter: Art9) =>
    letter === 'a'
      ? 'Für besonders geschützte Angaben: Ihre ausdrückliche Einwilligung (Art. 9 Abs. 2 Buchst. a DSGVO)'
      : `Für besonders geschützte Angaben: Art. 9 Abs. 2 Buchst. ${letter} DSGVO`,
  days: (count: number) => (count === 1 ? '1 Tag' : `${count} Tage${inYears(count, 'Jahre')}`),
  months: (count: number) => (count === 1 ? '1 Monat' : `${count} Monate`),
  years: (count: number) => (count === 1 ? '1 Jahr' : `${count} Jahre`),
  yearEnd: ', gerechnet ab dem Ende des Kalenderjahres',
  atYearEnd: (start: string) => `bis zum Ende des Kalenderjahres ${start}`,
  blocked: (law: string) =>
    `Auch wenn Sie die Löschung verlangen, müssen wir diese Angaben bis dahin aufbewahren (${law}). Wir sperren sie dann: Sie dienen nur noch dieser Pflicht.`,
  range: (from: number, to: number) => `je nach Anliegen ${from} bis ${to} Tage`,
  atMost: (days: string) => `höchstens ${days}`,
  atOnce: (start: string) => `sofort ${start}`,
  grace: (days: string) => `, gelöscht spätestens ${days} später`,
  openThen: (open: string, period: string) => `${open}, dann ${period}`,
  staff: (why: string) => `${why} (betrifft nur Beschäftigte)`,
  law: (law: string) => `Rechtsgrund der Frist: ${law}.`,
  referenced: 'bis wir nichts anderes mehr über Sie aufbewahren; dann sofort gelöscht',
  organisation: 'solange wir dieses System nutzen',
  parent: (of: string) => `so lange wie: ${of}`,
  nobodyElse: (organisation: string) => `niemand außerhalb von ${organisation}`,
  and: 'und',
}
const en: typeof de = {
  categories: {
    identifier: 'random identifier',
    name: 'name',
    mail: 'mail address',
    phone: 'phone number',
    address: 'postal address',
    bank: 'bank details',
    appointment: 'appointment (matter, place, time)',
    status: 'state of handling',
    time: 'points in time',
    language: 'language',
    'free-text': 'free text',
    answers: 'answers to questions of the form',
    special: 'specially protected data (Art. 9 GDPR, for example about health)',
    credential: 'sign-in data',
    device: 'facts about the device',
    message: 'messages',
    consent: 'consents',
    file: 'files',
  },
  sources: { person: 'from you', staff: 'from our staff', system: 'arises while handling' },
  a: 'your consent (Art. 6(1)(a) GDPR)',
  b: 'a contract with you, or steps before one that you ask for (Art. 6(1)(b) GDPR)',
  c: (law) => `a duty laid down by law (Art. 6(1)(c) GDPR; ${law})`,
  d: 'protection of vital interests (Art. 6(1)(d) GDPR)',
  e: (law) => `a task in the public interest (Art. 6(1)(e) GDPR; ${law})`,
  f: (interest) => `our legitimate interest (Art. 6(1)(f) GDPR): ${interest}`,
  art9: (letter) =>
    letter === 'a'
      ? 'For specially protected data: your explicit consent (Art. 9(2)(a) GDPR)'
      : `For specially protected data: Art. 9(2)(${letter}) GDPR`,
  days: (count) => (count === 1 ? '1 day' : `${count} days${inYears(count, 'years')}`),
  months: (count) => (count === 1 ? '1 month' : `${count} months`),
  years: (count) => (count === 1 ? '1 year' : `${count} years`),
  yearEnd: ', counted from the end of the calendar year',
  atYearEnd: (start) => `until the end of the calendar year ${start}`,
  blocked: (law) =>
    `Even if you ask for erasure we must keep these data until then (${law}). We block them: they serve this duty only.`,
  range: (from, to) => `${from} to ${to} days, depending on the matter`,
  atMost: (days) => `at most ${days}`,
  atOnce: (start) => `at once ${start}`,
  grace: (days) => `, deleted ${days} later at the latest`,
  openThen: (open, period) => `${open}, then ${period}`,
  staff: (why) => `${why} (concerns staff only)`,
  law: (law) => `Law behind the period: ${law}.`,
  referenced: 'until we keep nothing else about you; then deleted at once',
  organisation: 'as long as we use this system',
  parent: (of) => `as long as: ${of}`,
  nobodyElse: (organisation) => `nobody outside ${organisation}`,
  and: 'and',
}
export type Words = typeof de
export const words: Readonly<Record<Language, Words>> = { de, en }

/** What each kind of datum is called in a language. */
export const categoryWords = (language: Language): Readonly<Record<Category, string>> => words[language].categories
