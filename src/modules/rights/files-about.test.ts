import { afterAll, beforeAll, expect, test } from 'vitest'
import { deskPath, newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { requestById } from './actions/open.ts'
import { filesAbout } from './actions/persons.ts'
import { handling } from './data.ts'

// Which requests' files are part of somebody's answer (Art. 15(4) GDPR): theirs, and nobody else's.

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

const later = () => web.clock.advance({ minutes: 5 })
const asked = async (values: Record<string, string | boolean> & { mail: string }, slug = 'auskunft') => {
  later()
  await web.confirmed(slug, values)
  return (await newestRequest(web)).id
}
/** The requests whose files the answer to a request about these persons holds. */
const inAnswer = async (request: string, persons: readonly string[]): Promise<string[]> => {
  const files = await web.scope({ organisation: web.town, purpose: handling }, async (at) => {
    const row = await requestById(at, request)
    return row ? filesAbout(at, row, persons) : []
  })
  const rows = await web.rows<{ id: string; applicant_id: string }>('select id, applicant_id from rights_requests')
  return files.map((file) => rows.find(({ applicant_id }) => applicant_id === file)?.id ?? '').toSorted()
}
const chosen = async (request: string, person: string) => {
  const officer = await openAtDesk(web, request)
  const [row] = await web.rows<{ version: number }>(`select version from rights_requests where id = '${request}'`)
  await officer.post(`${deskPath(web, request)}/personen`, { version: String(row?.version), persons: person })
  await officer.open(deskPath(web, request))
  return officer
}

test('A6 an attorney who asks for several people carries nobody into the answer about another', async () => {
  const anna = await web.known({ name: 'Anna Mandantin', mail: 'anna@example.org' })
  const bodo = await web.known({ name: 'Bodo Mandant', mail: 'bodo@example.org' })
  const law = { name: 'Lara Anwalt', mail: 'kanzlei@example.org' }
  const forAnna = await asked({ ...law, message: 'Für Anna Mandantin.', for_other: true })
  const forBodo = await asked({ ...law, message: 'Für Bodo Mandant.', for_other: true })
  const ownOne = await asked({ ...law, message: 'Nur für mich.' })
  expect(await inAnswer(forBodo, [bodo])).toEqual([forBodo])
  expect(await inAnswer(ownOne, [])).toEqual([ownOne])
  // what was asked for her by whoever may is hers; a wish without power of attorney is the other's
  const own = await asked({ name: 'Anna Mandantin', mail: 'anna@example.org' })
  const officer = await chosen(forAnna, anna)
  expect(await inAnswer(own, [anna])).toEqual([own])
  await officer.submit('Vollmacht gesehen', { said: 'Original' })
  await officer.submit('Ist die Person', { method: 'attorney' })
  expect(await inAnswer(own, [anna])).toEqual([forAnna, own].toSorted())
})

test('A6 who pretended to be somebody does not stand in the answer to the person, who they are and where they live', async () => {
  const petra = await web.known({ name: 'Petra Echt', mail: 'petra@example.org' })
  const pretended = await asked({ name: 'Petra Echt', mail: 'stalker@example.org', address: 'Hinter der Hecke 1' })
  const officer = await chosen(pretended, petra)
  await officer.submit('Konnte nicht festgestellt werden', { method: 'call-back' })
  const own = await asked({ name: 'Petra Echt', mail: 'petra@example.org' })
  expect(await inAnswer(own, [petra])).toEqual([own])
})

test('A6 no advertising to an address that two share: the wish stays with whoever sent it', async () => {
  const [ina, ole] = await Promise.all(
    ['Ina Paar', 'Ole Paar'].map((name) => web.known({ name, mail: 'paar@example.org' })),
  )
  const off = await asked({ name: 'Ina Paar', mail: 'paar@example.org', message: 'Er hat sie bestellt.' }, 'werbung')
  const oles = await asked({ name: 'Ole Paar', mail: 'paar@example.org' })
  expect(await inAnswer(oles, [ole ?? ''])).toEqual([oles])
  const inas = await asked({ name: 'Ina Paar', mail: 'paar@example.org' })
  expect(await inAnswer(inas, [ina ?? ''])).toEqual([inas, off].toSorted())
})

test('A6 an earlier letter of hers, whose sender was checked, is part of it from any address', async () => {
  const vera = await web.known({ name: 'Vera Viel', mail: 'vera@example.org' })
  const officer = await web.officer()
  later()
  await officer.open(deskPath(web, 'neu'))
  const taken = {
    kind: 'erasure',
    channel: 'letter',
    received: '2026-11-10',
    name: 'Vera Viel',
    mail: 'vera@example.org',
  }
  await officer.submit('Eintragen', taken)
  const letter = (await newestRequest(web)).id
  await (await chosen(letter, vera)).submit('Ist die Person', { method: 'signature' })
  const own = await asked({ name: 'Vera Viel', mail: 'vera@example.org' })
  expect(await inAnswer(own, [vera])).toEqual([letter, own].toSorted())
})

test('nothing went wrong unseen', () => expect(web.defects).toEqual([]))
