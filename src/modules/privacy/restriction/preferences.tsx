import { z } from 'zod'
import type { Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { type Asked, get, page, post, see } from '#platform/http/route.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { linksFor } from '../notice/links.ts'
import { restricting } from './data.ts'
import { advertisingOffSince } from './block.ts'
import { objectionsOf, objectToAdvertising } from './object.ts'
import { acceptOffer, offersFor } from './offers.ts'
import { restrictionsOf } from './restrict.ts'
import { DeclarationSheet, PreferencesScreen } from './screens/preferences.tsx'
import { declarationsOf, withdraw } from './withdraw.ts'

const USE = 'preferences'
const PATH = '/einwilligungen'

/**
 * The address of a person's own page of consents, within the organisation: to stand in every mail to them. The link is
 * the key; there is no account, no cookie, and opening it changes nothing.
 */
export const preferencesPath = async (at: Scope<string>, person: string): Promise<string> =>
  `${PATH}/${await tokenFor(at, USE, person)}`

type Own = Asked<'privacy.restricting', Record<string, unknown>>
const open = { who: 'anyone', purpose: restricting } as const

async function personOf({ at, params }: Own): Promise<string> {
  const person = await readToken(at, USE, params['token'] ?? '')
  if (!person) throw refuse('privacy.no-such-link', 'not-found')
  return person
}

const parts = ({ at, language, href, params, publicFrame }: Own) => ({
  frame: publicFrame(),
  language,
  organisation: at.organisation,
  href,
  own: href(`${PATH}/${params['token'] ?? ''}`),
})

export const preferenceRoutes = [
  get(
    `/:organisation${PATH}/:token`,
    { ...open, input: z.object({ stand: z.enum(['widerrufen', 'werbung', 'eingewilligt', 'haken']).optional() }) },
    async (asked) => {
      const { at } = asked
      const person = await personOf(asked)
      const [declarations, advertisingOff, restrictions, offers] = await Promise.all([
        declarationsOf(at, person),
        advertisingOffSince(at, person),
        restrictionsOf(at, person),
        offersFor(at, person),
      ])
      return page(
        <PreferencesScreen
          {...parts(asked)}
          {...declarations}
          offers={offers}
          links={(await linksFor(at, person)).map(({ path, label }) => ({
            url: asked.href(path),
            label: label[asked.language],
          }))}
          done={asked.input.stand}
          advertisingOff={advertisingOff}
          restrictedSince={restrictions.find(({ liftedAt, only }) => liftedAt === null && !only)?.setAt}
        />,
      )
    },
  ),
  get(`/:organisation${PATH}/:token/:consent`, open, async (asked) => {
    const person = await personOf(asked)
    const { consents, shown } = await declarationsOf(asked.at, person)
    const consent = [...consents, ...shown].find(({ id }) => id === asked.params['consent'])
    if (!consent) throw refuse('privacy.no-such-link', 'not-found')
    return page(<DeclarationSheet {...parts(asked)} consent={consent} />)
  }),
  post(
    `/:organisation${PATH}/:token/widerruf`,
    { ...open, input: z.object({ consent: z.union([uuidField(), z.literal('all')]) }) },
    async (asked) => {
      await withdraw(asked.at, await personOf(asked), asked.input.consent, 'person')
      return see(`${parts(asked).own}?stand=widerrufen`)
    },
  ),
  post(
    `/:organisation${PATH}/:token/einwilligung`,
    { ...open, input: z.object({ wofuer: z.string().max(100), ja: z.string().optional() }) },
    async (asked) => {
      const person = await personOf(asked)
      const { own } = parts(asked)
      // without the tick nothing is declared
      if (asked.input.ja === undefined) return see(`${own}?stand=haken`)
      const given = await acceptOffer(asked.at, person, asked.input.wofuer)
      return see(given ? `${own}?stand=eingewilligt` : own)
    },
  ),
  post(`/:organisation${PATH}/:token/werbung`, open, async (asked) => {
    const person = await personOf(asked)
    const before = (await objectionsOf(asked.at, person)).some(
      ({ article, outcome }) => article === '21.2' && outcome === 'upheld',
    )
    if (!before) await objectToAdvertising(asked.at, person)
    return see(`${parts(asked).own}?stand=werbung`)
  }),
]
