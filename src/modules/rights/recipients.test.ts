import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deletionRun, openRegister, recipients as registered } from '#privacy'
import { runJob } from '#platform/jobs/jobs.ts'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { jobs as escalationJobs } from './jobs.ts'

// Who is told afterwards (Art. 19 GDPR), and how long the proof of it stays.

const escalation = escalationJobs[0] as (typeof escalationJobs)[number]
const fail = (error: unknown) => {
  throw error
}

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const desk = (id = '') => `/${web.town.slug}/team/datenschutz/anfragen${id && `/${id}`}`
type Row = { id: string; version: number }
const newest = async (): Promise<Row> => {
  const [row] = await web.rows<Row>(`select r.* from rights_requests r
    join rights_events e on e.request_id = r.id and e.kind = 'received' order by e.at desc, e.ctid desc limit 1`)
  if (!row) throw new Error('there is no request')
  return row
}
const open = async (id: string) => {
  const officer = await web.officer()
  await officer.open(desk(id))
  return officer
}
const later = () => web.clock.advance({ minutes: 5 })

describe('A10', () => {
  test('A10 every recipient gets a job; receipt or documented impossibility; the person can have the list', async () => {
    later()
    const before = registered()
    const processor = { role: 'processor' as const, contract: 'AVV 1', everything: true as const }
    const task = { de: 'leitet weiter', en: 'passes on' }
    openRegister(
      [
        ...before,
        { id: 'proxy', name: 'Netz SE', place: 'Hafenallee 1, 20457 Hamburg', task, ...processor },
        { id: 'gone', name: 'Altdruck GmbH', place: 'unbekannt', task, ...processor },
      ],
      [],
    )
    try {
      await web.known({ name: 'Arne Artikel', mail: 'arne@example.org' })
      await web.confirmed('loeschung', { name: 'Arne Artikel', mail: 'arne@example.org' })
      const row = await newest()
      const officer = await open(row.id)
      await officer.submit('Endgültig löschen', { sure: true })
      const jobs = await web.rows<{ id: string; recipient: string; state: string }>(
        `select id, recipient, state from rights_recipients where request_id = '${row.id}' order by recipient`,
      )
      expect(jobs.map(({ recipient, state }) => [recipient, state])).toEqual([
        ['gone', 'open'],
        ['proxy', 'open'],
      ])
      await officer.submit('Antwort senden und abschließen')
      const answer = (await web.mails('arne@example.org')).at(-1)?.content.text ?? ''
      expect(answer).toContain('Netz SE')
      expect((await officer.open(desk())).page.text).not.toContain('Arne Artikel') // closed, and still to be told
      expect((await officer.open(desk('abgeschlossen'))).page.text).toContain('2 Empfänger zu unterrichten')

      const nagged = async () =>
        (await web.mails('dsb@musterlingen.example')).filter(({ content }) =>
          content.subject.includes('noch nicht unterrichtet'),
        )
      await runJob(web.house, escalation, fail)
      expect(await nagged()).toHaveLength(0)
      const now = web.clock.now()
      web.clock.advance({ hours: 24 * 8 })
      await runJob(web.house, escalation, fail)
      await runJob(web.house, escalation, fail)
      expect(await nagged()).toHaveLength(1)
      expect((await nagged())[0]?.content.text).toContain('sind 2 Stellen noch nicht unterrichtet')
      web.clock.moveTo(now)

      const [gone, proxy] = jobs
      const letter = await officer.open(`${desk(row.id)}/empfaenger/${proxy?.id}/pdf`)
      expect(letter.headers.get('content-type')).toBe('application/pdf')
      const send = async (id: string | undefined, fields: Record<string, string>) =>
        officer.post(`${desk(row.id)}/empfaenger/${id}`, { version: String((await newest()).version), ...fields })
      await send(proxy?.id, { state: 'told', on: '2026-11-16' })
      await send(proxy?.id, { state: 'confirmed', on: '2026-11-16' })
      expect((await send(gone?.id, { state: 'impossible' })).status).toBe(422)
      await send(gone?.id, { state: 'impossible', why: 'Die Firma ist erloschen.' })
      const states = await web.rows<{ state: string }>(
        `select state from rights_recipients where request_id = '${row.id}' order by recipient`,
      )
      expect(states).toEqual([{ state: 'impossible' }, { state: 'confirmed' }])

      const status = await web.browse().open(await web.link('arne@example.org', '/antrag/'))
      expect(status.page.text).toContain('Netz SE: hat am 16.11.2026 bestätigt')
      expect(status.page.text).toContain('Altdruck GmbH: nicht möglich: Die Firma ist erloschen.')
      await officer.open(desk(row.id))
      await officer.submit('Liste an die Person senden')
      expect((await web.mails('arne@example.org')).at(-1)?.content.text).toContain('Netz SE: hat am')
    } finally {
      openRegister(before, [])
    }
  })

  test('A10 nobody is told of an access, and nobody where nobody received anything', async () => {
    later()
    await web.known({ name: 'Anna Allein', mail: 'allein@example.org' })
    await web.confirmed('loeschung', { name: 'Anna Allein', mail: 'allein@example.org' })
    const row = await newest()
    const officer = await open(row.id)
    await officer.submit('Endgültig löschen', { sure: true })
    await officer.submit('Antwort senden und abschließen')
    expect(await web.rows(`select 1 from rights_recipients where request_id = '${row.id}'`)).toEqual([])
    expect((await web.mails('allein@example.org')).at(-1)?.content.text).toContain(
      'Außer uns hatte niemand Ihre Daten.',
    )
  })
})

describe('periods', () => {
  test('B3 what nobody confirmed is gone after 14 days, with its key', async () => {
    await web.ask('auskunft', { name: 'Uwe Unbestätigt', mail: 'uwe@example.org' })
    const [row] = await web.rows<{ id: string; applicant_id: string }>(
      `select id, applicant_id from rights_intake order by created_at desc limit 1`,
    )
    web.clock.advance({ hours: 24 * 15 })
    await deletionRun(web.house, web.town, web.clock.now())
    expect(await web.rows(`select 1 from rights_intake where id = '${row?.id}'`)).toEqual([])
    expect(await web.rows(`select 1 from person_keys where person_id = '${row?.applicant_id}'`)).toEqual([])
  })

  test('a closed request is kept three years to the year’s end, then gone with letters, course and key', async () => {
    const [row] = await web.rows<{ id: string; applicant_id: string }>(
      `select id, applicant_id from rights_requests where kind = 'erasure' and outcome = 'done' limit 1`,
    )
    web.clock.moveTo('2029-12-31T22:00:00Z')
    await deletionRun(web.house, web.town, web.clock.now())
    expect(await web.rows(`select 1 from rights_requests where id = '${row?.id}'`)).toHaveLength(1)
    web.clock.moveTo('2030-01-02T03:00:00Z')
    await deletionRun(web.house, web.town, web.clock.now())
    for (const [table, column] of [
      ['rights_requests', 'id'],
      ['rights_events', 'request_id'],
      ['rights_letters', 'request_id'],
      ['rights_recipients', 'request_id'],
    ])
      expect(await web.rows(`select 1 from ${table} where ${column} = '${row?.id}'`)).toEqual([])
    expect(await web.rows(`select 1 from person_keys where person_id = '${row?.applicant_id}'`)).toEqual([])
  })
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
