import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runJob } from '#platform/jobs/jobs.ts'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { jobs } from './jobs.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const desk = (id = '') => `/${web.town.slug}/team/datenschutz/anfragen${id && `/${id}`}`
const rowOf = async (id: string) =>
  (
    await web.rows<{ due_on: string; extended: number; outcome: string | null; identity: string; pauses: unknown[] }>(
      `select due_on::text, extended, outcome, identity, pauses from rights_requests where id = '${id}'`,
    )
  )[0]
const escalate = () =>
  runJob(web.house, jobs[0] as (typeof jobs)[number], (error) => {
    throw error
  })
const alarms = async () => (await web.mails('dsb@musterlingen.example')).filter(({ kind }) => kind === 'rights.alarm')

/** The officer before a request on a day: a session of weeks ago has ended. */
async function on(time: string, id: string) {
  web.clock.moveTo(time)
  const officer = await web.officer()
  await officer.open(desk(id))
  return officer
}

/** A request by letter, received on a day; the clock of the test stands there. */
async function received(name: string, more: Record<string, string> = {}) {
  const officer = await web.officer()
  await officer.open(desk('neu'))
  const page = await officer.submit('Eintragen', {
    kind: 'access',
    channel: 'mail',
    name,
    mail: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`,
    ...more,
  })
  const id = /anfragen\/([0-9a-f-]{36})/.exec(page.url)?.[1] ?? ''
  return { id, officer, mail: `${name.toLowerCase().replaceAll(' ', '.')}@example.org` }
}

describe('A1', () => {
  test('A1 an extension needs a reason and its notice inside the first month', async () => {
    web.clock.moveTo('2026-11-16T08:00:00Z')
    const { id, officer, mail } = await received('Vera Verlang')
    expect(await rowOf(id)).toMatchObject({ due_on: '2026-12-16', extended: 0 })
    const without = await officer.submit('Verlängerung mitteilen', { months: '2' })
    expect(without.status).toBe(409)
    expect(without.page.text).toContain('Der Grund fehlt.')
    expect(await rowOf(id)).toMatchObject({ extended: 0 })

    const tooLate = await on('2026-12-17T08:00:00Z', id)
    const late = await tooLate.submit('Verlängerung mitteilen', { months: '1', reason: 'Viele Unterlagen.' })
    expect(late.status).toBe(409)
    expect(late.page.text).toContain('Der erste Monat ist vorbei')
    expect((await web.mails(mail)).map(({ kind }) => kind)).not.toContain('rights.extension')

    const inTime = await on('2026-12-16T20:00:00Z', id)
    const done = await inTime.submit('Verlängerung mitteilen', { months: '2', reason: 'Viele Unterlagen.' })
    expect(done.status).toBe(200)
    expect(await rowOf(id)).toMatchObject({ extended: 2, due_on: '2027-02-16' })
    const notice = (await web.mails(mail)).find(({ kind }) => kind === 'rights.extension')
    expect(notice?.content.text).toContain('Der Grund: Viele Unterlagen.')
    expect(notice?.content.text).toContain('16. Februar 2027')
    expect(notice?.content.text).toContain('Landesbeauftragte')
  })

  test('A1 an extension by letter counts from the day of posting, which is not ahead', async () => {
    web.clock.moveTo('2026-11-16T08:00:00Z')
    const { id, officer } = await received('Paula Post', { mail: '', address: 'Am Wall 1\n48999 Musterlingen' })
    const ahead = await officer.submit('Verlängerung mitteilen', {
      months: '1',
      reason: 'Umzug des Archivs.',
      posted: '2026-11-20',
    })
    expect(ahead.status).toBe(422)
    expect(await rowOf(id)).toMatchObject({ extended: 0 })
    await officer.submit('Verlängerung mitteilen', { months: '1', reason: 'Umzug des Archivs.', posted: '2026-11-16' })
    expect(await rowOf(id)).toMatchObject({ extended: 1, due_on: '2027-01-18' }) // 16 January is a Saturday
    const letters = await web.rows<{ kind: string; by: string }>(
      `select kind, by from rights_letters where request_id = '${id}' order by made_at, ctid`,
    )
    expect(letters).toEqual([
      { kind: 'receipt', by: 'post' },
      { kind: 'extension', by: 'post' },
    ])
  })

  test('A1 the officer is told at 7, 3 and 1 days and when it is over, each once', async () => {
    web.clock.moveTo('2027-03-01T08:00:00Z')
    const { id } = await received('Elena Eilig')
    expect(await rowOf(id)).toMatchObject({ due_on: '2027-04-01' })
    const sign = `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase()
    const rung = async (day: string) => {
      web.clock.moveTo(`${day}T08:00:00Z`)
      await escalate()
      await escalate()
      return (await alarms()).filter(({ content }) => content.text.includes(sign)).map(({ content }) => content.subject)
    }
    expect(await rung('2027-03-24')).toEqual([])
    expect(await rung('2027-03-25')).toEqual(['Antrag fällig in 7 Tagen'])
    expect(await rung('2027-03-28')).toHaveLength(1)
    expect((await rung('2027-03-29')).at(-1)).toBe('Antrag fällig in 3 Tagen')
    expect((await rung('2027-03-31')).at(-1)).toBe('Antrag morgen oder heute fällig')
    expect(await rung('2027-04-01')).toHaveLength(3)
    expect((await rung('2027-04-02')).at(-1)).toBe('Antrag überfällig')
    expect(await rung('2027-04-20')).toHaveLength(4)
    for (const { content } of await alarms()) expect(content.text).not.toContain('Elena')
    const officer = await web.officer()
    const list = await officer.open(desk())
    expect(list.page.text).toContain('überfällig')
    const overview = await officer.open(`/${web.town.slug}/team/datenschutz`)
    expect(overview.page.text).toContain('offene Anfragen')
  })

  test('A1 a clock set back does not let an alarm ring twice', async () => {
    const before = (await alarms()).length
    web.clock.moveTo('2027-03-29T08:00:00Z')
    await escalate()
    expect(await alarms()).toHaveLength(before)
  })
})

describe('A2', () => {
  test('A2 doubt stops the clock until the answer is here; what was sent is erased with the decision', async () => {
    web.clock.moveTo('2026-11-16T08:00:00Z')
    const { id, officer, mail } = await received('Zoe Zweifel')
    const empty = await officer.submit('Nachfragen und Frist anhalten')
    expect(empty.status).toBe(422)
    const asking = await on('2026-11-18T08:00:00Z', id)
    await asking.submit('Nachfragen und Frist anhalten', { question: 'Wann war Ihr Termin?' })
    expect(await rowOf(id)).toMatchObject({ identity: 'doubt' })
    expect((await asking.open(desk(id))).page.text).toContain('Frist steht')

    web.clock.moveTo('2026-11-28T08:00:00Z')
    const visitor = web.browse()
    const asked = await visitor.open(await web.link(mail, '/nachweis/'))
    expect(asked.page.text).toContain('Wann war Ihr Termin?')
    await visitor.submit('Antwort senden', { answer: 'Am 3. März um 9 Uhr, Tisch 7.' })
    expect(await rowOf(id)).toMatchObject({ due_on: '2026-12-28' }) // ten days later, and 26 and 27 are days off
    const stored = await web.rows<{ content: Buffer }>(`select content from rights_proofs where request_id = '${id}'`)
    expect(stored).toHaveLength(1)
    expect(String(stored[0]?.content)).not.toContain('Tisch 7')

    const deciding = await on('2026-11-28T09:00:00Z', id)
    expect((await deciding.open(desk(id))).page.text).toContain('Tisch 7')
    await deciding.submit('Ist die Person', { method: 'known-facts' })
    expect(await web.rows(`select 1 from rights_proofs where request_id = '${id}'`)).toEqual([])
    expect((await deciding.open(desk(id))).page.text).not.toContain('Tisch 7')
    expect(
      await web.rows(`select 1 from ledger_leaves where kind = 'rights.proof-erased' and body ->> 'request' = '${id}'`),
    ).toHaveLength(1)
    // the link is over with the question
    expect((await visitor.open(await web.link(mail, '/nachweis/'))).page.text).toContain('brauchen wir gerade nichts')
  })

  test('A2 who asks after the end stops nothing', async () => {
    web.clock.moveTo('2026-11-16T08:00:00Z')
    const { id } = await received('Spaete Frage')
    const tooLate = await on('2026-12-17T08:00:00Z', id)
    const late = await tooLate.submit('Nachfragen und Frist anhalten', { question: 'Wer sind Sie?' })
    expect(late.status).toBe(409)
    expect(await rowOf(id)).toMatchObject({ identity: 'open', pauses: [] })
  })

  test('A2 a refusal names reason, authority and court, costs nothing, and is kept', async () => {
    web.clock.moveTo('2026-11-16T08:00:00Z')
    const { id, officer, mail } = await received('Nora Nein')
    const wordless = await officer.submit('Ablehnung senden und abschließen', { reason: 'excessive' })
    expect(wordless.status).toBe(422)
    await officer.submit('Ablehnung senden und abschließen', {
      reason: 'excessive',
      words: 'Das ist der zwölfte gleiche Antrag in diesem Monat.',
    })
    expect(await rowOf(id)).toMatchObject({ outcome: 'refused' })
    const text = (await web.mails(mail)).at(-1)?.content.text ?? ''
    for (const part of [
      'exzessiv',
      'der zwölfte gleiche',
      'Landesbeauftragte',
      'Verwaltungsgericht',
      'kostet Sie nichts',
    ])
      expect(text).toContain(part)
    const page = await officer.open(desk(id))
    expect(page.page.forms.map(({ buttons }) => buttons).flat()).not.toContain('Daten zusammenstellen')
  })

  test('A2 in English for whoever writes English', async () => {
    const { officer, mail } = await received('Nelly No', { letters: 'en' })
    await officer.submit('Ablehnung senden und abschließen', { reason: 'unfounded', words: 'There is no such matter.' })
    const text = (await web.mails(mail)).at(-1)?.content.text ?? ''
    for (const part of ['manifestly unfounded', 'supervisory authority', 'administrative court', 'free of charge'])
      expect(text).toContain(part)
  })
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
