import { z } from 'zod'
import { stopwatch } from '#platform/clock/clock.ts'
import { mailAddress, typed } from '#platform/http/fields.ts'
import type { Scope } from '#platform/data/scope.ts'
import { get, page, post, see, type Problems, type Raw, type Route } from '#platform/http/route.ts'
import { format } from '#platform/text/format.ts'
import { isOpenReset, requestReset, useReset } from '../actions/resets.ts'
import { endSession } from '../actions/sessions.ts'
import { accountOf } from '../actions/own.ts'
import { signIn } from '../actions/sign-in.ts'
import { signingIn } from '../data.ts'
import type { Ports } from '../ports.ts'
import { mayEnter } from '../roles.ts'
import { passwordProblem } from '../rules/password.ts'
import { cookieWasRefused, safeTarget } from '../rules/target.ts'
import { entryOffer, type EntryOffer } from '../factors/entry.ts'
import { visitOf } from '../factors/entry-routes.tsx'
import { blank, type Filled } from '../screens/form.tsx'
import { publicOf, type Framed } from './framed.ts'
import { ForgotPage, LinkEndedPage, ResetPage, SentPage, SignInPage, type SignInSays } from '../screens/sign-in.tsx'

/** Both answers to "forgotten" take at least this long, so that the time does not tell whether there is an account. */
const EVEN_MS = 200

const rawText = z
  .string()
  .optional()
  .transform((text) => text ?? '')
const target = z.string().optional().transform(safeTarget)
/** Shown as it was entered, so it is only bounded here; what no account has fails like a wrong password. */
const signInInput = z.object({
  mail: typed({ max: 320, required: true }),
  password: rawText.pipe(z.string().min(1, 'required').max(1_000, 'too-long')),
  ziel: target,
  merkzettel: rawText,
  beweis: rawText,
})
const asking = z.object({ ziel: z.string().optional(), ok: z.string().optional() })
const forgotInput = z.object({ mail: mailAddress({ required: true }) })
const passwordInput = z.object({
  password: rawText.superRefine((text, context) => {
    const message = text === '' ? 'required' : passwordProblem(text)
    if (message) context.addIssue({ code: 'custom', message })
  }),
})

const saysAfter: Readonly<Record<string, SignInSays>> = {
  abgemeldet: 'signed-out',
  ueberall: 'everywhere',
  passwort: 'password-set',
  anderswo: 'elsewhere',
  passkey: 'passkey-wrong',
  'passkey-skript': 'passkey-needs-script',
}

function statusOf(filled: Filled, says: SignInSays | undefined): number {
  if (typeof says === 'object') return 429
  if (says === 'effort') return 429
  return says === 'wrong' || Object.keys(filled.problems).length > 0 ? 422 : 200
}

type Shown = { readonly target: string | undefined; readonly says?: SignInSays | undefined } & EntryOffer

const signInPage = (asked: Framed, filled: Filled, shown: Shown) =>
  page(
    <SignInPage
      {...publicOf(asked)}
      frame={asked.publicFrame('accounts/passkey.js', ...(shown.effort ? ['accounts/effort.js'] : []))}
      filled={filled}
      {...shown}
    />,
    statusOf(filled, shown.says),
  )

/** What was entered may come back to the screen; a password never does. */
const withoutPassword = ({ mail }: Raw): Raw => ({ mail: mail ?? '' })

export function signInRoutes(ports: Ports): Route[] {
  return [
    get('/:organisation/team/anmelden', { who: 'anyone', purpose: signingIn, input: asking }, async (asked) => {
      const off = cookieWasRefused(asked.input.ziel)
      const says = off ? 'cookies-off' : saysAfter[asked.input.ok ?? '']
      return signInPage(asked, blank, {
        target: safeTarget(asked.input.ziel),
        says,
        ...(await entryOffer(asked.at, ports.house())),
      })
    }),

    post(
      '/:organisation/team/anmelden',
      {
        who: 'anyone',
        purpose: signingIn,
        input: signInInput,
        rate: 'sign-in',
        collects: true,
        costly: true,
        again: async (asked, problems) =>
          signInPage(
            asked,
            { raw: withoutPassword(asked.input), problems },
            { target: safeTarget(asked.input['ziel']), ...(await entryOffer(asked.at, ports.house())) },
          ),
      },
      async (asked) => {
        const { mail, password, ziel, merkzettel, beweis } = asked.input
        const effort = { ticket: merkzettel, work: beweis }
        const outcome = await signIn(asked.at, ports, { mail, password, effort }, visitOf(asked))
        if (outcome.is === 'in') {
          const onwards = ziel === undefined ? '' : `?ziel=${encodeURIComponent(ziel)}`
          return see(`${asked.href('/team/anmelden/pruefen')}${onwards}`, { cookie: outcome.token })
        }
        const filled = { raw: { mail }, problems: {} }
        const shown = { target: ziel, ...(await entryOffer(asked.at, ports.house())) }
        if (outcome.is === 'wrong') return signInPage(asked, filled, { ...shown, says: 'wrong' })
        if (outcome.is === 'effort') return signInPage(asked, filled, { ...shown, ...outcome, says: 'effort' })
        const wait = format(asked.language, asked.at.organisation.zone).duration(spoken(outcome.seconds))
        return signInPage(asked, filled, { ...shown, says: { wait } })
      },
    ),

    // Only who has the cookie gets here; others are led back to the sign-in, which then says what is missing.
    get('/:organisation/team/anmelden/pruefen', { who: 'account', purpose: signingIn, input: asking }, async (asked) =>
      see(asked.href(safeTarget(asked.input.ziel) ?? '/team')),
    ),

    get('/:organisation/team', { who: mayEnter, purpose: signingIn }, async (asked) => {
      const first = asked.staffFrame().navigation.find(({ url }) => url !== asked.href('/team'))
      return see(first?.url ?? asked.href('/team/ich'))
    }),

    post('/:organisation/team/abmelden', { who: 'account', purpose: signingIn, half: true }, async (asked) => {
      await endSession(asked.at, ports.house(), asked.session ?? '', accountOf(asked.at))
      return see(`${asked.href('/team/anmelden')}?ok=abgemeldet`, { clear: true })
    }),

    get('/:organisation/team/passwort', { who: 'anyone', purpose: signingIn }, async (asked) =>
      page(<ForgotPage {...publicOf(asked)} filled={blank} />),
    ),

    post(
      '/:organisation/team/passwort',
      {
        who: 'anyone',
        purpose: signingIn,
        input: forgotInput,
        rate: 'sign-in',
        collects: true,
        again: async (asked, problems) =>
          page(<ForgotPage {...publicOf(asked)} filled={{ raw: asked.input, problems }} />, 422),
      },
      async (asked) => {
        const elapsed = stopwatch()
        const linkTo = (token: string) => asked.absolute(`/team/passwort/${token}`)
        await requestReset(asked.at, ports, asked.input.mail, linkTo)
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, EVEN_MS - elapsed())))
        return page(<SentPage {...publicOf(asked)} />)
      },
    ),

    get('/:organisation/team/passwort/:token', { who: 'anyone', purpose: signingIn }, (asked) =>
      resetPage(ports, asked, {}, 200),
    ),

    post(
      '/:organisation/team/passwort/:token',
      {
        who: 'anyone',
        purpose: signingIn,
        input: passwordInput,
        rate: 'sign-in',
        costly: true,
        collects: true,
        again: (asked, problems) => resetPage(ports, asked, problems, 422),
      },
      async (asked) => {
        const problem = await useReset(asked.at, ports, asked.params['token'], asked.input.password)
        if (problem) return resetPage(ports, asked, { password: problem }, 422)
        return see(`${asked.href('/team/anmelden')}?ok=passwort`, { clear: true })
      },
    ),
  ]
}

async function resetPage(ports: Ports, asked: Framed & { at: Scope<string> }, problems: Problems, status: number) {
  const token = asked.params['token'] ?? ''
  const open = await isOpenReset(asked.at, ports.house(), token)
  if (!open) return page(<LinkEndedPage {...publicOf(asked)} />, 410)
  return page(<ResetPage {...publicOf(asked)} filled={{ raw: {}, problems }} token={token} />, status)
}

/** Whole minutes from two minutes on: nobody counts 127 seconds. */
const spoken = (seconds: number) => (seconds < 120 ? { seconds } : { minutes: Math.ceil(seconds / 60) })
