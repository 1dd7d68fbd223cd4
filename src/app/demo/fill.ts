import { randomUUID } from 'node:crypto'
import { addMember, ensureOperator, foundOrganisation, hashPassword, membership, roles, storeRight } from '#accounts'
import { createLocation, createService, fillDay, offering, setOpeningHours } from '#appointments'
import { fillDocuments } from '#documents'
import { personFor } from '#people'
import type { House } from '#platform/data/scope.ts'
import { inScope } from '#platform/data/scope.ts'
import { deletionRun, mergeAndPublish } from '#privacy'
import { fillCustomers } from './customers.ts'
import { fillRequests } from './requests.ts'
import { fillRegisters, registering } from '#registers'
import { firstNames, lastNames, operator, stories, type Story } from './cast.ts'

const DAYS_BACK = 14
const DAYS_AHEAD = 21
const PEOPLE = 60

/** Invented people: every first name meets every third last name before a pair comes again. */
const personNumber = (number: number) => {
  const first = firstNames[number % firstNames.length] ?? ''
  const last = lastNames[(number * 7 + Math.floor(number / firstNames.length)) % lastNames.length] ?? ''
  const mail = `${first}.${last}`
    .normalize('NFKD')
    .replaceAll(/[^\w.-]/g, '')
    .toLowerCase()
  return { name: `${first} ${last}`, mail: `${mail}.${number}@example.org`, phone: `02599 ${1000 + number * 13}` }
}

/** Fills an empty house with three organisations and weeks of appointments around today. */
export async function fillDemo(house: House): Promise<void> {
  await ensureOperator(house, operator)
  // nobody types it: the demo signs in by a click
  const hash = await hashPassword(randomUUID())
  // side by side: each waits for the database and the disk most of the time
  await Promise.all(stories.map((story, number) => tell(house, story, { hash, number })))
  house.directory.refresh()
  const first = await house.directory.bySlug(stories[0]?.organisation.slug ?? '')
  if (first) await fillRequests(house, first)
  // weeks of use include nights: what lapsed in them is gone
  await Promise.all(
    (await house.directory.all()).map(async (organisation) => {
      await deletionRun(house, organisation, house.clock.now())
      await mergeAndPublish(house, organisation)
    }),
  )
}

async function tell(
  house: House,
  story: Story,
  { hash, number: storyNumber }: { hash: string; number: number },
): Promise<void> {
  const organisation = await foundOrganisation(house, { ...story.organisation, demo: true })
  let officer = ''
  const staff = new Map<string, { account: string; member: string; role: string }>()
  let placed = ''
  for (const [place, role] of roles.entries()) {
    const name = story.staff[place]
    if (name === undefined) throw new Error(`nobody is ${role} of ${story.organisation.slug}`)
    const joined = await addMember(house, organisation, {
      name,
      mail: `${role}@${organisation.slug}.example`,
      role,
      hash,
    })
    staff.set(role, { account: joined.account, member: joined.member, role })
    if (role === 'data-protection') officer = joined.account
    if (role === 'by-place') placed = joined.member
  }
  const wish = { organisation, actor: { kind: 'system', job: 'demo' }, purpose: offering } as const
  const known = await inScope(house, wish, async (at) => {
    const places: string[] = []
    for (const { hours, ...facts } of story.places) {
      const location = await createLocation(at, facts)
      places.push(location)
      const stretches = hours.flatMap(({ weekdays, opens, closes }) =>
        weekdays.map((weekday) => ({ weekday, opens, closes })),
      )
      await setOpeningHours(at, location, stretches)
    }
    const services: { id: string; at: readonly number[] }[] = []
    for (const [position, { at: where, ...facts }] of story.services.entries()) {
      const locations = where.flatMap((index) => places[index] ?? [])
      services.push({ id: await createService(at, { ...facts, position, locations }), at: where })
    }
    const people: string[] = []
    for (let number = 0; number < PEOPLE; number++) people.push(await personFor(at, personNumber(number)))
    const today = at.now.toZonedDateTimeISO(organisation.zone).toPlainDate()
    for (const [index, location] of places.entries()) {
      const here = services.filter((service) => service.at.includes(index)).map(({ id }) => id)
      for (let offset = -DAYS_BACK; offset <= DAYS_AHEAD; offset++) {
        // busy days soon, quieter ones later, as calendars fill
        const share = offset <= 2 ? 1 : 1 - offset / (DAYS_AHEAD * 1.3)
        await fillDay(at, {
          location,
          services: here,
          people,
          date: today.add({ days: offset }).toString(),
          count: Math.ceil(story.perDay * share),
          id: randomUUID,
        })
      }
    }
    return { people, place: places.at(-1) }
  })
  const { place } = known
  await inScope(house, { ...wish, purpose: membership }, (at) => storeRight(at, placed, { role: 'desk', place }))
  const runs = { name: operator.name ?? '', address: operator.address ?? '' }
  const keeping = { organisation, actor: wish.actor, purpose: registering } as const
  const customer = story.organisation.slug.length % PEOPLE
  await fillCustomers(house, organisation, personNumber(customer), hash)
  await inScope(house, keeping, (at) => fillRegisters(at, { by: officer, operator: runs, people: known.people }))
  const [lead, checker] = [staff.get('main-administrator'), staff.get('administrator')]
  await fillDocuments(house, organisation, {
    story: storyNumber,
    archives: ['Allgemeine Ablage', 'Vorgänge'],
    people: [customer, 0, 1, 2, 3, 4, 5, 6].map((number) => ({
      id: known.people[number] ?? '',
      name: personNumber(number).name,
    })),
    staff: lead && checker ? [lead, checker] : undefined,
  })
}
