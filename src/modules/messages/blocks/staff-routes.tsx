import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Problems, type Raw, type Reply, see } from '#platform/http/route.ts'
import { readToken, tokenFor } from '#platform/keys/token.ts'
import { countBlocked } from '#privacy'
import { type Address, addressOf, block, since, unblock } from './actions.ts'
import { blocking } from './data.ts'
import { blockList, MOST_LINES, readList, sortAddresses } from './import.ts'
import { asId, asToken } from './opt-out.ts'
import { mayBlock } from './permissions.ts'
import { actsAbout, recentActs } from './queries.ts'
import { BlocksPage, OneBlockPage, SortedPage } from './screens/staff.tsx'

export const BLOCKS_PAGE = '/team/mailsperren'
export const reasons = ['letter', 'call', 'visit', 'mail', 'other'] as const

type Desk = Asked<'messages.blocking', Record<string, unknown>>
const desk = { who: mayBlock, purpose: blocking } as const
const ROUTE = `/:organisation${BLOCKS_PAGE}`

async function overview(asked: Desk, entered: Raw = {}, problems: Problems = {}, status = 200): Promise<Reply> {
  return page(
    <BlocksPage
      frame={asked.staffFrame()}
      language={asked.language}
      zone={asked.at.organisation.zone}
      own={asked.href(BLOCKS_PAGE)}
      count={await countBlocked(asked.at)}
      acts={await recentActs(asked.at)}
      entered={entered}
      problems={problems}
    />,
    status,
  )
}

// The address itself never stands in an address of a page: its token does, which leads to nobody without our key.
const use = (channel: Address['channel']) => `block-${channel}`
const pathOf = async (asked: Desk, { channel, token }: Address): Promise<string> =>
  asked.href(`${BLOCKS_PAGE}/${channel}/${await tokenFor(asked.at, use(channel), asId(token))}`)

async function addressIn({ at, params }: Desk): Promise<Address> {
  const channel = params['channel'] === 'phone' ? 'phone' : 'mail'
  const id = await readToken(at, use(channel), params['token'] ?? '')
  if (id === undefined) throw refuse('messages.no-such-link', 'not-found')
  return { channel, token: asToken(id) }
}

async function one(asked: Desk, entered: Raw = {}, problems: Problems = {}, status = 200): Promise<Reply> {
  const address = await addressIn(asked)
  const done = entered['stand']
  return page(
    <OneBlockPage
      frame={asked.staffFrame()}
      language={asked.language}
      zone={asked.at.organisation.zone}
      back={asked.href(BLOCKS_PAGE)}
      own={await pathOf(asked, address)}
      channel={address.channel}
      since={await since(asked.at, address)}
      acts={await actsAbout(asked.at, address)}
      done={done === 'blocked' || done === 'lifted' ? done : undefined}
      entered={entered}
      problems={problems}
    />,
    status,
  )
}

const why = {
  input: z.object({ reason: z.enum(reasons, { message: 'required' }), note: typed({ max: 200 }) }),
  again: (asked: Desk & { readonly input: Raw }, problems: Problems) => one(asked, asked.input, problems, 422),
}

const many = {
  ...desk,
  maxBody: 1_000_000,
  input: z.object({ list: typed({ max: 900_000, multiline: true, required: true }) }),
  again: (asked: Desk & { readonly input: Raw }, problems: Problems) => overview(asked, {}, problems, 422),
}
function problemOf(list: string): 'empty' | 'long' | undefined {
  const { addresses } = readList(list)
  return addresses.length === 0 ? 'empty' : addresses.length > MOST_LINES ? 'long' : undefined
}

export const blockRoutes = [
  get(
    ROUTE,
    {
      ...desk,
      input: z.object({
        blocked: z.coerce.number().int().optional(),
        known: z.coerce.number().int().optional(),
        invalid: z.coerce.number().int().optional(),
      }),
    },
    async (asked) => {
      const { blocked, known, invalid } = asked.input
      return overview(asked, blocked === undefined ? {} : { done: `${blocked} ${known ?? 0} ${invalid ?? 0}` })
    },
  ),

  post(
    ROUTE,
    {
      ...desk,
      rate: 'read',
      input: z.object({ address: typed({ max: 254, required: true }) }),
      again: (asked, problems) => overview(asked, asked.input, problems, 422),
    },
    async (asked) => {
      const address = await addressOf(asked.at, asked.input.address)
      if (!address) return overview(asked, { address: asked.input.address }, { address: 'address' }, 422)
      return see(await pathOf(asked, address))
    },
  ),

  // compared, not stored
  post(`${ROUTE}/abgleich`, { ...many, rate: 'read' }, async (asked) => {
    const wrong = problemOf(asked.input.list)
    if (wrong) return overview(asked, { list: asked.input.list }, { list: wrong }, 422)
    return page(
      <SortedPage
        frame={asked.staffFrame()}
        language={asked.language}
        back={asked.href(BLOCKS_PAGE)}
        list={await sortAddresses(asked.at, asked.input.list)}
      />,
    )
  }),

  post(`${ROUTE}/liste`, many, async (asked) => {
    const wrong = problemOf(asked.input.list)
    if (wrong) return overview(asked, { list: asked.input.list }, { list: wrong }, 422)
    const counts = await blockList(asked.at, asked.input.list)
    const query = new URLSearchParams(Object.entries(counts).map(([name, count]) => [name, String(count)]))
    return see(`${asked.href(BLOCKS_PAGE)}?${query.toString()}`)
  }),

  get(
    `${ROUTE}/:channel/:token`,
    { ...desk, input: z.object({ stand: z.enum(['blocked', 'lifted']).optional() }) },
    async (asked) => one(asked, asked.input.stand ? { stand: asked.input.stand } : {}),
  ),
  post(`${ROUTE}/:channel/:token/sperren`, { ...desk, ...why }, async (asked) => {
    const address = await addressIn(asked)
    await block(asked.at, address, { way: 'staff', ...asked.input })
    return see(`${await pathOf(asked, address)}?stand=blocked`)
  }),
  post(`${ROUTE}/:channel/:token/aufheben`, { ...desk, ...why }, async (asked) => {
    const address = await addressIn(asked)
    await unblock(asked.at, address, { way: 'staff', ...asked.input })
    return see(`${await pathOf(asked, address)}?stand=lifted`)
  }),
]
