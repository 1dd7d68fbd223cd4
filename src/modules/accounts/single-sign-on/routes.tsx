import { z } from 'zod'
import { ticked, typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import type { Scope } from '#platform/data/scope.ts'
import { informing } from '#privacy'
import { administering, signingIn } from '../data.ts'
import { visitOf } from '../factors/entry-routes.tsx'
import type { Ports } from '../ports.ts'
import { permission } from '../roles.ts'
import { publicOf, staffOf, type Framed } from '../routes/framed.ts'
import { safeTarget } from '../rules/target.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { describe } from './asking.ts'
import { readCarried, writeCarried } from './flow.ts'
import { isRegistered, keepProvider, providerOf, removeProvider, secretOf, switchProvider } from './provider.ts'
import { issuerProblem } from './rules.ts'
import { BackPage, ProblemPage } from './screens/back.tsx'
import { PROVIDER_PAGE, ProviderPage, type ProviderDone } from './screens/provider.tsx'
import { beginSignOn, endSignOn, type SignOnProblem } from './sign-on.ts'

export const maySetSignOn = permission('accounts.single-sign-on', ['main-administrator', 'administrator'], {
  de: 'Einrichten, über welchen Anbieter sich Mitglieder anmelden',
  en: 'Set up by which provider members sign in',
})

const BEGIN = '/:organisation/team/anmelden/anbieter'
const BACK = '/team/anmelden/anbieter/zurueck'
const PAGE = `/:organisation${PROVIDER_PAGE}` as const

const ziel = z.string().optional().transform(safeTarget)
const text = (most: number) => typed({ max: most, required: true })
const answer = z.object({
  code: z.string().max(4_000).optional(),
  state: z.string().max(200).optional(),
  iss: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
})

const statusOf = { ended: 410, refused: 422, unknown: 403, unreachable: 503, cancelled: 422, cookies: 422 } as const

const problemPage = (asked: Framed, problem: SignOnProblem | 'cancelled' | 'cookies') =>
  page(<ProblemPage {...publicOf(asked)} problem={problem} />, statusOf[problem])

/** Signing in by the organisation's provider, and its set-up. */
export function signOnRoutes(ports: Ports): Route[] {
  const inside = ports.privateServers === true
  const form = z
    .object({
      name: text(60),
      issuer: text(300),
      client_id: text(300),
      secret: typed({ max: 500 }),
      trusts_mail: ticked(),
    })
    .superRefine(({ issuer }, context) => {
      const message = issuerProblem(issuer, inside)
      if (message) context.addIssue({ code: 'custom', path: ['issuer'], message })
    })

  const setUp = async (
    asked: Framed & Pick<Asked<never, unknown>, 'absolute'> & { readonly at: Scope<string> },
    filled: Filled,
    done?: ProviderDone,
    status = 200,
  ) =>
    page(
      <ProviderPage
        {...staffOf(asked)}
        provider={await providerOf(asked.at)}
        registered={await isRegistered(asked.at)}
        backAddress={asked.absolute(BACK, 'de')}
        filled={filled}
        done={done}
      />,
      status,
    )

  return [
    // A link, not a form: the browser goes on to another site, and nothing is stored here until it comes back.
    get(BEGIN, { who: 'anyone', purpose: informing, rate: 'sign-in', input: z.object({ ziel }) }, async (asked) => {
      const begun = await beginSignOn(asked.at, { inside }, asked.absolute(BACK, 'de'), asked.input.ziel)
      if (begun === 'unreachable') return problemPage(asked, begun)
      return see(begun.address, { carry: writeCarried(begun.carried) })
    }),

    get(`/:organisation${BACK}`, { who: 'anyone', purpose: informing, input: answer }, async (asked) => {
      const { code, state, iss = '', error } = asked.input
      if (error !== undefined || !code || !state) return problemPage(asked, 'cancelled')
      const frame = asked.publicFrame('accounts/go-on.js')
      return page(<BackPage {...publicOf(asked)} frame={frame} returned={{ code, state, iss }} />)
    }),

    post(
      `/:organisation${BACK}`,
      { who: 'anyone', purpose: signingIn, rate: 'sign-in', whileEnding: true, input: answer },
      async (asked) => {
        const { code = '', state = '', iss = '' } = asked.input
        const carried = readCarried(asked.carried)
        if (!carried) return problemPage(asked, 'cookies')
        const returned = new URL(asked.absolute(BACK, 'de'))
        for (const [name, value] of Object.entries({ code, state, iss }))
          if (value !== '') returned.searchParams.set(name, value)
        const given = { carried, state, returned, visit: visitOf(asked) }
        const outcome = await endSignOn(asked.at, ports, { inside }, given)
        if (typeof outcome === 'string') return problemPage(asked, outcome)
        const onwards = carried.target === undefined ? '' : `?ziel=${encodeURIComponent(carried.target)}`
        return see(`${asked.href('/team/anmelden/pruefen')}${onwards}`, { cookie: outcome.token, carry: '' })
      },
    ),

    get(
      PAGE,
      { who: maySetSignOn, purpose: administering, input: z.object({ ok: z.string().optional() }) },
      async (asked) => {
        const done = {
          gespeichert: 'saved',
          stumm: 'savedSilent',
          geschaltet: 'switched',
          entfernt: 'removed',
        } as const
        return setUp(asked, blank, done[asked.input.ok as keyof typeof done])
      },
    ),

    post(
      PAGE,
      {
        who: maySetSignOn,
        purpose: administering,
        stepUp: true,
        input: form,
        again: (asked, problems) => setUp(asked, { raw: { ...asked.input, secret: '' }, problems }, undefined, 422),
      },
      async (asked) => {
        const { name, issuer, client_id, secret, trusts_mail } = asked.input
        const known = await providerOf(asked.at)
        const kept = { name, issuer, clientId: client_id, trustsMail: trusts_mail }
        if (!known && secret === '')
          return setUp(
            asked,
            { raw: { name, issuer, client_id }, problems: { secret: 'secret-missing' } },
            undefined,
            422,
          )
        await keepProvider(asked.at, { ...kept, secret: secret === '' ? undefined : secret })
        const asking = { issuer, clientId: client_id, secret: await secretOf(asked.at) }
        const answers = await describe(asking, inside).then(
          () => true,
          () => false,
        )
        return see(`${asked.href(PROVIDER_PAGE)}?ok=${answers ? 'gespeichert' : 'stumm'}`)
      },
    ),

    post(
      `${PAGE}/schalten`,
      { who: maySetSignOn, purpose: administering, stepUp: true, input: z.object({ an: z.string() }) },
      async (asked) => {
        await switchProvider(asked.at, asked.input.an === 'ja')
        return see(`${asked.href(PROVIDER_PAGE)}?ok=geschaltet`)
      },
    ),

    post(`${PAGE}/entfernen`, { who: maySetSignOn, purpose: administering, stepUp: true }, async (asked) => {
      await removeProvider(asked.at)
      return see(`${asked.href(PROVIDER_PAGE)}?ok=entfernt`)
    }),
  ]
}
