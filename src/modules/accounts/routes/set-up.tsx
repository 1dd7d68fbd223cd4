import { mailAddress, typed } from '#platform/http/fields.ts'
import { get, page, post, see, type Asked, type Route } from '#platform/http/route.ts'
import { checkSetUpLink, setUp } from '../actions/set-up.ts'
import { administering } from '../data.ts'
import { hashPassword } from '../password.ts'
import type { Ports } from '../ports.ts'
import { passwordProblem } from '../rules/password.ts'
import { blank, type Filled } from '../screens/form.tsx'
import { SetUpPage } from '../screens/founding.tsx'
import { block, factsOf, line, newOrganisationWith, newPassword } from './facts.ts'
import { publicOf, type Framed } from './framed.ts'

const answers = newOrganisationWith({
  operator_name: line(200, true),
  operator_address: typed({ max: 500, required: true, multiline: true }),
  operator_mail: mailAddress({ required: true }),
  operator_officer: line(200),
  operator_officer_contact: block(500),
  password: newPassword,
})

const show = (asked: Framed & Pick<Asked<never, unknown>, 'absolute'>, filled: Filled) =>
  page(
    <SetUpPage
      {...publicOf(asked)}
      filled={filled}
      token={asked.params['token'] ?? ''}
      site={new URL(asked.absolute('/')).host}
    />,
    Object.keys(filled.problems).length > 0 ? 422 : 200,
  )

export function setUpRoutes(ports: Ports): Route[] {
  const rules = { who: 'set-up', purpose: administering } as const
  return [
    get('/einrichten/:token', rules, async (asked) => {
      await checkSetUpLink(asked.at, asked.params['token'])
      return show(asked, blank)
    }),

    post(
      '/einrichten/:token',
      {
        ...rules,
        input: answers,
        rate: 'sign-in',
        collects: true,
        again: async (asked, problems) => {
          await checkSetUpLink(asked.at, asked.params['token'])
          return show(asked, { raw: asked.input, problems })
        },
      },
      async (asked) => {
        await checkSetUpLink(asked.at, asked.params['token'])
        const given = asked.input
        const problem = passwordProblem(given.password, [given.admin_name, given.admin_mail, given.name, given.slug])
        if (problem) {
          const { password: _kept, ...raw } = given
          return show(asked, { raw, problems: { password: problem } })
        }
        const token = await setUp(asked.at, ports.house(), asked.params['token'], {
          operator: {
            name: given.operator_name,
            address: given.operator_address,
            contactMail: given.operator_mail,
            officerName: given.operator_officer,
            officerContact: given.operator_officer_contact,
          },
          organisation: factsOf(given),
          admin: {
            name: given.admin_name,
            mail: given.admin_mail,
            hash: await hashPassword(given.password),
            browser: asked.browser,
          },
        })
        if (token === undefined) {
          const { password: _kept, ...raw } = given
          return show(asked, { raw, problems: { slug: 'slug-taken' } })
        }
        return see(asked.href(`/${given.slug}/team/anmelden/pruefen?ziel=/team/einrichtung/organisation`), {
          cookie: token,
        })
      },
    ),
  ]
}
