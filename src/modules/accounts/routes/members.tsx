import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { mailAddress, typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { languages } from '#platform/text/language.ts'
import { changeRole, invite, inviteAgain, removeMember, roster, type Links } from '../actions/roster.ts'
import { membership } from '../data.ts'
import type { Ports } from '../ports.ts'
import { mayManageMembers, roles } from '../roles.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { MemberPage, MembersPage } from '../screens/members.tsx'
import { words } from '../texts.ts'
import { staffOf } from './framed.ts'

const PATH = '/:organisation/team/einrichtung/mitglieder'
const done = z.object({ ok: z.string().optional() })
const roleField = z.enum(roles, { message: 'choose' })
const invitation = z.object({
  name: typed({ max: 200, required: true }),
  mail: mailAddress({ required: true }),
  role: roleField,
  language: z.enum(languages, { message: 'unknown' }),
})

type Mine = Pick<
  Asked<(typeof membership)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'absolute' | 'params' | 'publicFrame' | 'staffFrame'
>

const linksOf = (asked: Pick<Mine, 'absolute'>): Links => ({
  password: (token) => asked.absolute(`/team/passwort/${token}`),
  signIn: () => asked.absolute('/team/anmelden'),
})
const actorOf = (asked: Mine) => (asked.at.actor.kind === 'member' ? asked.at.actor : { account: '', role: '' })

export function memberRoutes(ports: Ports): Route[] {
  const rules = { who: mayManageMembers, purpose: membership } as const

  const show = async (asked: Mine, filled: Filled, ok?: string, status = 200) => {
    const t = words(asked.language).members.done
    const said: Record<string, string> = { eingeladen: t.invited, geaendert: t.changed, entfernt: t.removed }
    const actor = actorOf(asked)
    const members = await roster(asked.at, ports.house(), asked.language)
    return page(
      <MembersPage
        {...staffOf(asked)}
        members={members}
        account={actor.account}
        actorRole={actor.role}
        filled={filled}
        done={said[ok ?? '']}
      />,
      status,
    )
  }

  return [
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
        await invite(asked.at, ports, asked.input, linksOf(asked))
        return see(`${asked.href('/team/einrichtung/mitglieder')}?ok=eingeladen`)
      },
    ),

    get(`${PATH}/:id`, rules, async (asked) => {
      const members = await roster(asked.at, ports.house(), asked.language)
      const member = members.find(({ id }) => id === asked.params['id'])
      if (!member) throw refuse('accounts.no-such-member', 'not-found')
      return page(<MemberPage {...staffOf(asked)} member={member} actorRole={actorOf(asked).role} />)
    }),

    post(`${PATH}/:id`, { ...rules, input: z.object({ role: roleField }) }, async (asked) => {
      await changeRole(asked.at, idOf(asked), asked.input.role)
      return see(`${asked.href('/team/einrichtung/mitglieder')}?ok=geaendert`)
    }),

    post(`${PATH}/:id/entfernen`, rules, async (asked) => {
      await removeMember(asked.at, ports.house(), idOf(asked))
      return see(`${asked.href('/team/einrichtung/mitglieder')}?ok=entfernt`)
    }),

    post(`${PATH}/:id/einladung`, rules, async (asked) => {
      await inviteAgain(asked.at, ports, idOf(asked), linksOf(asked))
      return see(`${asked.href('/team/einrichtung/mitglieder')}?ok=eingeladen`)
    }),
  ]
}

function idOf(asked: Pick<Mine, 'params'>): string {
  const id = z.uuid().safeParse(asked.params['id'])
  if (!id.success) throw refuse('accounts.no-such-member', 'not-found')
  return id.data
}
