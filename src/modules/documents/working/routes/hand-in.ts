import { z } from 'zod'
import { type House, inScope, type Scope } from '#platform/data/scope.ts'
import { refuse } from '#platform/errors/errors.ts'
import type { Incoming } from '#platform/http/receive.ts'
import { file, get, post, type Route, type Who } from '#platform/http/route.ts'
import { filing } from '../../data.ts'
import { db as storedDb } from '../../storing/data.ts'
import { openArchive } from '../../storing/place.ts'
import { storeSealed } from '../../storing/store.ts'
import type { Filed } from '../../storing/types.ts'
import { finishUpload, openUpload, readSent, receivedOf, takePart } from '../../storing/uploads.ts'
import type { Way } from '../../types.ts'

type Opens = (typeof filing)['opens'][number]

/** Where files from outside go, and what happens when one is filed. */
export type Door = {
  readonly archiveId: string
  /** Whether the server reads what lies there, or members' devices alone. */
  readonly isRead: boolean
  readonly holder: string
  readonly way: Way
  /** In the transaction that files it; a throw leaves nothing. */
  readonly filed: (at: Scope<Opens>, filed: Filed) => Promise<void>
}
/** @throws Refusal when nothing may be handed in there (any more) */
export type DoorOf = (at: Scope<Opens>, params: Readonly<Record<string, string>>) => Promise<Door>

/** The largest file that is sent by a form alone, in bytes. */
export const MOST_BY_FORM = 25_000_000

const json = (value: unknown) => file(JSON.stringify(value), 'application/json')

/** An upload that was opened by this very door: another's is as unknown as none. */
async function ownUpload(at: Scope<string>, door: Door, given: string | undefined) {
  const id = z.uuid().safeParse(given)
  const found = id.success
    ? await storedDb(at)
        .selectFrom('document_uploads')
        .select('id')
        .where('id', '=', id.data)
        .where('holder_id', '=', door.holder)
        .where('archive_id', '=', door.archiveId)
        .where('way', '=', door.way)
        .executeTakeFirst()
    : undefined
  if (!found) throw refuse('documents.upload-gone', 'gone')
  return { uploadId: found.id, archiveId: door.archiveId }
}

const known = <T>(
  { house, organisation, actor }: Pick<Incoming, 'house' | 'organisation' | 'actor'>,
  work: (at: Scope<Opens>) => Promise<T>,
): Promise<T> => inScope(house as House, { organisation, actor, purpose: filing, readOnly: true }, work)

/**
 * How a browser from outside sends files that it sealed: the same as members do, by the same code, without the key that
 * finds equal files. `base` is the path of the page; see `uploadPaths` for the parts.
 */
export const handInRoutes = (base: string, who: Extract<Who, string>, doorOf: DoorOf): Route[] => {
  const rules = { who, purpose: filing } as const
  return [
    post(`${base}/datei`, rules, async ({ at, params }) => {
      const { archiveId, holder, way } = await doorOf(at, params)
      return json(await openUpload(at, { archiveId, holder, way }, { withDedup: false }))
    }),
    get(`${base}/datei/:upload`, rules, async ({ at, params }) =>
      json({ received: await receivedOf(at, await ownUpload(at, await doorOf(at, params), params['upload'])) }),
    ),
    post(
      `${base}/datei/:upload`,
      {
        ...rules,
        async receive(incoming) {
          const { params } = incoming
          const which = await known(incoming, async (at) => ownUpload(at, await doorOf(at, params), params['upload']))
          return takePart(incoming, which)
        },
      },
      async ({ received }) => json(received),
    ),
    post(
      `${base}/datei/:upload/fertig`,
      {
        ...rules,
        async receive(incoming) {
          const { params } = incoming
          const sent = await readSent(incoming.body)
          const { door, which } = await known(incoming, async (at) => {
            const opened = await doorOf(at, params)
            return { door: opened, which: { uploadId: params['upload'] ?? '', archiveId: opened.archiveId } }
          })
          const { receipt } = await finishUpload({ ...incoming, also: door.filed }, which, sent)
          // the ids of what was filed say nothing to the sender; the receipt proves that it was
          return { receipt: JSON.stringify(receipt) }
        },
      },
      async ({ received }) => file(`{"receipt":${String(received?.['receipt'] ?? 'null')}}`, 'application/json'),
    ),
  ]
}

/** Whether the server reads what is filed there. @throws Refusal documents.no-archive, documents.archive-closed */
export const isReadHere = async (at: Scope<string>, archiveId: string): Promise<boolean> =>
  (await openArchive(at, archiveId)).mode === 'readable'

/**
 * Files what a form without script brought: sealed within this process.
 * @throws Refusal documents.browser-only where nothing plain may come here
 */
export async function takeForm(at: Scope<Opens>, door: Door, given: File): Promise<void> {
  if (!door.isRead) throw refuse('documents.browser-only', 'conflict')
  const content = async function* () {
    yield new Uint8Array(await given.arrayBuffer())
  }
  const filed = await storeSealed(at, {
    archiveId: door.archiveId,
    holder: door.holder,
    way: door.way,
    name: given.name,
    mediaType: /^[\w.+-]+\/[\w.+-]+$/.test(given.type) ? given.type.toLowerCase() : 'application/octet-stream',
    size: given.size,
    content: content(),
  })
  await door.filed(at, filed)
}

/** The one file of a form; codes `missing`, `empty`. */
export const fileField = () =>
  z.custom<File>().superRefine((given, context) => {
    const there = given instanceof File && (given.name !== '' || given.size > 0)
    if (!there) context.addIssue({ code: 'custom', message: 'missing' })
    else if (given.size === 0) context.addIssue({ code: 'custom', message: 'empty' })
  })
