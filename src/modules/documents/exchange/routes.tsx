import { z } from 'zod'
import type { House } from '#platform/data/scope.ts'
import { zip } from '#platform/files/zip.ts'
import { evenWhileEnding, file, get, page, post, type Asked, type Reply, type Route } from '#platform/http/route.ts'
import { streamOf } from '#platform/sealing/bytes.ts'
import { ledgerKind, record } from '#privacy'
import { filing } from '../data.ts'
import { mayReadDocuments } from '../permissions.ts'
import { selected } from '../working/actions/bulk.ts'
import { idsField } from '../working/rules/chosen-ids.ts'
import { deviceRoutes } from './device-routes.tsx'
import { exportOf } from './export.ts'
import { EXPORT } from './paths.ts'
import { readable } from './readable.ts'
import { ExportPage } from './screens/export.tsx'
import { exchangeWords } from './texts.ts'

ledgerKind('documents.exported', { de: 'Unterlagen als Dateien ausgegeben', en: 'Documents exported as files' })

const rules = { who: mayReadDocuments, purpose: filing, place: 'some', stepUp: true } as const
const chosen = z.object({
  ids: idsField(),
  archiv: z.union([z.uuid().transform((id) => [id]), z.array(z.uuid()).max(1_000)]).optional(),
})

type Asking = Asked<(typeof filing)['opens'][number], unknown>

async function exportPage(asked: Asking, ids: readonly string[], empty = false): Promise<Reply> {
  const archives = await readable(asked.at)
  return page(
    <ExportPage
      frame={asked.staffFrame()}
      language={asked.language}
      href={asked.href}
      organisation={asked.at.organisation.slug}
      archives={archives.map((one) => ({ ...one, readable: one.mode === 'readable' }))}
      empty={empty}
      chosen={ids.length > 0 ? await selected(asked.at, ids) : undefined}
    />,
    empty ? 422 : 200,
  )
}

/** Everything of the archives as one ZIP file: also while a cancelled organisation can only be read. */
export const exchangeRoutes = (house: () => House): readonly Route[] =>
  evenWhileEnding([
    ...deviceRoutes,
    get(`/:organisation${EXPORT}`, { ...rules, input: z.object({ ids: idsField() }) }, (asked) =>
      exportPage(asked, asked.input.ids),
    ),
    post(`/:organisation${EXPORT}`, { ...rules, input: chosen, costly: true }, async (asked) => {
      const { at, input, language } = asked
      const only = input.ids.length > 0 ? await selected(at, input.ids) : undefined
      const wanted = new Set(only ? only.map(({ archiveId }) => archiveId) : input.archiv)
      const archives = (await readable(at)).filter(({ id }) => wanted.has(id))
      if (archives.length === 0) return exportPage(asked, [], true)
      const documents = only?.length ?? archives.reduce((sum, one) => sum + one.documents, 0)
      await record(at, 'documents.exported', { archives: archives.length, documents })
      const on = { house: house(), organisation: at.organisation, actor: at.actor, language, archives }
      const exporting = { ...on, only: only?.map(({ id }) => id) }
      const packed = zip(exportOf(exporting), at.now) as AsyncIterable<Uint8Array>
      const day = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate().toString()
      return file(streamOf(packed), 'application/zip', {
        name: `${exchangeWords(language).fileName}-${at.organisation.slug}-${day}.zip`,
        cache: 'private, no-store',
      })
    }),
  ])
