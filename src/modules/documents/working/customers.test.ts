import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { berta, customerWeb, type CustomerWeb } from '#testing/customers.ts'
import { newKeyPair } from '#platform/sealing/wrap.ts'
import type { TestBrowser } from '#testing/web.ts'
import { filing } from '../data.ts'
import { createArchive } from '../storing/archives.ts'
import { storeSealed } from '../storing/store.ts'
import { showToHolder } from './actions/customers.ts'
import { askForFiles } from './actions/requests.ts'
import { remindOfTasks } from './actions/reminders.ts'
import { giveTask } from './actions/tasks.ts'

let web: CustomerWeb
let archive: string
let person: string
let customer: TestBrowser
let anna: TestBrowser
let account: string
afterEach(() => expect(web.defects.splice(0)).toEqual([]))
beforeAll(async () => {
  web = await customerWeb()
  customer = await web.joined()
  const [row] = await web.rows<{ person_id: string }>('select person_id from customers')
  person = row?.person_id ?? ''
  archive = await within((at) => createArchive(at, 'Kundenpost'))
  const member = await web.member(web.here, { role: 'administrator', mail: 'anna.aufgabe@example.org' })
  account = member.account
  anna = web.browse({ cookie: member.cookie })
})
afterAll(() => web.close())

const within = <T>(work: Parameters<typeof web.scope<(typeof filing)['opens'][number], T>>[1]) =>
  web.scope({ organisation: web.here, purpose: filing }, work)
async function* content(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
const filed = async (name: string, text: string, holder?: string, archiveId = archive) =>
  (
    await within((at) =>
      storeSealed(at, {
        archiveId,
        way: 'import',
        name,
        content: content(text),
        mediaType: 'text/plain',
        ...(holder ? { holder } : {}),
      }),
    )
  ).documentId
const page = (path: string) => `/${web.here.slug}${path}`

describe('documents in a customer account', () => {
  test('are those that staff show to the person, and no others', async () => {
    const [shown, hidden, foreign] = [
      await filed('Bescheid.txt', 'Ihr Antrag ist bewilligt', person),
      await filed('Vermerk.txt', 'intern', person),
      await filed('Fremd.txt', 'von anderen'),
    ]
    expect((await customer.open(page('/konto'))).page.text).not.toContain('Meine Unterlagen')
    await anna.open(page(`/team/dokumente/${shown}/bearbeitung`))
    await anna.submit('Im Kundenkonto zeigen')
    // one about nobody known is not offered to be shown, and shown all the same nobody sees it
    const offered = await anna.open(page(`/team/dokumente/${foreign}/bearbeitung`))
    expect(offered.page.text).not.toContain('Im Kundenkonto zeigen')
    expect((await anna.post(page(`/team/dokumente/${foreign}/zeigen`), { shown: 'yes' })).status).toBe(200)
    expect((await customer.open(page('/konto'))).page.text).toContain('1 Unterlage')
    const seen = await customer.open(page('/konto/unterlagen'))
    expect(seen.page.text).toContain('Bescheid')
    expect(seen.page.text).not.toContain('Vermerk')
    expect(seen.page.text).not.toContain('Fremd')
    const file = await customer.open(page(`/konto/unterlagen/${shown}/datei`))
    expect(file.html).toBe('Ihr Antrag ist bewilligt')
    // of what has redactions only a copy is given out, and where none can be made nothing
    const box = { page: '1', left: '0', top: '0', width: '100', height: '10', words: '', fassung: '1' }
    expect((await anna.post(page(`/team/dokumente/${shown}/schwaerzungen`), box)).status).toBe(200)
    const kept = await customer.open(page(`/konto/unterlagen/${shown}/datei`))
    expect([kept.status, kept.html.includes('bewilligt')]).toEqual([409, false])
    for (const id of [hidden, foreign])
      expect((await customer.open(page(`/konto/unterlagen/${id}/datei`))).status).toBe(404)

    await anna.open(page(`/team/dokumente/${shown}/bearbeitung`))
    await anna.submit('Nicht mehr zeigen')
    expect((await customer.open(page(`/konto/unterlagen/${shown}/datei`))).status).toBe(404)
  })

  test('are handed in where staff chose an archive for it, and stand there at once', async () => {
    expect((await customer.open(page('/konto/unterlagen-einreichen'))).page.text).toContain('gerade nicht eingereicht')
    await anna.open(page('/team/unterlagen-anfordern'))
    await anna.submit('Speichern', { archive })
    const form = new FormData()
    form.set('file', new File(['Mein Nachweis'], 'Nachweis.txt', { type: 'text/plain' }))
    await customer.open(page('/konto/unterlagen-einreichen'))
    const seen = await customer.upload(page('/konto/unterlagen-einreichen'), form)
    expect(seen.page.text).toContain('sicher angekommen')
    expect((await customer.open(page('/konto/unterlagen'))).page.text).toContain('Nachweis')
    expect((await anna.open(page('/team/aufgaben'))).page.text).toContain('Nachweis')
  })

  test('that only members open are listed without a way to download them', async () => {
    const { publicKey } = await newKeyPair()
    const keys = { public_key: Buffer.from(publicKey), private_key: Buffer.alloc(0) }
    const sealed = await within((at) => createArchive(at, 'Personalrat', keys))
    const id = await filed('Beschwerde.txt', 'vertraulich', person, sealed)
    await within((at) => showToHolder(at, id, true))
    const seen = await customer.open(page('/konto/unterlagen'))
    expect(seen.page.text).toContain('nur von den Zuständigen zu öffnen')
    expect(seen.html).not.toContain(`/konto/unterlagen/${id}/datei`)
    await within((at) => showToHolder(at, id, false))
  })

  test('that are asked for stand in the account with the way to hand them in', async () => {
    const until = Temporal.PlainDate.from('2026-12-24')
    await within((at) => askForFiles(at, { archiveId: archive, person, title: 'Einkommensnachweis', until, most: 1 }))
    expect((await customer.open(page('/konto'))).page.text).toContain('1 Anforderung wartet auf Sie')
    const seen = await customer.open(page('/konto/unterlagen'))
    expect(seen.page.text).toContain('Einkommensnachweis')
    const link = /\/[\w-]+\/einreichen\/[\w-]{43}/.exec(seen.html)?.[0] ?? ''
    const form = new FormData()
    form.set('file', new File(['1.234 Euro'], 'Lohn.txt', { type: 'text/plain' }))
    await web.browse().upload(link, form)
    expect((await customer.open(page('/konto/unterlagen'))).page.text).toContain('Lohn')
  })
})

test('a task that is due tomorrow is told by one mail, once, and the mail says not what it is about', async () => {
  const id = await filed('Kündigung Bäcker.txt', 'x')
  await within(async (at) => {
    const today = at.now.toZonedDateTimeISO(at.organisation.zone).toPlainDate()
    for (const days of [0, 1, 5])
      await giveTask(at, { documentId: id, kind: 'look', forAccount: account, dueOn: today.add({ days }).toString() })
    await giveTask(at, { documentId: id, kind: 'look', dueOn: today.toString() })
  })
  await within(remindOfTasks)
  await within(remindOfTasks)
  const mails = (await web.mails('anna.aufgabe@example.org')).filter(({ kind }) => kind === 'documents.tasks-due')
  expect(mails).toHaveLength(1)
  expect(mails[0]?.content.text).toContain('bis morgen fällig sind: 2')
  expect(mails[0]?.content.text).toContain('/team/aufgaben')
  expect(JSON.stringify(mails)).not.toContain('Bäcker')
  expect(JSON.stringify(mails)).not.toContain(berta.mail)
})
