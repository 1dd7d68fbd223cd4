import { randomUUID } from 'node:crypto'
import { addMember, ensureOperator, foundOrganisation, hashPassword, membership, roles, storeRight } from '#accounts'
import { createLocation, createService, fillDays, offering, setOpeningHours } from '#appointments'
import { fillDocuments } from '#documents'
import type { Organisation } from '#platform/data/organisations.ts'
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
/** In how many days somebody with an account comes; whatever weekday it is, some are behind them and some ahead. */
const VISITS: readonly number[] = [-13, -10, 1, 4, 8, 11]

/** Letters that mail addresses do without, as their owners write them. */
const IN_MAILS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ı: 'i', ø: 'o' }

/** Invented people: every first name meets every third last name before a pair comes again. */
const personNumber = (number: number) => {
  const first = firstNames[number % firstNames.length] ?? ''
  const last = lastNames[(number * 7 + Math.floor(number / firstNames.length)) % lastNames.length] ?? ''
  const mail = `${first}.${last}`
    .toLowerCase()
    .replaceAll(/[äöüßıø]/g, (letter) => IN_MAILS[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/[^\w.-]/g, '')
  return { name: `${first} ${last}`, mail: `${mail}.${number}@example.org`, phone: `02599 ${1000 + number * 13}` }
}

/** Which of the people has an account. */
const customerOf = (story: Story): number => story.organisation.slug.length % PEOPLE

/** What is filled later: an organisation's documents, with whom they are about and who worked with them. */
export type Unfilled = {
  readonly organisation: Organisation
  readonly documents: Omit<Parameters<typeof fillDocuments>[2], 'stop'>
}

/** Fills an empty house with three organisations and weeks of use around today. */
export async function fillDemo(house: House): Promise<void> {
  await fillRest(house, await fillOrganisations(house))
}

/** The organisations with all who work there, their appointments and registers: what a first look needs. */
export async function fillOrganisations(house: House): Promise<readonly Unfilled[]> {
  await ensureOperator(house, operator)
  // nobody types it: the demo signs in by a click
  const hash = await hashPassword(randomUUID())
  // side by side: each waits for the database and the disk most of the time
  const unfilled = await Promise.all(stories.map((story, number) => tell(house, story, { hash, number })))
  house.directory.refresh()
  const first = await house.directory.bySlug(stories[0]?.organisation.slug ?? '')
  if (first) await fillRequests(house, first)
  return unfilled
}

/** Their documents, and what nights do in weeks of use: what lapsed in them is gone. Throws the reason of `stop` when told to. */
export async function fillRest(house: House, unfilled: readonly Unfilled[], stop?: AbortSignal): Promise<void> {
  for (const { organisation, documents } of unfilled)
    await fillDocuments(house, organisation, { ...documents, ...(stop ? { stop } : {}) })
  await Promise.all(
    (await house.directory.all()).map(async (organisation) => {
      stop?.throwIfAborted()
      await night(house, organisation)
      await mergeAndPublish(house, organisation)
    }),
  )
}

const DEADLOCK = '40P01'

/** A deletion run, which goes on where it stood: while documents are still read the database may take a step of it back. */
async function night(house: House, organisation: Organisation, tries = 3): Promise<void> {
  try {
    await deletionRun(house, organisation, house.clock.now())
  } catch (error) {
    if (tries <= 1 || (error as { code?: string }).code !== DEADLOCK) throw error
    await night(house, organisation, tries - 1)
  }
}

async function tell(
  house: House,
  story: Story,
  { hash, number: storyNumber }: { hash: string; number: number },
): Promise<Unfilled> {
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
    const people = await Promise.all(Array.from({ length: PEOPLE }, (_, number) => personFor(at, personNumber(number))))
    const customer = people[customerOf(story)]
    const others = people.filter((id) => id !== customer)
    const today = at.now.toZonedDateTimeISO(organisation.zone).toPlainDate()
    for (const [index, location] of places.entries()) {
      const here = services.filter((service) => service.at.includes(index)).map(({ id }) => id)
      const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, place) => {
        const offset = place - DAYS_BACK
        // busy days soon, quieter ones later, as calendars fill
        const share = offset <= 2 ? 1 : 1 - offset / (DAYS_AHEAD * 1.3)
        const visitor = index === 0 && VISITS.includes(offset) ? customer : undefined
        return { date: today.add({ days: offset }).toString(), count: Math.ceil(story.perDay * share), visitor }
      })
      await fillDays(at, { location, services: here, people: others, days, id: randomUUID })
    }
    return { people, place: places.at(-1) }
  })
  const { place } = known
  await inScope(house, { ...wish, purpose: membership }, (at) => storeRight(at, placed, { role: 'desk', place }))
  const runs = { name: operator.name ?? '', address: operator.address ?? '' }
  const keeping = { organisation, actor: wish.actor, purpose: registering } as const
  const customer = customerOf(story)
  await fillCustomers(house, organisation, personNumber(customer), hash)
  await inScope(house, keeping, (at) => fillRegisters(at, { by: officer, operator: runs, people: known.people }))
  const [lead, checker] = [staff.get('main-administrator'), staff.get('administrator')]
  return {
    organisation,
    documents: {
      story: storyNumber,
      archives: ['Allgemeine Ablage', 'Vorgänge'],
      people: [customer, 0, 1, 2, 3, 4, 5, 6].map((number) => ({
        id: known.people[number] ?? '',
        name: personNumber(number).name,
      })),
      staff: lead && checker ? [lead, checker] : undefined,
    },
  }
}
