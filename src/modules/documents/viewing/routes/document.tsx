import { z } from 'zod'
import { get, page, type Reply, type Route } from '#platform/http/route.ts'
import { filing } from '../../data.ts'
import { mayFileDocuments, mayReadDocuments } from '../../permissions.ts'
import { archivesWhere, documentFor } from '../found.ts'
import type { DocumentAsked, DocumentPanel, DocumentTab } from '../panels.ts'
import { documentPage, DOCUMENTS, UPLOAD } from '../paths.ts'
import { DocumentPage } from '../screens/document.tsx'
import { UploadPage } from '../screens/upload.tsx'

const base = `/:organisation${DOCUMENTS}/:document{[0-9a-f]+-[0-9a-f-]+}`
// the archive stands in no address: which right is asked, the document says
const reading = { who: mayReadDocuments, purpose: filing, place: 'some' } as const

const framed = (asked: DocumentAsked, ...islands: string[]) => ({
  frame: asked.staffFrame(...islands),
  language: asked.language,
  zone: asked.at.organisation.zone,
  href: asked.href,
})

async function shown(
  asked: DocumentAsked & { readonly input: { readonly fassung?: number | undefined } },
  tab: DocumentTab,
  panels: readonly DocumentPanel[],
): Promise<Reply> {
  const found = await documentFor(asked.at, asked.params['document'], mayReadDocuments, asked.input.fassung)
  const own = panels.filter((panel) => panel.tab === tab).toSorted((one, other) => one.order - other.order)
  const made = []
  for (const panel of own) {
    const html = await panel.show(asked, found)
    if (html) made.push(html)
  }
  const islands = [...new Set(own.flatMap((panel) => panel.islands ?? []))]
  return page(<DocumentPage {...framed(asked, ...islands)} shown={found} tab={tab} panels={made} />)
}

const which = z.object({ fassung: z.coerce.number().int().min(1).optional().catch(undefined) })

/** @param panels what the other parts of the module show on a document's page */
export const documentRoutes = (panels: readonly DocumentPanel[]): Route[] => [
  get(
    `/:organisation${UPLOAD}`,
    { who: mayFileDocuments, purpose: filing, place: 'some', input: z.object({ archiv: z.string().optional() }) },
    async (asked) => {
      const archives = await archivesWhere(asked.at, mayFileDocuments)
      return page(<UploadPage {...framed(asked)} archives={archives} chosen={asked.input.archiv} />)
    },
  ),
  get(base, { ...reading, input: which }, (asked) => shown(asked, 'document', panels)),
  get(`${base}${documentPage('', 'work').slice(DOCUMENTS.length + 1)}`, { ...reading, input: which }, (asked) =>
    shown(asked, 'work', panels),
  ),
  get(`${base}${documentPage('', 'history').slice(DOCUMENTS.length + 1)}`, { ...reading, input: which }, (asked) =>
    shown(asked, 'history', panels),
  ),
]
