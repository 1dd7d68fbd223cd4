import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contact } from '#people'
import { contest, decide, erasePeople, proving, setHold } from '#privacy'
import { deskPath, newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { CONFIRM, submit } from './actions/intake.ts'
import { takeDown } from './actions/open.ts'
import { handling, receiving } from './data.ts'
import { tokenFor } from '#platform/keys/token.ts'

// What changes while a request is open: people are erased, purposes are not declared any more, corrections are refused.

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const newest = () => newestRequest(web)
const later = () => web.clock.advance({ minutes: 5 })
const erase = (person: string) =>
  web.scope({ organisation: web.town, purpose: contact }, (at) => erasePeople(at, [person], 'request'))
const versionOf = async (id: string) =>
  String((await web.rows<{ version: number }>(`select version from rights_requests where id = '${id}'`))[0]?.version)
const absolute = () => 'http://belegt.test/'

describe('erased meanwhile', () => {
  test.each(['uebertragung', 'auskunft'])(
    'whoever asked for %s and was erased is not answered with an empty archive',
    async (slug) => {
      later()
      const mail = `${slug}@example.org`
      const person = await web.known({ name: 'Erna Ende', mail })
      await web.confirmed(slug, { name: 'Erna Ende', mail })
      const row = await newest()
      const officer = await openAtDesk(web, row.id)
      await officer.submit('Daten zusammenstellen')
      await erase(person)
      await officer.open(deskPath(web, row.id))
      const refused = await officer.submit('Antwort senden und abschließen')
      expect(refused.status).toBe(409)
      expect(refused.page.text).toContain('nach dem Zusammenstellen gelöscht')
      await officer.submit('Neu zusammenstellen')
      // an old page may still offer them: nobody comes back by being ticked
      const old = await officer.post(`${deskPath(web, row.id)}/personen`, {
        version: await versionOf(row.id),
        persons: person,
      })
      expect(old.status).toBe(409)
      expect(await web.rows(`select 1 from rights_persons where person_id = '${person}'`)).toEqual([])
      await officer.open(deskPath(web, row.id))
      await officer.submit('Nichts gespeichert')
      await officer.submit('Antwort senden und abschließen')
      expect(await newest()).toMatchObject({ outcome: 'nothing-held' })
      expect((await web.mails(mail)).at(-1)?.content.text).toContain('haben wir nichts gefunden')
    },
  )

  test('before an erasure staff read that the person still waits for an answer, or has not fetched it', async () => {
    later()
    const about = { name: 'Ede Eilig', mail: 'ede@example.org' }
    await web.known(about)
    await web.confirmed('auskunft', about)
    const access = await newest()
    later()
    await web.confirmed('loeschung', about)
    const erasure = await newest()
    const warned = async () =>
      (await (await web.officer()).open(deskPath(web, erasure.id))).page.text.includes('wartet noch auf eine Auskunft')
    expect(await warned()).toBe(true)
    const officer = await openAtDesk(web, access.id)
    await officer.submit('Daten zusammenstellen')
    await officer.submit('Antwort senden und abschließen')
    expect(await warned(), 'not fetched yet').toBe(true)
    await web.browse().post(await web.link('ede@example.org', '/rechte/daten/'), {})
    expect(await warned()).toBe(false)
  })

  test('data of nobody are transferred nowhere', async () => {
    later()
    await web.confirmed('uebertragung', { name: 'Niemand Nirgends', mail: 'niemand@example.org' })
    const row = await newest()
    const officer = await openAtDesk(web, row.id)
    await officer.submit('Nichts gespeichert')
    const sent = await officer.post(`${deskPath(web, row.id)}/antwort`, {
      version: await versionOf(row.id),
      note: '',
      to_name: 'Stadtwerke',
      to_mail: 'werke@example.org',
    })
    expect(sent.status).toBe(200)
    expect(await web.mails('werke@example.org')).toEqual([])
    expect((await web.mails('niemand@example.org')).at(-1)?.content.text).not.toContain('Stadtwerke')
  })
})

describe('a purpose that is not declared any more', () => {
  const wish = { name: 'Gabi Gestern', also: '', address: '', message: 'Ich will nicht mehr.', forOther: false }

  test('cxomni/withdraw-per-measure: its consent ends all the same, by the link in the mail', async () => {
    later()
    const person = await web.known({ name: 'Gabi Gestern', mail: 'gabi@example.org' })
    await web.rows(`update consents set activity = 'old.news', basis = 'art6.a' where person_id = '${person}'`)
    const id = randomUUID()
    const token = await web.scope({ organisation: web.town, purpose: receiving }, async (at) => {
      const given = {
        kind: 'withdrawal',
        mail: 'gabi@example.org',
        wish: { ...wish, activity: 'old.news' },
        wording: 'w',
      }
      await submit(at, { absolute }, id, given as Parameters<typeof submit>[3])
      return tokenFor(at, CONFIRM, id)
    })
    const visitor = web.browse()
    await visitor.open(`/${web.town.slug}/datenschutz/rechte/bestaetigen/${token}`)
    expect((await visitor.submit('Ja, das bin ich')).status).toBe(200)
    expect(await web.rows(`select 1 from consents where person_id = '${person}' and withdrawn_at is null`)).toEqual([])
    expect(await newest()).toMatchObject({ kind: 'withdrawal', outcome: 'done', carried: { consents: 1 } })
  })

  test('an objection to it is told, and can be named anew', async () => {
    later()
    const person = await web.known({ name: 'Olga Objekt', mail: 'olga@example.org' })
    const row = await web.scope({ organisation: web.town, purpose: handling }, (at) =>
      takeDown(
        at,
        { absolute },
        {
          kind: 'objection',
          channel: 'letter',
          receivedOn: Temporal.PlainDate.from('2026-11-10'),
          language: 'de',
          mail: 'olga@example.org',
          wish: { ...wish, name: 'Olga Objekt', objected: ['old.profile'] },
        },
      ),
    )
    const officer = await openAtDesk(web, row.id)
    await officer.submit('Ist die Person', { method: 'signature' })
    await officer.submit('Diese Einträge betrifft der Antrag', { persons: person })
    const refused = await officer.submit('Widerspruch umsetzen', { weighing: 'Die Gründe wiegen schwerer.' })
    expect(refused.status).toBe(422)
    expect(refused.page.text).toContain('Diesen Zweck gibt es nicht mehr')
    await officer.submit('Festhalten und anhalten', { objected: contact.name })
    await officer.submit('Widerspruch umsetzen', { weighing: 'Die Gründe wiegen schwerer.' })
    expect((await newest()).carried).toMatchObject({ activities: contact.name })
  })

  test.each(['widerruf', 'widerspruch'])('the form for a %s takes only what is offered', async (slug) => {
    const path = `/${web.town.slug}/datenschutz/rechte/${slug}`
    const visitor = web.browse()
    const { page } = await visitor.open(path)
    const hidden = page.form('Absenden').fields.filter(({ type }) => type === 'hidden')
    web.clock.advance({ seconds: 30 })
    const sent = await visitor.post(path, {
      ...Object.fromEntries(hidden.map(({ name, value }) => [name, value ?? ''])),
      name: 'Frida Form',
      mail: 'frida@example.org',
      message: 'Bitte.',
      activity: 'my name, in the clear',
    })
    expect(sent.status).toBe(422)
    expect(sent.page.text).toContain('Bitte auswählen')
    expect(await web.mails('frida@example.org')).toEqual([])
  })
})

test('A2 A8 of whom something is held, the answer says what and until when, and not that the key is destroyed', async () => {
  later()
  const person = await web.known({ name: 'Hanna Halt', mail: 'hanna@example.org' })
  await web.scope({ organisation: web.town, purpose: proving }, (at) =>
    setHold(at, { table: 'people', id: person, reason: 'Rechtsstreit 4 C 11/26', until: '2027-03-31' }),
  )
  await web.confirmed('loeschung', { name: 'Hanna Halt', mail: 'hanna@example.org' })
  const row = await newest()
  const officer = await openAtDesk(web, row.id)
  await officer.submit('Endgültig löschen', { sure: true })
  await officer.submit('Antwort senden und abschließen')
  const letter = (await web.mails('hanna@example.org')).at(-1)?.content.text
  expect(letter).toContain('Kontaktangaben: 1 Datensatz, gesperrt längstens bis 31.03.2027 (Art. 17 Abs. 3 DSGVO).')
  expect(letter).toContain('Der Schlüssel folgt, sobald nichts mehr bleiben muss.')
  expect(letter).not.toContain('den Schlüssel, mit dem sie lesbar waren')
  expect(letter).not.toContain('4 C 11/26') // why is the organisation's, and may speak of others
  expect(await web.rows(`select 1 from people where id = '${person}'`)).toHaveLength(1)
})

test('A9 who takes an objection back is told in writing that what stood still for it goes on', async () => {
  later()
  const about = { name: 'Zora Zurück', mail: 'zora@example.org', message: 'Ich werde bedroht.' }
  const person = await web.known(about)
  await web.confirmed('widerspruch', { ...about, activity: contact.name })
  const officer = await openAtDesk(web, (await newest()).id)
  await officer.submit('Als zurückgenommen abschließen', { said: 'am Telefon' })
  expect(
    await web.rows(`select announced_by from restrictions where person_id = '${person}' and announced_at is not null`),
  ).toEqual([{ announced_by: 'letter' }])
  const last = (await web.mails('zora@example.org')).at(-1)?.content
  expect(last?.subject).toBe('Ihr Widerspruch ist zurückgenommen')
  expect(last?.text).toContain('Diese Einschränkung endet jetzt.')
})

test('A7 a correction that was refused is not answered as one that was made', async () => {
  later()
  const person = await web.known({ name: 'Rolf Recht', mail: 'rolf@example.org' })
  await web.confirmed('berichtigung', { name: 'Rolf Recht', mail: 'rolf@example.org', message: 'Ich heiße Ralf.' })
  const row = await newest()
  later()
  await web.scope({ organisation: web.town, purpose: handling }, async (at) => {
    const place = { table: 'people', column: 'name', id: person }
    const id = await contest(at, { person, ...place, askedBy: 'person', proposed: 'Ralf Recht' })
    await decide(at, id, { accept: false, answer: 'Der Ausweis sagt Rolf.' })
  })
  const officer = await openAtDesk(web, row.id)
  expect((await officer.submit('Angaben berichtigen')).status).toBe(422)
  expect((await newest()).carried).toBeNull()
  await officer.submit('Angaben berichtigen', { right_name: 'Ralf Recht' })
  expect((await newest()).carried).toMatchObject({ values: 1 })
})

test('the mail with the link to a request lies about for years: after two weeks it leads to nobody’s data any more', async () => {
  later()
  await web.known({ name: 'Lena Link', mail: 'lena@example.org' })
  await web.confirmed('auskunft', { name: 'Lena Link', mail: 'lena@example.org' })
  const officer = await openAtDesk(web, (await newest()).id)
  await officer.submit('Daten zusammenstellen')
  await officer.submit('Antwort senden und abschließen')
  const status = await web.link('lena@example.org', '/antrag/')
  expect((await web.browse().open(status)).page.text).toContain('Ihre Angaben sehen und berichtigen')
  web.clock.advance({ hours: 24 * 14 })
  const old = await web.browse().open(status)
  expect(old.status).toBe(200)
  expect(old.page.text).not.toContain('Ihre Angaben sehen und berichtigen')
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
