import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handling } from '../../src/modules/appointments/data.ts'
import { takeIn } from '../../src/modules/appointments/desk/actions/walk-in.ts'
import { smtpTransport, messages } from '../../src/modules/messages/index.ts'
import { erasureJobs } from '../../src/modules/privacy/erasure/jobs.ts'
import { locationById } from '../../src/modules/appointments/desk/queries.ts'
import { contactOf } from '../../src/modules/people/index.ts'
import { leftOver } from '../../src/modules/privacy/index.ts'
import { open } from '../../src/platform/keys/sealed.ts'
import { runJob } from '../../src/platform/jobs/jobs.ts'
import { built, startHere, type InProcess } from '../chaos/running.ts'
import { visitor, type Visitor } from '../chaos/visitor.ts'
import { residueOf, type Hit } from '../support/residue.ts'
import { startSmtp, type Mailbox } from '../support/smtp.ts'
import { openTown, type Town } from '../support/town.ts'
import type { TestWeb } from '../support/web.ts'

const people = {
  advised: { name: 'Öznur Yıldız-Großmann', mail: 'oeznur.yildiz@postfach.example', phone: '0151 23456789' },
  cancelling: { name: 'Bartholomäus Überschär', mail: 'b.ueberschaer@postfach.example', phone: '' },
  moving: { name: 'Çağla Nəcəfova', mail: 'caglanecef@postfach.example', phone: '+43 660 7654321' },
  refused: { name: 'Jörg-Ändreas Würgassen', mail: 'wuergassen@nirgendwo.example', phone: '' },
  waiting: { name: 'Siegfriede Quastenflosser', mail: 'quastenflosser@postfach.example', phone: '' },
  staying: { name: 'Dauerhafte Bestandskundin', mail: 'bestand@postfach.example', phone: '0221 9876543' },
} as const
const walkIn = 'Laufkundschaft Möhrensafft'
const answer = 'Rollstuhl und Hörgerät rechtsseitig'
type Who = keyof typeof people

let program: InProcess
let town: Town
let mailbox: Mailbox
let root: pg.Client

beforeAll(async () => {
  await built()
  mailbox = await startSmtp()
  program = await startHere({
    from: '2026-11-16T05:00:00Z',
    environment: { BELEGT_SMTP_URL: mailbox.url, BELEGT_MAIL_FROM: 'termine@musterlingen.example' },
  })
  town = await openTown(program as unknown as TestWeb, { windowDays: 90 })
  root = new pg.Client(program.root())
  await root.connect()
}, 120_000)
afterAll(async () => {
  await root?.end()
  await program?.end()
  await mailbox?.[Symbol.asyncDispose]()
})

const everybody = Object.keys(people) as Who[]
const fail = (error: unknown) => {
  throw error
}

async function book(who: Who, service: string, time: string, from = ''): Promise<Visitor> {
  const browser = visitor(program.url)
  const id = service === 'Sozialberatung' ? town.counselling : town.passport
  await browser.open(`${town.path}/termin/${id}/${town.location}${from}`)
  await browser.submit(time)
  program.clock.advance({ seconds: 30 })
  const { name, mail, phone } = people[who]
  const own = service === 'Sozialberatung' ? { f_health: answer, special_consent: true, consent_by: 'person' } : {}
  const booked = await browser.submit('Termin verbindlich buchen', { name, mail, phone, ...own })
  expect(booked.page.text).toContain('Ihr Termin ist gebucht')
  return browser
}

const dispatch = async () => {
  const transport = smtpTransport(new URL(mailbox.url))
  const [job] = messages({ transport, from: 'termine@musterlingen.example', failed: fail }).jobs
  await runJob(program.house, job!, fail)
  transport.close()
}

test('smartcx/purpose-bound-storage', { timeout: 400_000 }, async () => {
  // Booked and queued: the mail server does not answer, so that everything waits in the outbox.
  await mailbox.behave('down')
  await book('advised', 'Sozialberatung', '08:00')
  const cancelling = await book('cancelling', 'Personalausweis', '08:20')
  const moving = await book('moving', 'Personalausweis', '08:40')
  await book('refused', 'Personalausweis', '09:00')
  await book('staying', 'Personalausweis', '09:20')
  await book('staying', 'Personalausweis', '10:00', '?ab=2027-02-08&tag=2027-02-08')
  await program.scope({ organisation: town.organisation, purpose: handling }, async (at) => {
    const location = await locationById(at, town.location)
    await takeIn(at, location!, { id: randomUUID(), service: town.passport, name: walkIn, told: false })
  })
  expect(await scanned({ strings: stringsOf(everybody) })).toEqual([])

  // Sent, moved, cancelled; one refused for good, one still waiting; and one time held by somebody unknown.
  await mailbox.behave('accept')
  mailbox.refuse(people.refused.mail)
  program.clock.advance({ minutes: 2 })
  await dispatch()
  await cancelling.open(cancelling.seen().page.link('Absagen'))
  await cancelling.submit('Ja, Termin absagen')
  await moving.open(moving.seen().page.link('Verschieben'))
  await moving.submit('11:00')
  await dispatch()
  expect((await mailbox.mailTo(people.cancelling.mail, 2)).subject).toContain('Abgesagt')
  expect((await mailbox.mailTo(people.moving.mail, 2)).subject).toContain('Verschoben')
  const held = visitor(program.url)
  await held.open(`${town.path}/termin/${town.passport}/${town.location}`)
  await held.submit('08:00')
  await mailbox.behave('down')
  await book('waiting', 'Personalausweis', '12:00')
  await root.query('analyze') // as the server does by itself: it copies values into its statistics

  // In clear nothing; but the keyed tokens, the wrapped keys and the ids are there, so the scanner would find them.
  const { gone, stays } = await persons()
  const traces = await tracesOf(gone)
  const [clear, keyed] = apart(await scanned({ strings: [...stringsOf(everybody), ...gone], bytes: traces }), traces)
  expect(clear.filter(({ what }) => !gone.includes(what))).toEqual([])
  expect(new Set(keyed.map(({ what }) => what))).toEqual(new Set(Object.keys(traces)))

  // Everybody's period is over but one appointment's.
  program.clock.moveTo('2027-01-25T09:00:00Z')
  for (const job of erasureJobs) await runJob(program.house, job, fail)

  const left = await scanned({ strings: [...stringsOf(everybody), ...gone], bytes: traces })
  const marks = await filesOf('tombstones')
  const isMark = ({ where, what }: Hit) =>
    (gone.includes(what) || what.startsWith('id ')) && (marks.has(where) || where.endsWith('tombstones.person_id'))
  // The tombstones were written a moment ago, by transactions that the newest part of the log may still hold.
  expect(left.filter((hit) => !isMark(hit))).toEqual([])
  expect(left.filter(isMark).length).toBeGreaterThan(0)

  // Who comes again is complete: name, address and the appointment itself.
  expect(await count(`person_keys where person_id = any($1)`, stays)).toBe(1)
  expect(await count(`bookings where person_id = any($1)`, stays)).toBe(1)
  await program.scope({ organisation: town.organisation, purpose: handling }, async (at) => {
    const person = await contactOf(at, stays[0]!)
    expect(await open(at, person!.name)).toBe(people.staying.name)
    expect(await open(at, person!.mail)).toBe(people.staying.mail)
    expect(await open(at, person!.phone)).toBe(people.staying.phone)
    expect((await leftOver(at)).total).toBe(0)
  })
})

const scanned = (what: { strings?: readonly string[]; bytes?: Record<string, Buffer> }): Promise<Hit[]> =>
  residueOf({ dataFolder: program.folder, root: program.root(), ...what })

const apart = (hits: readonly Hit[], traces: Record<string, Buffer>): [Hit[], Hit[]] => [
  hits.filter(({ what }) => !(what in traces)),
  hits.filter(({ what }) => what in traces),
]

/** What may be found if it were there: whole names and their parts, addresses, numbers, answers. */
const stringsOf = (who: readonly Who[]): string[] => [
  ...who.flatMap((one) => {
    const { name, mail, phone } = people[one]
    return [name, name.split(' ')[1]!, mail, mail.split('@')[0]!, ...(phone ? [phone] : [])]
  }),
  walkIn,
  walkIn.split(' ')[1]!,
  answer,
]

/** The ids of those whose purpose lapses, and of the one who comes again. */
async function persons(): Promise<{ gone: string[]; stays: string[] }> {
  const { rows } = await root.query<{ id: string; comes: boolean }>(
    `select p.id, exists (select from bookings b where b.person_id = p.id and b.starts_at > '2027-01-25') as comes
     from people p`,
  )
  expect(rows).toHaveLength(everybody.length + 1)
  const of = (comes: boolean) => rows.filter((row) => row.comes === comes).map(({ id }) => id)
  return { gone: of(false), stays: of(true) }
}

/** Ids, keyed tokens, wrapped keys and ciphertexts of persons, as bytes. */
async function tracesOf(ids: readonly string[]): Promise<Record<string, Buffer>> {
  const { rows } = await root.query<{ what: string; bytes: Buffer }>(
    `select 'id ' || id as what, uuid_send(id) as bytes from people where id = any($1)
     union all select 'mail ' || id, mail_exact from people where id = any($1) and mail_exact is not null
     union all select 'phone ' || id, phone_exact from people where id = any($1) and phone_exact is not null
     union all select 'word ' || n || ' ' || id, w from people, unnest(name_words) with ordinality as words (w, n)
       where id = any($1) and not exists (select from people other where other.id <> all($1) and w = any(other.name_words))
     union all select 'key ' || person_id, wrapped from person_keys where person_id = any($1)
     union all select 'name ' || id, name from people where id = any($1)
     union all select 'recipient ' || id, recipient from messages where person_id = any($1) and recipient is not null
     union all select 'answer ' || person_id, special_answers from bookings
       where person_id = any($1) and special_answers is not null`,
    [ids],
  )
  return Object.fromEntries(rows.map(({ what, bytes }) => [what, bytes]))
}

/** A table's files and those of its indexes, and the newest part of the log. */
async function filesOf(table: string): Promise<Set<string>> {
  const { rows } = await root.query<{ path: string }>(
    `select 'database/' || pg_relation_filepath(oid) as path from pg_class
     where oid = $1::regclass or oid in (select indexrelid from pg_index where indrelid = $1::regclass)`,
    [table],
  )
  return new Set(rows.map(({ path }) => path))
}

async function count(from: string, ids: readonly string[]): Promise<number> {
  const { rows } = await root.query<{ n: number }>(`select count(*)::int as n from ${from}`, [ids])
  return rows[0]!.n
}
