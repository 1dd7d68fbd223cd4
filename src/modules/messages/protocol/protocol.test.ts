import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTownHall, type TownHall } from '#testing/citizen.ts'
import { type Scope } from '#platform/data/scope.ts'
import { exactToken } from '#platform/keys/sealed.ts'
import { db, delivering } from '../data.ts'
import { noteEvent } from '../following/index.ts'
import { causes, mailsTo, pageOf, returnedPage } from './queries.ts'
import { lanes, placeText, readPlace, SHOWN, states } from './rules.ts'
import { answerInWords } from './words.ts'

let hall: TownHall
afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  // nothing is sent: what is sent again waits where it can be counted
  hall = await openTownHall({ sending: { transport: undefined } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const within = <T>(work: (at: Scope<'messages.delivering'>) => Promise<T>) =>
  hall.web.scope({ organisation: hall.town.organisation, purpose: delivering }, work)

type Some = {
  state: string
  lane: string
  kind: string
  answer?: string
  minutes: number
  to?: string
  content?: boolean
}

/** Rows as dispatcher and queue leave them, without any mail. */
const add = (rows: readonly Some[]) =>
  within(async (at) => {
    const made = await Promise.all(
      rows.map(async ({ minutes, to, content, answer, ...row }) => ({
        ...row,
        id: randomUUID(),
        organisation_id: at.organisation.id,
        cause: randomUUID(),
        version: 0,
        answer: answer ?? '',
        recipient_token: to ? await exactToken(at, 'mail', to) : null,
        content: content ? (Buffer.from('sealed') as never) : null,
        due_at: at.now,
        created_at: at.now.subtract({ minutes }),
      })),
    )
    await db(at).insertInto('messages').values(made).execute()
    return made
  })

describe('reading page by page', () => {
  beforeAll(async () => {
    const rows = Array.from({ length: 700 }, (_, place) => ({
      state: states[place % 4] ?? 'sent',
      lane: lanes[place % 3] ?? 'bulk',
      kind: place % 7 === 0 ? 'test.rare' : 'test.often',
      // many of one moment, as a bulk leaves them
      minutes: Math.floor(place / 90),
    }))
    await add(rows)
  })

  test.each([
    {},
    { state: 'sent' },
    { lane: 'bulk' },
    { state: 'failed', lane: 'informational' },
    { kind: 'test.rare' },
    { kind: 'test.often', state: 'queued' },
    { kind: 'test.rare', lane: 'transactional', state: 'dropped' },
    { kind: 'test.none' },
  ] as const)('%j: every mail once, in order, forth and back', async (filter) => {
    await within(async (at) => {
      const all = await sql<{ id: string }>`select id from messages where kind like 'test.%'
        and (${'state' in filter ? filter.state : null}::text is null or state = ${'state' in filter ? filter.state : null})
        and (${'lane' in filter ? filter.lane : null}::text is null or lane = ${'lane' in filter ? filter.lane : null})
        and (${'kind' in filter ? filter.kind : null}::text is null or kind = ${'kind' in filter ? filter.kind : null})
        order by created_at desc, id desc`.execute(db(at))
      const expected = all.rows.map(({ id }) => id)
      const seen: string[] = []
      let page = await pageOf(at, filter)
      expect(page.newer).toBe(false)
      for (;;) {
        seen.push(...page.lines.map(({ id }) => id))
        const last = page.lines.at(-1)
        if (!page.older || !last) break
        expect(page.lines).toHaveLength(SHOWN)
        page = await pageOf(at, filter, { before: { at: last.created_at, id: last.id } })
        expect(page.newer).toBe(true)
      }
      expect(seen).toEqual(expected)
      const first = page.lines[0]
      if (expected.length > SHOWN && first) {
        const back = await pageOf(at, filter, { after: { at: first.created_at, id: first.id } })
        const end = expected.indexOf(first.id)
        expect(back.lines.map(({ id }) => id)).toEqual(expected.slice(end - SHOWN, end))
        expect(back.newer).toBe(end > SHOWN)
      }
    })
  })

  test('a place in an address is read again, and nothing else is', () => {
    const place = { at: Temporal.Instant.from('2026-11-16T08:00:00.123456Z'), id: randomUUID() }
    expect(readPlace(placeText(place))?.at.equals(place.at)).toBe(true)
    expect(readPlace(placeText(place))?.id).toBe(place.id)
    for (const odd of ['', 'x', '2026-99-16T08:00:00Z_' + place.id, placeText(place) + "'", undefined])
      expect(readPlace(odd)).toBeUndefined()
  })
})

test('an address is found by its hash, however it is written, and stands in no address bar', async () => {
  await add([
    { state: 'sent', lane: 'transactional', kind: 'appointments.confirmed', minutes: 1, to: 'gesucht@example.org' },
  ])
  expect(await within((at) => mailsTo(at, 'Gesucht@EXAMPLE.org'))).toHaveLength(1)
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'desk' })
  const desk = hall.web.browse({ cookie })
  await desk.open(`${hall.town.path}/team/nachrichten`)
  const found = await desk.submit('Suchen', { address: 'gesucht@example.org' })
  expect(found.url).not.toContain('gesucht')
  expect(found.page.text).toContain('Mails an gesucht@example.org')
  expect(found.page.text).toContain('Termin bestätigt')
  const none = await desk.submit('Suchen', { address: 'niemand@example.org' })
  expect(none.page.text).toContain('An diese Adresse ging in den letzten 30 Tagen keine Mail.')
  const wrong = await desk.submit('Suchen', { address: 'niemand' })
  expect([wrong.status, wrong.page.text.includes('nicht vollständig')]).toEqual([422, true])
  const stored = JSON.stringify(await hall.rows('select * from messages'))
  expect(stored).not.toContain('gesucht')
})

test('failures stand by cause in plain words; all of one cause are sent again, others are left alone', async () => {
  const failed = { state: 'failed', lane: 'transactional', kind: 'appointments.confirmed', content: true } as const
  await add([
    ...Array.from({ length: 3 }, (_, minutes) => ({ ...failed, minutes, answer: '552 5.2.2' })),
    { ...failed, minutes: 4, answer: '550 5.1.1' },
    { ...failed, minutes: 5, answer: '552 5.2.2', content: false },
  ])
  const before = await within(causes)
  expect(before.find(({ answer }) => answer === '552 5.2.2')?.count).toBe(4)
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'desk' })
  const desk = hall.web.browse({ cookie })
  const list = await desk.open(`${hall.town.path}/team/nachrichten`)
  expect(list.page.text).toContain('Das Postfach ist voll')
  const again = await desk.post(`${hall.town.path}/team/nachrichten/erneut`, { answer: '552 5.2.2' })
  expect(again.page.text).toContain('3 Mails werden jetzt noch einmal gesendet.')
  const after = await within(causes)
  // what has no content any more cannot be sent; it stays and is shown
  expect(after.find(({ answer }) => answer === '552 5.2.2')?.count).toBe(1)
  expect(after.find(({ answer }) => answer === '550 5.1.1')?.count).toBe(1)
  const none = await desk.post(`${hall.town.path}/team/nachrichten/erneut`, { answer: 'gibt es nicht' })
  expect(none.page.text).toContain('Es wurde nichts geändert.')
})

test('a mail’s own page has each state with its time and the server’s words; what came back is found', async () => {
  const [mail] = await add([{ state: 'sent', lane: 'transactional', kind: 'appointments.moved', minutes: 3 }])
  const id = mail?.id ?? ''
  await within(async (at) => {
    const words = '250 2.0.0 Ok: queued as 4F2A'
    await noteEvent(at, id, { kind: 'accepted', words, source: 'smtp', at: at.now.subtract({ minutes: 2 }) })
    await noteEvent(at, id, {
      kind: 'bounced',
      weight: 'soft',
      reason: 'full',
      code: '5.2.2',
      words: '552 5.2.2 mailbox full',
      source: 'report',
    })
  })
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'desk' })
  const desk = hall.web.browse({ cookie })
  const page = await desk.open(`${hall.town.path}/team/nachrichten/${id}`)
  for (const said of [
    'In den Ausgang gelegt',
    'Vom Mailserver angenommen',
    'queued as',
    'Zurückgekommen: Das Postfach ist voll',
    '552 5.2.2 mailbox full',
  ])
    expect(page.page.text).toContain(said)
  const returned = await within((at) => returnedPage(at, {}))
  expect(returned.lines.map((line) => line.id)).toEqual([id])
  const list = await desk.open(`${hall.town.path}/team/nachrichten?stand=returned`)
  expect(list.page.link('Termin verschoben')).toContain(id)
  expect((await desk.open(`${hall.town.path}/team/nachrichten/${randomUUID()}`)).status).toBe(404)
  expect((await desk.open(`${hall.town.path}/team/nachrichten?stand=unfug&vor=x&spur=1`)).status).toBe(200)
})

test('every answer that is kept has plain words', () => {
  for (const answer of [
    '',
    '550 5.1.1',
    '552',
    '451 4.7.1',
    'EAUTH',
    'ETIMEDOUT',
    'no connection',
    'objected',
    'stopped hard',
  ])
    for (const language of ['de', 'en'] as const) expect(answerInWords(language, answer)).not.toMatch(/^$|undefined/)
  expect(answerInWords('de', '550 5.1.1')).toBe('Die Adresse gibt es nicht')
  expect(answerInWords('de', '535 5.7.8')).toContain('Zugangsdaten')
})
