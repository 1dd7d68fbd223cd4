import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { openAll } from '#platform/keys/sealed.ts'
import { accountsUnderTest, linkIn } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { db as accountsDb, membership } from '../data.ts'
import { LENGTH, LETTERS, readCode, spokenCode, weekOf, weekStart } from './code-rules.ts'
import { db } from './data.ts'
import { joinCode, MOST_WRONG } from './join-code.ts'

const place = { id: '5c4f9c6e-52a1-4f43-9d04-61c2f5f3b001', name: 'Rathaus' }
const { mails, modules } = accountsUnderTest({ places: async () => [place] })
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})
beforeEach(() => {
  mails.length = 0
})

const PATH = 'team/einrichtung/mitglieder'
const membersOf = (organisation: Organisation) =>
  web.scope({ organisation, purpose: membership, readOnly: true }, async (at) => {
    const rows = await accountsDb(at).selectFrom('members').selectAll().where('left_at', 'is', null).execute()
    const names = await openAll(
      at,
      rows.map(({ name }) => name),
    )
    return rows.map(({ id, role }, index) => ({ id, role, name: names[index] }))
  })
async function town() {
  const organisation = await web.organisation()
  const main = await web.member(organisation, { name: 'Petra Plan' })
  const admin = web.browse({ cookie: main.cookie })
  const invite = (fields: Record<string, string> = {}) =>
    admin.post(`/${organisation.slug}/${PATH}`, {
      name: 'Nina Neu',
      mail: 'nina@example.org',
      role: 'desk',
      language: 'de',
      ...fields,
    })
  return { organisation, main, admin, invite }
}
const accept = { name: 'Nina Neu', password: 'ein sehr eigener Satz' }

describe('an invitation', () => {
  test('makes nobody a member before it is accepted, and is good once', async () => {
    const { organisation, invite } = await town()
    expect((await invite()).page.text).toContain('Offene Einladungen')
    expect(await membersOf(organisation)).toHaveLength(1)
    const link = linkIn(mails[0])
    const guest = web.browse()
    await guest.open(link)
    const inside = await guest.submit('Einladung annehmen', accept)
    expect(inside.page.text).toContain('Ihr Passwort ist gesetzt')
    expect(new Set((await membersOf(organisation)).map(({ name }) => name))).toEqual(
      new Set(['Nina Neu', 'Petra Plan']),
    )
    const again = await guest.open(link)
    expect(again.status).toBe(410)
    expect(again.page.text).toContain('schon angenommen')
    expect((await guest.post(link, accept)).status).toBe(410)
    expect(await membersOf(organisation)).toHaveLength(2)
  })

  test('accepted by two at the same moment is accepted once', async () => {
    const { organisation, invite } = await town()
    await invite({ mail: 'zugleich@example.org' })
    const link = linkIn(mails[0])
    const answers = await Promise.all([1, 2, 3].map((n) => web.browse().post(link, { ...accept, name: `Nina ${n}` })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(2)
    expect(await membersOf(organisation)).toHaveLength(2)
  })

  test('ends after seven days, can be sent again with a new link, and the old link is dead', async () => {
    const { organisation, admin, invite } = await town()
    await invite({ mail: 'spaet@example.org' })
    const first = linkIn(mails[0])
    web.clock.advance({ hours: 7 * 24 })
    const late = await web.browse().open(first)
    expect([late.status, late.page.text.includes('ist abgelaufen')]).toEqual([410, true])
    const fresh = await web.member(organisation)
    const other = web.browse({ cookie: fresh.cookie })
    expect((await other.open(`/${organisation.slug}/${PATH}`)).page.text).toContain('abgelaufen')
    await other.submit('Noch einmal senden')
    expect(mails).toHaveLength(2)
    expect((await web.browse().open(first)).page.text).toContain('kennen wir nicht')
    expect((await web.browse().open(linkIn(mails[1]))).status).toBe(200)
    void admin
  })

  test('withdrawn says so kindly, and another one can be sent', async () => {
    const { organisation, admin, invite } = await town()
    await invite({ mail: 'zurueck@example.org' })
    expect((await invite({ mail: 'Zurueck@example.org' })).status).toBe(409)
    await admin.open(`/${organisation.slug}/${PATH}`)
    expect((await admin.submit('Zurückziehen')).page.text).toContain('zurückgezogen')
    const seen = await web.browse().open(linkIn(mails[0]))
    expect([seen.status, seen.page.text.includes('wurde zurückgezogen')]).toEqual([410, true])
    expect((await web.browse().post(linkIn(mails[0]), accept)).status).toBe(410)
    expect((await invite({ mail: 'zurueck@example.org' })).status).toBe(200)
    expect(await membersOf(organisation)).toHaveLength(1)
  })

  test('for one place gives rights there and nowhere else', async () => {
    const { organisation, invite } = await town()
    expect((await invite({ mail: 'ort@example.org', role: 'by-place' })).status).toBe(422)
    await invite({ mail: 'ort@example.org', role: 'by-place', place: place.id, placed_role: 'desk' })
    await web.browse().post(linkIn(mails[0]), accept)
    const member = (await membersOf(organisation)).find(({ name }) => name === 'Nina Neu')
    expect(member?.role).toBe('by-place')
    const rights = await web.scope({ organisation, purpose: membership }, (at) =>
      db(at).selectFrom('member_rights').select(['member_id', 'role', 'place_id']).execute(),
    )
    expect(rights).toEqual([{ member_id: member?.id, role: 'desk', place_id: place.id }])
  })

  test('does not change the password of an account that exists', async () => {
    const [{ organisation }, { invite }] = [await town(), await town()]
    const known = await web.member(organisation, { mail: 'kennt@example.org', password: 'das alte lange Passwort' })
    await invite({ mail: 'kennt@example.org' })
    await web.browse().post(linkIn(mails[0]), { name: 'K', password: 'ein fremdes Passwort' })
    const browser = web.browse({ keepCookies: true })
    await browser.open(`/${organisation.slug}/team/anmelden`)
    const wrong = await browser.submit('Anmelden', { mail: 'kennt@example.org', password: 'ein fremdes Passwort' })
    expect(wrong.status).toBe(422)
    const right = await browser.submit('Anmelden', { mail: 'kennt@example.org', password: 'das alte lange Passwort' })
    expect(right.status).toBe(200)
    void known
  })
})

describe('the join code', () => {
  const codeOf = (organisation: Organisation) =>
    web.scope({ organisation, purpose: membership, readOnly: true }, async (at) => (await joinCode(at)).code)
  const ask = (organisation: Organisation, code: string, mail = 'offen@example.org') =>
    web.browse().post(`/${organisation.slug}/team/beitreten`, { code, name: 'Olga Offen', mail })

  test('has letters that cannot be confused, and is read in any case and with blanks', () => {
    expect(LETTERS).not.toMatch(/[0OQ1ILZ2S5B8V]/)
    expect(new Set(LETTERS).size).toBe(LETTERS.length)
    const code = fc.array(fc.constantFrom(...LETTERS), { minLength: LENGTH, maxLength: LENGTH })
    fc.assert(
      fc.property(code, (letters) => {
        const text = letters.join('')
        return (
          readCode(spokenCode(text).toLowerCase()) === text && readCode(`${text.slice(0, 2)}-${text.slice(2)}`) === text
        )
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const now = Temporal.Instant.fromEpochMilliseconds(seconds * 1_000)
        const week = weekOf(now)
        return (
          Temporal.Instant.compare(weekStart(week), now) <= 0 && Temporal.Instant.compare(weekStart(week + 1), now) > 0
        )
      }),
    )
  })

  test('lets somebody ask; nothing is visible before an administrator confirms, then they are invited', async () => {
    const { organisation, admin } = await town()
    expect(await codeOf(organisation)).toBeUndefined()
    expect((await ask(organisation, 'ACDEFG')).status).toBe(422)
    await admin.open(`/${organisation.slug}/${PATH}`)
    expect((await admin.submit('Einschalten')).page.text).toContain('Alte Codes gelten nicht mehr')
    const code = (await codeOf(organisation)) ?? ''
    expect(code).toMatch(new RegExp(`^[${LETTERS}]{6}$`))
    const asked = await ask(organisation, spokenCode(code).toLowerCase())
    expect(asked.page.text).toContain('Ihre Anfrage ist da')
    expect((await membersOf(organisation)).length).toBe(1)
    expect(mails).toMatchObject([{ kind: 'accounts.join-request' }])
    expect(JSON.stringify(mails)).not.toContain('offen@example.org')
    await ask(organisation, code) // the same address waits once
    mails.length = 0
    const list = await admin.open(`/${organisation.slug}/${PATH}`)
    expect(list.page.text.match(/Olga Offen/g)).toHaveLength(1)
    await admin.submit('Bestätigen', { role: 'read-only' })
    expect(mails).toMatchObject([{ to: 'offen@example.org', kind: 'accounts.invitation' }])
    expect(await membersOf(organisation)).toHaveLength(1)
    await web.browse().post(linkIn(mails[0]), { name: 'Olga Offen', password: 'ein sehr eigener Satz' })
    expect(new Set((await membersOf(organisation)).map(({ role }) => role))).toEqual(
      new Set(['main-administrator', 'read-only']),
    )
  })

  test('tells the administration once, as long as somebody waits', async () => {
    const { organisation, admin } = await town()
    await admin.post(`/${organisation.slug}/${PATH}/code`, { wish: 'on' })
    const code = (await codeOf(organisation)) ?? ''
    for (const one of ['erste@example.org', 'zweite@example.org']) await ask(organisation, code, one)
    expect(mails.map(({ kind }) => kind)).toEqual(['accounts.join-request'])
  })

  test('refused leaves nothing of the person', async () => {
    const { organisation, admin } = await town()
    await admin.post(`/${organisation.slug}/${PATH}/code`, { wish: 'on' })
    await ask(organisation, (await codeOf(organisation)) ?? '', 'abgelehnt@example.org')
    await admin.open(`/${organisation.slug}/${PATH}`)
    expect((await admin.submit('Ablehnen')).page.text).not.toContain('Olga Offen')
    const left = await web.scope({ organisation, purpose: membership }, (at) =>
      db(at).selectFrom('join_requests').selectAll().execute(),
    )
    expect([left, mails.filter(({ to }) => to === 'abgelehnt@example.org')]).toEqual([[], []])
  })

  test('changes every week, holds over into the next, and ends at once where a new one is taken', async () => {
    const { organisation } = await town()
    const set = async (wish: string) => {
      const { cookie } = await web.member(organisation)
      await web.browse({ cookie }).post(`/${organisation.slug}/${PATH}/code`, { wish })
    }
    await set('on')
    const first = (await codeOf(organisation)) ?? ''
    web.clock.advance({ hours: 7 * 24 })
    expect(await codeOf(organisation)).not.toBe(first)
    expect((await ask(organisation, first, 'woche@example.org')).status).toBe(200)
    web.clock.advance({ hours: 7 * 24 })
    expect((await ask(organisation, first)).status).toBe(422)
    const third = (await codeOf(organisation)) ?? ''
    await set('new')
    expect((await ask(organisation, third)).status).toBe(422)
    await set('off')
    expect((await ask(organisation, (await codeOf(organisation)) ?? 'XXXXXX')).status).toBe(422)
  })

  test('is not looked at for an hour after twenty wrong ones, right or wrong', async () => {
    const { organisation, admin } = await town()
    await admin.post(`/${organisation.slug}/${PATH}/code`, { wish: 'on' })
    const code = (await codeOf(organisation)) ?? ''
    for (let n = 0; n < MOST_WRONG; n++) expect((await ask(organisation, `GUESS${n % 10}`)).status).toBe(422)
    expect((await ask(organisation, code)).status).toBe(429)
    web.clock.advance({ minutes: 61 })
    expect((await ask(organisation, code)).status).toBe(200)
  })

  test('says the same to who is a member already', async () => {
    const { organisation, admin } = await town()
    await web.member(organisation, { mail: 'dabei@example.org', role: 'desk' })
    await admin.post(`/${organisation.slug}/${PATH}/code`, { wish: 'on' })
    const answer = await ask(organisation, (await codeOf(organisation)) ?? '', 'dabei@example.org')
    expect(answer.page.text).toContain('Ihre Anfrage ist da')
    expect((await admin.open(`/${organisation.slug}/${PATH}`)).page.text).not.toContain('Möchten beitreten')
  })
})

describe('rights', () => {
  test('are given everywhere or at one place, taken back, and shown in the matrix', async () => {
    const { organisation, admin } = await town()
    const { member } = await web.member(organisation, { role: 'by-place', name: 'Otto Ort' })
    const page = `/${organisation.slug}/${PATH}/${member}`
    await admin.open(page)
    const given = await admin.submit('Recht geben', { role: 'desk', place: place.id })
    expect(given.page.text).toContain('Schalter · Rathaus')
    expect(
      (await admin.post(`${page}/rechte`, { role: 'desk', place: '5c4f9c6e-52a1-4f43-9d04-61c2f5f3bfff' })).status,
    ).toBe(409)
    expect((await admin.post(`${page}/rechte`, { role: 'main-administrator', place: 'all' })).status).toBe(422)
    const matrix = await admin.open(`/${organisation.slug}/team/einrichtung/rechte`)
    expect(matrix.page.text).toContain('Schalter · Rathaus')
    await admin.open(page)
    expect((await admin.submit('Entziehen')).page.text).not.toContain('Schalter · Rathaus')
  })

  test('an administrator by a further right acts as one, and cannot touch a main administrator', async () => {
    const { organisation, main } = await town()
    const { cookie } = await web.member(organisation, { role: 'by-place', further: [{ role: 'administrator' }] })
    const browser = web.browse({ cookie })
    expect((await browser.open(`/${organisation.slug}/${PATH}`)).status).toBe(200)
    expect((await browser.post(`/${organisation.slug}/${PATH}/${main.member}/entfernen`, {})).status).toBe(403)
    const placed = await web.member(organisation, {
      role: 'by-place',
      further: [{ role: 'administrator', place: place.id }],
    })
    expect((await web.browse({ cookie: placed.cookie }).open(`/${organisation.slug}/${PATH}`)).status).toBe(403)
  })
})
