import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { oeznur, openTownHall, type TownHall } from '#testing/citizen.ts'
import { messages } from './module.ts'

let hall: TownHall

afterEach(() => expect(hall.web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  hall = await openTownHall({ sending: { personPage: (person) => `/team/personen/${person}` } })
})
afterAll(() => hall[Symbol.asyncDispose]())

const refused = (attempts: number) =>
  expect.poll(() => hall.rows('select state, attempts from messages')).toMatchObject([{ state: 'failed', attempts }])

test('the desk sees what did not arrive and why, and sends it again', async () => {
  hall.mailbox.refuse(oeznur.mail)
  await hall.book()
  await refused(1)
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'desk' })
  const desk = hall.web.browse({ cookie })
  const list = await desk.open(`${hall.town.path}/team/nachrichten`)
  expect(list.status).toBe(200)
  expect(list.page.text).toContain('Termin bestätigt')
  expect(list.page.text).toContain('nicht zugestellt')
  expect(list.page.text).toContain('550 5.1.1')
  expect(list.page.text).toContain('Die Adresse gibt es nicht')
  expect(list.html).not.toContain(oeznur.mail)
  const message = await desk.open(list.page.link('Termin bestätigt'))
  expect(message.page.link('Person ansehen')).toContain('/team/personen/')
  expect(message.page.text).toContain('No such mailbox')

  const again = await desk.submit('Noch einmal senden')
  expect(again.page.text).toContain('Die Mail wird jetzt noch einmal gesendet.')
  await refused(2)
})

test('nothing to send again: said, nothing changed', async () => {
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'administrator' })
  const gone = await hall.web
    .browse({ cookie })
    .post(`${hall.town.path}/team/nachrichten/${crypto.randomUUID()}/erneut`, {})
  expect(gone.status).toBe(410)
  expect((await hall.web.browse({ cookie }).post(`${hall.town.path}/team/nachrichten/x/erneut`, {})).status).toBe(410)
})

test('not for everybody', async () => {
  const { cookie } = await hall.web.member(hall.town.organisation, { role: 'read-only' })
  expect((await hall.web.browse({ cookie }).open(`${hall.town.path}/team/nachrichten`)).status).toBe(403)
  const nobody = hall.web.browse()
  expect((await nobody.post(`${hall.town.path}/team/nachrichten/${crypto.randomUUID()}/erneut`, {})).status).toBe(403)
  expect(messages({ transport: undefined, from: 'a@b.c', failed: () => undefined }).navigation).not.toHaveLength(0)
})
