import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { file, get, post, type Reply, type Route } from '#platform/http/route.ts'
import { filing } from '../data.ts'
import { mayFileDocuments } from '../permissions.ts'
import { finishUpload, openUpload, readSent, receivedOf, takePart, type Which } from './uploads.ts'

const json = (value: unknown): Reply => file(JSON.stringify(value), 'application/json')
const base = '/:organisation/archiv/:archive/hochladen'
const rules = { who: mayFileDocuments, place: 'archive', purpose: filing } as const

const which = (params: Readonly<Record<string, string>>): Which => ({
  uploadId: params['upload'] ?? '',
  archiveId: archiveIn(params),
})
function archiveIn(params: Readonly<Record<string, string>>): string {
  const id = uuidField().safeParse(params['archive'])
  if (!id.success) throw refuse('documents.no-archive', 'not-found')
  return id.data
}

/** See `uploadPaths`: how members' browsers send files that they sealed. */
export const uploadRoutes: readonly Route[] = [
  post(
    base,
    {
      ...rules,
      input: z.object({
        way: z.enum(['browser', 'camera']).default('browser'),
        document: uuidField().optional(),
        person: uuidField().optional(),
      }),
    },
    async ({ at, input, params }) => {
      const { way, document, person } = input
      const wanted = { archiveId: archiveIn(params), way, documentId: document, holder: person }
      const sender = at.actor.kind === 'member' ? { sender: at.actor.id } : {}
      return json(await openUpload(at, wanted, { ...sender, withDedup: true }))
    },
  ),
  get(`${base}/:upload`, rules, async ({ at, params }) => json({ received: await receivedOf(at, which(params)) })),
  post(
    `${base}/:upload`,
    { ...rules, receive: (incoming) => takePart(incoming, which(incoming.params)) },
    async ({ received }) => json(received),
  ),
  post(
    `${base}/:upload/fertig`,
    {
      ...rules,
      receive: async (incoming) => {
        const filed = await finishUpload(incoming, which(incoming.params), await readSent(incoming.body))
        return { filed: JSON.stringify(filed) }
      },
    },
    async ({ received }) => file(String(received?.['filed'] ?? ''), 'application/json'),
  ),
]
