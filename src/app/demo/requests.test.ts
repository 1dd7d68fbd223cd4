import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handling } from '#rights'
import { rightsWeb, type RightsWeb } from '#testing/rights.ts'
import { fillRequests } from './requests.ts'

let web: RightsWeb
beforeAll(async () => {
  web = await rightsWeb()
})
afterAll(() => web.close())

test('the demo shows a desk with something to do, what is due first on top', async () => {
  await fillRequests(web.house, web.town)
  const rows = await web.scope({ organisation: web.town, purpose: handling }, (at) =>
    sql<{ kind: string }>`select kind from rights_requests order by due_on`.execute(at.tx as unknown as Kysely<never>),
  )
  expect(rows.rows.map(({ kind }) => kind)).toEqual(['access', 'erasure', 'rectification'])
  const officer = await web.officer()
  const page = await officer.open(`/${web.town.slug}/team/datenschutz/anfragen`)
  expect(page.page.text).toContain('noch 7 Tage') // 22 November is a Sunday
})
