import { get, page, type Route } from '#platform/http/route.ts'
import { personalDataSeen } from '#privacy'
import { mayReadDocuments } from '../../permissions.ts'
import { pagesOf } from '../../reading/pages.ts'
import { documentFor } from '../found.ts'
import { parts } from '../paths.ts'
import { PAGES_OF_TEXT, TextPage } from '../screens/text.tsx'
import { viewOf } from '../view.ts'
import { filingOnly, framed, reading, underDocument } from './common.ts'

export const textRoutes: Route[] = [
  get(underDocument(parts.text), reading, async (asked) => {
    const { at, input } = asked
    const shown = await documentFor(at, asked.params['document'], mayReadDocuments, input.fassung)
    const persons = [shown.document.holder_id]
    await at.announce(personalDataSeen, { what: 'opened', place: 'documents.page', persons })
    const { pages } = await viewOf(at, shown)
    const count = Math.max(1, Math.ceil(pages / PAGES_OF_TEXT))
    const part = Math.min(count, Math.ceil((input.seite ?? 1) / PAGES_OF_TEXT))
    const wanted = Array.from({ length: PAGES_OF_TEXT }, (_, place) => (part - 1) * PAGES_OF_TEXT + place + 1)
    const read = await pagesOf(filingOnly(at), shown.version.id, wanted)
    return page(<TextPage {...framed(asked)} shown={shown} pages={read} part={part} parts={count} />)
  }),
]
