import { z } from 'zod'
import { mailAddress, typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Problems, type Raw, type Route } from '#platform/http/route.ts'
import { languages } from '#platform/text/language.ts'
import { membership } from '../../data.ts'
import { hashPassword } from '../../password.ts'
import type { Ports } from '../../ports.ts'
import { newPassword } from '../../routes/facts.ts'
import { publicOf } from '../../routes/framed.ts'
import { blank, type Filled } from '../../screens/form.tsx'
import { acceptInvitation, lookAtInvitation } from '../invitations.ts'
import { askToJoin } from '../join-code.ts'
import { tellAdministrators } from '../tell-administrators.ts'
import { InvitationEndedPage, InvitationPage, JoinPage, JoinSaidPage } from '../screens/arriving.tsx'

const name = typed({ max: 200, required: true })
const accepting = z.object({
  name,
  password: z.string().max(1_000, 'too-long').optional(),
  language: z.enum(languages, { message: 'unknown' }).optional(),
})
const joining = z.object({
  code: typed({ max: 40, required: true }),
  name,
  mail: mailAddress({ required: true }),
})

type Mine = Pick<
  Asked<(typeof membership)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'params' | 'publicFrame' | 'staffFrame'
>
const withoutPassword = ({ password: _kept, ...raw }: Raw): Raw => raw

/** Invitations and join codes: pages for people who are no members yet. */
export function arrivingRoutes(ports: Ports): Route[] {
  const rules = { who: 'anyone', purpose: membership } as const

  const show = async (asked: Mine, filled: Filled) => {
    const token = asked.params['token'] ?? ''
    const invitation = await lookAtInvitation(asked.at, ports.house(), token)
    if (invitation.is !== 'open') return page(<InvitationEndedPage {...publicOf(asked)} is={invitation.is} />, 410)
    const status = Object.keys(filled.problems).length > 0 ? 422 : 200
    return page(<InvitationPage {...publicOf(asked)} invitation={invitation} token={token} filled={filled} />, status)
  }
  const again = (asked: Mine & { readonly input: Raw }, problems: Problems) =>
    show(asked, { raw: withoutPassword(asked.input), problems })

  return [
    get('/:organisation/team/einladung/:token', rules, (asked) => show(asked, blank)),

    post(
      '/:organisation/team/einladung/:token',
      { ...rules, input: accepting, rate: 'sign-in', collects: true, again },
      async (asked) => {
        const { token } = asked.params
        const invitation = await lookAtInvitation(asked.at, ports.house(), token)
        if (invitation.is !== 'open') return show(asked, blank)
        const password = newPassword.safeParse(asked.input.password)
        if (!invitation.hasAccount && !password.success) {
          const problems = { password: password.error.issues[0]?.message ?? 'required' }
          return show(asked, { raw: { name: asked.input.name }, problems })
        }
        await acceptInvitation(asked.at, ports, token, {
          name: asked.input.name,
          hash: invitation.hasAccount || !password.success ? undefined : await hashPassword(password.data),
          language: asked.input.language ?? asked.language,
        })
        return see(`${asked.href('/team/anmelden')}${invitation.hasAccount ? '' : '?ok=passwort'}`)
      },
    ),

    get('/:organisation/team/beitreten', rules, async (asked) =>
      page(<JoinPage {...publicOf(asked)} filled={blank} />),
    ),

    post(
      '/:organisation/team/beitreten',
      {
        ...rules,
        input: joining,
        rate: 'sign-in',
        collects: true,
        again: async (asked, problems) =>
          page(<JoinPage {...publicOf(asked)} filled={{ raw: asked.input, problems }} />, 422),
      },
      async (asked) => {
        const said = await askToJoin(asked.at, { ...asked.input, language: asked.language }, () =>
          tellAdministrators(asked.at, ports, asked.absolute('/team/einrichtung/mitglieder')),
        )
        if (said === 'wrong')
          return page(<JoinPage {...publicOf(asked)} filled={{ raw: asked.input, problems: { code: 'code' } }} />, 422)
        return page(<JoinSaidPage {...publicOf(asked)} says={said} />, said === 'wait' ? 429 : 200)
      },
    ),
  ]
}
