import { refuse } from '#platform/errors/errors.ts'
import { type Asked, get, page, post } from '#platform/http/route.ts'
import { block, since } from './actions.ts'
import { blocking } from './data.ts'
import { addressBehind, UNSUBSCRIBE_PAGE } from './opt-out.ts'
import { UnsubscribedScreen, UnsubscribeScreen } from './screens/public.tsx'

type Open = Asked<'messages.blocking', Record<string, never>>
const PATH = `/:organisation${UNSUBSCRIBE_PAGE}/:token`

async function addressIn({ at, params }: Open) {
  const token = await addressBehind(at, params['token'] ?? '')
  if (!token) throw refuse('messages.no-such-link', 'not-found')
  return { channel: 'mail', token } as const
}

const parts = ({ at, language, publicFrame }: Open) => ({
  frame: publicFrame(),
  language,
  organisation: at.organisation,
})

export const unsubscribeRoutes = [
  // Mail programs and scanners open every link: looking changes nothing.
  get(PATH, { who: 'anyone', purpose: blocking }, async (asked) => {
    const address = await addressIn(asked)
    return page(
      <UnsubscribeScreen
        {...parts(asked)}
        action={asked.href(`${UNSUBSCRIBE_PAGE}/${asked.params['token'] ?? ''}`)}
        since={await since(asked.at, address)}
      />,
    )
  }),
  /**
   * The button of that page, and the one-click request of a mail program (RFC 8058, 3.2): no cookie, no session, no redirect,
   * from wherever it comes. The token is all that is asked for. Many come from the few networks of the big providers.
   */
  post(PATH, { who: 'anyone', purpose: blocking, raw: true, maxBody: 4096, rate: 'read' }, async (asked) => {
    const address = await addressIn(asked)
    const oneClick = asked.call?.body.toString('latin1').includes('One-Click') ?? false
    await block(asked.at, address, { way: oneClick ? 'one-click' : 'link' })
    return page(<UnsubscribedScreen {...parts(asked)} />)
  }),
]
