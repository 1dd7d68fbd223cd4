import { z } from 'zod'
import { findPeople } from '#people'
import { personalDataSeen } from '#privacy'
import { refuse } from '#platform/errors/errors.ts'
import { typed, uuidField, whole } from '#platform/http/fields.ts'
import { get, page, post, type Problems, type Raw, type Reply, type Route, see } from '#platform/http/route.ts'
import { cleanText } from '#platform/text/clean.ts'
import { type Children, Link, PageHead, StaffPage } from '#platform/ui/index.ts'
import { mayFileDocuments, mayReadDocuments } from '../../permissions.ts'
import { documentFor } from '../../viewing/found.ts'
import type { DocumentAsked, ShownDocument } from '../../viewing/panels.ts'
import { documentPage } from '../../viewing/paths.ts'
import { acting, reading, underDocument } from '../../viewing/routes/common.ts'
import { caseChoices, chosenCase, putIntoCase } from '../actions/cases.ts'
import { changeFacts } from '../actions/change.ts'
import { linkPerson, personRoles, setArchiveNumber, unlinkPerson } from '../actions/links.ts'
import { factsProps, invoiceOf, isLocked } from '../load.ts'
import { linksProps } from '../panel.tsx'
import { factsParts, linksPage } from '../paths.ts'
import { formFields, LONGEST_VALUE, readForm } from '../rules/fact-form.ts'
import { FactsPanel } from '../screens/facts.tsx'
import { InvoiceForm } from '../screens/invoice.tsx'
import { type Asked, LinksForms } from '../screens/links.tsx'
import { words } from '../texts.ts'
import { idsIn, textsIn } from './common.ts'

const filing = (asked: DocumentAsked): Promise<ShownDocument> =>
  documentFor(asked.at, asked.params['document'], mayFileDocuments)

/** The same, where the server may know what stands in it. */
async function understanding(asked: DocumentAsked): Promise<ShownDocument> {
  const shown = await filing(asked)
  if (shown.archive.mode === 'client-only') throw refuse('documents.sealed-for-members', 'conflict')
  return shown
}

/** A page about one document, with the way back to it. */
function under(asked: DocumentAsked, shown: ShownDocument, title: string, body: Children, status = 200): Reply {
  const back = <Link url={asked.href(documentPage(shown.document.id))}>{words(asked.language).panel.back}</Link>
  return page(
    <StaffPage {...asked.staffFrame()} title={`${title}: ${shown.title}`}>
      <PageHead title={title} lead={shown.title} actions={back} />
      {body}
    </StaffPage>,
    status,
  )
}

async function factsForm(
  asked: DocumentAsked,
  shown: ShownDocument,
  filled?: { raw: Raw; problems: Problems },
): Promise<Reply> {
  const body = (
    <FactsPanel
      {...await factsProps(asked, shown)}
      filled={filled}
      mayChange
      alone
      locked={await isLocked(asked.at, shown.document.id)}
    />
  )
  return under(asked, shown, words(asked.language).panel.pageTitle, body, filled ? 422 : 200)
}

async function linksForm(asked: DocumentAsked, shown: ShownDocument, found?: Asked): Promise<Reply> {
  const props = await linksProps(asked, shown)
  const body = <LinksForms {...props} choices={await caseChoices(asked.at, props.inCase)} asked={found} />
  return under(asked, shown, words(asked.language).links.pageTitle, body)
}

const backToLinks = (asked: DocumentAsked, id: string) => see(asked.href(linksPage(id)))
const links = (what: string) => underDocument(`${factsParts.links}/${what}`)

/** The pages of a document's facts, invoice and context. */
export const documentFactsRoutes: Route[] = [
  get(underDocument(factsParts.facts), { ...reading, who: mayFileDocuments }, async (asked) =>
    factsForm(asked, await understanding(asked)),
  ),
  post(underDocument(factsParts.facts), { ...acting, input: z.looseObject({}) }, async (asked) => {
    const shown = await understanding(asked)
    const { own } = await factsProps(asked, shown)
    const raw = textsIn(asked.input)
    const read = readForm(raw, formFields(own), shown.facts)
    const title = cleanText(raw['title'] ?? '', { max: LONGEST_VALUE })
    const problems = {
      ...(title.ok ? (title.text === '' ? { title: 'required' } : {}) : { title: 'too-long' }),
      ...read.problems,
    }
    if (Object.keys(problems).length > 0 || !title.ok) return factsForm(asked, shown, { raw, problems })
    await changeFacts(asked.at, shown.document.id, {
      title: title.text,
      typeId: idsIn(asked.input['type'])[0] ?? null,
      tagIds: idsIn(asked.input['tags']),
      facts: read.said,
      version: Number(raw['version']) || 0,
    })
    return see(`${asked.href(documentPage(shown.document.id))}?ok=angaben#facts`)
  }),

  get(underDocument(factsParts.invoice), reading, async (asked) => {
    const shown = await documentFor(asked.at, asked.params['document'], mayReadDocuments)
    const invoice = await invoiceOf(asked.at, shown.document.id)
    if (!invoice) throw refuse('documents.unknown', 'not-found')
    const place = 'documents.page'
    await asked.at.announce(personalDataSeen, { what: 'opened', place, persons: [shown.document.holder_id] })
    const title = words(asked.language).invoice.pageTitle(invoice.number ?? '')
    const body = <InvoiceForm language={asked.language} zone={asked.at.organisation.zone} invoice={invoice} />
    return under(asked, shown, title, body)
  }),

  get(underDocument(factsParts.links), { ...reading, who: mayFileDocuments }, async (asked) =>
    linksForm(asked, await filing(asked)),
  ),
  post(
    links('akte'),
    {
      ...acting,
      input: z.object({
        case: z.union([z.literal('').transform(() => null), uuidField()]),
        number: typed({ max: 60 }),
      }),
    },
    async (asked) => {
      const { document } = await filing(asked)
      const { case: id, number } = asked.input
      await putIntoCase(asked.at, document.id, await chosenCase(asked.at, { id, number }))
      return backToLinks(asked, document.id)
    },
  ),
  post(
    links('nummer'),
    { ...acting, input: z.object({ number: z.union([z.literal('').transform(() => null), whole(1, 999_999_999)]) }) },
    async (asked) => {
      const { document } = await filing(asked)
      await setArchiveNumber(asked.at, document.id, asked.input.number)
      return backToLinks(asked, document.id)
    },
  ),
  post(links('person'), { ...acting, rate: 'read', input: z.object({ query: typed({ max: 254 }) }) }, async (asked) =>
    linksForm(asked, await filing(asked), await peopleLike(asked, asked.input.query)),
  ),
  post(
    links('zuordnen'),
    { ...acting, input: z.object({ person: uuidField(), role: z.enum(personRoles, { message: 'unknown' }) }) },
    async (asked) => {
      const { document } = await filing(asked)
      await linkPerson(asked.at, document.id, asked.input.person, asked.input.role)
      return backToLinks(asked, document.id)
    },
  ),
  post(
    links('loesen'),
    { ...acting, input: z.object({ person: uuidField(), role: z.enum(personRoles, { message: 'unknown' }) }) },
    async (asked) => {
      const { document } = await filing(asked)
      await unlinkPerson(asked.at, document.id, asked.input.person, asked.input.role)
      return backToLinks(asked, document.id)
    },
  ),
]

/** Who fits what was typed; that somebody looked is announced as on the page of people. */
export async function peopleLike({ at }: Pick<DocumentAsked, 'at'>, query: string): Promise<Asked> {
  const result = await findPeople(at as unknown as Parameters<typeof findPeople>[0], query)
  const found = 'people' in result ? result.people : []
  await at.announce(personalDataSeen, {
    what: 'searched',
    place: 'documents.links',
    persons: found.map(({ id }) => id),
  })
  return { query, found: found.map(({ id, name, mail }) => ({ id, name, mail })) }
}
