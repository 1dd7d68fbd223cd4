import { z } from 'zod'
import { isRefusal, refuse } from '#platform/errors/errors.ts'
import { typed, uuidField } from '#platform/http/fields.ts'
import {
  type Asked,
  get,
  page,
  post,
  type Problems,
  type Raw,
  type Reply,
  type Route,
  see,
} from '#platform/http/route.ts'
import { filing } from '../../data.ts'
import { maySetUpDocuments } from '../../permissions.ts'
import { type ArchiveLine, closeArchive, createArchive, listArchives, renameArchive } from '../archives.ts'
import { ARCHIVES } from '../paths.ts'
import { ArchivePage, ArchivesPage, type Done } from './screens.tsx'

type Opens = (typeof filing)['opens'][number]
type Here = Asked<Opens, Record<string, unknown>>
type Shown = { readonly entered?: Raw; readonly problems?: Problems; readonly done?: Done | undefined }

const list = `/:organisation${ARCHIVES}`
const one = `${list}/:archive`
const rules = { who: maySetUpDocuments, purpose: filing } as const
const state = z.object({ stand: z.enum(['angelegt', 'gespeichert', 'geschlossen', 'geoeffnet']).optional() })
const named = z.object({ name: typed({ max: 120, required: true }) })

const common = (asked: Here, shown: Shown) => ({
  frame: asked.staffFrame(),
  language: asked.language,
  zone: asked.at.organisation.zone,
  href: asked.href,
  entered: shown.entered ?? {},
  problems: shown.problems ?? {},
  done: shown.done,
})

async function listPage(asked: Here, shown: Shown): Promise<Reply> {
  const props = { ...common(asked, shown), archives: await listArchives(asked.at) }
  return page(<ArchivesPage {...props} />, shown.problems ? 422 : 200)
}

async function archiveAt(asked: Here): Promise<ArchiveLine> {
  const id = uuidField().safeParse(asked.params['archive'])
  const found = id.success ? (await listArchives(asked.at)).find((archive) => archive.id === id.data) : undefined
  if (!found) throw refuse('documents.no-archive', 'not-found')
  return found
}

async function onePage(asked: Here, shown: Shown): Promise<Reply> {
  const archive = await archiveAt(asked)
  const props = { ...common(asked, { entered: { name: archive.name }, ...shown }), archive }
  return page(<ArchivePage {...props} />, shown.problems ? 422 : 200)
}

/** The name's problem, where another archive has it; anything else is thrown on. */
function taken(error: unknown): Problems {
  if (isRefusal(error, 'documents.name-taken')) return { name: 'taken' }
  throw error
}

/** Where archives are created, renamed, closed, and where it stands whether their files are intact. */
export const archiveRoutes: readonly Route[] = [
  get(list, { ...rules, input: state }, (asked) => listPage(asked, { done: asked.input.stand })),
  post(
    list,
    { ...rules, input: named, again: (asked, problems) => listPage(asked, { entered: asked.input, problems }) },
    async (asked) => {
      try {
        await createArchive(asked.at, asked.input.name)
      } catch (error) {
        return listPage(asked, { entered: asked.input, problems: taken(error) })
      }
      return see(asked.href(`${ARCHIVES}?stand=angelegt`))
    },
  ),
  get(one, { ...rules, input: state }, (asked) => onePage(asked, { done: asked.input.stand })),
  post(
    one,
    { ...rules, input: named, again: (asked, problems) => onePage(asked, { entered: asked.input, problems }) },
    async (asked) => {
      const { id } = await archiveAt(asked)
      try {
        await renameArchive(asked.at, id, asked.input.name)
      } catch (error) {
        return onePage(asked, { entered: asked.input, problems: taken(error) })
      }
      return see(asked.href(`${ARCHIVES}/${id}?stand=gespeichert`))
    },
  ),
  post(`${one}/schliessen`, rules, async (asked) => {
    const { id } = await archiveAt(asked)
    await closeArchive(asked.at, id)
    return see(asked.href(`${ARCHIVES}/${id}?stand=geschlossen`))
  }),
  post(`${one}/oeffnen`, rules, async (asked) => {
    const { id } = await archiveAt(asked)
    await closeArchive(asked.at, id, false)
    return see(asked.href(`${ARCHIVES}/${id}?stand=geoeffnet`))
  }),
]
