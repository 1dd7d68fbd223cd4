import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { uuidField } from '#platform/http/fields.ts'
import { type Asked, file, get, page, post, type Route } from '#platform/http/route.ts'
import { record } from '#privacy'
import { filing } from '../data.ts'
import { mayReadDocuments } from '../permissions.ts'
import { ownKey, sealedArchives } from '../sealing/members.ts'
import { refuseOthers } from '../sealing/sealed-words.ts'
import { mayIn } from '../viewing/found.ts'
import { selected } from '../working/actions/bulk.ts'
import { idsField } from '../working/rules/chosen-ids.ts'
import { coursesOf, noteTaken, type Taken, takenOf } from './device.ts'
import { deviceExport, deviceParts } from './paths.ts'
import { readable } from './readable.ts'
import { DeviceExportPage } from './screens/device.tsx'

const rules = { who: mayReadDocuments, purpose: filing, place: 'some' } as const
const some = z.object({ ids: idsField(), nach: uuidField().optional().catch(undefined) })
const under = (part = '') => `/:organisation${deviceExport(':archive{[0-9a-f]+-[0-9a-f-]+}')}${part}`

type Asking = Asked<(typeof filing)['opens'][number], unknown>

/** The archive of an address, for who may read there. @throws Refusal documents.no-archive */
async function archiveOf({ at, params }: Asking) {
  const id = uuidField().safeParse(params['archive'])
  const mine = id.success && mayIn(at.actor, mayReadDocuments, id.data)
  const archive = mine ? (await sealedArchives(at)).find((one) => one.id === id.data) : undefined
  if (!archive) throw refuse('documents.no-archive', 'not-found')
  return archive
}

/** What is asked for, of who can open the archive. @throws Refusal documents.no-archive, documents.not-for-you */
async function takenIn(asked: Asking, input: z.output<typeof some>): Promise<Taken> {
  const archive = await archiveOf(asked)
  await refuseOthers(asked.at, archive.id)
  const { language, href } = asked
  return { archive, after: input.nach ?? '', only: input.ids.length > 0 ? input.ids : undefined, language, href }
}

const json = (value: unknown) => file(JSON.stringify(value), 'application/json', { cache: 'private, no-store' })

/** An archive that no server reads as files: a member's device makes them of what is given here. */
export const deviceRoutes: readonly Route[] = [
  get(under(), { ...rules, stepUp: true, input: z.object({ ids: idsField() }) }, async (asked) => {
    const { at, input, language, href } = asked
    const archive = await archiveOf(asked)
    const chosen = (await selected(at, input.ids)).filter(({ archiveId }) => archiveId === archive.id)
    const all = (await readable(at)).find(({ id }) => id === archive.id)
    return page(
      <DeviceExportPage
        frame={asked.staffFrame('documents/sealed-export.js')}
        language={language}
        href={href}
        organisation={at.organisation}
        member={at.actor.kind === 'member' ? at.actor.id : ''}
        own={await ownKey(at)}
        archive={archive}
        ids={chosen.map(({ id }) => id)}
        count={input.ids.length > 0 ? chosen.length : (all?.documents ?? 0)}
        today={at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()}
      />,
    )
  }),
  post(under(deviceParts.begin), { ...rules, input: some }, async (asked) => {
    const { at, input } = asked
    const { archive, only } = await takenIn(asked, input)
    const all = (await readable(at)).find(({ id }) => id === archive.id)
    await record(at, 'documents.exported', { archives: 1, documents: only?.length ?? all?.documents ?? 0 })
    return json({})
  }),
  get(under(deviceParts.documents), { ...rules, costly: true, input: some }, async (asked) =>
    json(await takenOf(asked.at, await takenIn(asked, asked.input))),
  ),
  get(under(deviceParts.courses), { ...rules, costly: true, input: some }, async (asked) =>
    json(await coursesOf(asked.at, await takenIn(asked, asked.input))),
  ),
  post(under(deviceParts.noted), { ...rules, input: z.object({ ids: idsField() }) }, async (asked) => {
    const { archive } = await takenIn(asked, { ...asked.input, nach: undefined })
    await noteTaken(asked.at, archive.id, asked.input.ids)
    return json({})
  }),
]
