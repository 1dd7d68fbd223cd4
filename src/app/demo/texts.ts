import type { Role } from '#accounts'
import { texts } from '#platform/text/texts.ts'

const de = {
  mark: 'Vorführung: Alle Personen und Angaben hier sind erfunden.',
  title: 'Vorführung',
  heading: 'Belegt zum Ausprobieren',
  lead: 'Drei erfundene Organisationen mit einigen Wochen Betrieb. Buchen Sie als Bürgerin oder arbeiten Sie als Team; was Sie tun, bleibt auf diesem Rechner.',
  book: 'Termin buchen',
  signIn: 'Anmelden',
  customer: 'Mit Kundenkonto',
  overview: 'Übersicht',
  design: 'Bausteine',
  mails: 'Mails',
  mailsLead: 'Alles, was die Vorführung verschickt hat. Nichts davon hat diesen Rechner verlassen.',
  noMails: 'Noch keine. Buchen Sie einen Termin, dann steht die Bestätigung hier.',
  fromTo: (to: string, from: string) => `an ${to}, von ${from}`,
  roles: {
    'main-administrator': 'Hauptadministration',
    administrator: 'Administration',
    'data-protection': 'Datenschutz',
    desk: 'Schalter',
    'read-only': 'Nur lesen',
    'by-place': 'Nur an einzelnen Orten',
  } satisfies Record<Role, string>,
}

const en = {
  mark: 'Demonstration: all people and data here are invented.',
  title: 'Demonstration',
  heading: 'Belegt to try out',
  lead: 'Three invented organisations with some weeks of use. Book as a citizen or work as a team; what you do stays on this machine.',
  book: 'Book an appointment',
  signIn: 'Sign in',
  customer: 'With a customer account',
  overview: 'Overview',
  design: 'Parts',
  mails: 'Mails',
  mailsLead: 'Everything that the demonstration has sent. None of it has left this machine.',
  noMails: 'None yet. Book an appointment, then the confirmation stands here.',
  fromTo: (to: string, from: string) => `to ${to}, from ${from}`,
  roles: {
    'main-administrator': 'Main administrator',
    administrator: 'Administrator',
    'data-protection': 'Data protection',
    desk: 'Desk',
    'read-only': 'Read only',
    'by-place': 'At single places only',
  } satisfies Record<Role, string>,
}

export const demoWords = texts(de, en)
