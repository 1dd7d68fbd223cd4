import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { dateField, ticked, typed, uuidField, whole } from '#platform/http/fields.ts'
import type { Permission } from '#platform/http/permission.ts'
import { type Asked, post, type Route, see } from '#platform/http/route.ts'
import { filing, storing } from '../../data.ts'
import { mayFileDocuments, mayLockDocuments } from '../../permissions.ts'
import { mayIn } from '../../viewing/found.ts'
import { DOCUMENTS } from '../../viewing/paths.ts'
import { extendLock, groundOfType, type LockGround, releaseDocument } from '../actions/locks.ts'
import { putStamp } from '../actions/stamping.ts'
import { stampWithRow } from '../actions/stamps.ts'
import { finishTask, giveTask } from '../actions/tasks.ts'
import { db } from '../data.ts'
import { OVERDUE, TASKS, workOf } from '../paths.ts'
import { grounds } from '../rules/period.ts'

export const documentBase = `/:organisation${DOCUMENTS}/:document{[0-9a-f]+-[0-9a-f-]+}`
const filed = { who: mayFileDocuments, purpose: filing, place: 'some' } as const
const locking = { who: mayLockDocuments, purpose: filing, place: 'some' } as const

/**
 * The document that a form is about, for who may do `may` in its archive.
 * @throws Refusal documents.unknown, also where it lies in an archive without that right
 */
export async function documentOf({ at, params }: Pick<Asked<string, unknown>, 'at' | 'params'>, may: Permission) {
  const id = uuidField().safeParse(params['document'])
  const found = id.success
    ? await db(at).selectFrom('documents').selectAll().where('id', '=', id.data).executeTakeFirst()
    : undefined
  if (!found || !mayIn(at.actor, may, found.archive_id)) throw refuse('documents.unknown', 'not-found')
  return found
}

const orNothing = <T extends z.ZodType>(field: T) =>
  z.union([z.literal('').transform(() => undefined), field]).optional()

const stamping = z.object({ stamp: uuidField(), note: typed({ max: 500 }), version: whole(1, 1_000_000_000) })
const archiving = z.object({
  stamp: uuidField(),
  ground: z.string(),
  sure: ticked(),
  version: whole(1, 1_000_000_000),
})
const task = z.object({
  account: orNothing(uuidField()),
  stamp: orNothing(uuidField()),
  what: typed({ max: 500 }),
  due: orNothing(dateField()),
})

/** What is done with one document. */
export const documentActs: Route[] = [
  post(`${documentBase}/stempeln`, { ...filed, input: stamping }, async (asked) => {
    const { id } = await documentOf(asked, mayFileDocuments)
    const { stamp, note, version } = asked.input
    // archiving has a form of its own, with the period and the right that it needs
    if ((await stampWithRow(asked.at, stamp)).movesTo === 'archived') throw refuse('documents.lock-ground', 'invalid')
    await putStamp(asked.at, { documentId: id, stampId: stamp, note, version })
    return see(asked.href(workOf(id)))
  }),

  post(`${documentBase}/archivieren`, { ...locking, input: archiving }, async (asked) => {
    const document = await documentOf(asked, mayLockDocuments)
    const { stamp, ground, sure, version } = asked.input
    if (!sure) throw refuse('documents.lock-unsure', 'invalid')
    const chosen: LockGround | undefined =
      ground === 'type' ? await groundOfType(asked.at, document.type_id) : grounds.find(({ key }) => key === ground)
    await putStamp(asked.at, { documentId: document.id, stampId: stamp, version, ground: chosen })
    return see(asked.href(workOf(document.id)))
  }),

  post(`${documentBase}/laenger-sperren`, { ...locking, input: z.object({ until: dateField() }) }, async (asked) => {
    const { id } = await documentOf(asked, mayLockDocuments)
    await extendLock(asked.at, id, asked.input.until)
    return see(asked.href(workOf(id)))
  }),

  // also of people whose data are restricted: their documents are not seen while working, but their periods end as well
  post(`${documentBase}/freigeben`, { ...locking, purpose: storing, stepUp: true }, async (asked) => {
    const { id } = await documentOf(asked, mayLockDocuments)
    await releaseDocument(asked.at, id)
    return see(asked.href(OVERDUE))
  }),

  post(`${documentBase}/aufgabe`, { ...filed, input: task }, async (asked) => {
    const { id } = await documentOf(asked, mayFileDocuments)
    const { account, stamp, what, due } = asked.input
    if (stamp) await stampWithRow(asked.at, stamp)
    await giveTask(asked.at, {
      documentId: id,
      kind: stamp ? 'stamp' : 'look',
      stampId: stamp,
      forAccount: account,
      what,
      dueOn: due?.toString(),
    })
    return see(asked.href(workOf(id)))
  }),

  post(
    `${documentBase}/aufgabe-erledigt`,
    { ...filed, input: z.object({ task: uuidField(), back: z.string().optional() }) },
    async (asked) => {
      const { id } = await documentOf(asked, mayFileDocuments)
      if (!(await finishTask(asked.at, id, asked.input.task))) throw refuse('documents.no-such-task', 'gone')
      return see(asked.href(asked.input.back === 'document' ? workOf(id) : TASKS))
    },
  ),
]
