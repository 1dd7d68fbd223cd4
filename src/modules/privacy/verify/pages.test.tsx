import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Organisation } from '#platform/data/organisations.ts'
import { webApp } from '#platform/http/app.tsx'
import { get, page, type Route } from '#platform/http/route.ts'
import type { House } from '#platform/data/scope.ts'
import { foundOrganisation } from '#testing/found.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { testHouse, type TestHouse } from '#testing/house.ts'
import { CollectionNotice } from '../collection.tsx'
import { informing, proving } from '../data.ts'
import { parseVerifierKey, verifyCheckpoint } from '../ledger/checkpoint.ts'
import { mergeAndPublish } from '../ledger/published.ts'
import { record } from '../ledger/record.ts'
import { originOf } from '../ledger/rows.ts'
import { privacy } from '../module.ts'
import { privacyChecks } from './checks.ts'
import { openProbe, type Asking, type Check } from './probe.ts'

let database: TestDatabase
let house: TestHouse
let operator: Organisation
beforeAll(async () => {
  database = await testDatabase({ incomplete: true })
  house = testHouse(database)
  await house.organisation('betrieb')
  await house.pool.query('select 1')
  await house.within((await house.directory.bySlug('betrieb')) as Organisation, proving, async () => undefined)
  operator = await named((await house.directory.bySlug('betrieb')) as Organisation)
})
afterAll(async () => {
  await house.close()
  await database.drop()
})

async function named(organisation: Organisation): Promise<Organisation> {
  const client = await house.pool.connect()
  await client.query(`begin; set local role belegt_tenant; select set_config('app.organisation', '${organisation.id}', true);
    update organisations set name = 'Rechenzentrum', officer_name = 'Berta Betrieb', version = version + 1 where id = '${organisation.id}'; commit`)
  client.release()
  return (await house.directory.byId(organisation.id)) as Organisation
}

const web =
  (routes: readonly Route[]) =>
  (on: House): Asking => {
    const app = webApp({
      house: on,
      operator: () => on.directory.bySlug('betrieb'),
      routes,
      navigation: [],
      assets: { url: (name) => `/assets/${name}` },
      publicUrl: 'http://localhost',
      cookie: { name: 'belegt', secure: false },
      identify: async () => undefined,
      mayTake: () => ({ allowed: true }),
      caller: () => ({ address: '127.0.0.1', truncated: '127.0.0.0', secure: false, host: 'localhost' }),
      troubles: { platform: {}, modules: {} } as never,
      record: () => undefined,
      failed: () => undefined,
    })
    return (path, init) => app.request(path, init)
  }
const run = async (check: Check | undefined, routes: readonly Route[] = privacy.routes) =>
  check?.(await openProbe(house, operator, web(routes), routes, foundOrganisation))

test('smartcx/controller-processor', async () => {
  expect(await run(privacyChecks()['smartcx/controller-processor'])).toMatchObject({ kept: true })
})

test('smartcx/layered-notice', async () => {
  expect(await run(privacyChecks()['smartcx/layered-notice'])).toMatchObject({ kept: true })
})

test('optigem/just-in-time-notice', async () => {
  const form = (shown: boolean) =>
    get(
      '/:organisation/formular',
      { who: 'anyone', purpose: informing, collects: true },
      async ({ at, language, href }) =>
        page(
          <form>
            {shown && (
              <CollectionNotice
                organisation={at.organisation}
                language={language}
                activities={[informing]}
                keep="x"
                href={href}
              />
            )}
            <button>Senden</button>
          </form>,
        ),
    )
  const check = privacyChecks()['optigem/just-in-time-notice']
  expect(await run(check, [form(true)])).toMatchObject({ kept: true })
  expect(await run(check, [form(false)])).toMatchObject({ kept: false })
  const hidden = get(
    '/:organisation/formular/:token',
    { who: 'anyone', purpose: informing, collects: true },
    async () => page(<p>x</p>),
  )
  expect(await run(check, [form(true), hidden])).toMatchObject({ kept: undefined })
})

test('checkpoints and the key that verifies them are public', async () => {
  const here = await house.organisation()
  const ask = web(privacy.routes)(house)
  for (let round = 0; round < 2; round++) {
    await house.within(here, proving, (at) => record(at, 'test.said', { round }))
    await mergeAndPublish(house, here)
  }
  const text = async (path: string) => (await ask(`/${here.slug}/nachweise${path}`)).text()
  const { name, publicKey } = parseVerifierKey((await text('/schluessel')).trim())
  expect(name).toBe(originOf(here))
  const [newest, first] = [
    verifyCheckpoint(await text(''), publicKey, name),
    verifyCheckpoint(await text('/1'), publicKey, name),
  ]
  expect(newest.ok && newest.checkpoint.size).toBe(2)
  expect(first.ok && first.checkpoint.size).toBe(1)
})
