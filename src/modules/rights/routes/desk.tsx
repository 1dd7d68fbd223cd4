import { z } from 'zod'
import { mailAddress, ticked, typed } from '#platform/http/fields.ts'
import { get, page, post, type Problems, type Raw, type Reply, type Route, see } from '#platform/http/route.ts'
import { CollectionNotice, personalDataSeen } from '#privacy'
import { todayOf } from '../actions/file.ts'
import { confirm } from '../actions/intake.ts'
import { takeDown } from '../actions/open.ts'
import { handling } from '../data.ts'
import { closedCount, requestLines, unconfirmed } from '../queries.ts'
import { isTooEarly } from '../rules/clock.ts'
import { isGround, isKind, takenDown } from '../rules/kinds.ts'
import { ClosedPage, DESK, DeskPage, requestPath } from '../screens/desk.tsx'
import { EnterPage } from '../screens/enter.tsx'
import { words } from '../texts.ts'
import { consentChoices, objectionChoices, offers } from './ask.tsx'
import { dayIn, type Desk, desk, DESK_ROUTE, idIn, namesIn } from './common.ts'
import { requestReply } from './request.tsx'

const office = (asked: Desk) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  href: asked.href,
  path: DESK,
  zone: asked.at.organisation.zone,
  now: asked.at.now,
})

const entered = z.object({
  kind: z.string().refine(isKind, { message: 'choice' }),
  channel: z.enum(takenDown, { message: 'choice' }),
  received: z.string().refine((text) => dayIn(text) !== undefined, { message: 'date' }),
  name: typed({ max: 200, required: true }),
  mail: mailAddress({ required: false }),
  address: typed({ max: 400, multiline: true }),
  also: typed({ max: 1_000, multiline: true }),
  message: typed({ max: 4_000, multiline: true }),
  ground: z.string().optional(),
  activity: z.string().max(100).optional(),
  objected: namesIn,
  letters: z.enum(['de', 'en']).optional(),
  for_other: ticked(),
})

function enterReply(asked: Desk, values: Raw, problems: Problems, status: number): Reply {
  const { at, language } = asked
  return page(
    <EnterPage
      {...office(asked)}
      entered={values}
      problems={problems}
      today={todayOf(at).toString()}
      activities={consentChoices(asked)}
      objectable={objectionChoices(asked)}
      hidden={{}}
      notice={
        <CollectionNotice
          organisation={at.organisation}
          language={language}
          activities={[handling]}
          keep={words(language).public.keepTaken}
          href={asked.href}
        />
      }
    />,
    status,
  )
}

/** The lists show names: who of the staff saw them stands in the list of accesses. */
async function seen<L extends { readonly applicant: string }>(
  { at }: Desk,
  lines: readonly L[],
): Promise<readonly L[]> {
  const persons = lines.map(({ applicant }) => applicant)
  if (persons.length > 0) await at.announce(personalDataSeen, { what: 'opened', place: 'rights.answer', persons })
  return lines
}

export const deskRoutes: readonly Route[] = [
  get(DESK_ROUTE, desk, async (asked) =>
    page(
      <DeskPage
        {...office(asked)}
        open={await seen(asked, await requestLines(asked.at, 'open'))}
        closed={await closedCount(asked.at)}
        waiting={await seen(asked, await unconfirmed(asked.at))}
      />,
    ),
  ),

  get(`${DESK_ROUTE}/abgeschlossen`, desk, async (asked) =>
    page(<ClosedPage {...office(asked)} lines={await seen(asked, await requestLines(asked.at, 'closed'))} />),
  ),

  get(`${DESK_ROUTE}/neu`, { ...desk, collects: true }, async (asked) => enterReply(asked, {}, {}, 200)),

  post(
    `${DESK_ROUTE}/neu`,
    {
      ...desk,
      collects: true,
      input: entered,
      again: async (asked, problems) => enterReply(asked, asked.input, problems, 422),
    },
    async (asked) => {
      const { at, input } = asked
      const receivedOn = dayIn(input.received) ?? todayOf(at)
      if (Temporal.PlainDate.compare(receivedOn, todayOf(at)) > 0)
        return enterReply(asked, rawOf(input), { received: 'ahead' }, 422)
      if (isTooEarly(receivedOn)) return enterReply(asked, rawOf(input), { received: 'past' }, 422)
      // what is objected to stops while it is weighed: without reasons there is nothing to weigh (Art. 21(1) GDPR)
      const objection = input.kind === 'objection'
      const known = objectionChoices(asked).map(({ value }) => value)
      const problems: Problems = {
        ...(objection && input.message.trim() === '' ? { message: 'required' } : {}),
        ...(input.objected.some((name) => !known.includes(name)) ? { objected: 'choice' } : {}),
        ...(input.kind === 'withdrawal' && !offers(consentChoices(asked), input.activity)
          ? { activity: 'choice' }
          : {}),
      }
      if (Object.keys(problems).length > 0) return enterReply(asked, rawOf(input), problems, 422)
      const row = await takeDown(at, asked, {
        kind: isKind(input.kind) ? input.kind : 'access',
        channel: input.channel,
        receivedOn,
        language: input.letters ?? asked.language,
        mail: input.mail,
        wish: {
          name: input.name,
          also: input.also,
          address: input.address,
          message: input.message,
          forOther: input.for_other,
          ...(isGround(input.ground) ? { ground: input.ground } : {}),
          ...(input.kind === 'withdrawal' && input.activity ? { activity: input.activity } : {}),
          ...(objection ? { objected: input.objected } : {}),
        },
      })
      return see(`${asked.href(requestPath(row.id))}?gespeichert=ja`)
    },
  ),

  post(`${DESK_ROUTE}/unbestaetigt/:request`, desk, async (asked) => {
    const row = await confirm(asked.at, asked, idIn(asked), true)
    return see(`${asked.href(requestPath(row.id))}?gespeichert=ja`)
  }),

  get(`${DESK_ROUTE}/:request`, { ...desk, input: z.object({ gespeichert: z.string().optional() }) }, async (asked) =>
    requestReply(asked, { saved: asked.input.gespeichert !== undefined }),
  ),

  // what is searched for is somebody's name or address: it does not stand in an address of a page
  post(
    `${DESK_ROUTE}/:request/suchen`,
    { ...desk, rate: 'read', input: z.object({ search: typed({ max: 254 }) }) },
    async (asked) => requestReply(asked, { search: asked.input.search }),
  ),
]

const rawOf = (input: Readonly<Record<string, unknown>>): Raw =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      typeof value === 'string'
        ? [[name, value]]
        : Array.isArray(value)
          ? [[name, value.join(',')]]
          : value === true
            ? [[name, 'yes']]
            : [],
    ),
  )
