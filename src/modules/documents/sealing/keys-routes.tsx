import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import { type Asked, get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { storing } from '../data.ts'
import { maySetUpDocuments } from '../permissions.ts'
import { archivePlaces } from '../storing/archives.ts'
import { apiKeysOf, endApiKey, makeApiKey } from './api-keys.ts'
import { KeysPage, type KeysProps } from './keys-screen.tsx'
import { API_KEYS, MACHINES } from './paths.ts'

type Opens = (typeof storing)['opens'][number]
type Shown = Partial<Pick<KeysProps, 'entered' | 'problems' | 'done' | 'made'>>

const list = `/:organisation${API_KEYS}`
const rules = { who: maySetUpDocuments, purpose: storing } as const
const wish = z.object({
  name: typed({ max: 120, required: true }),
  archive: uuidField(),
  way: z.enum(['api', 'command-line']),
})

async function shown(asked: Asked<Opens, Record<string, unknown>>, about: Shown): Promise<Reply> {
  const { at, language, href } = asked
  const given = { keys: await apiKeysOf(at), archives: await archivePlaces(at), entered: {}, problems: {}, ...about }
  const props = { frame: asked.staffFrame(), language, zone: at.organisation.zone, href, ...given }
  return page(<KeysPage {...props} />, about.problems ? 422 : 200)
}

/** Where access keys are made, shown once, and taken back. */
export const keyRoutes: readonly Route[] = [
  get(list, { ...rules, input: z.object({ stand: z.enum(['entzogen']).optional().catch(undefined) }) }, (asked) =>
    shown(asked, { done: asked.input.stand }),
  ),
  post(
    list,
    {
      ...rules,
      stepUp: true,
      input: wish,
      again: (asked, problems) => shown(asked, { entered: asked.input, problems }),
    },
    async (asked) => {
      const { at, input } = asked
      const { key } = await makeApiKey(at, { archiveId: input.archive, name: input.name, way: input.way })
      // no redirect: the key is nowhere else, and an address must not hold it
      return shown(asked, { made: { key, address: asked.absolute(MACHINES, 'de') } })
    },
  ),
  post(`${list}/:key/entziehen`, rules, async (asked) => {
    const id = uuidField().safeParse(asked.params['key'])
    if (!id.success) throw refuse('documents.unknown-key', 'not-found')
    await endApiKey(asked.at, id.data)
    return see(asked.href(`${API_KEYS}?stand=entzogen`))
  }),
]
