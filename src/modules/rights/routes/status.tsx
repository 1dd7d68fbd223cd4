import { z } from 'zod'
import { refuse } from '#platform/errors/errors.ts'
import { typed } from '#platform/http/fields.ts'
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
import { open as opened } from '#platform/keys/sealed.ts'
import { readToken } from '#platform/keys/token.ts'
import { CollectionNotice, receiptsPath } from '#privacy'
import { correctionPath } from '../answers/corrections.ts'
import { db as answersDb } from '../answers/data.ts'
import { answerPath, isOver } from '../answers/hand-over.ts'
import { lockRequest } from '../actions/file.ts'
import { PROOF, takeProof } from '../actions/identity.ts'
import { STATUS, statusPath } from '../actions/letters.ts'
import { requestById } from '../actions/open.ts'
import { personsOf } from '../actions/persons.ts'
import { toldOf } from '../actions/recipients.ts'
import { db, handling, type RequestRow } from '../data.ts'
import { letterOf, lettersOf } from '../queries.ts'
import { RIGHTS } from '../screens/ask.tsx'
import { ProofPage, StatusPage } from '../screens/status.tsx'
import { words } from '../texts.ts'
import { idIn } from './common.ts'
import { letterFile } from './papers.ts'

type At = Asked<(typeof handling)['opens'][number], unknown>
const base = `/:organisation${RIGHTS}`
const open = { who: 'anyone', purpose: handling } as const

async function behind(asked: At, use: string): Promise<RequestRow> {
  const id = await readToken(asked.at, use, asked.params['token'] ?? '')
  const row = id ? await requestById(asked.at, id) : undefined
  if (!row) throw refuse('rights.no-such-request', 'not-found')
  return row
}

/** The answer that lies ready for this request, if it can still be fetched. */
async function laidReady(asked: At, row: RequestRow): Promise<{ url: string; until: Temporal.Instant } | undefined> {
  const found = await answersDb(asked.at)
    .selectFrom('rights_answers')
    .select(['id', 'fetches', 'most_fetches', 'expires_at'])
    .where('request_id', '=', row.id)
    // the link of another organisation is good for one fetch, and theirs
    .where('kind', '!=', 'transfer')
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  if (!found || isOver(found, asked.at.now)) return undefined
  return { url: asked.href(await answerPath(asked.at, found.id)), until: found.expires_at }
}

const DAYS_AFTER = 14

/**
 * Whether the page leads on to the person's data: while their request is handled, and as long afterwards as an answer lies
 * ready. The mail with the link to it lies about for years.
 */
const showsData = ({ identity, for_other, closed_at }: RequestRow, now: Temporal.Instant): boolean =>
  identity === 'proven' &&
  !for_other &&
  (closed_at === null || Temporal.Instant.compare(now, closed_at.add({ hours: 24 * DAYS_AFTER })) < 0)

async function proofReply(asked: At, row: RequestRow, entered: Raw, problems: Problems, status = 200): Promise<Reply> {
  const { at, language } = asked
  const last = await db(at)
    .selectFrom('rights_events')
    .select('said')
    .where('request_id', '=', row.id)
    .where('kind', '=', 'identity-doubted')
    .orderBy('position', 'desc')
    .executeTakeFirst()
  return page(
    <ProofPage
      frame={asked.publicFrame()}
      language={language}
      action={asked.href(`${RIGHTS}/nachweis/${asked.params['token']}`)}
      question={(last && (await opened(at, last.said))) ?? ''}
      entered={entered}
      problems={problems}
      over={row.outcome !== null || row.identity !== 'doubt'}
      notice={
        <CollectionNotice
          organisation={at.organisation}
          language={language}
          activities={[handling]}
          keep={words(language).public.proofHint}
          href={asked.href}
        />
      }
    />,
    status,
  )
}

export const statusRoutes: readonly Route[] = [
  get(`${base}/antrag/:token`, { ...open, input: z.object({ danke: z.string().optional() }) }, async (asked) => {
    const { at, language, href } = asked
    const row = await behind(asked, STATUS)
    const letters = await lettersOf(at, row.id)
    const [person, ...others] = showsData(row, at.now) ? await personsOf(at, row.id) : []
    return page(
      <StatusPage
        frame={asked.publicFrame()}
        language={language}
        href={href}
        zone={at.organisation.zone}
        row={row}
        told={await toldOf(at, row.id)}
        letters={letters.map(({ id, subject, on }) => ({
          subject,
          on,
          url: href(`${RIGHTS}/antrag/${asked.params['token']}/schreiben/${id}/pdf`),
        }))}
        download={await laidReady(asked, row)}
        proofThanks={asked.input.danke !== undefined}
        further={{
          receipts: href(await receiptsPath(at, row.applicant_id)),
          correction: person && others.length === 0 ? href(await correctionPath(at, person)) : undefined,
        }}
      />,
    )
  }),

  get(`${base}/antrag/:token/schreiben/:letter/pdf`, open, async (asked) => {
    const row = await behind(asked, STATUS)
    const kept = await letterOf(asked.at, row.id, idIn(asked, 'letter'))
    if (!kept) throw refuse('rights.no-such-request', 'not-found')
    return letterFile(asked.at, row, kept)
  }),

  get(`${base}/nachweis/:token`, { ...open, collects: true }, async (asked) =>
    proofReply(asked, await behind(asked, PROOF), {}, {}),
  ),

  post(
    `${base}/nachweis/:token`,
    {
      ...open,
      collects: true,
      rate: 'hold',
      input: z.object({ answer: typed({ max: 4_000, multiline: true, required: true }) }),
      again: async (asked, problems) => proofReply(asked, await behind(asked, PROOF), asked.input, problems, 422),
    },
    async (asked) => {
      const { id } = await behind(asked, PROOF)
      await takeProof(asked.at, await lockRequest(asked.at, id), asked.input.answer)
      return see(`${asked.href(await statusPath(asked.at, id))}?danke=ja`)
    },
  ),
]
