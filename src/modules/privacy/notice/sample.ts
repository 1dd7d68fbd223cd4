import type { Organisation } from '#platform/data/organisations.ts'

const founded = '2026-01-01T00:00:00Z'
const bare = {
  state: 'active',
  demo: false,
  imprint_extra: '',
  accent: '#0b5d5e',
  logo_blob: null,
  logo_type: null,
  languages: ['de', 'en'],
  zone: 'Europe/Berlin',
  holiday_region: 'DE-NW',
  waiting_uses: [],
  factor_roles: [],
  version: 1,
} as const

/** Made-up organisations for the committed documents and for tests; nobody's data. */
export const sampleCity = (): Organisation => ({
  ...bare,
  id: '00000000-0000-4000-8000-000000000001',
  slug: 'musterlingen',
  name: 'Stadt Musterlingen',
  short_name: 'Musterlingen',
  kind: 'public',
  address: 'Rathausplatz 1\n12345 Musterlingen',
  contact_mail: 'info@musterlingen.example',
  contact_phone: '01234 5678-0',
  represented_by: 'Bürgermeisterin Ada Beispiel',
  officer_name: 'Grace Muster',
  officer_contact: 'datenschutz@musterlingen.example',
  authority_name: 'Landesbeauftragte für den Datenschutz',
  authority_contact: 'Am Platz 2, 12345 Hauptstadt',
  cancelled_at: null,
  ends_at: null,
  created_at: Temporal.Instant.from(founded),
})

export const sampleOperator = (): Organisation => ({
  ...bare,
  id: '00000000-0000-4000-8000-000000000002',
  slug: 'betrieb',
  name: 'Rechenzentrum Beispiel GmbH',
  short_name: 'Rechenzentrum',
  kind: 'private',
  address: 'Serverweg 3\n54321 Beispielstadt',
  contact_mail: 'kontakt@rechenzentrum.example',
  contact_phone: '',
  represented_by: 'Alan Probe',
  officer_name: 'Katherine Muster',
  officer_contact: 'datenschutz@rechenzentrum.example',
  authority_name: 'Landesbeauftragte für den Datenschutz',
  authority_contact: 'Am Platz 2, 12345 Hauptstadt',
  cancelled_at: null,
  ends_at: null,
  created_at: Temporal.Instant.from(founded),
})
