import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { ticked, uuidField } from '#platform/http/fields.ts'
import { type Asked, file, get, page, post, type Reply, type Route, see } from '#platform/http/route.ts'
import { streamOf } from '#platform/sealing/bytes.ts'
import { filing } from '../../data.ts'
import { afterOnly } from '../../onwards.tsx'
import { mayFileDocuments, maySetUpDocuments } from '../../permissions.ts'
import { openVersion } from '../../storing/lease.ts'
import { redactedFor } from '../../viewing/redaction/copy.ts'
import { filingOnly } from '../../viewing/routes/common.ts'
import {
  archiveForCustomers,
  documentsShownTo,
  receivedFromCustomer,
  showToHolder,
  shownTo,
  takeFromCustomers,
} from '../actions/customers.ts'
import { requestsOf } from '../actions/requests.ts'
import { OWN, OWN_HAND_IN, REQUESTS, workOf } from '../paths.ts'
import { OwnDocumentsPage } from '../screens/own.tsx'
import { HandInPage } from '../screens/hand-in.tsx'
import { linkWords } from '../link-texts.ts'
import { documentBase, documentOf } from './documents.ts'
import { type DoorOf, fileField, handInRoutes, isReadHere, MOST_BY_FORM, takeForm } from './hand-in.ts'

type Mine = Asked<(typeof filing)['opens'][number], unknown>
const customer = { who: 'customer', purpose: filing } as const
const HAND_IN = `/:organisation${OWN_HAND_IN}`

function personOf({ actor }: Mine['at']): string {
  if (actor.kind !== 'customer') throw new Error('only customers come here')
  return actor.person
}

const doorOf: DoorOf = async (at) => {
  const archiveId = await archiveForCustomers(at)
  if (!archiveId) throw refuse('documents.customers-nowhere', 'unavailable')
  const filed = (within: typeof at, { documentId }: { documentId: string }) => receivedFromCustomer(within, documentId)
  return { archiveId, isRead: await isReadHere(at, archiveId), holder: personOf(at), way: 'browser', filed }
}

async function handInPage(
  asked: Mine,
  given: { problem?: string | undefined; arrived?: boolean } = {},
): Promise<Reply> {
  const t = linkWords(asked.language)
  const { isRead } = await doorOf(asked.at, asked.params)
  const body = (
    <HandInPage
      frame={asked.publicFrame('documents/hand-in.js')}
      language={asked.language}
      organisation={asked.at.organisation}
      href={asked.href}
      action={asked.href(OWN_HAND_IN)}
      title={t.customer.handIn}
      lead={t.customer.lead}
      wording=""
      isRead={isRead}
      problem={given.problem}
      arrived={given.arrived ? 1 : 0}
      back={{ label: t.customer.title, url: asked.href(OWN) }}
    />
  )
  return page(body, given.problem ? 422 : 200)
}

const ownRoutes: Route[] = [
  get(`/:organisation${OWN}`, { ...customer, input: afterOnly }, async (asked) => {
    const { at, language, href, input } = asked
    const person = personOf(at)
    const requests = await requestsOf(at, { person })
    const { rows, next } = await documentsShownTo(at, person, input.nach)
    return page(
      <OwnDocumentsPage
        frame={asked.publicFrame()}
        language={language}
        zone={at.organisation.zone}
        href={href}
        documents={rows}
        after={input.nach}
        next={next}
        requests={requests.filter(({ alive, received, most }) => alive && received < most)}
        mayHandIn={(await archiveForCustomers(at)) !== undefined}
      />,
    )
  }),
  get(`/:organisation${OWN}/:document/datei`, customer, async (asked) => {
    const id = uuidField().safeParse(asked.params['document'])
    if (!id.success) throw refuse('documents.unknown', 'not-found')
    const versionId = await shownTo(asked.at, personOf(asked.at), id.data)
    const redacted = await redactedFor(filingOnly(asked.at), versionId)
    if (redacted) {
      const about = { cache: 'private, no-store', name: `${id.data.slice(0, 8)}.pdf` } as const
      return file(redacted, 'application/octet-stream', about)
    }
    const opened = await openVersion(asked.at, { versionId, purpose: 'download' })
    const about = { cache: 'private, no-store', name: opened.fileName }
    return file(streamOf(opened.content), 'application/octet-stream', about)
  }),

  get(HAND_IN, { ...customer, collects: true, input: z.object({ angekommen: z.string().optional() }) }, (asked) =>
    handInPage(asked, { arrived: asked.input.angekommen === 'ja' }),
  ),
  post(
    HAND_IN,
    {
      ...customer,
      collects: true,
      maxBody: MOST_BY_FORM + 100_000,
      costly: true,
      input: z.object({ file: fileField() }),
      again: (asked, problems) => handInPage(asked, { problem: problems['file'] ?? 'missing' }),
    },
    async (asked) => {
      await takeForm(asked.at, await doorOf(asked.at, asked.params), asked.input.file)
      return see(`${asked.href(OWN_HAND_IN)}?angekommen=ja`)
    },
  ),
  ...handInRoutes(HAND_IN, 'customer', doorOf),
]

const staffRoutes: Route[] = [
  post(
    `${documentBase}/zeigen`,
    { who: mayFileDocuments, purpose: filing, place: 'some', input: z.object({ shown: ticked() }) },
    async (asked) => {
      const { id } = await documentOf(asked, mayFileDocuments)
      await showToHolder(asked.at, id, asked.input.shown)
      return see(asked.href(workOf(id)))
    },
  ),
  post(
    `/:organisation${REQUESTS}/kundenkonten`,
    {
      who: maySetUpDocuments,
      purpose: filing,
      input: z.object({ archive: z.union([z.literal('').transform(() => undefined), uuidField()]) }),
    },
    async (asked) => {
      await takeFromCustomers(asked.at, asked.input.archive)
      return see(asked.href(REQUESTS))
    },
  ),
]

/** What customers see and hand in of documents, and how staff decide about it. */
export const customerRoutes: Route[] = [...ownRoutes, ...staffRoutes]
