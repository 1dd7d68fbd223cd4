import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bookings, handling } from '../../src/modules/appointments/data.ts'
import { messages } from '../../src/modules/messages/data.ts'
import { personFor } from '../../src/modules/people/index.ts'
import { accessArchive, answering, erasePeople, proving } from '../../src/modules/privacy/index.ts'
import { removeFiles } from '../../src/modules/privacy/retention/files.ts'
import { inScope, type Scope } from '../../src/platform/data/scope.ts'
import { allTables } from '../../src/platform/data/table.ts'
import { seal } from '../../src/platform/keys/sealed.ts'
import { median, NOW, round, say, timed, type Found, type Ground } from './support.ts'
import { newTown, type Town } from './town.ts'

const ROUNDS = 5
/** With the person's own record and key 2,000 rows. */
const ROWS = { bookings: 700, messages: 600, consents: 498, answers: 200 }
/** Mails that have left keep neither address nor text. */
const QUEUED = 30
const BLOB_BYTES = 20_000
const OTHERS = 20
const ERASED_MS = 2_000
const ARCHIVE_MS = 3_000
const MAIL = 'Guten Tag, Ihr Termin ist bestätigt. Bitte bringen Sie Ihren alten Ausweis und ein Foto mit. '.repeat(30)

/** A person whom every module knows: appointments with sealed answers, sealed mails, consents, files. */
async function known(ground: Ground, town: Town): Promise<{ person: string; blobs: string[] }> {
  const { house, root } = ground
  const { organisation } = town
  const wish = { organisation, actor: { kind: 'system', job: 'bench' }, purpose: handling } as const
  const values = await inScope(house, wish, async (at) => {
    const person = await personFor(at, { name: `Erika ${randomUUID()}`, mail: `erika.${randomUUID()}@example.org` })
    return {
      person,
      note: await seal(at, bookings, 'note', person, 'Kommt mit Kinderwagen'),
      answers: await seal(at, bookings, 'answers', person, { reason: 'Der alte Ausweis ist abgelaufen' }),
      recipient: await seal(at, messages, 'recipient', person, 'erika@example.org'),
      content: await seal(at, messages, 'content', person, { subject: 'Ihr Termin', text: MAIL, html: MAIL }),
    }
  })
  const { person } = values
  const insert = (statement: string, count: number, more: unknown[] = []) =>
    root.query(statement, [organisation.id, person, NOW, count, ...more])
  await insert(
    `insert into bookings (organisation_id, id, location_id, service_id, person_id, walk_in, state, starts_at, ends_at, ended_at,
       keep_days, service_name, duration_minutes, zone, local_start, language, note, answers, created_at)
     select $1, gen_random_uuid(), $5, $6, $2, true, 'served', s, s + interval '20 minutes', s + interval '20 minutes', 365,
       'Personalausweis', 20, 'Europe/Berlin', s at time zone 'Europe/Berlin', 'de', $7, $8, s
     from generate_series(1, $4::int) n, lateral (select $3::timestamptz - n * interval '1 hour') a (s)`,
    ROWS.bookings,
    [town.locations[0], town.services[0], values.note, values.answers],
  )
  await insert(
    `insert into messages (organisation_id, id, person_id, cause, kind, version, lane, state, recipient, content, due_at, created_at)
     select $1, gen_random_uuid(), $2, gen_random_uuid(), 'appointments.confirmed', 0, 'transactional',
       case when n <= ${QUEUED} then 'queued' else 'sent' end, case when n <= ${QUEUED} then $5::bytea end,
       case when n <= ${QUEUED} then $6::bytea end, $3::timestamptz, $3::timestamptz - n * interval '1 minute'
     from generate_series(1, $4::int) n`,
    ROWS.messages,
    [values.recipient, values.content],
  )
  await insert(
    `insert into consents (organisation_id, id, person_id, activity, basis, notice_version, wording_hash, language, special, given_at)
     select $1, gen_random_uuid(), $2, 'appointments.handling', 'art6.e', 'bench', $5, 'de', false,
       $3::timestamptz - n * interval '1 minute' from generate_series(1, $4::int) n`,
    ROWS.consents,
    [Buffer.alloc(32, 7)],
  )
  const files = await Promise.all(
    Array.from({ length: ROWS.answers }, () => house.blobs.put(organisation.id, Buffer.alloc(BLOB_BYTES, 7))),
  )
  await insert(
    `insert into rights_answers (organisation_id, id, person_id, kind, contents, file, most_fetches, created_at, expires_at)
     select $1, gen_random_uuid(), $2, 'access', '[]', f, 3, $3, $3::timestamptz + interval '14 days'
     from jsonb_array_elements($5) f limit $4`,
    ROWS.answers,
    [JSON.stringify(files)],
  )
  return { person, blobs: files.map(({ id }) => id) }
}

/** What still names the person in any column of an owner, and which files are still there. */
async function residue({ root, folder }: Ground, person: string, blobs: readonly string[]): Promise<number> {
  let left = 0
  for (const { name, columns } of allTables()) {
    if (name === 'tombstones') continue
    const ids = Object.entries(columns).flatMap(([column, { sqlType }]) => (sqlType === 'uuid' ? [`"${column}"`] : []))
    if (ids.length === 0) continue
    const { rows } = await root.query<{ count: number }>(
      `select count(*)::int as count from "${name}" where $1 in (${ids.join(', ')})`,
      [person],
    )
    left += rows[0]?.count ?? 0
  }
  const files = new Set(
    readdirSync(join(folder, 'blobs'), { recursive: true }).map((path) => String(path).split('/').at(-1)),
  )
  return left + blobs.filter((id) => files.has(id)).length
}

/** The same deletes as plain SQL, one statement per table, and the files taken away eight at a time. */
async function plainly({ root, house }: Ground, organisation: string, person: string, blobs: readonly string[]) {
  await root.query('begin')
  for (const table of ['bookings', 'messages', 'consents', 'rights_answers', 'person_keys'])
    await root.query(`delete from ${table} where organisation_id = $1 and person_id = $2`, [organisation, person])
  await root.query('delete from people where organisation_id = $1 and id = $2', [organisation, person])
  await root.query('commit')
  for (let n = 0; n < blobs.length; n += 8)
    await Promise.all(blobs.slice(n, n + 8).map((id) => house.blobs.remove(organisation, id)))
}

/** One person whom every module knows well: the archive of an access request, and the erasure with everything. */
export async function forget(ground: Ground): Promise<Found> {
  const { house, root, clock } = ground
  const town = await newTown(ground, { locations: 2, desks: 2 })
  const { organisation } = town
  for (let n = 0; n < OTHERS; n++) await known(ground, town)
  await root.query('vacuum analyze')
  const [erased, archived, plain]: [number[], number[], number[]] = [[], [], []]
  let bytes = 0
  for (let i = 0; i <= ROUNDS; i++) {
    const { person, blobs } = await known(ground, town)
    const other = await known(ground, town)
    const scope = <P extends string, T>(
      purpose: Parameters<typeof inScope<P, T>>[1]['purpose'],
      work: (at: Scope<P>) => Promise<T>,
    ) => inScope(house, { organisation, actor: { kind: 'system', job: 'bench' }, purpose, language: 'de' }, work)
    const archive = await timed(() =>
      scope(answering, async (at) => {
        bytes = 0
        for await (const part of accessArchive(at, [person], { language: 'de', blobs: house.blobs }))
          bytes += part.length
      }),
    )
    const erasing = await timed(async () => {
      const done = await scope(proving, (at) => erasePeople(at, [person], 'request'))
      const rows = Object.values(done.deleted).reduce((sum, count) => sum + count, 0)
      if (rows !== 2_000 || done.people !== 1) throw new Error(`not everything was erased: ${JSON.stringify(done)}`)
      const files = await removeFiles(house, organisation, clock.now())
      if (files !== ROWS.answers) throw new Error(`${files} files were removed`)
    })
    const left = await residue(ground, person, blobs)
    if (left > 0) throw new Error(`${left} rows or files of the person are left`)
    const bare = await timed(() => plainly(ground, organisation.id, other.person, other.blobs))
    if (i === 0) continue // the first of everything
    archived.push(archive)
    erased.push(erasing)
    plain.push(bare)
  }
  say(`archive of ${round(bytes / 1024, 0)} kB`)
  const facts = {
    rows: 2_000,
    blobs: ROWS.answers,
    erase_ms: round(median(erased), 0),
    archive_ms: round(median(archived), 0),
    bare_ms: round(median(plain), 0),
    residue: 0,
    ratio: round(median(erased) / median(plain)),
  }
  return { facts, met: median(erased) <= ERASED_MS && median(archived) <= ARCHIVE_MS }
}
