import { z } from 'zod'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { EN } from '#platform/http/address.ts'
import { mailAddress, uuidField } from '#platform/http/fields.ts'
import { file, get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { informing } from '#privacy'
import { accountOf, ownAccount } from '../../actions/own.ts'
import { roster } from '../../actions/roster.ts'
import { signingIn } from '../../data.ts'
import { operatorOf } from '../../elsewhere.ts'
import type { Ports } from '../../ports.ts'
import { mayHandOver, roles } from '../../roles.ts'
import { publicOf, staffOf } from '../../routes/framed.ts'
import { blank, type Filled } from '../../screens/form.tsx'
import { acceptMain, endOffer, offerMain, offersOf } from '../handover.ts'
import { closeOwnAccount, leaveOrganisation } from './close.ts'
import { ownArchive } from './export.ts'
import { askForMail, confirmMail, pendingMail } from './mail-change.ts'
import { placesOfAccount } from './places.ts'
import { LeavePage, PlacesPage } from './places-screen.tsx'
import { ConfirmMailPage, MailPage, OwnDataPage, SaidPage } from './screens.tsx'
import { ownWords } from './texts.ts'

const ICH = '/:organisation/team/ich'
const BACK = '/team/ich/organisationen'
const mine = { who: 'account', purpose: signingIn } as const
/** A page that opens nothing sealed. */
const said = { who: 'anyone', purpose: informing } as const
const anyone = { who: 'anyone', purpose: signingIn } as const
const done = z.object({ ok: z.string().optional() })

type Mine = Pick<
  Asked<(typeof signingIn)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'absolute' | 'params' | 'publicFrame' | 'staffFrame'
>

/** A scope that may open more stands in for one that may open less. */
const asMember = ({ at }: Mine) => at as unknown as Scope<'accounts.membership'>

/** One's own account beside its sign-in: organisations, mail address, data. */
export function ownLifeRoutes(ports: Ports): Route[] {
  return [...placeRoutes(ports), ...handoverRoutes(ports), ...mailRoutes(ports), ...dataRoutes(ports)]
}

const idOf = (asked: Pick<Mine, 'params'>, code: string): string => {
  const id = z.uuid().safeParse(asked.params['id'])
  if (!id.success) throw refuse(code, 'not-found')
  return id.data
}

function placeRoutes(ports: Ports): Route[] {
  const placeAt = async (asked: Mine) => {
    const places = await placesOfAccount(asked.at, ports.house(), accountOf(asked.at))
    const place = places.find(({ organisation }) => organisation.id === asked.params['id'])
    if (!place) throw refuse('accounts.no-such-member', 'not-found')
    return place
  }
  return [
    get(`${ICH}/organisationen`, { ...mine, input: done }, async (asked) => {
      const [account, house] = [accountOf(asked.at), ports.house()]
      const places = await placesOfAccount(asked.at, house, account)
      const here = places.find(({ organisation }) => organisation.id === asked.at.organisation.id)
      const isMain = here?.role === 'main-administrator'
      const members = isMain ? await roster(asMember(asked), house, asked.language) : []
      const t = ownWords(asked.language).places.done
      const said: Record<string, string> = {
        angenommen: t.accepted,
        abgelehnt: t.declined,
        zurueckgezogen: t.withdrawn,
        angeboten: t.offered,
        verlassen: t.left,
      }
      return page(
        <PlacesPage
          {...staffOf(asked)}
          places={places}
          offers={here ? await offersOf(asMember(asked), account) : []}
          successors={isMain ? members.filter(({ role }) => role !== 'main-administrator') : undefined}
          to={(slug, path) => `${asked.language === 'en' ? EN : ''}/${slug}${path}`}
          done={said[asked.input.ok ?? '']}
        />,
      )
    }),

    get(`${ICH}/organisationen/:id/verlassen`, mine, async (asked) =>
      page(<LeavePage {...staffOf(asked)} place={await placeAt(asked)} blocked={false} />),
    ),

    post(`${ICH}/organisationen/:id/verlassen`, { ...mine, stepUp: true }, async (asked) => {
      const [place, house] = [await placeAt(asked), ports.house()]
      const places = await placesOfAccount(asked.at, house, accountOf(asked.at))
      const left = await leaveOrganisation(asked.at, house, place.organisation.id)
      if (!left) return page(<LeavePage {...staffOf(asked)} place={place} blocked />, 409)
      if (places.length > 1) return see(`${asked.href(BACK)}?ok=verlassen`)
      return see(asked.href('/team/konto-geschlossen'), { clear: true })
    }),
  ]
}

const offering = z.object({ member: uuidField(), after: z.enum(roles, { message: 'choose' }) })

function handoverRoutes(ports: Ports): Route[] {
  const ended = 'accounts.offer-ended'
  return [
    post(`${ICH}/uebergabe`, { who: mayHandOver, purpose: signingIn, stepUp: true, input: offering }, async (asked) => {
      const { member, after } = asked.input
      const answerAt = asked.absolute(BACK)
      await offerMain(asMember(asked), ports, member, after, asked.language, answerAt)
      return see(`${asked.href(BACK)}?ok=angeboten`)
    }),

    post(`${ICH}/uebergabe/:id/annehmen`, { ...mine, stepUp: true }, async (asked) => {
      await acceptMain(asMember(asked), idOf(asked, ended), accountOf(asked.at))
      return see(`${asked.href(BACK)}?ok=angenommen`)
    }),

    post(`${ICH}/uebergabe/:id/ablehnen`, mine, async (asked) => {
      await endOffer(asked.at, idOf(asked, ended), accountOf(asked.at), 'declined')
      return see(`${asked.href(BACK)}?ok=abgelehnt`)
    }),

    post(`${ICH}/uebergabe/:id/zurueckziehen`, mine, async (asked) => {
      await endOffer(asked.at, idOf(asked, ended), accountOf(asked.at), 'withdrawn')
      return see(`${asked.href(BACK)}?ok=zurueckgezogen`)
    }),
  ]
}

function mailRoutes(ports: Ports): Route[] {
  const show = async (asked: Mine, filled: Filled, says?: 'asked' | 'many') => {
    const own = await ownAccount(asked.at, ports.house())
    const status = says === 'many' ? 429 : Object.keys(filled.problems).length > 0 ? 422 : 200
    return page(<MailPage {...staffOf(asked)} own={own} filled={filled} says={says} />, status)
  }
  return [
    get(`${ICH}/mail`, { ...mine, input: done }, (asked) =>
      show(asked, blank, asked.input.ok === 'gesendet' ? 'asked' : undefined),
    ),

    post(
      `${ICH}/mail`,
      {
        ...mine,
        input: z.object({ mail: mailAddress({ required: true }) }),
        rate: 'sign-in',
        stepUp: true,
        collects: true,
        again: (asked, problems) => show(asked, { raw: asked.input, problems }),
      },
      async (asked) => {
        const { mail } = asked.input
        const said = await askForMail(asked.at, ports, mail, (token) => asked.absolute(`/team/mail/${token}`))
        if (said === 'same') return show(asked, { raw: { mail }, problems: { mail: 'mail-same' } })
        if (said === 'many') return show(asked, { raw: { mail }, problems: {} }, 'many')
        return see(`${asked.href('/team/ich/mail')}?ok=gesendet`)
      },
    ),

    get('/:organisation/team/mail/:token', anyone, async (asked) => {
      const token = asked.params['token'] ?? ''
      const mail = await pendingMail(asked.at, ports.house(), token)
      if (mail === undefined) return page(<SaidPage {...publicOf(asked)} says="ended" />, 410)
      return page(<ConfirmMailPage {...publicOf(asked)} token={token} mail={mail} />)
    }),

    post('/:organisation/team/mail/:token', { ...anyone, rate: 'sign-in' }, async (asked) => {
      await confirmMail(asked.at, ports, asked.params['token'])
      return see(asked.href('/team/mail-geaendert'), { clear: true })
    }),

    get('/:organisation/team/mail-geaendert', said, async (asked) =>
      page(<SaidPage {...publicOf(asked)} says="changed" />),
    ),
  ]
}

function dataRoutes(ports: Ports): Route[] {
  const show = async (asked: Mine, blocked: readonly string[]) => {
    const house = ports.house()
    return page(
      <OwnDataPage
        {...staffOf(asked)}
        own={await ownAccount(asked.at, house)}
        places={await placesOfAccount(asked.at, house, accountOf(asked.at))}
        blocked={blocked}
      />,
      blocked.length > 0 ? 409 : 200,
    )
  }
  return [
    get(`${ICH}/daten`, mine, (asked) => show(asked, [])),

    post(`${ICH}/daten/mitnehmen`, { ...mine, stepUp: true, rate: 'sign-in' }, async (asked) => {
      const [account, house] = [accountOf(asked.at), ports.house()]
      const places = await placesOfAccount(asked.at, house, account)
      const operator = await operatorOf(house)
      const all = new Map([operator, ...places.map(({ organisation }) => organisation)].map((one) => [one.id, one]))
      const content = await ownArchive(house, account, [...all.values()], asked.language)
      return file(content, 'application/zip', { name: 'meine-daten.zip' })
    }),

    post(`${ICH}/daten/schliessen`, { ...mine, stepUp: true }, async (asked) => {
      const blocked = await closeOwnAccount(asked.at, ports.house())
      if (blocked.length > 0)
        return show(
          asked,
          blocked.map(({ name }) => name),
        )
      return see(asked.href('/team/konto-geschlossen'), { clear: true })
    }),

    get('/:organisation/team/konto-geschlossen', said, async (asked) =>
      page(<SaidPage {...publicOf(asked)} says="closed" />),
    ),
  ]
}
