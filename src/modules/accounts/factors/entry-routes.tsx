import { z } from 'zod'
import { typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { accountOf } from '../actions/own.ts'
import { signInWithPasskey } from '../actions/sign-in.ts'
import { db, signingIn } from '../data.ts'
import { atOperator } from '../elsewhere.ts'
import type { Ports } from '../ports.ts'
import { permission, roles } from '../roles.ts'
import { publicOf, staffOf } from '../routes/framed.ts'
import { safeTarget } from '../rules/target.ts'
import type { Visit } from './devices.ts'
import { demandOf, demandsOf } from './demands.ts'
import { offerToAnswer } from './passkeys.ts'
import { DemandsPage } from './screens/demands.tsx'
import { SecondPage, type SecondProps } from './screens/second.tsx'
import { takeSecondStep } from './second-step.ts'
import { standingOf } from './standing.ts'

const SECOND = '/:organisation/team/anmelden/zweiter-schritt'
const DEMANDS = '/:organisation/team/einrichtung/anmeldung'

const long = z
  .string()
  .optional()
  .transform((text) => (text ?? '').slice(0, 20_000))
const ziel = z.string().optional().transform(safeTarget)
const demanded = z.object({
  rollen: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((given) => roles.filter((role) => [given ?? []].flat().includes(role))),
})

export const mayDemandFactors = permission('accounts.sign-in-rules', ['main-administrator', 'administrator'], {
  de: 'Bestimmen, welche Rollen einen zweiten Faktor brauchen',
  en: 'Decide which roles need a second factor',
})

type Entering = Pick<
  Asked<(typeof signingIn)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'params' | 'publicFrame' | 'staffFrame' | 'session' | 'browser' | 'system' | 'address'
>

export const visitOf = (asked: Pick<Entering, 'browser' | 'system' | 'address'>): Visit => ({
  browser: asked.browser,
  system: asked.system,
  network: asked.address,
})

/** Signing in by passkey, the second step, the confirmation of dangerous acts, and what an organisation demands. */
export function entryRoutes(ports: Ports): Route[] {
  const second = async (asked: Entering, target: string | undefined, says?: SecondProps['says']) => {
    const house = ports.house()
    const account = accountOf(asked.at)
    const known = await atOperator(asked.at, house, async (there) => {
      const standing = await standingOf(there, account)
      return {
        codes: standing.app !== undefined,
        offer: standing.passkeys.length > 0 ? await offerToAnswer(there, house, account) : undefined,
      }
    })
    const frame = asked.publicFrame('accounts/passkey.js')
    return page(
      <SecondPage {...publicOf(asked)} frame={frame} target={target} {...known} says={says} />,
      says === undefined ? 200 : typeof says === 'object' ? 429 : 422,
    )
  }
  const isHalf = (asked: Entering) =>
    atOperator(asked.at, ports.house(), async (there) => {
      const id = asked.session ?? ''
      const row = await db(there).selectFrom('sessions').select('strength').where('id', '=', id).executeTakeFirst()
      return row?.strength === 'half'
    })
  const inside = (asked: Entering, target: string | undefined) =>
    `${asked.href('/team/anmelden/pruefen')}${target === undefined ? '' : `?ziel=${encodeURIComponent(target)}`}`

  return [
    post(
      '/:organisation/team/anmelden/passkey',
      { who: 'anyone', purpose: signingIn, rate: 'sign-in', input: z.object({ antwort: long, ziel }) },
      async (asked) => {
        const { antwort, ziel: target } = asked.input
        const token = await signInWithPasskey(asked.at, ports, antwort, visitOf(asked))
        if (token !== undefined) return see(inside(asked, target), { cookie: token })
        const why = antwort === '' ? 'passkey-skript' : 'passkey'
        return see(`${asked.href('/team/anmelden')}?ok=${why}`)
      },
    ),

    get(SECOND, { who: 'account', purpose: signingIn, half: true, input: z.object({ ziel }) }, async (asked) =>
      (await isHalf(asked)) ? second(asked, asked.input.ziel) : see(inside(asked, asked.input.ziel)),
    ),

    post(
      SECOND,
      {
        who: 'account',
        purpose: signingIn,
        half: true,
        rate: 'sign-in',
        input: z.object({ code: typed({ max: 60 }), antwort: long, ziel }),
      },
      async (asked) => {
        const { code, antwort, ziel: target } = asked.input
        if (!(await isHalf(asked))) return see(inside(asked, target))
        const half = { session: asked.session ?? '', account: accountOf(asked.at) }
        const outcome = await takeSecondStep(asked.at, ports, half, { code, answer: antwort }, visitOf(asked))
        if (outcome.is === 'in') return see(inside(asked, target), { cookie: outcome.token })
        if (outcome.is === 'wait') return second(asked, target, { wait: outcome.seconds })
        return second(asked, target, antwort === '' ? 'wrong' : 'passkey-wrong')
      },
    ),

    // The confirmation itself is taken before the handler (step-up.tsx); from here it only leads on.
    post(
      '/:organisation/team/bestaetigen',
      { who: 'account', purpose: signingIn, stepUp: true, costly: true, rate: 'sign-in', input: z.object({ ziel }) },
      async (asked) => see(asked.href(asked.input.ziel ?? '/team')),
    ),

    get(
      DEMANDS,
      { who: mayDemandFactors, purpose: signingIn, input: z.object({ ok: z.string().optional() }) },
      async (asked) => {
        const demands = await demandsOf(asked.at, ports.house())
        return page(<DemandsPage {...staffOf(asked)} demands={demands} saved={asked.input.ok === 'gespeichert'} />)
      },
    ),

    post(DEMANDS, { who: mayDemandFactors, purpose: signingIn, stepUp: true, input: demanded }, async (asked) => {
      await demandOf(asked.at, ports.house(), asked.input.rollen)
      return see(`${asked.href('/team/einrichtung/anmeldung')}?ok=gespeichert`)
    }),
  ]
}
