import { z } from 'zod'
import { ticked, typed, uuidField } from '#platform/http/fields.ts'
import { mayEverywhere, maySomewhere, placesOf } from '#platform/http/permission.ts'
import { type Asked, file, get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { personalDataSeen } from '#privacy'
import { filing } from '../data.ts'
import { mayFileDocuments, mayReadDocuments, maySetUpDocuments } from '../permissions.ts'
import { archivesWhere } from '../viewing/found.ts'
import { DOCUMENTS } from '../viewing/paths.ts'
import {
  addressOf,
  carried,
  filtersOf,
  listInput,
  type ListInput,
  openQuery,
  orderOf,
  sealQuery,
  searchInput,
} from './address.ts'
import { completionsOf } from './completing.ts'
import { type Folder, foldersFor, removeFolder, saveFolder } from './folders.ts'
import { anything, choices, listed } from './listed.ts'
import { ListPage } from './screens/list.tsx'
import { COMPLETIONS, FOLDERS } from './screens/props.ts'
import { search } from './search.ts'

type Opens = (typeof filing)['opens'][number]
type Staff = Asked<Opens, unknown>

const base = `/:organisation${DOCUMENTS}`
const looking = { who: mayReadDocuments, purpose: filing, place: 'some' } as const

/** What a saved search asks for: its own address, with what the page's address adds. */
async function asSaved(
  asked: Staff,
  input: ListInput,
  folder: Folder | undefined,
): Promise<{ input: ListInput; query: string }> {
  if (!folder) return { input, query: await openQuery(asked.at, input.s) }
  const saved = listInput.parse(Object.fromEntries(new URLSearchParams(folder.address)))
  const { ordner, seite, ansicht, ok } = input
  const shown = { ...saved, ordner, seite, ansicht, ok }
  return { input: shown, query: folder.query }
}

/** The archives that who acts may look into; undefined: all. */
const seenBy = ({ at }: Staff): ReadonlySet<string> | undefined =>
  at.actor.kind === 'member' ? placesOf(at.actor, mayReadDocuments) : new Set<string>()

async function listPage(asked: Staff, given: ListInput, nameMissing = false): Promise<Reply> {
  const { at, language, href } = asked
  const folders = await foldersFor(at)
  const folder = folders.find(({ id }) => id === given.ordner)
  const { input, query } = await asSaved(asked, given, folder)
  const archives = await archivesWhere(at, mayReadDocuments)
  const seen = seenBy(asked)
  const order = orderOf(input)
  const result = await search(at, {
    query,
    archives: seen,
    filters: filtersOf(input),
    page: input.seite ?? 1,
    ...(order ? { order } : {}),
  })
  const rows = await listed(at, result.hits)
  const persons = [...new Set(rows.map(({ holder }) => holder))]
  await at.announce(personalDataSeen, { what: 'searched', place: 'documents.list', persons })
  return page(
    <ListPage
      frame={asked.staffFrame('documents/search-words.js')}
      language={language}
      zone={at.organisation.zone}
      href={href}
      input={input}
      query={query}
      archives={archives}
      choices={await choices(at)}
      result={result}
      rows={rows}
      folders={folders}
      folder={folder}
      mayFile={archives.length > 0 && at.actor.kind === 'member' && maySomewhere(at.actor, mayFileDocuments)}
      maySetUp={at.actor.kind === 'member' && mayEverywhere(at.actor, maySetUpDocuments)}
      nothing={result.total === 0 && !(await anything(at, seen))}
      nameMissing={nameMissing}
    />,
    nameMissing ? 422 : 200,
  )
}

export const searchRoutes: Route[] = [
  get(base, { ...looking, input: listInput }, (asked) => listPage(asked, asked.input)),

  // a search changes nothing: it seals what was typed and leads to a page that can be opened again
  post(base, { ...looking, rate: 'read', whileEnding: true, input: searchInput }, async (asked) => {
    const { query, ...input } = asked.input
    const s = await sealQuery(asked.at, query)
    const found = addressOf({ ...input, s, ordner: undefined, seite: undefined, ok: undefined })
    return see(asked.href(DOCUMENTS) + found)
  }),

  // asked while somebody types: in a body, for the same reason
  post(
    `/:organisation${COMPLETIONS}`,
    { ...looking, rate: 'read', whileEnding: true, input: z.object({ query: typed({ max: 1_000 }) }) },
    async (asked) => {
      const words = await completionsOf(asked.at, asked.input.query, seenBy(asked))
      return file(JSON.stringify({ words }), 'application/json')
    },
  ),

  post(
    `/:organisation${FOLDERS}`,
    {
      ...looking,
      input: listInput.extend({ name: typed({ max: 120, required: true }), shared: ticked() }),
      again: (asked) => listPage(asked, listInput.parse(asked.input), true),
    },
    async (asked) => {
      const { name, shared, ...input } = asked.input
      const address = String(
        new URLSearchParams(carried({ ...input, s: undefined, ordner: undefined, ansicht: undefined })),
      )
      const id = await saveFolder(asked.at, { name, shared, address, query: await openQuery(asked.at, input.s) })
      return see(`${asked.href(DOCUMENTS)}?ordner=${id ?? ''}&ok=gespeichert`)
    },
  ),

  post(`/:organisation${FOLDERS}/:folder/entfernen`, { ...looking, input: z.object({}) }, async (asked) => {
    const id = uuidField().safeParse(asked.params['folder'])
    if (id.success) await removeFolder(asked.at, id.data)
    return see(`${asked.href(DOCUMENTS)}?ok=entfernt`)
  }),
]
