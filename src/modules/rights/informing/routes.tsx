import { z } from 'zod'
import { canBeInformedOn, exemptions, giveNotice, introducing, noticeById } from '#people'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, typed, uuidField } from '#platform/http/fields.ts'
import { type Asked, file, get, page, post, type Problems, type Raw, type Reply, type Route, see } from '#platform/http/route.ts' // oxfmt-ignore
import { currentNotice, personalDataSeen } from '#privacy'
import { todayOf } from '../actions/file.ts'
import { letterPdf } from '../letters/letter.ts'
import { mayHandleRequests } from '../permissions.ts'
import { categoriesAbout } from './held.ts'
import { informingLetter, noticeBlocks } from './letter.ts'
import { INFORM } from './paths.ts'
import { informingFigures, toInform, type ToInform, withWhom } from './queries.ts'
import { InformOnePage, InformPage } from './screens.tsx'

type Office<I = unknown> = Asked<(typeof introducing)['opens'][number], I>

const desk = { who: mayHandleRequests, purpose: introducing } as const
const ROUTE = `/:organisation${INFORM}`
const ONE = `${ROUTE}/:notice`

const frame = (asked: Office) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  href: asked.href,
  path: INFORM,
  zone: asked.at.organisation.zone,
})

const seen = (asked: Office, persons: readonly string[]) =>
  persons.length > 0
    ? asked.at.announce(personalDataSeen, { what: 'opened', place: 'people.page', persons: [...persons] })
    : undefined

/** The duty in the address, while it is open. */
async function lineIn(asked: Office): Promise<ToInform> {
  const id = uuidField().safeParse(asked.params['notice'])
  const owed = id.success ? await noticeById(asked.at, id.data) : undefined
  const [line] = owed && owed.informed_on === null ? await withWhom(asked.at, [owed]) : []
  if (!line) throw refuse('people.no-notice-owed', 'not-found')
  return line
}

async function oneReply(asked: Office, entered: Raw = {}, problems: Problems = {}, status = 200): Promise<Reply> {
  const line = await lineIn(asked)
  await seen(asked, [line.notice.person_id])
  const today = todayOf(asked.at).toString()
  return page(
    <InformOnePage {...frame(asked)} line={line} today={today} entered={entered} problems={problems} />,
    status,
  )
}

const again = (asked: Office<Raw>, problems: Problems) => oneReply(asked, asked.input, problems, 422)
const done = (asked: Office): Reply => see(`${asked.href(INFORM)}?stand=ok`)

export const informingRoutes: readonly Route[] = [
  get(ROUTE, { ...desk, input: z.object({ stand: z.enum(['ok']).optional() }) }, async (asked) => {
    const lines = await toInform(asked.at)
    const { people } = await informingFigures(asked.at)
    await seen(
      asked,
      lines.map(({ notice }) => notice.person_id),
    )
    return page(<InformPage {...frame(asked)} lines={lines} all={people} done={asked.input.stand === 'ok'} />)
  }),

  get(ONE, desk, (asked) => oneReply(asked)),

  get(`${ONE}/brief/:language`, desk, async (asked) => {
    const { at } = asked
    const { notice: owed, name } = await lineIn(asked)
    await seen(asked, [owed.person_id])
    const language = asked.params['language'] === 'en' ? 'en' : 'de'
    const held = await categoriesAbout(at, owed.person_id, language)
    const { notice } = await currentNotice(at, language)
    const letter = informingLetter({ organisation: at.organisation, language, name, owed, held })
    const body = await letterPdf(
      letter,
      { organisation: at.organisation, language, at: at.now, on: todayOf(at), to: [name].filter(Boolean) },
      noticeBlocks(notice),
    )
    return file(body, 'application/pdf', { name: language === 'en' ? 'information.pdf' : 'informationsschreiben.pdf' })
  }),

  post(
    `${ONE}/informiert`,
    {
      ...desk,
      again,
      input: z.object({ how: z.enum(['letter', 'in-person'], { message: 'choice' }), on: dateField() }),
    },
    async (asked) => {
      const { notice } = await lineIn(asked)
      const { how, on } = asked.input
      const obtained = Temporal.PlainDate.from(notice.obtained_on)
      if (!canBeInformedOn(on, { obtained, today: todayOf(asked.at) }))
        return oneReply(asked, { how, on: on.toString() }, { on: 'date' }, 422)
      await giveNotice(asked.at, notice.id, { how, on })
      return done(asked)
    },
  ),

  post(
    `${ONE}/ausnahme`,
    {
      ...desk,
      again,
      input: z.object({
        under: z.enum(exemptions, { message: 'choice' }),
        reason: typed({ max: 2_000, multiline: true, required: true }),
      }),
    },
    async (asked) => {
      const { notice } = await lineIn(asked)
      await giveNotice(asked.at, notice.id, { how: 'exempt', ...asked.input })
      return done(asked)
    },
  ),
]
