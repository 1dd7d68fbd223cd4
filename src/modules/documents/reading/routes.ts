import { z } from 'zod'
import { post, type Route, see } from '#platform/http/route.ts'
import { mayFileDocuments } from '../permissions.ts'
import { documentFor } from '../viewing/found.ts'
import { documentPage } from '../viewing/paths.ts'
import { acting, underDocument } from '../viewing/routes/common.ts'
import { readAgain } from './again.ts'
import { filingOnly } from './pages.ts'
import { READ_AGAIN } from './panel.tsx'

const again = z.object({
  fassung: z.coerce.number().int().min(1).optional().catch(undefined),
  // taken as it was typed: blanks may belong to it
  kennwort: z.string().max(200).optional(),
})

export const readingRoutes: Route[] = [
  post(underDocument(READ_AGAIN), { ...acting, input: again }, async ({ at, params, input, href }) => {
    const { document, version } = await documentFor(at, params['document'], mayFileDocuments, input.fassung)
    await readAgain(filingOnly(at), version, document.holder_id, input.kennwort)
    return see(href(documentPage(document.id)))
  }),
]
