import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Problems, type Raw, type Reply, see } from '#platform/http/route.ts'
import { record } from '#privacy'
import { delivering } from '../data.ts'
import { maySeeMessages } from '../permissions.ts'
import { tried } from './mailbox.ts'
import { FEEDBACK_PAGE, FEEDBACK_SETUP } from './navigation.ts'
import { maySetUpFeedback } from './permissions.ts'
import { figuresOf, openReports, settleReport } from './queries.ts'
import { isReturnPattern } from './return-path.ts'
import { FeedbackPage } from './screens/feedback.tsx'
import { SetUpPage, type SetUpProps } from './screens/set-up.tsx'
import { providerPath } from './provider-calls.ts'
import { providerNamed } from './providers/index.ts'
import {
  change,
  isAllowed,
  newWebhookSecret,
  passwordOf,
  sealedPassword,
  setFeedbackProvider,
  setUpOf,
} from './set-up.ts'
import { releaseAddress, stoppedAddresses } from './standing.ts'
import { WEBHOOK_PATH } from './webhook.ts'

type Desk = Asked<'messages.delivering', Record<string, unknown>>
const desk = { who: maySeeMessages, purpose: delivering } as const
const settingUp = { who: maySetUpFeedback, purpose: delivering } as const
const ROUTE = `/:organisation${FEEDBACK_PAGE}`
const SETUP = `/:organisation${FEEDBACK_SETUP}`

const mailbox = z.object({
  server: typed({ max: 200 }).refine((name) => /^[a-z0-9.-]+$/i.test(name), 'host'),
  port: typed({ max: 5 }).refine((port) => /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536, 'port'),
  benutzer: typed({ max: 200 }).refine((name) => name !== '', 'needed'),
  passwort: z.string().max(500).default(''),
  ordner: typed({ max: 200 }).refine((name) => name !== '', 'needed'),
  adresse: typed({ max: 200 }).refine(isReturnPattern, 'returnPath'),
  lesen: z.string().optional(),
})

type Shown = Partial<Pick<SetUpProps, 'entered' | 'problems' | 'outcome' | 'secret' | 'made' | 'done'>>

async function setUpPage(asked: Desk, shown: Shown = {}, status = 200): Promise<Reply> {
  const { at } = asked
  return page(
    <SetUpPage
      frame={asked.staffFrame()}
      language={asked.language}
      zone={at.organisation.zone}
      href={asked.href}
      setUp={await setUpOf(at)}
      allowed={await isAllowed(at)}
      webhook={asked.absolute(WEBHOOK_PATH, 'de')}
      providerAddress={(provider) => asked.absolute(providerPath(provider), 'de')}
      made={shown.made}
      entered={shown.entered ?? {}}
      problems={shown.problems ?? {}}
      outcome={shown.outcome}
      secret={shown.secret}
      done={shown.done}
    />,
    status,
  )
}

const again = (asked: Asked<'messages.delivering', Raw>, problems: Problems): Promise<Reply> => {
  // a password is never sent back
  const { passwort: _, ...entered } = asked.input
  return setUpPage(asked, { entered, problems }, 422)
}

/** @param personPage where a person's page stands below an organisation, if anywhere */
/** @param inside whether a mailbox may stand in a private network */
export const feedbackRoutes = (personPage: ((person: string) => string) | undefined, inside: boolean) => [
  get(ROUTE, { ...desk, input: z.object({ stand: z.enum(['erledigt', 'frei']).optional() }) }, async (asked) => {
    const { at } = asked
    const { actor } = at
    return page(
      <FeedbackPage
        frame={asked.staffFrame()}
        language={asked.language}
        zone={at.organisation.zone}
        href={asked.href}
        figures={await figuresOf(at)}
        open={await openReports(at)}
        stopped={await stoppedAddresses(at)}
        setUp={await setUpOf(at)}
        maySetUp={actor.kind === 'member' && maySetUpFeedback.roles.some((role) => role === actor.role)}
        personAt={personPage && ((person) => asked.href(personPage(person)))}
        done={asked.input.stand}
      />,
    )
  }),

  post(`${ROUTE}/:id/erledigt`, desk, async (asked) => {
    const id = uuidField().safeParse(asked.params['id'])
    if (!id.success || !(await settleReport(asked.at, id.data))) throw refuse('messages.no-such-report', 'gone')
    return see(`${asked.href(FEEDBACK_PAGE)}?stand=erledigt`)
  }),

  post(`${ROUTE}/:id/frei`, desk, async (asked) => {
    const id = uuidField().safeParse(asked.params['id'])
    if (!id.success || !(await releaseAddress(asked.at, id.data))) throw refuse('messages.no-such-report', 'gone')
    await record(asked.at, 'mail-address.released', {})
    return see(`${asked.href(FEEDBACK_PAGE)}?stand=frei`)
  }),

  get(
    SETUP,
    { ...settingUp, stepUp: true, input: z.object({ stand: z.enum(['gespeichert', 'gemessen']).optional() }) },
    (asked) => setUpPage(asked, { done: asked.input.stand }),
  ),

  post(SETUP, { ...settingUp, stepUp: true, input: mailbox, again }, async (asked) => {
    const { at, input } = asked
    const port = Number(input.port)
    const before = await setUpOf(at)
    if (input.passwort === '' && !before.hasPassword)
      return again({ ...asked, input: rawOf(input) }, { passwort: 'needed' })
    const moved = before.host !== input.server || before.username !== input.benutzer || before.folder !== input.ordner
    const wanted = input.lesen !== undefined
    const allowed = await isAllowed(at)
    await change(at, {
      host: input.server,
      port,
      username: input.benutzer,
      ...(input.passwort === '' ? {} : { password: await sealedPassword(at, input.passwort) }),
      folder: input.ordner,
      return_path: input.adresse.toLowerCase(),
      active: wanted && allowed,
      problem: '',
      ...(moved ? { uid_validity: '', last_uid: 0, checked_at: null } : {}),
    })
    await record(at, 'mail-feedback.set-up', { active: wanted && allowed })
    // without the entry not even a trial reaches the company
    if (!allowed) return setUpPage(asked, { outcome: { problem: 'not-allowed' } })
    const password = (await passwordOf(at)) ?? ''
    const { host, username, folder } = await setUpOf(at)
    return setUpPage(asked, { outcome: await tried({ host, port, username, folder, password, inside }) })
  }),

  post(`${SETUP}/schluessel`, { ...settingUp, stepUp: true }, async (asked) => {
    const secret = await newWebhookSecret(asked.at)
    await record(asked.at, 'mail-feedback.set-up', { webhook: true })
    return setUpPage(asked, { secret })
  }),

  post(
    `${SETUP}/anbieter`,
    {
      ...settingUp,
      stepUp: true,
      input: z.object({ anbieter: z.string().max(20).default(''), zugang: typed({ max: 400 }) }),
    },
    async (asked) => {
      const { at, input } = asked
      const provider = providerNamed(input.anbieter)
      if (!provider) {
        await change(at, { provider: '', provider_secret: null })
        await record(at, 'mail-feedback.set-up', { provider: '' })
        return see(`${asked.href(FEEDBACK_SETUP)}?stand=gespeichert`)
      }
      const made = provider.needs === 'made' ? randomBytes(24).toString('base64url') : undefined
      if (!made && !provider.fits(input.zugang))
        return setUpPage(asked, { entered: { anbieter: provider.name }, problems: { zugang: 'access' } }, 422)
      await setFeedbackProvider(at, provider.name, made ?? input.zugang)
      await record(at, 'mail-feedback.set-up', { provider: provider.name })
      return setUpPage(asked, { made })
    },
  ),

  post(`${SETUP}/messen`, { ...settingUp, input: z.object({ messen: z.string().optional() }) }, async (asked) => {
    const measures = asked.input.messen !== undefined
    await change(asked.at, { measures })
    await record(asked.at, 'mail-feedback.set-up', { measures })
    return see(`${asked.href(FEEDBACK_SETUP)}?stand=gemessen`)
  }),
]

const rawOf = (input: z.output<typeof mailbox>): Raw =>
  Object.fromEntries(Object.entries(input).filter((entry): entry is [string, string] => entry[1] !== undefined))
