import { z } from 'zod'
import { checkPassword, knock, passwordProblem } from '#accounts'
import { admitForm, guard, guardFields, type Guarded } from '#platform/http/bots.ts'
import { mailAddress, typed } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Problems, type Reply, type Route, see } from '#platform/http/route.ts'
import { readToken } from '#platform/keys/token.ts'
import { format } from '#platform/text/format.ts'
import { collectionWording, informing } from '#privacy'
import { confirmMail, openLink, requestPassword, setPassword, wantedMail } from '../actions/links.ts'
import { CONFIRM, mailOf, openAccount, openRegistration, register } from '../actions/register.ts'
import { startSession } from '../actions/sessions.ts'
import { signIn } from '../actions/sign-in.ts'
import { admitting, keeping, type Opens } from '../data.ts'
import type { Ports } from '../ports.ts'
import { recipientOf } from '../queries.ts'
import { cookieWasRefused, safeTarget } from '../rules/target.ts'
import { ForgotPage, LinkEndedPage, NewMailPage, ResetPage, SignInPage, type SignInSays } from '../screens/door.tsx'
import { blank, collectionOf, type Filled } from '../screens/form.tsx'
import { ConfirmPage, RegisterPage, SentPage } from '../screens/registration.tsx'
import { evenly } from './evenly.ts'
import { type Framed, nameField, newPassword, password, publicOf, shown } from './framed.ts'

const FORM = 'customers.register'

const registration = z.object({
  first: nameField,
  last: nameField,
  mail: mailAddress({ required: true }),
  password: newPassword,
  ...guardFields,
})
const target = z.string().optional().transform(safeTarget)
/** Shown as it was entered, so it is only bounded here; what no account has fails like a wrong password. */
const credentials = z.object({ mail: typed({ max: 320, required: true }), password, ziel: target })
const asking = z.object({ ziel: z.string().optional(), ok: z.string().optional() })
const forgotten = z.object({ mail: mailAddress({ required: true }) })

const saysAfter: Readonly<Record<string, SignInSays>> = {
  abgemeldet: 'signed-out',
  ueberall: 'everywhere',
  passwort: 'password-set',
  mail: 'mail-set',
  geschlossen: 'closed',
  vorhanden: 'exists',
}

/** Whole minutes from two minutes on: nobody counts 127 seconds. */
const spoken = (seconds: number) => (seconds < 120 ? { seconds } : { minutes: Math.ceil(seconds / 60) })
const waiting = ({ language, at }: Framed, seconds: number): string =>
  format(language, at.organisation.zone).duration(spoken(seconds))

async function registerPage(
  asked: Asked<string, unknown>,
  filled: Filled,
  again: { readonly entered?: Guarded; readonly pause?: boolean } = {},
): Promise<Reply> {
  const status = again.pause || Object.keys(filled.problems).length > 0 ? 422 : 200
  const guarding = await guard(asked.at, FORM, asked.once, again)
  const slow = again.pause ?? false
  return page(
    <RegisterPage {...publicOf(asked, 'appointments/proof.js')} filled={filled} guard={guarding} slow={slow} />,
    status,
  )
}

const signInPage = (asked: Framed, filled: Filled, wanted: string | undefined, says?: SignInSays) => {
  const wrong = Object.keys(filled.problems).length > 0 || says === 'wrong' || says === 'ended' || says === 'restricted'
  const status = typeof says === 'object' ? 429 : wrong ? 422 : 200
  return page(<SignInPage {...publicOf(asked)} filled={filled} target={wanted} says={says} />, status)
}

const registrationRoutes = [
  get('/:organisation/konto/registrieren', { who: 'anyone', purpose: keeping, collects: true }, (asked) =>
    registerPage(asked, blank),
  ),

  post(
    '/:organisation/konto/registrieren',
    {
      who: 'anyone',
      purpose: keeping,
      collects: true,
      rate: 'hold',
      input: registration,
      again: (asked, problems) => registerPage(asked, { raw: shown(asked.input), problems }, { entered: asked.input }),
    },
    async (asked) => {
      const { at, input } = asked
      const raw = shown(input)
      const own = [input.first, input.last, input.mail, at.organisation.name]
      const problem = passwordProblem(input.password, own)
      if (problem) return registerPage(asked, { raw, problems: { password: problem } }, { entered: input })
      const id = await admitForm(at, FORM, input)
      if (!id) return registerPage(asked, { raw, problems: {} }, { entered: input, pause: true })
      const wording = collectionWording(collectionOf({ organisation: at.organisation, language: asked.language }))
      await evenly(() => register(at, asked, id, { ...input, wording }))
      return see(asked.href('/konto/gesendet'))
    },
  ),

  get('/:organisation/konto/gesendet', { who: 'anyone', purpose: informing, shared: true }, async (asked) =>
    page(<SentPage {...publicOf(asked)} about="register" />),
  ),
]

type Confirming = Asked<Opens, unknown>
const registrationOf = async ({ at, params }: Confirming, lock = false) =>
  openRegistration(at, await readToken(at, CONFIRM, params['token'] ?? ''), lock)

async function confirmPage(asked: Confirming, problems: Problems = {}, wait?: string): Promise<Reply> {
  const row = await registrationOf(asked)
  if (!row) return page(<LinkEndedPage {...publicOf(asked)} instead="register" />, 410)
  const mail = await mailOf(asked.at, row)
  const status = wait ? 429 : Object.keys(problems).length > 0 ? 422 : 200
  const token = asked.params['token'] ?? ''
  return page(
    <ConfirmPage {...publicOf(asked)} filled={{ raw: {}, problems }} mail={mail} token={token} wait={wait} />,
    status,
  )
}

const confirmRoutes = [
  get('/:organisation/konto/bestaetigen/:token', { who: 'anyone', purpose: keeping, collects: true }, (asked) =>
    confirmPage(asked),
  ),

  post(
    '/:organisation/konto/bestaetigen/:token',
    {
      who: 'anyone',
      purpose: keeping,
      collects: true,
      rate: 'sign-in',
      input: z.object({ password }),
      again: (asked, problems) => confirmPage(asked, problems),
    },
    async (asked) => {
      const { at, input } = asked
      const row = await registrationOf(asked, true)
      if (!row) return confirmPage(asked)
      const door = await knock(at, { mail: await mailOf(at, row), network: asked.address })
      if (door.waits > 0) return confirmPage(asked, {}, waiting(asked, door.waits))
      if (!(await checkPassword(input.password, row.password)).fits) {
        await door.failed()
        return confirmPage(asked, { password: 'password-wrong' })
      }
      await door.entered()
      const facts = collectionOf({ organisation: at.organisation, language: asked.language }, [keeping, admitting])
      const account = await openAccount(at, row, collectionWording(facts))
      if (!account) return see(`${asked.href('/konto/anmelden')}?ok=vorhanden`)
      const cookie = await startSession(at, account, asked.browser)
      return see(`${asked.href('/konto/anmelden/pruefen')}?ok=neu`, { cookie, of: 'customer' })
    },
  ),
]

const signInRoutes = (ports: Ports): Route[] => [
  get(
    '/:organisation/konto/anmelden',
    { who: 'anyone', purpose: admitting, collects: true, input: asking },
    async (asked) => {
      const off = cookieWasRefused(asked.input.ziel)
      const says = off ? 'cookies-off' : saysAfter[asked.input.ok ?? '']
      return signInPage(asked, blank, safeTarget(asked.input.ziel), says)
    },
  ),

  post(
    '/:organisation/konto/anmelden',
    {
      who: 'anyone',
      purpose: admitting,
      input: credentials,
      rate: 'sign-in',
      collects: true,
      again: async (asked, problems) =>
        signInPage(asked, { raw: shown(asked.input), problems }, safeTarget(asked.input['ziel'])),
    },
    async (asked) => {
      const { mail, password: entered, ziel } = asked.input
      const given = { mail, password: entered, browser: asked.browser, network: asked.address }
      const outcome = await signIn(asked.at, ports.house(), given)
      if (outcome.is === 'in') {
        const onwards = ziel === undefined ? '' : `?ziel=${encodeURIComponent(ziel)}`
        return see(`${asked.href('/konto/anmelden/pruefen')}${onwards}`, { cookie: outcome.token, of: 'customer' })
      }
      const filled = { raw: { mail }, problems: {} }
      if (outcome.is === 'wait') return signInPage(asked, filled, ziel, { wait: waiting(asked, outcome.seconds) })
      return signInPage(asked, filled, ziel, outcome.is)
    },
  ),

  // Only who has the cookie gets here; others are led back to the sign-in, which then says what is missing.
  get('/:organisation/konto/anmelden/pruefen', { who: 'customer', purpose: keeping, input: asking }, async (asked) => {
    const wanted = safeTarget(asked.input.ziel)
    return see(wanted ? asked.href(wanted) : `${asked.href('/konto')}${asked.input.ok === 'neu' ? '?ok=neu' : ''}`)
  }),
]

async function resetPage(asked: Asked<string, unknown>, problems: Problems = {}): Promise<Reply> {
  const token = asked.params['token'] ?? ''
  if (!(await openLink(asked.at, 'password', token)))
    return page(<LinkEndedPage {...publicOf(asked)} instead="forgot" />, 410)
  const status = Object.keys(problems).length > 0 ? 422 : 200
  return page(<ResetPage {...publicOf(asked)} filled={{ raw: {}, problems }} token={token} />, status)
}

const passwordRoutes = [
  get('/:organisation/konto/passwort', { who: 'anyone', purpose: keeping, collects: true }, async (asked) =>
    page(<ForgotPage {...publicOf(asked)} filled={blank} />),
  ),

  post(
    '/:organisation/konto/passwort',
    {
      who: 'anyone',
      purpose: keeping,
      input: forgotten,
      rate: 'sign-in',
      collects: true,
      again: async (asked, problems) =>
        page(<ForgotPage {...publicOf(asked)} filled={{ raw: shown(asked.input), problems }} />, 422),
    },
    async (asked) => {
      await evenly(() => requestPassword(asked.at, asked, asked.input.mail))
      return page(<SentPage {...publicOf(asked)} about="forgot" />)
    },
  ),

  get('/:organisation/konto/passwort/:token', { who: 'anyone', purpose: keeping, collects: true }, (asked) =>
    resetPage(asked),
  ),

  post(
    '/:organisation/konto/passwort/:token',
    {
      who: 'anyone',
      purpose: keeping,
      input: z.object({ password: newPassword }),
      rate: 'sign-in',
      collects: true,
      again: (asked, problems) => resetPage(asked, problems),
    },
    async (asked) => {
      const token = asked.params['token']
      const found = await openLink(asked.at, 'password', token)
      const known = found && (await recipientOf(asked.at, found.customer))
      const problem = known && passwordProblem(asked.input.password, [known.name, known.mail])
      if (problem) return resetPage(asked, { password: problem })
      await setPassword(asked.at, asked, token, asked.input.password)
      return see(`${asked.href('/konto/anmelden')}?ok=passwort`, { clear: true, of: 'customer' })
    },
  ),
]

const mailRoutes = [
  get('/:organisation/konto/mail/:token', { who: 'anyone', purpose: keeping }, async (asked) => {
    const token = asked.params['token'] ?? ''
    const mail = await wantedMail(asked.at, token)
    if (mail === undefined) return page(<LinkEndedPage {...publicOf(asked)} instead="sign-in" />, 410)
    return page(<NewMailPage {...publicOf(asked)} mail={mail} token={token} />)
  }),

  post('/:organisation/konto/mail/:token', { who: 'anyone', purpose: keeping, rate: 'sign-in' }, async (asked) => {
    await confirmMail(asked.at, asked.params['token'])
    return see(`${asked.href('/konto/anmelden')}?ok=mail`)
  }),
]

/** Everything before the account: registration, confirmation, sign-in, and the links of mails. */
export const doorRoutes = (ports: Ports): Route[] => [
  ...registrationRoutes,
  ...confirmRoutes,
  ...signInRoutes(ports),
  ...passwordRoutes,
  ...mailRoutes,
]
