import { openAll } from '#platform/keys/sealed.ts'
import type { Scope } from '#platform/data/scope.ts'
import { mayReadDocuments } from '../permissions.ts'
import { mayIn } from '../viewing/found.ts'
import type { DocumentAsked, DocumentPanel, Opens, ShownDocument } from '../viewing/panels.ts'
import { caseOf } from './actions/cases.ts'
import { peopleOfDocument } from './actions/links.ts'
import { likeOf } from './alike/store.ts'
import { db } from './data.ts'
import { factsProps, invoiceOf, isLocked } from './load.ts'
import { FactsPanel } from './screens/facts.tsx'
import { InvoicePanel } from './screens/invoice.tsx'
import { LinksPanel, type LikeShown, type LinksProps } from './screens/links.tsx'

/** The facts of a document with their form, on the document's page. */
export const factsPanel: DocumentPanel = {
  name: 'facts',
  tab: 'document',
  order: 10,
  islands: ['documents/facts.js'],
  show: async (asked, shown) => (
    <FactsPanel
      {...await factsProps(asked, shown)}
      mayChange={shown.may.file}
      locked={await isLocked(asked.at, shown.document.id)}
    />
  ),
}

const invoicePanel: DocumentPanel = {
  name: 'invoice',
  tab: 'document',
  order: 20,
  async show({ at, language, href }, { document }) {
    const invoice = await invoiceOf(at, document.id)
    return (
      invoice && (
        <InvoicePanel
          language={language}
          zone={at.organisation.zone}
          href={href}
          document={document.id}
          invoice={invoice}
        />
      )
    )
  },
}

const linksPanel: DocumentPanel = {
  name: 'links',
  tab: 'document',
  order: 30,
  show: async (asked, shown) => (
    <LinksPanel
      {...await linksProps(asked, shown)}
      mayChange={shown.may.file && !(await isLocked(asked.at, shown.document.id))}
    />
  ),
}

export const factsPanels: readonly DocumentPanel[] = [factsPanel, invoicePanel, linksPanel]

/** What a document belongs to, as far as who looks may see it. */
export async function linksProps(
  { at, language, href }: DocumentAsked,
  { document }: ShownDocument,
): Promise<LinksProps> {
  return {
    language,
    href,
    zone: at.organisation.zone,
    documentId: document.id,
    archiveNumber: document.archive_number,
    inCase: document.case_id === null ? undefined : await caseOf(at, document.case_id),
    people: await peopleOfDocument(at, document.id),
    like: await likeShown(at, document.id),
  }
}

const MOST_LIKE = 5

async function likeShown(at: Scope<Opens>, documentId: string): Promise<LikeShown[]> {
  const like = await likeOf(at, documentId)
  if (like.length === 0) return []
  const rows = await db(at)
    .selectFrom('documents')
    .select(['id', 'archive_id', 'title', 'state'])
    .where(
      'id',
      'in',
      like.map((one) => one.documentId),
    ) // oxfmt-ignore
    .execute()
  // one in an archive without the right to read is not even named
  const shown = rows.filter(
    ({ archive_id, state }) => state !== 'trash' && mayIn(at.actor, mayReadDocuments, archive_id),
  )
  const titles = await openAll(at, shown.map(({ title }) => title)) // oxfmt-ignore
  const titleOf = new Map(shown.map(({ id }, place) => [id, titles[place] ?? '']))
  return like
    .flatMap(({ documentId: id, likeness, same }) => {
      const title = titleOf.get(id)
      return title === undefined ? [] : [{ id, title, likeness, same }]
    })
    .slice(0, MOST_LIKE)
}
