import { openAll } from '#platform/keys/sealed.ts'
import { get, page, type Reply, type Route } from '#platform/http/route.ts'
import type { Html } from '#platform/ui/index.ts'
import { personalDataSeen } from '#privacy'
import { mayFileDocuments, mayReadDocuments } from '../../permissions.ts'
import { archivesWhere, documentFor } from '../found.ts'
import { marksOf } from '../marks.ts'
import type { DocumentAsked, DocumentPanel, DocumentTab, ShownDocument } from '../panels.ts'
import { partsOfPdf } from '../parts.ts'
import { documentPage, DOCUMENTS } from '../paths.ts'
import { proofOf } from '../proof.ts'
import { Redactions } from '../redaction/panel.tsx'
import { DocumentNotices, DocumentPage } from '../screens/document.tsx'
import { type Filled, Notes } from '../screens/notes.tsx'
import { Proof, Versions } from '../screens/versions.tsx'
import { Viewer } from '../screens/viewer.tsx'
import { viewOf } from '../view.ts'
import { type DocumentInput, framed, reading, underDocument } from './common.ts'

const blank: Filled = { raw: {}, problems: {} }

type Shown = { readonly main?: Html; readonly panels: Html[]; readonly notices?: Html; readonly islands: string[] }

/** The first tab: the viewer, and the notes beside it. */
async function viewed(asked: DocumentAsked & DocumentInput, shown: ShownDocument, filled: Filled): Promise<Shown> {
  const { at, input, language, href, asset } = asked
  const [view, marks] = [await viewOf(at, shown), await marksOf(at, shown.document.id, shown.version.number)]
  const props = { language, href, shown, marks, page: input.seite ?? 1, zone: at.organisation.zone }
  return {
    main: <Viewer {...props} view={view} worker={asset('documents/pdf-worker.js')} part={partsOfPdf(asset)} />,
    // the server could read what is noted there
    panels: view.isLocked
      ? []
      : [
          <Notes {...props} filled={filled.form === undefined ? filled : blank} />,
          <Redactions {...props} filled={filled} archives={await readableWhere(at)} today={at.now} />,
        ],
    notices: <DocumentNotices {...props} view={view} ok={input.ok} />,
    islands: ['documents/viewer.js', 'documents/redaction.js'],
  }
}

/** Where a copy can be put that the server makes. */
const readableWhere = async (at: DocumentAsked['at']) =>
  (await archivesWhere(at, mayFileDocuments)).filter(({ mode }) => mode === 'readable')

/** The last tab: the versions and what proves them. */
async function versionsOf(asked: DocumentAsked, shown: ShownDocument): Promise<Shown> {
  const { at, language, href } = asked
  const names = await openAll(
    at,
    shown.versions.map(({ file_name }) => file_name),
  )
  const props = { language, href, shown, zone: at.organisation.zone }
  return {
    panels: [
      <Versions {...props} names={names.map((name) => name ?? '')} />,
      <Proof {...props} proven={proofOf(shown.version)} />,
    ],
    islands: [],
  }
}

const nothing: Shown = { panels: [], islands: [] }

async function shownPage(
  asked: DocumentAsked & DocumentInput,
  tab: DocumentTab,
  panels: readonly DocumentPanel[],
  filled = blank,
): Promise<Reply> {
  const found = await documentFor(asked.at, asked.params['document'], mayReadDocuments, asked.input.fassung)
  const place = 'documents.page'
  await asked.at.announce(personalDataSeen, { what: 'opened', place, persons: [found.document.holder_id] })
  const own =
    tab === 'document'
      ? await viewed(asked, found, filled)
      : tab === 'history'
        ? await versionsOf(asked, found)
        : nothing
  const others = panels.filter((panel) => panel.tab === tab).toSorted((one, other) => one.order - other.order)
  const made: Html[] = []
  for (const panel of others) {
    const html = await panel.show(asked, found)
    if (html) made.push(html)
  }
  const islands = [...new Set([...own.islands, ...others.flatMap((panel) => panel.islands ?? [])])]
  return page(
    <DocumentPage
      {...framed(asked, ...islands)}
      shown={found}
      tab={tab}
      main={own.main}
      notices={own.notices}
      panels={tab === 'document' ? [...made, ...own.panels] : [...own.panels, ...made]}
    />,
    Object.keys(filled.problems).length > 0 ? 422 : 200,
  )
}

/** The document's page again, with a note's form that was filled in wrongly. */
export const againWith =
  (panels: readonly DocumentPanel[]) =>
  (asked: DocumentAsked, filled: Filled): Promise<Reply> => {
    const number = Number(filled.raw['fassung'])
    const input = { fassung: Number.isInteger(number) && number > 0 ? number : undefined }
    return shownPage({ ...asked, input } as DocumentAsked & DocumentInput, 'document', panels, filled)
  }

const tabPath = (tab: DocumentTab): string => underDocument(documentPage('', tab).slice(DOCUMENTS.length + 1))

/** @param panels what the other parts of the module show on a document's page */
export const documentRoutes = (panels: readonly DocumentPanel[]): Route[] => [
  // the viewer shows pictures that it made itself
  get(tabPath('document'), { ...reading, allows: ['pictures'] }, (asked) => shownPage(asked, 'document', panels)),
  get(tabPath('work'), reading, (asked) => shownPage(asked, 'work', panels)),
  get(tabPath('history'), reading, (asked) => shownPage(asked, 'history', panels)),
]
