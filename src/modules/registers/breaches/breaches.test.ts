import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact, personFor } from '#people'
import { proving, recordConsent } from '#privacy'
import { openTown, type Town } from '#testing/registers.ts'
import { pdfText } from '#testing/pdf-text.ts'
import { db, registering, watching } from '../data/index.ts'
import { remind } from './actions.ts'
import { countable, tablesFor } from './affected.ts'
import { breachClock, openPoints, REMIND_AT, remindersDue } from './clock.ts'

const reminded: string[] = []
let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

type Office = Awaited<ReturnType<Town['arrive']>>
const person = ({ organisation }: Office, name: string) =>
  town.web.scope({ organisation, purpose: contact }, (at) =>
    personFor(at, { name, mail: `${randomUUID().slice(0, 8)}@example.org` }),
  )
const facts = {
  title: 'Laptop gestohlen',
  aware_at: '2026-11-16T08:30',
  what: 'Ein Dienstlaptop wurde aus dem Auto gestohlen.',
  kinds: 'confidentiality',
  tables: 'people',
}
async function enter(office: Office, more: Record<string, string> = {}) {
  await office.browser.open(office.at('/vorfaelle/neu'))
  const made = await office.browser.post(office.at('/vorfaelle/neu'), { ...facts, ...more })
  return { made, path: new URL(made.url).pathname }
}
const at = (text: string) => Temporal.Instant.from(text)
const known = (more: object) => ({ aware_at: at('2026-04-02T16:20:00Z'), notified_at: null, risk: null, ...more })

describe('A20 the 72 hours (Art. 33(1) GDPR)', () => {
  test('A20 are hours: weekends, Easter and the change to summer time do not move the end', () => {
    // Maundy Thursday 2026, 18:20 in Berlin; Good Friday, Easter Sunday and Monday follow
    expect(String(breachClock(known({}), at('2026-04-02T16:20:00Z')).due)).toBe('2026-04-05T16:20:00Z')
    // the night of 28 to 29 March 2026 has one hour less on the wall
    const aware_at = Temporal.ZonedDateTime.from('2026-03-27T12:00[Europe/Berlin]').toInstant()
    const { due } = breachClock(known({ aware_at }), aware_at)
    expect(due.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString()).toBe('2026-03-30T13:00:00')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
        const aware = Temporal.Instant.fromEpochMilliseconds(second * 1000)
        const clock = breachClock(known({ aware_at: aware }), aware)
        return aware.until(clock.due).total({ unit: 'hours' }) === 72 && clock.minutesLeft === 72 * 60
      }),
    )
  })

  test('A20 tell how it stands, before, after, notified in time, late, or not needed', () => {
    const states = (now: string, more: object = {}) => breachClock(known(more), at(now)).state
    expect(states('2026-04-03T00:00:00Z')).toBe('running')
    expect(states('2026-04-05T00:00:00Z')).toBe('urgent')
    expect(states('2026-04-05T16:20:00Z')).toBe('urgent')
    expect(states('2026-04-05T16:21:00Z')).toBe('late')
    expect(states('2026-05-01T00:00:00Z', { notified_at: at('2026-04-05T16:20:00Z') })).toBe('in-time')
    expect(states('2026-05-01T00:00:00Z', { notified_at: at('2026-04-05T16:20:01Z') })).toBe('delayed')
    expect(states('2026-05-01T00:00:00Z', { risk: 'unlikely' })).toBe('not-needed')
  })

  test('A20 remind at each stage once, and never after the notification', async () => {
    const due = (now: string, more: object = {}) => remindersDue(known(more), at(now))
    expect(due('2026-04-02T17:00:00Z')).toBe(0)
    expect(due('2026-04-03T16:20:00Z')).toBe(1)
    expect(due('2026-04-06T16:20:00Z')).toBe(REMIND_AT.length)
    expect(due('2026-04-06T16:20:00Z', { notified_at: at('2026-04-03T00:00:00Z') })).toBe(0)

    const office = await town.arrive()
    const { path } = await enter(office)
    const run = () =>
      town.web.scope({ organisation: office.organisation, purpose: registering }, (scope) =>
        remind(scope, async ({ title }) => void reminded.push(title)),
      )
    for (const hours of [0, 25, 1, 24, 0, 17, 7, 24]) {
      town.web.clock.advance({ hours })
      await run()
    }
    town.web.clock.moveTo('2026-11-16T08:00:00Z')
    expect(reminded.length).toBe(4)
    const page = await office.browser.open(path)
    expect(page.html.match(/an die Frist erinnert/g)?.length).toBe(4)
  })
})

describe('A20 whom a breach concerns', () => {
  test('A20 is computed from the kinds of data, the time and the purposes, person by person', async () => {
    const office = await town.arrive()
    const { organisation } = office
    const [anna, bert] = [await person(office, 'Anna Alt'), await person(office, 'Bert Bald')]
    await town.web.scope({ organisation, purpose: proving }, (scope) =>
      recordConsent(scope, { person: anna, activity: contact, wording: 'Text', special: false }),
    )
    town.web.clock.advance({ minutes: 30 })
    await person(office, 'Carla Später') // not there yet when the breach ended
    const counted = await enter(office, { stopped_at: '2026-11-16T09:15', aware_at: '2026-11-16T09:20' })
    town.web.clock.moveTo('2026-11-16T08:00:00Z')
    expect(counted.made.page.text).toContain('2 Personen, 2 Datensätze')
    const both = await enter(office, { tables: 'consents', activities: 'people.contact' })
    expect(both.made.page.text).toContain('3 Personen, 4 Datensätze')
    const list = (await office.browser.open(`${counted.path}/betroffene.csv`)).html
    expect(list).toContain('Anna Alt')
    expect(list).toContain('Bert Bald')
    expect(list).not.toContain('Carla')
    // it belongs to each person, and handing out the list is an access
    const rows = await town.web.scope({ organisation, purpose: registering }, (scope) =>
      db(scope).selectFrom('breach_people').select('person_id').where('person_id', '=', bert).execute(),
    )
    expect(rows.length).toBe(2)
    await expect
      .poll(() =>
        town.web.scope({ organisation, purpose: watching }, (scope) =>
          db(scope).selectFrom('access_records').select('what').where('place', '=', 'registers.breach').execute(),
        ),
      )
      .toEqual([{ what: 'exported' }, { what: 'exported' }])
    expect(tablesFor(['people.contact'])).toContain('people')
    expect(countable().map(({ name }) => name)).not.toContain('organisations')
  })

  test('A20 is computed from what one member opened in the time of the breach', async () => {
    const office = await town.arrive()
    const desk = await town.arrive('desk', office.organisation)
    const [seen, unseen] = [await person(office, 'Gesehene Person'), await person(office, 'Andere Person')]
    await desk.browser.open(`/${office.organisation.slug}/team/personen/${seen}`)
    await office.browser.open(office.at('/zugriffe')) // only an officer of more rights would; writes what waits
    await expect
      .poll(() =>
        town.web.scope({ organisation: office.organisation, purpose: watching }, (scope) =>
          db(scope).selectFrom('access_records').select('id').execute(),
        ),
      )
      .toHaveLength(1)
    town.web.clock.advance({ minutes: 10 })
    const { made, path } = await enter(office, {
      tables: '',
      account: desk.account,
      began_at: '2026-11-16T08:00',
      aware_at: '2026-11-16T09:10',
    })
    expect(made.page.text).toContain('1 Person, 1 Datensatz')
    town.web.clock.moveTo('2026-11-16T08:00:00Z')
    const list = (await office.browser.open(`${path}/betroffene.csv`)).html
    expect([list.includes('Gesehene Person'), list.includes('Andere Person')]).toEqual([true, false])
    expect(unseen).not.toBe(seen)
  })
})

describe('A20 the case', () => {
  test('A20 both drafts say all that the law demands, and name what is not known yet', async () => {
    const office = await town.arrive()
    await person(office, 'Dora Dach')
    const { path } = await enter(office)
    const first = flat(await pdfText(await download(office, `${path}/meldung.pdf`)))
    for (const words of [
      'a) Art der Verletzung',
      'b) Anlaufstelle',
      'c) Wahrscheinliche Folgen',
      'd) Ergriffene',
      'vorläufige Meldung',
      'Name',
      'Mailadresse',
    ])
      expect(first).toContain(words)
    expect(first).toContain('noch nicht bekannt')
    await office.browser.post(`${path}/einschaetzung`, {
      risk: 'high',
      risk_reason: 'Die Platte war nicht verschlüsselt.',
      consequences: 'Betrug im Namen der Betroffenen.',
      measures: 'Zugänge gesperrt, Anzeige erstattet.',
    })
    const second = flat(await pdfText(await download(office, `${path}/meldung.pdf`)))
    expect(second).toContain('Betrug im Namen der Betroffenen.')
    expect(second).toContain('Zugänge gesperrt')
    const letter = flat(await pdfText(await download(office, `${path}/benachrichtigung.pdf`)))
    for (const words of [
      'Was ist geschehen?',
      'Ein Dienstlaptop',
      'Welche Daten',
      'Betrug im Namen',
      'was raten wir',
      'An wen',
    ])
      expect(letter).toContain(words)
    expect((await download(office, `/en${path}/meldung.pdf`)).length).toBeGreaterThan(1000)
  })

  test('A20 a late notification needs reasons; a high risk needs a decision about the people; then it can be closed', async () => {
    const office = await town.arrive()
    const { path } = await enter(office, { aware_at: '2026-11-12T08:00' })
    expect((await office.browser.open(path)).page.text).toContain('vorbei')
    const early = await office.browser.post(`${path}/abschliessen`, {})
    expect([early.status, early.page.text]).toEqual([409, expect.stringContaining('Noch zu tun')])
    await office.browser.post(`${path}/einschaetzung`, {
      risk: 'high',
      risk_reason: 'unverschlüsselt',
      consequences: 'Betrug',
      measures: 'gesperrt',
    })
    const late = { notified_at: '2026-11-16T09:00', reference: 'AZ 5' }
    const refused = await office.browser.post(`${path}/meldung`, late)
    expect([refused.status, refused.page.text]).toEqual([422, expect.stringContaining('Gründe der Verzögerung nennen')])
    const told = await office.browser.post(`${path}/meldung`, {
      ...late,
      delay_reason: 'Wochenende, niemand erreichbar.',
    })
    expect(told.page.text).toContain('verspätet gemeldet')
    expect(told.page.text).toContain('Über die Benachrichtigung der Betroffenen entscheiden')
    const ground = await office.browser.post(`${path}/betroffene`, { people_ground: 'averted' })
    expect(ground.status).toBe(422)
    await office.browser.post(`${path}/betroffene`, {
      people_ground: 'averted',
      people_reason: 'Das Gerät ist zurück.',
    })
    await office.browser.open(path)
    const closed = await office.browser.submit('Vorfall abschließen')
    expect(closed.page.text).toContain('abgeschlossen')
    expect((await office.browser.post(`${path}/vermerk`, { kind: 'note', content: 'x' })).status).toBe(409)
    expect(town.web.defects).toEqual([])
  })

  test('A20 a breach that is not notified stays on record with its reasons, in the register as well', async () => {
    const office = await town.arrive()
    const { path } = await enter(office, { title: 'Mail an falsche Adresse' })
    await office.browser.post(`${path}/einschaetzung`, {
      risk: 'unlikely',
      risk_reason: 'Die Empfängerin hat ungelesen gelöscht.',
      consequences: 'keine',
      measures: 'Gespräch',
    })
    await office.browser.open(path)
    await office.browser.submit('Vorfall abschließen')
    const csv = (await office.browser.open(office.at('/vorfaelle.csv'))).html
    expect(csv).toContain('keine Meldung nötig')
    expect(csv).toContain('Die Empfängerin hat ungelesen gelöscht.')
    const list = await pdfText(await download(office, office.at('/vorfaelle.pdf')))
    expect(list.replaceAll(/\s/g, '')).toContain('MailanfalscheAdresse')
  })

  test('A20 what is open follows the law, point by point', () => {
    const base = {
      ...known({}),
      counted_at: at('2026-04-03T00:00:00Z'),
      risk_reason: 'x',
      delay_reason: '',
      people_ground: null,
      people_reason: '',
      people_told_at: null,
    }
    expect(openPoints({ ...base, counted_at: null })).toEqual(['count', 'assess'])
    expect(openPoints({ ...base, risk: 'unlikely' })).toEqual([])
    expect(openPoints({ ...base, risk: 'unlikely', risk_reason: '' })).toEqual(['reason'])
    expect(openPoints({ ...base, risk: 'risk' })).toEqual(['notify'])
    const told = { ...base, risk: 'high', notified_at: at('2026-04-03T00:00:00Z') }
    expect(openPoints(told)).toEqual(['tell'])
    expect(openPoints({ ...told, people_ground: 'told' })).toEqual(['tell'])
    expect(openPoints({ ...told, people_ground: 'told', people_told_at: base.aware_at })).toEqual([])
    expect(openPoints({ ...told, people_ground: 'public', people_reason: 'Anzeige' })).toEqual([])
    expect(openPoints({ ...base, risk: 'risk', notified_at: at('2026-04-09T00:00:00Z') })).toEqual(['delay'])
  })
})

/** Lines break where the page ends, not the sentence. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ')

async function download(office: Office, path: string): Promise<Uint8Array> {
  const cookie = [...office.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await town.web.app.request(`${town.web.origin}${path}`, { headers: { cookie } })
  expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, 'application/pdf'])
  return new Uint8Array(await answer.arrayBuffer())
}
