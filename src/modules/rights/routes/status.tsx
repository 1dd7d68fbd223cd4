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
import { CollectionNotice } from '#privacy'
import { lockRequest } from '../actions/file.ts'
import { PROOF, takeProof } from '../actions/identity.ts'
import { STATUS, statusPath } from '../actions/letters.ts'
import { requestById } from '../actions/open.ts'
import { personsOf } from '../actions/persons.ts'
import { toldOf } from '../actions/recipients.ts'
import { db, handling, type RequestRow } from '../data.ts'
import type { Ports } from '../ports.ts'
import { letterOf, lettersOf } from '../queries.ts'
import { RIGHTS } from '../screens/ask.tsx'
import { ProofPage, StatusPage } from '../screens/status.tsx'
import { words } from '../texts.ts'
import { archiveOf, letterFile } from './papers.ts'

type At = Asked<(typeof handling)['opens'][number], unknown>
const base = `/:organisation${RIGHTS}`
const open = { who: 'anyone', purpose: handling } as const

/** An answer can be fetched for this long; afterwards a new request costs nothing. */
const DOWNLOAD_DAYS = 30

async function behind(asked: At, use: string): Promise<RequestRow> {
  const id = await readToken(asked.at, use, asked.params['token'] ?? '')
  const row = id ? await requestById(asked.at, id) : undefined
  if (!row) throw refuse('rights.no-such-request', 'not-found')
  return row
}

/** Until when an answer may be fetched; undefined where there is none, or it went by post, or the time is over. */
async function downloadUntil(asked: At, row: RequestRow): Promise<Temporal.PlainDate | undefined> {
  if (row.outcome !== 'done' || !row.closed_at || (row.kind !== 'access' && row.kind !== 'portability'))
    return undefined
  const { at } = asked
  // an answer by post was posted to an address: who holds the link was not meant to fetch it
  const byMail = (await lettersOf(at, row.id)).some(({ kind, by }) => kind === 'answer' && by === 'mail')
  if (!byMail || (await personsOf(at, row.id)).length === 0) return undefined
  const until = row.closed_at.toZonedDateTimeISO(at.organisation.zone).toPlainDate().add({ days: DOWNLOAD_DAYS })
  const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()
  return Temporal.PlainDate.compare(today, until) > 0 ? undefined : until
}

async function proofReply(asked: At, row: RequestRow, entered: Raw, problems: Problems, status = 200): Promise<Reply> {
  const { at, language } = asked
  const last = await db(at)
    .selectFrom('rights_events')
    .select('said')
    .where('request_id', '=', row.id)
    .where('kind', '=', 'identity-doubted')
    .orderBy('at', 'desc')
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

export const statusRoutes = (ports: Ports): readonly Route[] => [
  get(`${base}/antrag/:token`, { ...open, input: z.object({ danke: z.string().optional() }) }, async (asked) => {
    const { at, language, href } = asked
    const row = await behind(asked, STATUS)
    const until = await downloadUntil(asked, row)
    const letters = await lettersOf(at, row.id)
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
          url: href(`${RIGHTS}/antrag/${asked.params['token']}/schreiben/${id}.pdf`),
        }))}
        download={until && { until, action: href(`${RIGHTS}/antrag/${asked.params['token']}/herunterladen`) }}
        proofThanks={asked.input.danke !== undefined}
      />,
    )
  }),

  get(`${base}/antrag/:token/schreiben/:letter{[0-9a-f-]{36}\\.pdf}`, open, async (asked) => {
    const row = await behind(asked, STATUS)
    const kept = await letterOf(asked.at, row.id, (asked.params['letter'] ?? '').replace(/\.pdf$/, ''))
    if (!kept) throw refuse('rights.no-such-request', 'not-found')
    return letterFile(asked.at, row, kept)
  }),

  post(`${base}/antrag/:token/herunterladen`, { ...open, rate: 'hold' }, async (asked) => {
    const row = await behind(asked, STATUS)
    if (!(await downloadUntil(asked, row))) throw refuse('rights.download-ended', 'gone')
    return archiveOf(asked.at, ports, row)
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
