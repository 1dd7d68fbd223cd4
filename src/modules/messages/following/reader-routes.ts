import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { file, get, see } from '#platform/http/route.ts'
import { measuring } from './data.ts'
import { DOT, LINK_PATH, messageOfLink, messageOfPicture, PICTURE_PATH } from './links.ts'
import { sighted } from './sightings.ts'

const LONGEST = 4_000
const open = { who: 'anyone', purpose: measuring } as const

/** What mails of people who consented ask for: the dot, and the links on their way to where they lead. */
export const readerRoutes = [
  get(`/:organisation${PICTURE_PATH}/:token`, open, async ({ at, params, machine }) => {
    const message = await messageOfPicture(at, params['token'] ?? '')
    if (!message) throw refuse('messages.no-such-target', 'not-found')
    at.afterCommit(() => sighted(at.organisation, { message, what: 'opened', at: at.now, machine }))
    return file(DOT, 'image/gif', { elsewhere: true })
  }),

  get(
    `/:organisation${LINK_PATH}/:token`,
    { ...open, input: z.object({ zu: z.string().max(LONGEST).default('') }) },
    async ({ at, params, input: { zu: target }, machine }) => {
      const message = await messageOfLink(at, params['token'] ?? '', target)
      if (!message) throw refuse('messages.no-such-target', 'not-found')
      at.afterCommit(() => sighted(at.organisation, { message, what: 'clicked', target, at: at.now, machine }))
      return see(target)
    },
  ),
]
