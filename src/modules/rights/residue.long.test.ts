import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { privacy } from '#privacy'
import { runJob } from '#platform/jobs/jobs.ts'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

test('A8 the night after a request the files of the tables are written anew: the destroyed key is in none', async () => {
  const person = await web.known({ name: 'Rosa Rest', mail: 'rosa@example.org' })
  await web.confirmed('loeschung', { name: 'Rosa Rest', mail: 'rosa@example.org' })
  const officer = await web.officer()
  const [row] = await web.rows<{ id: string }>('select id from rights_requests')
  await officer.open(`/${web.town.slug}/team/datenschutz/anfragen/${row?.id}`)
  await officer.submit('Endgültig löschen', { sure: true })
  expect(await web.rows(`select 1 from person_keys where person_id = '${person}'`)).toEqual([])
  const files = async () => {
    const root = new pg.Client(web.database.root)
    await root.connect()
    const found = await root.query<{ file: string }>(
      `select pg_relation_filenode(t::regclass)::text as file from unnest(array['person_keys', 'people']) t`,
    )
    await root.end()
    return found.rows.map(({ file }) => file)
  }
  const before = await files()
  const job = privacy.jobs.find(({ name }) => name === 'privacy.deletion-run')
  if (!job) throw new Error('there is no deletion run')
  await runJob(web.house, job, (error) => {
    throw error
  })
  const after = await files()
  for (const [place, file] of after.entries()) expect(file).not.toBe(before[place])
})
