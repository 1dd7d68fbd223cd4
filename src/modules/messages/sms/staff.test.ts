import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { SEVEN, startSmsWorld, type SmsWorld, TWILIO } from '#testing/sms.ts'
import { NUMBER, registerOfThisTest, setUpSms, smsOf, switchOffHere, switchOnHere, within } from '#testing/texting.ts'
import { type TestBrowser, testWeb, type TestWeb } from '#testing/web.ts'
import { messages } from '../module.ts'
import { setupOf } from './settings.ts'

let web: TestWeb
let world: SmsWorld
let town: Organisation
let desk: TestBrowser

beforeAll(async () => {
  registerOfThisTest()
  world = await startSmsWorld()
  const failed = (error: unknown) => {
    throw error
  }
  web = await testWeb({
    modules: [
      messages({
        transport: undefined,
        from: 'a@b.example',
        failed,
        personPage: (person) => `/team/personen/${person}`,
        sms: { bases: world.bases },
      }),
    ],
  })
})
afterAll(async () => {
  await web.close()
  await world[Symbol.asyncDispose]()
})
beforeEach(async () => {
  world.clear()
  world.behave('accept')
  town = await web.organisation()
  desk = web.browse({ cookie: (await web.member(town, { role: 'administrator' })).cookie })
})
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
const at = (path: string) => `/${town.slug}/team/sms${path}`

const enter = async (values: Record<string, string>) => {
  await desk.open(at('/einrichten?anbieter=twilio'))
  return desk.submit('Speichern', { ...TWILIO, sender: 'MUSTERSTADT', price: '0,0812', currency: 'eur', ...values })
}

test('setting up: the choice, the form, what is still missing, and the way to the register', async () => {
  const choice = await desk.open(at('/einrichten'))
  expect(choice.page.text).toContain('Welcher Anbieter?')
  expect(choice.page.text).toContain('Kiel')
  const saved = await enter({})
  expect(saved.page.text).toContain('Gespeichert.')
  expect(saved.page.text).toContain('Noch nicht eingeschaltet: Es geht keine SMS hinaus')
  expect(saved.page.link('Zum Verzeichnis der Auftragsverarbeiter')).toContain('/team/datenschutz/auftragsverarbeiter')
  expect(saved.page.link('Twilio eintragen')).toContain('?fuer=twilio')
  expect(saved.page.text).toContain(`/${town.slug}/meldungen/sms/twilio`)
  expect(saved.page.text).toContain('Eine Probe geht, sobald die Anbindung eingeschaltet ist.')
  switchOnHere(town, 'twilio')
  expect((await desk.open(at('/einrichten'))).page.text).toContain('eingetragen und eingeschaltet')
})

test('credentials are never shown again, and stay when their field is left empty', async () => {
  await enter({})
  const again = await desk.open(at('/einrichten'))
  expect(again.html).not.toContain(TWILIO.token)
  expect(again.html).toContain(TWILIO.account)
  await desk.submit('Speichern', { token: '', sender: 'STADT' })
  const setup = await within(web.house, town, setupOf)
  expect(setup).toMatchObject({ access: TWILIO, sender: 'STADT', price: 812, currency: 'EUR', version: 2 })
})

test('what is wrong is said at its field, and nothing typed is lost but the secrets', async () => {
  const wrong = await enter({ account: 'AC1', sender: 'Bürgermeisteramt', price: 'teuer', currency: 'Euro' })
  expect(wrong.status).toBe(422)
  for (const said of [
    'sieht nicht so aus wie beim Anbieter',
    'höchstens 11 Buchstaben',
    'zwischen 0 und 100',
    'drei Buchstaben',
  ])
    expect(wrong.page.text).toContain(said)
  expect(wrong.html).toContain('Bürgermeisteramt')
  expect(wrong.html).not.toContain(TWILIO.token)
  expect(await within(web.house, town, setupOf)).toBeUndefined()
})

test('two who change it at once: the second is told, and overwrites nothing', async () => {
  await enter({})
  const other = web.browse({ cookie: (await web.member(town, { role: 'administrator' })).cookie })
  await other.open(at('/einrichten'))
  await desk.open(at('/einrichten'))
  await desk.submit('Speichern', { sender: 'EINS' })
  const second = await other.submit('Speichern', { sender: 'ZWEI' })
  expect(second.status).toBe(409)
  expect(second.html).toContain('ZWEI')
  expect((await within(web.house, town, setupOf))?.sender).toBe('EINS')
  await other.submit('Speichern', {})
  expect((await within(web.house, town, setupOf))?.sender).toBe('ZWEI')
})

test('a test send, to a number that is kept nowhere', async () => {
  await enter({})
  switchOnHere(town, 'twilio')
  await desk.open(at('/einrichten'))
  const landline = await desk.submit('Probe-SMS senden', { nummer: '030 901820' })
  expect(landline.status).toBe(422)
  expect(landline.page.text).toContain('Das ist eine Nummer im Festnetz')
  const sent = await desk.submit('Probe-SMS senden', { nummer: '0151 23456789' })
  expect(sent.page.text).toContain('Der Anbieter hat die Probe angenommen.')
  expect(world.taken()[0]).toMatchObject({ to: NUMBER, from: 'MUSTERSTADT' })
  world.behave('wrong')
  const refused = await desk.submit('Probe-SMS senden', { nummer: '0151 23456789' })
  expect(refused.page.text).toContain('Twilio kennt diese Zugangsdaten nicht.')
  switchOffHere(town)
  expect((await desk.post(at('/einrichten/probe'), { nummer: '0151 23456789' })).status).toBe(409)
})

test('the protocol: state, parts and cost, the course of one, search by number, retry', async () => {
  await setUpSms(web.house, town, 'seven')
  switchOnHere(town, 'seven')
  const sms = smsOf(web.house, town)
  await sms.queue({ text: 'a'.repeat(200) })
  await sms.send(world)
  world.behave(202)
  await sms.queue({ to: '+4915123456700' })
  await sms.send(world)
  const list = await desk.open(at(''))
  for (const said of ['unterwegs', 'nicht gesendet', '0,15', '1 SMS in 2 Teilen', 'Diese Nummer gibt es nicht.'])
    expect(list.page.text).toContain(said)
  expect(list.html).not.toContain('151234567')

  const found = await desk.submit('Suchen', { nummer: '0151 234567-00' })
  expect(found.url).not.toContain('1512345')
  expect(found.page.text).toContain('SMS an diese Nummer')
  expect(found.page.text).not.toContain('unterwegs')

  const one = await desk.open(found.page.link('Nachricht'))
  expect(one.page.text).toContain('Abgelehnt')
  expect(one.page.text).toContain('202: Diese Nummer gibt es nicht.')
  world.behave('accept')
  expect((await desk.submit('Noch einmal senden')).page.text).toContain('wird jetzt noch einmal gesendet')
  await sms.send(world)
  expect(world.taken()).toHaveLength(2)
  expect((await desk.post(at(`/${crypto.randomUUID()}/erneut`), {})).status).toBe(410)
  expect((await desk.open(at(`/${crypto.randomUUID()}`))).status).toBe(404)
})

test('in English', async () => {
  const page = await desk.open(`/en${at('/einrichten?anbieter=seven')}`)
  expect(page.page.text).toContain('Provider of SMS')
  expect(page.page.text).toContain('Signing key')
  expect((await desk.open(`/en${at('')}`)).page.text).toContain('No SMS yet')
  expect(Object.values(SEVEN).some((secret) => page.html.includes(secret))).toBe(false)
})

test('what waited for a day is not sent any more', async () => {
  await setUpSms(web.house, town, 'seven')
  const sms = smsOf(web.house, town)
  await sms.queue()
  expect(await sms.send(world)).toBe(0)
  web.clock.advance({ hours: 25 })
  switchOnHere(town, 'seven')
  expect(await sms.send(world)).toBe(0)
  expect(world.taken()).toEqual([])
  expect(await sms.one()).toMatchObject({ state: 'failed', answer: 'late' })
})
