import { z } from 'zod'
import { contactsOf, namesOf } from '#people'
import { allActivities } from '#platform/data/activity.ts'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, typed, uuidField } from '#platform/http/fields.ts'
import { get, page, post, type Problems, type Raw, type Reply, type Route, see } from '#platform/http/route.ts'
import { openAll } from '#platform/keys/sealed.ts'
import {
  activitiesAboutPeople,
  announceLifting,
  DeclarationFacts,
  declarationsOf,
  grounds,
  lift,
  object,
  objectable,
  objectionsOf,
  objectToAdvertising,
  OfficeFrame,
  officerPage,
  personalDataSeen,
  preferencesPath,
  restrict,
  restrictionsInForce,
  restrictionsOf,
  weigh,
  withdraw,
  type Ground,
} from '#privacy'
import { mayHandleRequests } from '../permissions.ts'
import { type Desk, desk } from '../routes/common.ts'
import './mails.ts'
import { LIMITS, limitsOf, PersonLimitsPage, RestrictedPage } from './screens.tsx'
import { limitTexts } from './texts.ts'

officerPage({
  path: LIMITS,
  label: { de: limitTexts('de').menu, en: limitTexts('en').menu },
  about: { de: limitTexts('de').about, en: limitTexts('en').about },
  may: mayHandleRequests,
  order: 110,
  group: 'people',
})

const ROUTE = `/:organisation${LIMITS}`

const office = (asked: Desk) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  href: asked.href,
  path: LIMITS,
  zone: asked.at.organisation.zone,
})

function personIn({ params }: Desk): string {
  const id = uuidField().safeParse(params['person'])
  if (!id.success) throw refuse('people.unknown', 'not-found')
  return id.data
}

async function personReply(asked: Desk, values: Raw = {}, problems: Problems = {}, status = 200): Promise<Reply> {
  const { at } = asked
  const person = personIn(asked)
  const [row] = await contactsOf(at, [person])
  if (!row) throw refuse('people.unknown', 'not-found')
  await at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons: [person] })
  const [name] = await openAll(at, [row.name])
  return page(
    <PersonLimitsPage
      {...office(asked)}
      person={person}
      name={name ?? ''}
      restrictions={await restrictionsOf(at, person)}
      objections={await objectionsOf(at, person)}
      {...await declarationsOf(at, person)}
      objectable={objectable(at.organisation.kind)}
      ownPage={asked.absolute(await preferencesPath(at, person), row.language === 'en' ? 'en' : 'de')}
      done={values['stand'] === 'ok'}
      entered={values}
      problems={problems}
    />,
    status,
  )
}

const saved = (asked: Desk): Reply => see(`${asked.href(limitsOf(personIn(asked)))}?stand=ok`)
const again = (asked: Desk & { readonly input: Raw }, problems: Problems) =>
  personReply(asked, asked.input, problems, 422)

export const limitRoutes: readonly Route[] = [
  get(ROUTE, desk, async (asked) => {
    const rows = await restrictionsInForce(asked.at)
    const named = await namesOf(
      asked.at,
      rows.map((row) => row.person_id),
    )
    const opened = await openAll(
      asked.at,
      named.map(({ name }) => name),
    )
    const names = new Map(named.map(({ id }, place) => [id, opened[place] ?? '']))
    const why = new Map(allActivities().map((one) => [one.name, one.why[asked.language]]))
    const lines = rows.map((row) => ({
      id: row.id,
      person: row.person_id,
      name: names.get(row.person_id) ?? '',
      ground: row.ground as Ground,
      only: row.only_for && (why.get(row.only_for) ?? row.only_for),
      since: row.set_at,
      announced: row.announced_at !== null,
    }))
    const persons = [...names.keys()]
    if (persons.length > 0) await asked.at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons })
    return page(<RestrictedPage {...office(asked)} lines={lines} />)
  }),

  get(`${ROUTE}/:person`, { ...desk, input: z.object({ stand: z.enum(['ok']).optional() }) }, async (asked) =>
    personReply(asked, asked.input.stand ? { stand: asked.input.stand } : {}),
  ),

  get(`${ROUTE}/:person/erklaerung/:consent`, desk, async (asked) => {
    const person = personIn(asked)
    const { consents, shown } = await declarationsOf(asked.at, person)
    const consent = [...consents, ...shown].find(({ id }) => id === asked.params['consent'])
    if (!consent) throw refuse('privacy.no-such-link', 'not-found')
    await asked.at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons: [person] })
    return page(
      <OfficeFrame {...office(asked)} title={limitTexts(asked.language).page.title}>
        <DeclarationFacts consent={consent} language={asked.language} zone={asked.at.organisation.zone} />
      </OfficeFrame>,
    )
  }),

  post(
    `${ROUTE}/:person/einschraenkung`,
    {
      ...desk,
      again,
      input: z.object({
        ground: z.enum(grounds as [Ground, ...Ground[]], { message: 'choice' }),
        reason: typed({ max: 2_000, multiline: true }),
        allowed: z.string().max(100).optional(),
        tell: ticked(),
      }),
    },
    async (asked) => {
      const { ground, reason, tell } = asked.input
      const allowed = activitiesAboutPeople().filter(({ name }) => name === asked.input.allowed)
      await restrict(asked.at, { person: personIn(asked), ground, tell, allowed, ...(reason ? { reason } : {}) })
      return saved(asked)
    },
  ),

  post(
    `${ROUTE}/:person/aufhebung`,
    { ...desk, input: z.object({ do: z.enum(['mail', 'letter', 'lift']), restriction: uuidField() }) },
    async (asked) => {
      const { at, input } = asked
      if (input.do === 'lift') await lift(at, input.restriction)
      else await announceLifting(at, input.restriction, { by: input.do })
      return saved(asked)
    },
  ),

  post(
    `${ROUTE}/:person/widerspruch`,
    {
      ...desk,
      again,
      input: z.object({
        activity: z.string().min(1, 'choice').max(100),
        reasons: typed({ max: 4_000, multiline: true, required: true }),
      }),
    },
    async (asked) => {
      const { at, input } = asked
      const activity = allActivities().find(({ name }) => name === input.activity)
      if (!activity) throw refuse('privacy.no-objection', 'conflict')
      await object(at, { person: personIn(asked), activity, reasons: input.reasons })
      return saved(asked)
    },
  ),

  post(
    `${ROUTE}/:person/abwaegung`,
    {
      ...desk,
      again,
      input: z.object({
        objection: uuidField(),
        weighing: typed({ max: 4_000, multiline: true, required: true }),
        outcome: z.enum(['upheld', 'overridden'], { message: 'choice' }),
      }),
    },
    async (asked) => {
      const { objection, weighing, outcome } = asked.input
      await weigh(asked.at, objection, { weighing, outcome })
      return saved(asked)
    },
  ),

  post(
    `${ROUTE}/:person/widerruf`,
    { ...desk, input: z.object({ consent: z.union([uuidField(), z.literal('all')]) }) },
    async (asked) => {
      await withdraw(asked.at, personIn(asked), asked.input.consent, 'staff')
      return saved(asked)
    },
  ),

  post(`${ROUTE}/:person/werbung`, desk, async (asked) => {
    const person = personIn(asked)
    const before = (await objectionsOf(asked.at, person)).some(
      ({ article, outcome }) => article === '21.2' && outcome === 'upheld',
    )
    if (!before) await objectToAdvertising(asked.at, person)
    return saved(asked)
  }),
]
