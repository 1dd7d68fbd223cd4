import { z } from 'zod'
import { contactOf } from '#people'
import { allActivities, basisFor } from '#platform/data/activity.ts'
import { refuse } from '#platform/errors/errors.ts'
import { sealMoment } from '#platform/http/bots.ts'
import { mailAddress, ticked, typed } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Problems, type Raw, type Reply, see } from '#platform/http/route.ts'
import type { Scope } from '#platform/data/scope.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { CollectionNotice, collectionWording, informing, objectable } from '#privacy'
import { statusPath } from '../actions/letters.ts'
import { confirm, CONFIRM, intakeById, submit, submitByLink } from '../actions/intake.ts'
import { requestById } from '../actions/open.ts'
import { handling, type Kind, receiving, type Wish } from '../data.ts'
import { remedies } from '../letters/compose.ts'
import { asksForPause } from '../rules/form.ts'
import { isGround, kindOfSlug, slugs } from '../rules/kinds.ts'
import { AskPage, ChoosePage, ComplaintPage, ConfirmPage, RIGHTS, SentPage } from '../screens/ask.tsx'
import { words } from '../texts.ts'

const base = `/:organisation${RIGHTS}`
/** Behind the link of a mail: its reader is known, and what they ask for may take effect at once. */
const open = { who: 'anyone', purpose: handling } as const
/** The form for anybody: it takes something in, and opens nobody's data. */
const take = { who: 'anyone', purpose: receiving } as const
/** Pages that only say something open nobody's data. */
const look = { who: 'anyone', purpose: informing } as const
type At = Asked<(typeof handling)['opens'][number], unknown>
/** Either of both: it opens nothing. */
type Any<I = unknown> = Asked<string, I>

const FORM = 'rights form'
const LINK = 'rights person'

/** Where a person reaches the form by the signed link of a mail, already recognised. */
export const rightsPath = async (at: Scope<string>, person: string): Promise<string> =>
  `${RIGHTS}/von/${await tokenFor(at, LINK, person)}`

type Public = Pick<Asked<string, unknown>, 'at' | 'publicFrame' | 'language' | 'href'>
const parts = (asked: Public) => ({ frame: asked.publicFrame(), language: asked.language, href: asked.href })

const wish = {
  message: typed({ max: 4_000, multiline: true }),
  ground: z.string().optional(),
  activity: z.string().max(100).optional(),
  website: z.string().optional(),
  form: z.string().max(100).optional(),
  shown: z.string().max(100).optional(),
  pause: z.string().max(100).optional(),
}
const byForm = z.object({
  ...wish,
  name: typed({ max: 200, required: true }),
  mail: mailAddress({ required: true }),
  also: typed({ max: 1_000, multiline: true }),
  address: typed({ max: 400, multiline: true }),
  for_other: ticked(),
})
const byLink = z.object(wish)

/** Which consents can be withdrawn one by one: what rests on consent here. */
export const consentChoices = ({ at, language }: Pick<Any, 'at' | 'language'>) =>
  allActivities()
    .filter((one) => {
      const basis = basisFor(one, at.organisation.kind)
      return basis.art6 === 'a' || basis.art9 === 'a'
    })
    .map((one) => ({ value: one.name, label: one.why[language] }))

/** What somebody may object to for reasons of their own. */
export const objectionChoices = ({ at, language }: Pick<Any, 'at' | 'language'>) =>
  objectable(at.organisation.kind).map((one) => ({ value: one.name, label: one.why[language] }))

/** Whether a choice is one of those that are offered now; none is one, too. */
export const offers = (choices: readonly { readonly value: string }[], chosen: string | undefined): boolean =>
  !chosen || choices.some(({ value }) => value === chosen)

/** What was declared may have changed while the form lay open: nobody asks about what is not there. */
const isOffered = (asked: Any, kind: Kind, chosen: string | undefined): boolean =>
  (kind !== 'withdrawal' && kind !== 'objection') ||
  offers(kind === 'objection' ? objectionChoices(asked) : consentChoices(asked), chosen)

const kindAt = (asked: Any): Kind => {
  const kind = kindOfSlug(asked.params['kind'])
  if (!kind) throw refuse('rights.no-such-page', 'not-found')
  return kind
}

const collection = (asked: Any) => ({
  organisation: asked.at.organisation,
  language: asked.language,
  activities: [handling],
  keep: words(asked.language).public.keep,
})

type Chosen = {
  readonly message?: string | undefined
  readonly ground?: string | undefined
  readonly activity?: string | undefined
}

const missing = (asked: Any, kind: Kind, { message, ground, activity }: Chosen): Problems => ({
  ...((kind === 'rectification' || kind === 'objection') && !message?.trim() ? { message: 'required' } : {}),
  ...(kind === 'restriction' && !isGround(ground) ? { ground: 'choice' } : {}),
  ...(isOffered(asked, kind, activity) ? {} : { activity: 'choice' }),
})

type Shown = {
  readonly entered?: Raw
  readonly problems?: Problems
  readonly slow?: boolean
  readonly tooMany?: boolean
  /** Who came by the link of a mail. */
  readonly known?: Known
}

type Known = { readonly person: string; readonly name: string; readonly mail: string }

/** The person behind a signed link, as the form shows them. */
async function linked(asked: At): Promise<Known> {
  const person = await readToken(asked.at, LINK, asked.params['token'] ?? '')
  const row = person ? await contactOf(asked.at, person) : undefined
  const [name, mail] = row ? await openAll(asked.at, [row.name, row.mail]) : []
  if (!person || !name || !mail) throw refuse('rights.link-ended', 'gone')
  return { person, name, mail }
}

async function form(asked: Any, shown: Shown, status = 200): Promise<Reply> {
  const kind = kindAt(asked)
  if (kind === 'complaint') {
    const lines = remedies({ organisation: asked.at.organisation, language: asked.language })
    return page(<ComplaintPage {...parts(asked)} lines={lines} />)
  }
  const { known } = shown
  const token = shown.entered?.['form'] || (await tokenFor(asked.at, FORM, asked.once))
  const above = known ? `${RIGHTS}/von/${asked.params['token']}` : RIGHTS
  return page(
    <AskPage
      {...parts(asked)}
      kind={kind}
      action={asked.href(`${above}/${slugs[kind]}`)}
      backTo={asked.href(above)}
      hidden={{
        form: token,
        shown: shown.entered?.['shown'] || (await sealMoment(asked.at, 'shown', token)),
        ...(shown.slow ? { pause: await sealMoment(asked.at, 'pause', token) } : {}),
      }}
      entered={shown.entered ?? {}}
      problems={shown.problems ?? {}}
      notice={<CollectionNotice {...collection(asked)} href={asked.href} />}
      activities={kind === 'objection' ? objectionChoices(asked) : consentChoices(asked)}
      known={known}
      slow={shown.slow ?? false}
      tooMany={shown.tooMany ?? false}
    />,
    status,
  )
}

const rawOf = (input: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : value === true ? [[name, 'yes']] : [],
    ),
  )

type Common = z.output<typeof byLink>

/** The form's id when it may be taken now; else the page to answer with. */
async function taken(asked: Any<Common>, known?: Known): Promise<{ id: string } | { reply: Reply }> {
  const { at, input } = asked
  const entered = rawOf(input)
  const problems = missing(asked, kindAt(asked), input)
  const who = known ? { known } : {}
  if (Object.keys(problems).length > 0) return { reply: await form(asked, { entered, problems, ...who }, 422) }
  const id = await readToken(at, FORM, input.form ?? '')
  const sent = { shown: input.shown, pause: input.pause, trapped: Boolean(input.website) }
  if (!id || (await asksForPause(at, input.form ?? '', sent))) {
    const again = id ? entered : { ...entered, form: '', shown: '' }
    return { reply: await form(asked, { entered: again, slow: true, ...who }, 422) }
  }
  return { id }
}

const wishOf = (kind: Kind, input: Common): Pick<Wish, 'message' | 'ground' | 'activity' | 'objected'> => ({
  message: input.message,
  ...(kind === 'restriction' && isGround(input.ground) ? { ground: input.ground } : {}),
  ...(kind === 'withdrawal' && input.activity ? { activity: input.activity } : {}),
  ...(kind === 'objection' && input.activity ? { objected: [input.activity] } : {}),
})

const again = async (asked: Any<Raw>, problems: Problems, known?: Known): Promise<Reply> =>
  form(
    asked,
    {
      entered: asked.input,
      problems: { ...problems, ...missing(asked, kindAt(asked), asked.input) },
      ...(known ? { known } : {}),
    },
    422,
  )

const againByLink = async (asked: Asked<(typeof handling)['opens'][number], Raw>, problems: Problems): Promise<Reply> =>
  again(asked, problems, await linked(asked))

const contact = ({ at }: Public) =>
  [at.organisation.name, ...at.organisation.address.split('\n'), at.organisation.contact_phone]
    .filter(Boolean)
    .join(', ')

export const askRoutes = [
  get(base, look, async (asked) => page(<ChoosePage {...parts(asked)} contact={contact(asked)} at={RIGHTS} />)),

  get(`${base}/gesendet`, look, async (asked) => page(<SentPage {...parts(asked)} />)),

  get(`${base}/:kind`, { ...take, collects: true }, async (asked) => form(asked, {})),

  post(`${base}/:kind`, { ...take, collects: true, rate: 'hold', input: byForm, again }, async (asked) => {
    const { at, input } = asked
    const ready = await taken(asked)
    if ('reply' in ready) return ready.reply
    const kind = kindAt(asked)
    const outcome = await submit(at, asked, ready.id, {
      kind,
      mail: input.mail,
      wish: {
        ...wishOf(kind, input),
        name: input.name,
        also: input.also,
        address: input.address,
        forOther: input.for_other,
      },
      wording: collectionWording(collection(asked)),
    })
    if (outcome === 'too-many') return form(asked, { entered: rawOf(input), tooMany: true }, 429)
    return see(asked.href(`${RIGHTS}/gesendet`))
  }),

  get(`${base}/von/:token`, open, async (asked) => {
    await linked(asked)
    return page(<ChoosePage {...parts(asked)} contact={contact(asked)} at={`${RIGHTS}/von/${asked.params['token']}`} />)
  }),

  get(`${base}/von/:token/:kind`, { ...open, collects: true }, async (asked) =>
    form(asked, { known: await linked(asked) }),
  ),

  post(
    `${base}/von/:token/:kind`,
    { ...open, collects: true, rate: 'hold', input: byLink, again: againByLink },
    async (asked) => {
      const known = await linked(asked)
      const ready = await taken(asked, known)
      if ('reply' in ready) return ready.reply
      const kind = kindAt(asked)
      const row = await submitByLink(asked.at, asked, ready.id, {
        person: known.person,
        kind,
        wish: { ...wishOf(kind, asked.input), name: known.name, also: '', address: '', forOther: false },
        wording: collectionWording(collection(asked)),
      })
      return see(asked.href(await statusPath(asked.at, row.id)))
    },
  ),

  get(`${base}/bestaetigen/:token`, take, async (asked) => {
    const id = await idBehind(asked)
    if (await requestById(asked.at, id)) return see(asked.href(await statusPath(asked.at, id)))
    const waiting = await intakeById(asked.at, id)
    if (!waiting) throw refuse('rights.no-such-request', 'gone')
    const action = asked.href(`${RIGHTS}/bestaetigen/${asked.params['token']}`)
    return page(<ConfirmPage {...parts(asked)} kind={waiting.kind as Kind} action={action} />)
  }),

  post(`${base}/bestaetigen/:token`, open, async (asked) => {
    const row = await confirm(asked.at, asked, await idBehind(asked))
    return see(asked.href(await statusPath(asked.at, row.id)))
  }),
]

async function idBehind(asked: Any): Promise<string> {
  const id = await readToken(asked.at, CONFIRM, asked.params['token'] ?? '')
  if (!id) throw refuse('rights.no-such-request', 'not-found')
  return id
}
