// A small town hall to book at: one location, three desks, two services.
import {
  createLocation,
  createService,
  setOpeningHours,
  type LocationFacts,
  type ServiceFacts,
} from '../../src/modules/appointments/setup/index.ts'
import { offering } from '../../src/modules/appointments/data.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import type { TestWeb } from './web.ts'

export type Town = { organisation: Organisation; location: string; passport: string; counselling: string; path: string }

/** Opens a town hall on weekdays from 8 to 16 o'clock; `more` changes the passport service, `place` the location. */
export async function openTown(
  web: TestWeb,
  more: Partial<ServiceFacts> = {},
  place: Partial<LocationFacts> = {},
): Promise<Town> {
  const organisation = await web.organisation({
    name: 'Stadt Musterlingen',
    address: 'Marktplatz 1\n12345 Musterlingen',
    contactMail: 'buergeramt@musterlingen.example',
  })
  return web.scope({ organisation, purpose: offering }, async (at) => {
    const location = await createLocation(at, {
      name: 'Bürgeramt Mitte',
      street: 'Marktplatz 1',
      postalCode: '12345',
      city: 'Musterlingen',
      holidayRegion: 'DE-NW',
      desks: ['Schalter 1', 'Schalter 2', 'Schalter 3'],
      ...place,
    })
    const weekdays = [1, 2, 3, 4, 5]
    await setOpeningHours(
      at,
      location,
      weekdays.map((weekday) => ({ weekday, opens: '08:00', closes: '16:00' })),
    )
    const passport = await createService(at, {
      name: 'Personalausweis beantragen',
      nameEn: 'Apply for an identity card',
      durationMinutes: 20,
      bring: 'altes Dokument, Foto-Code',
      limitPerPerson: 2,
      locations: [location],
      ...more,
    })
    const counselling = await createService(at, {
      name: 'Sozialberatung',
      durationMinutes: 40,
      keepDays: 7,
      fields: [
        {
          id: 'health',
          label: { de: 'Gesundheitliche Umstände', en: 'Health circumstances' },
          type: 'text',
          required: false,
          special: true,
          why: { de: 'Damit wir den passenden Raum wählen.', en: 'So that we choose a fitting room.' },
        },
      ],
      locations: [location],
    })
    return { organisation, location, passport, counselling, path: `/${organisation.slug}` }
  })
}
