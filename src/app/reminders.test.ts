import { afterAll, beforeAll, expect, test } from 'vitest'
import { nameOfKind } from '#messages'
import { runJob } from '#platform/jobs/jobs.ts'
import type { Module } from '#platform/module.ts'
import { inScope } from '#platform/data/scope.ts'
import { tables } from '#platform/data/query-builder.ts'
import { allTables } from '#platform/data/table.ts'
import { contact } from '#people'
import { openRegister } from '#privacy'
import { testWeb, type TestWeb } from '#testing/web.ts'
import { modulesOf } from './modules.ts'

let web: TestWeb
let modules: readonly Module[] = []
beforeAll(async () => {
  openRegister([], [])
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  const running = () => ({ publicUrl: 'https://amt.example.org' })
  web = await testWeb({ modules: (house) => (modules = modulesOf({ house, running, ...given })) })
  await web.organisation({ slug: 'betrieb' }).catch(() => undefined)
})
afterAll(() => web.close())

test('A20 the officer gets a mail when the 72 hours run out, once per stage, and it says nothing of the case', async () => {
  const organisation = await web.organisation()
  const officer = await web.member(organisation, { role: 'data-protection' })
  await web.member(organisation, { role: 'desk' })
  const browser = web.browse({ cookie: officer.cookie })
  const made = await browser.post(`/${organisation.slug}/team/datenschutz/vorfaelle/neu`, {
    title: 'Akte Meier verloren',
    aware_at: '2026-11-14T10:00',
    what: 'Die Akte fehlt.',
    kinds: 'availability',
  })
  expect(made.status).toBe(200)
  const job = modules.flatMap(({ jobs }) => jobs).find(({ name }) => name === 'registers.breaches')
  if (!job) throw new Error('the job is missing')
  const failures: unknown[] = []
  for (let time = 0; time < 2; time++) await runJob(web.house, job, (error) => failures.push(error))
  expect(failures).toEqual([])
  const messages = allTables().find(({ name }) => name === 'messages')
  if (!messages) throw new Error('no messages')
  const wish = { organisation, actor: { kind: 'system', job: 'test' }, purpose: contact } as const
  const sent = await inScope(web.house, wish, (at) =>
    tables({ messages })(at).selectFrom('messages').select(['kind', 'person_id', 'state']).execute(),
  )
  expect(sent).toEqual([{ kind: 'registers.reminder', person_id: officer.account, state: 'queued' }])
  expect(JSON.stringify(nameOfKind('registers.reminder'))).toContain('Erinnerung an eine Frist')
})
