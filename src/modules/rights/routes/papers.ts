import { contactsOf } from '#people'
import { refuse } from '#platform/errors/errors.ts'
import { file, get, post, type Reply, type Route } from '#platform/http/route.ts'
import { open } from '#platform/keys/sealed.ts'
import { accessArchive, personalDataSeen, portable, signingKey } from '#privacy'
import { note, todayOf } from '../actions/file.ts'
import { aboutOf, type Handling, languageOf } from '../actions/letters.ts'
import { correctedFor } from '../actions/corrected.ts'
import { requestById } from '../actions/open.ts'
import { filesAbout, personsOf } from '../actions/persons.ts'
import { jobsOf, toldOf } from '../actions/recipients.ts'
import { db, type RequestRow } from '../data.ts'
import { LIMITS } from '../limits/screens.tsx'
import { liftingLetter, recipientLetter } from '../letters/compose.ts'
import { letterPdf, signOf } from '../letters/letter.ts'
import { filePdf } from '../letters/print.ts'
import type { Ports } from '../ports.ts'
import { courseOf, type KeptLetter, letterOf, lettersOf } from '../queries.ts'
import { type Desk, desk, DESK_ROUTE, idIn } from './common.ts'
import { openedOf } from './request.tsx'

const PDF = 'application/pdf'

async function rowAt(asked: Desk): Promise<RequestRow> {
  const row = await requestById(asked.at, idIn(asked))
  if (!row) throw refuse('rights.no-such-request', 'not-found')
  return row
}

/** The lines of an address window: the name above what was given as address. */
export async function addressee(at: Handling, row: RequestRow): Promise<string[]> {
  const name = (await open(at, row.name)) ?? ''
  const address = ((await open(at, row.address)) ?? '').split('\n').map((one) => one.trim())
  return [name, ...address.filter((one) => one !== '' && one !== name)]
}

/** A kept letter as PDF, word for word as it left. */
export async function letterFile(at: Handling, row: RequestRow, kept: KeptLetter): Promise<Reply> {
  const body = await letterPdf(kept.letter, {
    organisation: at.organisation,
    language: kept.language === 'en' ? 'en' : 'de',
    at: at.now,
    on: kept.on,
    to: await addressee(at, row),
    sign: signOf(row.id),
  })
  return file(body, PDF, { name: `${signOf(row.id)}.pdf` })
}

/**
 * What is kept about the persons of a request, as one ZIP: everything for access, what they gave themselves for
 * portability. Read to its end while the scope is open, so that a break never looks like a whole archive.
 */
export async function archiveOf(at: Handling, ports: Ports, row: RequestRow): Promise<Reply> {
  const persons = await personsOf(at, row.id)
  if (!row.carried_at || persons.length === 0) throw refuse('rights.download-ended', 'gone')
  const { blobs, dataFolder } = ports.house()
  const wish = { language: languageOf(row), request: row.id, blobs }
  const [pieces, name] =
    row.kind === 'portability'
      ? [portable(at, persons, { ...wish, signing: await signingKey(dataFolder) }), 'daten']
      : [accessArchive(at, [...persons, ...(await filesAbout(at, row, persons))], wish), 'auskunft']
  const parts: Uint8Array[] = []
  for await (const piece of pieces) parts.push(piece)
  await note(at, row, 'downloaded')
  return file(Buffer.concat(parts), 'application/zip', { name: `${name}-${signOf(row.id)}.zip` })
}

/** Whoever is told that a restriction ends has this long to object before it does. */
const DAYS_TO_OBJECT = 14

/** The name, above the address of the person's newest request that gave one: nothing else here knows where people live. */
async function lastAddress(at: Handling, person: string, name: string): Promise<string[]> {
  const row = await db(at)
    .selectFrom('rights_requests as r')
    .innerJoin('rights_persons as p', 'p.request_id', 'r.id')
    .selectAll('r')
    .where('p.person_id', '=', person)
    .where('r.address', 'is not', null)
    .orderBy('r.received_at', 'desc')
    .executeTakeFirst()
  return row ? addressee(at, row) : [name]
}

/** The same for staff: that they took it out is put on record with whose it is. */
async function archiveSeen(asked: Desk, ports: Ports): Promise<Reply> {
  const row = await rowAt(asked)
  const persons = await personsOf(asked.at, row.id)
  await asked.at.announce(personalDataSeen, { what: 'downloaded', place: 'rights.answer', persons })
  return archiveOf(asked.at, ports, row)
}

export const paperRoutes = (ports: Ports): readonly Route[] => [
  get(`${DESK_ROUTE}/:request/schreiben/:letter/pdf`, desk, async (asked) => {
    const row = await rowAt(asked)
    const kept = await letterOf(asked.at, row.id, idIn(asked, 'letter'))
    if (!kept) throw refuse('rights.no-such-request', 'not-found')
    return letterFile(asked.at, row, kept)
  }),

  get(`${DESK_ROUTE}/:request/empfaenger/:recipient/pdf`, desk, async (asked) => {
    const { at } = asked
    const row = await rowAt(asked)
    const job = (await jobsOf(at, row.id)).find(({ id }) => id === idIn(asked, 'recipient'))
    if (!job) throw refuse('rights.no-such-recipient', 'not-found')
    const opened = await openedOf(asked, row)
    // a recipient reads the organisation's own language
    const about = { ...(await aboutOf(at, row)), language: at.organisation.languages[0] ?? 'de' }
    const corrected = await correctedFor(at, row, job.recipient, about.language)
    const letter = recipientLetter(about, [opened.mail, opened.also].filter(Boolean), corrected)
    const body = await letterPdf(letter, {
      organisation: at.organisation,
      language: about.language,
      at: at.now,
      on: todayOf(at),
      to: [
        job.state === 'impossible' ? job.name : ((await open(at, job.reason)) ?? job.name),
        ...job.place.split(/\n|,\s*/).filter(Boolean),
      ],
      sign: signOf(row.id),
    })
    return file(body, PDF, { name: `${signOf(row.id)}.pdf` })
  }),

  get(`${DESK_ROUTE}/:request/akte.pdf`, desk, async (asked) => {
    const { at, language } = asked
    const row = await rowAt(asked)
    const letters: KeptLetter[] = []
    for (const { id } of await lettersOf(at, row.id)) {
      const kept = await letterOf(at, row.id, id)
      if (kept) letters.push(kept)
    }
    const body = await filePdf({
      organisation: at.organisation,
      language,
      at: at.now,
      row,
      opened: await openedOf(asked, row),
      course: await courseOf(at, row.id),
      letters,
      told: await toldOf(at, row.id),
    })
    return file(body, PDF, { name: `${signOf(row.id)}.pdf` })
  }),

  get(`/:organisation${LIMITS}/:person/ankuendigung/pdf`, desk, async (asked) => {
    const { at } = asked
    const [row] = await contactsOf(at, [idIn(asked, 'person')])
    const name = row ? await open(at, row.name) : null
    if (!row || name === null) throw refuse('people.unknown', 'not-found')
    const language = languageOf(row)
    const about = { organisation: at.organisation, language, name }
    const today = todayOf(at)
    const body = await letterPdf(liftingLetter(about, today.add({ days: DAYS_TO_OBJECT })), {
      ...about,
      at: at.now,
      on: today,
      to: await lastAddress(at, row.id, name),
    })
    return file(body, PDF, { name: 'einschraenkung.pdf' })
  }),

  // who looks at everything about somebody leaves a note of it, so this is no GET
  post(`${DESK_ROUTE}/:request/zusammenstellung`, desk, async (asked) => archiveSeen(asked, ports)),
]
