import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRegister, recipients as registered } from '#privacy'
import { deskPath, newestRequest, openAtDesk, rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { correctedFor } from './actions/corrected.ts'
import { requestById } from './actions/open.ts'
import { handling } from './data.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

test('A7 A10 whoever received what was wrong reads what is right, and nothing that they never received', async () => {
  const before = registered()
  const task = { de: 'leitet weiter', en: 'passes on' }
  const processor = { role: 'processor' as const, contract: 'AVV 1', place: 'Hafenallee 1, 20457 Hamburg', task }
  openRegister(
    [
      ...before,
      { id: 'all', name: 'Netz SE', everything: true as const, ...processor },
      { id: 'none', name: 'Anderswo GmbH', ...processor },
    ],
    [],
  )
  try {
    await web.known({ name: 'Petra Falsch', mail: 'petra@example.org' })
    await web.confirmed('berichtigung', {
      name: 'Petra Falsch',
      mail: 'petra@example.org',
      message: 'Ich heiße Recht.',
    })
    const row = await newestRequest(web)
    const officer = await openAtDesk(web, row.id)
    await officer.submit('Angaben berichtigen', { right_name: 'Petra Recht' })
    const told = (recipient: string) =>
      web.scope({ organisation: web.town, purpose: handling }, async (at) => {
        const now = await requestById(at, row.id)
        return now ? correctedFor(at, now, recipient, 'de') : undefined
      })
    expect(await told('all')).toEqual([['Kontaktangaben: Name', 'Petra Recht']])
    expect(await told('none')).toEqual([])
    const [job] = await web.rows<{ id: string }>(
      `select id from rights_recipients where request_id = '${row.id}' and recipient = 'all'`,
    )
    const letter = await officer.open(`${deskPath(web, row.id)}/empfaenger/${job?.id}/pdf`)
    expect(letter.headers.get('content-type')).toBe('application/pdf')
    expect(web.defects).toEqual([])
  } finally {
    openRegister(before, [])
  }
})
