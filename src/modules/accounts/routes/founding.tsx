import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { inviteTo } from '../life/invitations.ts'
import { founded, isOperator } from '../actions/set-up.ts'
import { administering } from '../data.ts'
import type { Ports } from '../ports.ts'
import { mayFoundOrganisations } from '../roles.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { FoundingPage } from '../screens/founding.tsx'
import { words } from '../texts.ts'
import { factsOf, newOrganisationWith } from './facts.ts'
import { staffOf } from './framed.ts'

const PATH = '/:organisation/team/einrichtung/organisationen'
const done = z.object({ ok: z.string().optional() })
const wanted = newOrganisationWith({})

type Mine = Pick<
  Asked<(typeof administering)['opens'][number], unknown>,
  'at' | 'language' | 'href' | 'absolute' | 'params' | 'publicFrame' | 'staffFrame'
>

export function foundingRoutes(ports: Ports): Route[] {
  const rules = { who: mayFoundOrganisations, purpose: administering } as const

  const operatorOnly = async (asked: Mine) => {
    if (!(await isOperator(asked.at, ports.house()))) throw refuse('accounts.operator-only', 'not-found')
  }
  const show = async (asked: Mine, filled: Filled, ok?: string) => {
    await operatorOnly(asked)
    const organisations = await ports.house().directory.all()
    return page(
      <FoundingPage
        {...staffOf(asked)}
        organisations={organisations.filter(({ id }) => id !== asked.at.organisation.id)}
        filled={filled}
        site={new URL(asked.absolute('/')).host}
        done={ok === 'angelegt' ? words(asked.language).founding.done : undefined}
      />,
      Object.keys(filled.problems).length > 0 ? 422 : 200,
    )
  }
  return [
    get(PATH, { ...rules, input: done }, (asked) => show(asked, blank, asked.input.ok)),

    post(
      PATH,
      {
        ...rules,
        input: wanted,
        collects: true,
        again: (asked, problems) => show(asked, { raw: asked.input, problems }),
      },
      async (asked) => {
        await operatorOnly(asked)
        const house = ports.house()
        const given = asked.input
        const organisation = await founded(asked.at, house, factsOf(given))
        if (!organisation) return show(asked, { raw: given, problems: { slug: 'slug-taken' } })
        const admin = {
          name: given.admin_name,
          mail: given.admin_mail,
          role: 'main-administrator',
          language: asked.language,
        } as const
        const home =
          new URL(asked.absolute('/')).origin +
          asked.href('/').replace(`/${asked.at.organisation.slug}`, `/${given.slug}`)
        await inviteTo(asked.at, ports, organisation, admin, (token) => `${home}/team/einladung/${token}`)
        asked.at.afterCommit(() => house.directory.refresh())
        return see(`${asked.href('/team/einrichtung/organisationen')}?ok=angelegt`)
      },
    ),
  ]
}
