import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField, whole } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Problems, type Raw, type Reply, see, sheet } from '#platform/http/route.ts'
import { mailSheet } from '../templates/frames.tsx'
import {
  audienceOf,
  changeInformation,
  confirmInformation,
  discardInformation,
  type Draft,
  informationFor,
  stopInformation,
  writeInformation,
} from './actions.ts'
import { allAudiences, audienceNamed, type Choice } from './audience.ts'
import { informing, type InformationMail } from './data.ts'
import { mayInform } from './permissions.ts'
import { informationById, informationList, progressOf, reachOf } from './queries.ts'
import { languagesOf } from './rules.ts'
import { InformationFormPage } from './screens/form.tsx'
import { InformationListPage } from './screens/list.tsx'
import { PreviewPage } from './screens/preview.tsx'
import { ProgressPage } from './screens/progress.tsx'

export const INFORMATION_PAGE = '/team/informationen'
const ROUTE = `/:organisation${INFORMATION_PAGE}`
const staff = { who: mayInform, purpose: informing } as const
type Staff = Asked<(typeof informing)['opens'][number], Record<string, unknown>>

/** Fields of an audience come and go with the modules: they are told from our own by their beginning. */
export const FIELD = 'wahl-'
const choiceIn = (entered: Readonly<Record<string, unknown>>): Choice =>
  Object.fromEntries(
    Object.entries(entered).flatMap(([name, value]) =>
      name.startsWith(FIELD) && typeof value === 'string' ? [[name.slice(FIELD.length), value.slice(0, 100)]] : [],
    ),
  )
const fieldsOf = (choice: Choice): Raw =>
  Object.fromEntries(Object.entries(choice).map(([name, value]) => [FIELD + name, value]))

const input = z
  .object({
    audience: typed({ max: 100 }),
    subject: typed({ max: 150, required: true }),
    body: typed({ max: 5_000, required: true, multiline: true }),
    subject_en: typed({ max: 150 }),
    body_en: typed({ max: 5_000, multiline: true }),
    version: whole(0, 1_000_000).optional(),
  })
  .catchall(z.unknown())

const idIn = ({ params }: Staff): string => {
  const id = uuidField().safeParse(params['id'])
  if (!id.success) throw refuse('messages.no-such-information', 'not-found')
  return id.data
}
const parts = (asked: Staff) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  zone: asked.at.organisation.zone,
  own: asked.href(INFORMATION_PAGE),
})

async function form(asked: Staff, entered: Raw, problems: Problems = {}): Promise<Reply> {
  const audiences = allAudiences()
  const chosen = audienceNamed(entered['audience'] ?? '') ?? audiences[0]
  return page(
    <InformationFormPage
      {...parts(asked)}
      audiences={audiences}
      chosen={chosen}
      fields={chosen ? await chosen.fields(asked.at) : []}
      entered={entered}
      problems={problems}
      id={asked.params['id']}
    />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

/** What is wrong with whom it is for, and with the pair of English texts; the rest is the schema's. */
async function wrongWith(asked: Staff, entered: Raw): Promise<{ choice: Choice } | { problems: Problems }> {
  const { subject_en = '', body_en = '' } = entered
  const both = (subject_en.trim() === '') === (body_en.trim() === '')
  const english = both ? {} : { [subject_en.trim() === '' ? 'subject_en' : 'body_en']: 'both' }
  const checked = await audienceNamed(entered['audience'] ?? '')?.check(asked.at, choiceIn(entered))
  if (!checked) return { problems: { audience: 'unknown', ...english } }
  if ('choice' in checked) return both ? checked : { problems: english }
  const fields = Object.entries(checked.problems).map(([name, code]) => [FIELD + name, code])
  return { problems: { ...Object.fromEntries(fields), ...english } }
}

const again = async (asked: Staff & { readonly input: Raw }, problems: Problems) => {
  const wrong = await wrongWith(asked, asked.input)
  return form(asked, asked.input, { ...('problems' in wrong ? wrong.problems : {}), ...problems })
}
const write = { ...staff, input, again } as const

/** What was entered, as a draft; or the form once more, with what is wrong. */
async function draftIn(asked: Asked<string, z.output<typeof input>>): Promise<Draft | Reply> {
  const { audience, subject, body, subject_en, body_en } = asked.input
  const entered = { audience, subject, body, subject_en, body_en, ...fieldsOf(choiceIn(asked.input)) }
  const staffed = asked as unknown as Staff
  const checked = await wrongWith(staffed, entered)
  if ('choice' in checked) return { audience, choice: checked.choice, subject, body, subject_en, body_en }
  return form(staffed, { ...entered, version: String(asked.input.version ?? 0) }, checked.problems)
}

/** Nobody's address: its way out leads nowhere else. */
const SAMPLE = 'beispiel@belegt.invalid'

async function one(asked: Staff, mail: InformationMail): Promise<Reply> {
  const audience = audienceOf(mail)
  const told = { ...parts(asked), mail, audience, to: await audience.describe(asked.at, mail.choice) }
  const mails = languagesOf(mail)
  return mail.state === 'draft'
    ? page(
        <PreviewPage
          {...told}
          mails={mails}
          reach={await reachOf(asked.at, audience, mail.choice)}
          sector={asked.at.organisation.kind as 'public' | 'private'}
        />,
      )
    : page(<ProgressPage {...told} mails={mails} progress={await progressOf(asked.at, mail)} />)
}

export const informationRoutes = [
  get(ROUTE, staff, async (asked) => {
    const mails = await informationList(asked.at)
    const lines = await Promise.all(
      mails.map(async (mail) => ({
        mail,
        to: (await audienceNamed(mail.audience)?.describe(asked.at, mail.choice)) ?? '',
        progress: await progressOf(asked.at, mail),
      })),
    )
    return page(<InformationListPage {...parts(asked)} lines={lines} canWrite={allAudiences().length > 0} />)
  }),

  get(`${ROUTE}/neu`, { ...staff, input: z.object({ an: z.string().max(100).optional() }) }, async (asked) =>
    form(asked, { audience: asked.input.an ?? '' }),
  ),
  post(`${ROUTE}/neu`, write, async (asked) => {
    const draft = await draftIn(asked)
    return 'kind' in draft ? draft : see(asked.href(`${INFORMATION_PAGE}/${await writeInformation(asked.at, draft)}`))
  }),

  get(`${ROUTE}/:id`, staff, async (asked) => one(asked, await informationById(asked.at, idIn(asked)))),

  // the mail as a document of its own, for the frame on its page
  get(
    `${ROUTE}/:id/blatt`,
    { ...staff, input: z.object({ sprache: z.enum(['de', 'en']).catch('de') }) },
    async (asked) => {
      const language = asked.input.sprache
      const mail = await informationById(asked.at, idIn(asked))
      const seen = await informationFor(asked.at, asked.absolute, mail, { to: SAMPLE, language })
      return sheet(mailSheet(seen, { language, mode: 'light', form: 'html' }))
    },
  ),

  get(`${ROUTE}/:id/aendern`, staff, async (asked) => {
    const mail = await informationById(asked.at, idIn(asked))
    if (mail.state !== 'draft') throw refuse('messages.information-left', 'conflict')
    const { audience, choice, subject, body, subject_en, body_en, version } = mail
    return form(asked, { audience, subject, body, subject_en, body_en, version: `${version}`, ...fieldsOf(choice) })
  }),
  post(`${ROUTE}/:id/aendern`, write, async (asked) => {
    const draft = await draftIn(asked)
    if ('kind' in draft) return draft
    await changeInformation(asked.at, idIn(asked), asked.input.version ?? 0, draft)
    return see(asked.href(`${INFORMATION_PAGE}/${idIn(asked)}`))
  }),

  post(
    `${ROUTE}/:id/senden`,
    { ...staff, input: z.object({ version: whole(0, 1_000_000), reached: whole(0, 100_000_000) }) },
    async (asked) => {
      await confirmInformation(asked.at, idIn(asked), asked.input)
      return see(asked.href(`${INFORMATION_PAGE}/${idIn(asked)}`))
    },
  ),
  post(`${ROUTE}/:id/anhalten`, staff, async (asked) => {
    await stopInformation(asked.at, idIn(asked))
    return see(asked.href(`${INFORMATION_PAGE}/${idIn(asked)}`))
  }),
  post(`${ROUTE}/:id/verwerfen`, { ...staff, input: z.object({ version: whole(0, 1_000_000) }) }, async (asked) => {
    await discardInformation(asked.at, idIn(asked), asked.input.version)
    return see(asked.href(INFORMATION_PAGE))
  }),
]
