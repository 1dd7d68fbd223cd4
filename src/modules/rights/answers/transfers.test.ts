import { afterAll, beforeAll, expect, test } from 'vitest'
import { newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { HANDOVERS } from './routes.tsx'

// Data that go directly to another organisation (Art. 20(2) GDPR): whose link is whose, and who is told afterwards (Art. 19).

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())
const later = () => web.clock.advance({ minutes: 5 })

test('A11 the page of the request leads the person to their own archive, never to the link of the other organisation', async () => {
  for (const number of [1, 2, 3]) {
    later()
    const about = { name: `Paula Port ${number}`, mail: `paula${number}@example.org` }
    await web.known(about)
    await web.confirmed('uebertragung', about)
    const officer = await openAtDesk(web, (await newestRequest(web)).id)
    await officer.submit('Daten zusammenstellen')
    await officer.submit('Antwort senden und abschließen', {
      to_name: 'Werke',
      to_mail: `daten${number}@werke.example`,
    })
    const own = await web.link(about.mail, '/rechte/daten/')
    await web.browse().post(own, {}) // one of five: the row is written anew
    const status = await web.browse().open(await web.link(about.mail, '/antrag/'))
    const download = status.page.links.find(({ href }) => href.includes('/rechte/daten/'))
    expect(new URL(download?.href ?? '').pathname).toBe(own)
    expect(own).not.toBe(await web.link(`daten${number}@werke.example`, '/rechte/daten/'))
  }
})

test('A10 A11 a transfer that staff lay ready is on file: its recipient stands among those who are told of an erasure', async () => {
  later()
  const about = { name: 'Gerda Gang', mail: 'gerda@example.org' }
  const person = await web.known(about)
  const officer = await web.officer()
  await officer.open(`/${web.town.slug}${HANDOVERS}/person/${person}`)
  await officer.submit('Bereitlegen', { was: 'transfer', empfaenger: 'Praxis Süd' })
  const filed = await newestRequest(web)
  expect(filed).toMatchObject({ kind: 'portability', outcome: 'done' })
  const unclosed = `select 1 from rights_persons p join rights_requests r on r.id = p.request_id
    where r.closed_at is not null and p.closed_at is null`
  expect(await web.rows(unclosed)).toEqual([]) // else their period would never begin
  web.clock.advance({ hours: 24 * 20 }) // the link has ended long ago
  await web.confirmed('loeschung', about)
  const row = await newestRequest(web)
  const desk = await openAtDesk(web, row.id)
  const page = await desk.submit('Endgültig löschen', { sure: true })
  expect(page.page.text).toContain('Praxis Süd')
  expect(
    await web.rows(`select 1 from rights_recipients where request_id = '${row.id}' and recipient like 'transfer-%'`),
  ).toHaveLength(1)
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
