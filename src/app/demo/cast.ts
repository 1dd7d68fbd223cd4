import type { LocationFacts, ServiceFacts } from '#appointments'
import type { OrganisationFacts } from '#accounts'

type Place = LocationFacts & {
  readonly hours: readonly { weekdays: readonly number[]; opens: string; closes: string }[]
}
export type Story = {
  readonly organisation: OrganisationFacts
  readonly places: readonly Place[]
  /** `at`: the places (by index) where it is offered. */
  readonly services: readonly (Omit<ServiceFacts, 'locations'> & { readonly at: readonly number[] })[]
  /** Appointments a day and place. */
  readonly perDay: number
  readonly staff: readonly string[]
}

const both = (de: string, en: string) => ({ de, en })
const weekdays = [1, 2, 3, 4, 5]

/** Who runs the system for all three: the processor that every notice names. */
export const operator: Partial<OrganisationFacts> = {
  name: 'Rechenzentrum Beispiel eG',
  shortName: 'Rechenzentrum',
  demo: true,
  address: 'Kabelweg 3\n44799 Bochum',
  contactMail: 'betrieb@rechenzentrum.example',
  contactPhone: '0234 445566',
  representedBy: 'Vorstand: Birgit Sander',
  officerName: 'Walter Okafor',
  officerContact: 'datenschutz@rechenzentrum.example',
  authorityName: 'Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen',
  authorityContact: 'Kavalleriestraße 2–4, 40213 Düsseldorf',
}

const townHall: Story = {
  organisation: {
    slug: 'musterlingen',
    name: 'Stadt Musterlingen',
    shortName: 'Musterlingen',
    kind: 'public',
    address: 'Marktplatz 1\n48999 Musterlingen',
    contactMail: 'buergeramt@musterlingen.example',
    contactPhone: '02599 123-0',
    representedBy: 'Bürgermeisterin Annegret Overbeck',
    officerName: 'Dr. Henrike Tiedemann',
    officerContact: 'datenschutz@musterlingen.example',
    authorityName: 'Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen',
    authorityContact: 'Kavalleriestraße 2–4, 40213 Düsseldorf',
    accent: '#0b5d5e',
    holidayRegion: 'DE-NW',
  },
  places: [
    {
      name: 'Bürgeramt Mitte',
      street: 'Marktplatz 1',
      postalCode: '48999',
      city: 'Musterlingen',
      holidayRegion: 'DE-NW',
      notes: 'Der Eingang mit Rampe ist auf der Rückseite.',
      notesEn: 'The entrance with a ramp is at the back.',
      desks: ['Schalter 1', 'Schalter 2', 'Schalter 3', 'Schalter 4'],
      hours: [
        { weekdays, opens: '08:00', closes: '12:30' },
        { weekdays: [1, 2, 4], opens: '13:30', closes: '16:00' },
        { weekdays: [4], opens: '16:00', closes: '18:00' },
      ],
    },
    {
      name: 'Bürgerbüro Nordstadt',
      street: 'Lindenallee 40',
      postalCode: '48999',
      city: 'Musterlingen',
      holidayRegion: 'DE-NW',
      desks: ['Schalter A', 'Schalter B'],
      hours: [{ weekdays: [1, 3, 5], opens: '08:30', closes: '13:00' }],
    },
  ],
  services: [
    {
      name: 'Personalausweis beantragen',
      nameEn: 'Apply for an identity card',
      description: 'Neu, verlängern oder nach Verlust',
      descriptionEn: 'New, renewed or after loss',
      durationMinutes: 20,
      bring: 'altes Dokument, Foto-Code',
      bringEn: 'old document, photo code',
      limitPerPerson: 4,
      at: [0, 1],
    },
    {
      name: 'Reisepass beantragen',
      nameEn: 'Apply for a passport',
      durationMinutes: 20,
      bring: 'alter Pass, Foto-Code',
      bringEn: 'old passport, photo code',
      limitPerPerson: 4,
      at: [0, 1],
    },
    {
      name: 'Ummelden nach einem Umzug',
      nameEn: 'Register a new address',
      durationMinutes: 20,
      bring: 'Ausweise aller, Bestätigung des Vermieters',
      bringEn: 'everybody’s identity documents, landlord’s confirmation',
      at: [0],
    },
    {
      name: 'Führungszeugnis',
      nameEn: 'Certificate of good conduct',
      durationMinutes: 10,
      at: [0, 1],
    },
    {
      name: 'Sozialberatung',
      nameEn: 'Social counselling',
      description: 'Vertraulich, in einem eigenen Raum',
      descriptionEn: 'Confidential, in a separate room',
      durationMinutes: 40,
      bufferAfterMinutes: 10,
      stepMinutes: 30,
      keepDays: 7,
      fields: [
        {
          id: 'matter',
          label: both('Worum geht es?', 'What is it about?'),
          type: 'choice',
          choices: ['Wohngeld', 'Pflege', 'Schulden', 'Etwas anderes'],
          required: true,
          special: false,
          why: both('Damit die richtige Fachkraft Zeit hat.', 'So that the right person has time.'),
        },
        {
          id: 'health',
          label: both('Gesundheitliche Umstände', 'Health circumstances'),
          type: 'long',
          required: false,
          special: true,
          why: both('Damit wir Raum und Zeit passend planen.', 'So that we plan room and time accordingly.'),
        },
      ],
      at: [0],
    },
  ],
  perDay: 26,
  staff: ['Annegret Overbeck', 'Mehmet Aydın', 'Dr. Henrike Tiedemann', 'Sabine Krüger', 'Tomasz Nowak', 'Elif Brandt'],
}

const association: Story = {
  organisation: {
    slug: 'nachbarschaft',
    name: 'Nachbarschaftshilfe Sonnenhof e. V.',
    shortName: 'Sonnenhof',
    kind: 'private',
    address: 'Gartenweg 7\n50999 Köln',
    contactMail: 'hallo@sonnenhof.example',
    contactPhone: '0221 998877',
    representedBy: 'Vorstand: Ute Fröhlich, Karim Haddad',
    officerName: 'Jörg Wißmann',
    officerContact: 'datenschutz@sonnenhof.example',
    authorityName: 'Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen',
    authorityContact: 'Kavalleriestraße 2–4, 40213 Düsseldorf',
    accent: '#8a3d12',
    holidayRegion: 'DE-NW',
  },
  places: [
    {
      name: 'Haus Sonnenhof',
      street: 'Gartenweg 7',
      postalCode: '50999',
      city: 'Köln',
      holidayRegion: 'DE-NW',
      desks: ['Beratungszimmer', 'Werkstatt'],
      hours: [
        { weekdays: [2, 4], opens: '15:00', closes: '19:00' },
        { weekdays: [6], opens: '10:00', closes: '14:00' },
      ],
    },
  ],
  services: [
    { name: 'Beratung zu Anträgen', nameEn: 'Help with applications', durationMinutes: 30, keepDays: 14, at: [0] },
    { name: 'Repair-Café', nameEn: 'Repair café', durationMinutes: 60, places: 6, keepDays: 3, at: [0] },
  ],
  perDay: 5,
  staff: ['Ute Fröhlich', 'Karim Haddad', 'Jörg Wißmann', 'Lena Schäfer', 'Piet de Vries', 'Gerd Hinrichs'],
}

const vendor: Story = {
  organisation: {
    slug: 'fahrwerk',
    name: 'Fahrwerk Software GmbH',
    shortName: 'Fahrwerk',
    kind: 'private',
    address: 'Hafenstraße 12\n20457 Hamburg',
    contactMail: 'kontakt@fahrwerk.example',
    contactPhone: '040 112233',
    representedBy: 'Geschäftsführerin: Ömür Çelik · HRB 00000, Amtsgericht Hamburg',
    officerName: 'Privacy Nord, Ansprechpartnerin Ilse Petersen',
    officerContact: 'datenschutz@fahrwerk.example',
    authorityName: 'Der Hamburgische Beauftragte für Datenschutz und Informationsfreiheit',
    authorityContact: 'Ludwig-Erhard-Straße 22, 20459 Hamburg',
    accent: '#3d3a9c',
    holidayRegion: 'DE-HH',
  },
  places: [
    {
      name: 'Videosprechstunde',
      holidayRegion: 'DE-HH',
      notes: 'Den Link schicken wir am Tag des Gesprächs.',
      notesEn: 'We send the link on the day of the call.',
      desks: ['Produkt', 'Support'],
      hours: [{ weekdays, opens: '09:00', closes: '17:00' }],
    },
  ],
  services: [
    {
      name: 'Erstes Gespräch',
      nameEn: 'First conversation',
      durationMinutes: 30,
      bufferAfterMinutes: 10,
      stepMinutes: 30,
      keepDays: 60,
      at: [0],
    },
    { name: 'Einrichtung mit uns', nameEn: 'Set-up with us', durationMinutes: 60, keepDays: 60, at: [0] },
  ],
  perDay: 6,
  staff: ['Ömür Çelik', 'Jan Petersen', 'Ilse Petersen', 'Nadja Wolf', 'Chris Adebayo', 'Mina Rahimi'],
}

export const stories: readonly Story[] = [townHall, association, vendor]

export const firstNames = [
  'Öznur',
  'Jürgen',
  'Aylin',
  'Karl-Heinz',
  'Miriam',
  'Łukasz',
  'Fatima',
  'Björn',
  'Thi Mai',
  'Günther',
  'Amélie',
  'Stefan',
  'Zeynep',
  'Hannelore',
  'Kwame',
  'Ingeborg',
  'Nils',
  'Svetlana',
  'Giulia',
  'Rüdiger',
  'Noor',
  'Mechthild',
  'Emil',
  'Xenia',
]
export const lastNames = [
  'Yıldız-Großmann',
  'Müller',
  'Schröder',
  'van den Berg',
  'Kowalczyk',
  'Öztürk',
  'Weiß',
  'Nguyen',
  'Haddad',
  'Brückner',
  'Lindqvist',
  'Schulze-Westhoff',
  'Petrov',
  'Adeyemi',
  'Sørensen',
  'Bäcker',
  'Rossi',
  'Krämer',
  'Jansen',
  'Hoffmann',
  'Fuchs',
  'Demir',
  'Voß',
  'Eklund',
]
