// A town with room for a crowd, set up before the program is started as a process of its own.
import { createLocation, createService, setOpeningHours } from '../../src/modules/appointments/setup/index.ts'
import { offering } from '../../src/modules/appointments/data.ts'
import { isHolidayIn } from '../../src/modules/appointments/rules/holidays.ts'
import type { InProcess } from './running.ts'

const HOLIDAYS = 'DE-NW'

export type Crowded = { organisation: string; location: string; service: string; path: string; starts: string[] }

/**
 * One location, open around the clock every day. `starts` are the times that can be booked, each at as many desks as
 * asked for, soonest first, from two days after `now` on.
 */
export async function openCrowdedTown(program: InProcess, now: Temporal.Instant, desks = 4): Promise<Crowded> {
  const organisation = await program.organisation()
  const [location, service] = await program.scope({ organisation, purpose: offering }, async (at) => {
    const place = await createLocation(at, {
      name: 'Bürgeramt',
      street: 'Marktplatz 1',
      postalCode: '12345',
      city: 'Musterlingen',
      holidayRegion: HOLIDAYS,
      desks: Array.from({ length: desks }, (_, number) => `Schalter ${number + 1}`),
    })
    const days = [1, 2, 3, 4, 5, 6, 7]
    await setOpeningHours(
      at,
      place,
      days.map((weekday) => ({ weekday, opens: '00:00', closes: '00:00' })),
    )
    const offered = await createService(at, {
      name: 'Ausweis',
      durationMinutes: 15,
      windowDays: 28,
      limitPerPerson: 100,
      locations: [place],
    })
    return [place, offered] as const
  })
  // Whole days on which no holiday closes: the tests run on any day of the year.
  const today = now.toZonedDateTimeISO('Europe/Berlin').startOfDay()
  const isHoliday = isHolidayIn(HOLIDAYS)
  const starts = Array.from({ length: 14 }, (_, number) => today.add({ days: number + 2 }))
    .filter((day) => !isHoliday(day.toPlainDate().toString()))
    .slice(0, 3)
    .flatMap((day) =>
      Array.from({ length: day.hoursInDay * 4 }, (_, number) =>
        day
          .add({ minutes: 15 * number })
          .toInstant()
          .toString(),
      ),
    )
  return { organisation: organisation.id, location, service, path: `/${organisation.slug}`, starts }
}
