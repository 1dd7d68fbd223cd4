import { refuse } from '#platform/errors/errors.ts'
import { inScope } from '#platform/data/scope.ts'
import type { Incoming, Receive } from '#platform/http/receive.ts'
import { file, post, type Reply, type Route } from '#platform/http/route.ts'
import { filing } from '../data.ts'
import { finishUpload, openUpload, readSent, takePart } from '../storing/uploads.ts'
import { type ApiKey, apiKeyOf, noteUse } from './api-keys.ts'
import { MACHINES } from './paths.ts'

const base = `/:organisation${MACHINES}`
/** Nobody is signed in: what may be done is decided by the key that is brought. */
const rules = { who: 'anyone', purpose: filing, raw: true, rate: 'read' } as const
const actor = { kind: 'system', job: 'documents.api-key' } as const
const json = (value: unknown): Reply => file(JSON.stringify(value), 'application/json')

/** The key that is brought, before a byte of the body is read. @throws Refusal documents.wrong-key */
async function keyIn({ house, organisation, headers }: Incoming): Promise<ApiKey> {
  const key = await inScope(house, { organisation, actor, purpose: filing, readOnly: true }, (at) =>
    apiKeyOf(at, headers.get('authorization')),
  )
  if (!key) throw refuse('documents.wrong-key', 'forbidden')
  return key
}

const withKey =
  (work: (incoming: Incoming, key: ApiKey) => ReturnType<Receive>): Receive =>
  async (incoming) =>
    work({ ...incoming, actor }, await keyIn(incoming))

const which = ({ params }: Incoming, { archiveId }: ApiKey) => ({ uploadId: params['upload'] ?? '', archiveId })

/**
 * How machines file: the upload API of `storing` (`uploadPaths`), with `authorization: Bearer <access key>` instead of a
 * session. A key files into its archive and does nothing else. `docs/operating/filing.md`
 */
export const machineRoutes: readonly Route[] = [
  post(
    base,
    {
      ...rules,
      receive: withKey(async ({ house, organisation, query }, key) => {
        const documentId = query.get('document') ?? undefined
        const ticket = await inScope(house, { organisation, actor, purpose: filing }, async (at) => {
          await noteUse(at, key)
          const wanted = { archiveId: key.archiveId, way: key.way, documentId }
          return openUpload(at, wanted, { sender: key.id, withDedup: true })
        })
        return { answer: JSON.stringify(ticket) }
      }),
    },
    async ({ received }) => answer(received),
  ),
  post(
    `${base}/:upload`,
    { ...rules, receive: withKey((incoming, key) => takePart(incoming, which(incoming, key))) },
    async ({ received }) => json(received),
  ),
  post(
    `${base}/:upload/fertig`,
    {
      ...rules,
      receive: withKey(async (incoming, key) => {
        const filed = await finishUpload(incoming, which(incoming, key), await readSent(incoming.body))
        return { answer: JSON.stringify(filed) }
      }),
    },
    async ({ received }) => answer(received),
  ),
]

const answer = (received: Readonly<Record<string, string | number>> | undefined): Reply =>
  file(String(received?.['answer'] ?? ''), 'application/json')
