import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { mailAddress, typed, uuidField } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { languages } from '#platform/text/language.ts'
import { changeRole, removeMember, roster } from '../actions/roster.ts'
import { membership } from '../data.ts'
import { invite, inviteAgain, openInvitations, withdrawInvitation } from '../life/invitations.ts'
import { joinCode, setJoinCode, takeRequest, waitingToJoin } from '../life/join-code.ts'
import { grantRight, takeRight } from '../life/rights.ts'
import { RightsMatrixPage } from '../life/screens/matrix.tsx'
import { lifeWords } from '../life/texts.ts'
import type { Ports } from '../ports.ts'
import { furtherRoles, mayManageMembers, placedRoles, roles } from '../roles.ts'
import { actingRole } from '../rules/members.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { MemberPage } from '../screens/member.tsx'
import { MembersPage } from '../screens/members.tsx'
import { words } from '../texts.ts'
import { staffOf } from './framed.ts'

const HERE = '/team/einrichtung/mitglieder'
const PATH = `/:organisation${HERE}`
const done = z.object({ ok: z.string().optional() })
const roleField = z.enum(roles, { message: 'choose' })
const invitation = z
  .object({
    name: typed({ max: 200, required: true }),
    mail: mailAddress({ required: true }),
    role: roleField,
    place: z.string().optional(),
    placed_role: z.enum(placedRoles, { message: 'placed-role' }).optional(),
    language: z.enum(languages, { message: 'unknown' }),
  })
  .refine(({ role, place }) => role !== 'by-place' || z.uuid().safeParse(place).success, {
    path: ['place'],
    message: 'place',
  })
const right = z.object({
  role: z.enum(furtherRoles, { message: 'choose' }),
  place: z.union([z.literal('all'), z.uuid()]),
})

type Mine = Pick<
  Asked<(typeof membership)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'absolute' | 'params' | 'publicFrame' | 'staffFrame'
>

const linkTo = (asked: Pick<Mine, 'absolute'>) => (token: string) => asked.absolute(`/team/einladung/${token}`)
const accountOf = ({ at: { actor } }: Mine) => (actor.kind === 'member' ? actor.account : '')

export function memberRoutes(ports: Ports): Route[] {
  const rules = { who: mayManageMembers, purpose: membership } as const
  const placesAt = async (asked: Mine) => (await ports.life?.places?.(asked.at)) ?? []
  const backTo = (asked: Mine, ok: string, path = HERE) => see(`${asked.href(path)}?ok=${ok}`)

  const saidAfter = (asked: Mine, ok: string | undefined): string | undefined => {
    const [t, life] = [words(asked.language).members.done, lifeWords(asked.language).members.done]
    const said: Record<string, string> = {
      eingeladen: life.sent,
      zurueckgezogen: life.withdrawn,
      bestaetigt: life.confirmed,
      abgelehnt: life.refused,
      code: life.code,
      geaendert: t.changed,
      entfernt: t.removed,
      erteilt: life.given,
      entzogen: life.taken,
    }
    return said[ok ?? '']
  }

  const show = async (asked: Mine, filled: Filled, ok?: string, status = 200) =>
    page(
      <MembersPage
        {...staffOf(asked)}
        members={await roster(asked.at, ports.house(), asked.language)}
        invitations={await openInvitations(asked.at)}
        requests={await waitingToJoin(asked.at)}
        code={await joinCode(asked.at)}
        joinUrl={asked.absolute('/team/beitreten')}
        places={await placesAt(asked)}
        account={accountOf(asked)}
        actorRole={actingRole(asked.at.actor)}
        filled={filled}
        done={saidAfter(asked, ok)}
      />,
      status,
    )

  const coming = [
    get(PATH, { ...rules, input: done }, (asked) => show(asked, blank, asked.input.ok)),

    post(
      PATH,
      {
        ...rules,
        input: invitation,
        collects: true,
        again: (asked, problems) => show(asked, { raw: asked.input, problems }, undefined, 422),
      },
      async (asked) => {
        const { place, placed_role: role = 'desk', ...wanted } = asked.input
        const known = (await placesAt(asked)).some(({ id }) => id === place)
        if (wanted.role === 'by-place' && !known) throw refuse('accounts.no-such-place', 'conflict')
        const placed = wanted.role === 'by-place' && place ? { role, place } : undefined
        await invite(asked.at, ports, { ...wanted, placed }, linkTo(asked))
        return backTo(asked, 'eingeladen')
      },
    ),

    post(`${PATH}/einladungen/:id/senden`, rules, async (asked) => {
      await inviteAgain(asked.at, ports, idOf(asked, 'accounts.no-such-invitation'), linkTo(asked))
      return backTo(asked, 'eingeladen')
    }),

    post(`${PATH}/einladungen/:id/zurueckziehen`, rules, async (asked) => {
      await withdrawInvitation(asked.at, idOf(asked, 'accounts.no-such-invitation'))
      return backTo(asked, 'zurueckgezogen')
    }),

    post(`${PATH}/anfragen/:id`, { ...rules, stepUp: true, input: z.object({ role: roleField }) }, async (asked) => {
      const { name, mail, language } = await takeRequest(asked.at, idOf(asked, 'accounts.no-such-request'), 'confirmed')
      await invite(asked.at, ports, { name, mail, language, role: asked.input.role }, linkTo(asked))
      return backTo(asked, 'bestaetigt')
    }),

    post(`${PATH}/anfragen/:id/ablehnen`, rules, async (asked) => {
      await takeRequest(asked.at, idOf(asked, 'accounts.no-such-request'), 'refused')
      return backTo(asked, 'abgelehnt')
    }),

    post(`${PATH}/code`, { ...rules, input: z.object({ wish: z.enum(['on', 'off', 'new']) }) }, async (asked) => {
      await setJoinCode(asked.at, asked.input.wish)
      return backTo(asked, 'code')
    }),
  ]

  const present = [
    get(`${PATH}/:id`, { ...rules, input: done }, async (asked) => {
      const members = await roster(asked.at, ports.house(), asked.language)
      const member = members.find(({ id }) => id === asked.params['id'])
      if (!member) throw refuse('accounts.no-such-member', 'not-found')
      return page(
        <MemberPage
          {...staffOf(asked)}
          member={member}
          places={await placesAt(asked)}
          actorRole={actingRole(asked.at.actor)}
          done={saidAfter(asked, asked.input.ok)}
        />,
      )
    }),

    post(`${PATH}/:id`, { ...rules, stepUp: true, input: z.object({ role: roleField }) }, async (asked) => {
      await changeRole(asked.at, idOf(asked), asked.input.role)
      return backTo(asked, 'geaendert')
    }),

    post(`${PATH}/:id/entfernen`, { ...rules, stepUp: true }, async (asked) => {
      await removeMember(asked.at, ports.house(), idOf(asked))
      return backTo(asked, 'entfernt')
    }),

    post(`${PATH}/:id/rechte`, { ...rules, stepUp: true, input: right }, async (asked) => {
      const { role, place } = asked.input
      const known = (await placesAt(asked)).map(({ id }) => id)
      await grantRight(asked.at, idOf(asked), { role, place: place === 'all' ? undefined : place }, known)
      return backTo(asked, 'erteilt', `${HERE}/${idOf(asked)}`)
    }),

    post(
      `${PATH}/:id/rechte/entziehen`,
      { ...rules, stepUp: true, input: z.object({ right: uuidField() }) },
      async (asked) => {
        await takeRight(asked.at, idOf(asked), asked.input.right)
        return backTo(asked, 'entzogen', `${HERE}/${idOf(asked)}`)
      },
    ),

    get('/:organisation/team/einrichtung/rechte', rules, async (asked) =>
      page(
        <RightsMatrixPage
          {...staffOf(asked)}
          permissions={oneEach(ports.life?.permissions?.() ?? [])}
          members={await roster(asked.at, ports.house(), asked.language)}
          places={await placesAt(asked)}
        />,
      ),
    ),
  ]
  return [...coming, ...present]
}

/** Each right once, however many routes ask for it. */
const oneEach = <T extends { readonly permission: string }>(all: readonly T[]): T[] => [
  ...new Map(all.map((one) => [one.permission, one])).values(),
]

function idOf(asked: Pick<Mine, 'params'>, code = 'accounts.no-such-member'): string {
  const id = z.uuid().safeParse(asked.params['id'])
  if (!id.success) throw refuse(code, 'not-found')
  return id.data
}
