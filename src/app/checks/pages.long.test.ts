import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountChecks } from '#accounts'
import { appointmentChecks, appointmentForms } from '#appointments'
import { privacyChecks, type Probe } from '#privacy'
import { asking, programUnderTest, seen, tampered, type ProgramUnderTest } from '#testing/program.ts'
import { programChecks } from './checks.ts'
import { appOn } from './door.ts'
import { formsOfAll } from './forms.ts'

// Each check is first seen to hold on the program as it is, then on one in which exactly its promise is broken.

let given: ProgramUnderTest
let probe: Probe
beforeAll(async () => {
  given = await programUnderTest()
  probe = await given.probing()
})
afterAll(() => given.close())

const holds = { kept: true, evidence: expect.any(String) }
const breaks = (evidence: string) => ({ kept: false, evidence: expect.stringContaining(evidence) })

test('optigem/just-in-time-notice', async () => {
  await appointmentForms['/:organisation/buchen/:token']?.(probe, async () => ({ status: 200, html: '' }))
  const [all, crawled] = [
    privacyChecks(formsOfAll)['optigem/just-in-time-notice'],
    programChecks(given.program)['optigem/just-in-time-notice'],
  ]
  expect(await seen(all, probe)).toEqual(holds)
  expect(await seen(crawled, probe)).toEqual(holds)
  // the text below the button, as it once stood
  const below = (html: string) =>
    html.replaceAll(/(<div class="collection">[\s\S]*?<\/details><\/div>)([\s\S]*?<\/form>)/g, '$2$1')
  expect(await seen(all, tampered(probe, below))).toEqual(breaks('without saying why above its button'))
  expect(await seen(crawled, tampered(probe, below))).toEqual(breaks('without saying why above its button'))
  const onlyOne = tampered(probe, (html, path) => (path.startsWith('/einrichten') ? below(html) : html))
  expect(await seen(all, onlyOne)).toEqual(breaks('/einrichten/:token asks'))
})

test('optigem/roles', async () => {
  const check = accountChecks['optigem/roles']
  expect(await seen(check, probe)).toEqual(holds)
  const some = given.routes.filter(({ path }) => path.endsWith('/mitglieder'))
  const open = some.map((route) => ({ ...route, rules: { ...route.rules, who: 'anyone' as const } }))
  // the matrix as declared, before a program that lets everybody in at one place
  const app = appOn(probe.scratch, {
    ...given.program,
    modules: given.program.modules.map((module, place) => ({ ...module, routes: place === 0 ? open : [] })),
  })
  const lax: Probe = { ...probe, ask: asking(app), routes: some }
  expect(await seen(check, lax)).toEqual(breaks('get /:organisation/team/einrichtung/mitglieder as nobody: in'))
}, 240_000)

test('cxomni/needs-cookies-message', async () => {
  const check = accountChecks['cxomni/needs-cookies-message']
  expect(await seen(check, probe)).toEqual(holds)
  const silent = tampered(probe, (html) => html.replaceAll('Ihr Browser hat das Cookie nicht angenommen', ''))
  expect(await seen(check, silent)).toEqual(breaks('is not told'))
})

test('cxomni/imprint', async () => {
  const check = privacyChecks()['cxomni/imprint']
  expect(await seen(check, probe)).toEqual(holds)
  expect(
    await seen(
      check,
      tampered(probe, (html) => html.replace('widersprechen', 'sagen')),
    ),
  ).toEqual(breaks('lacks'))
  const lost = tampered(probe, (html, path) => (path.endsWith('impressum') ? html : html.replaceAll('/impressum', '/')))
  expect(await seen(check, lost)).toEqual(breaks('does not lead to the imprint'))
  await given.web.organisation({ slug: 'ohne', name: 'Ohne Anschrift' })
  expect(await seen(check, probe)).toEqual(breaks('ohne'))
})

async function asRoot(statement: string): Promise<void> {
  const root = new pg.Client(given.web.database.root)
  await root.connect()
  try {
    await root.query(statement)
  } finally {
    await root.end()
  }
}

/** The same probe, with something done to the database whenever a booking was sent. */
const meanwhile = (from: Probe, statement: string): Probe => ({
  ...from,
  ask: async (path, init) => {
    const response = await from.ask(path, init)
    if (init?.method === 'POST' && path.includes('/buchen/')) await asRoot(statement)
    return response
  },
})

describe('the checks of appointments', () => {
  const run = (id: string, on = probe) => seen(appointmentChecks[id], on)

  test('they hold at any hour, also when the day has hardly any time left', async () => {
    const late = await given.probing()
    const evening = late.scratch.clock
      .now()
      .toZonedDateTimeISO(late.organisation.zone)
      .add({ days: 1 })
      .with({ hour: 22, minute: 50 })
    late.scratch.clock.moveTo(evening.toInstant())
    for (const id of ['optigem/children', 'optigem/bot-check']) expect(await run(id, late), id).toEqual(holds)
  })

  test('smartcx/booking breaks when the desk’s step is lost', async () => {
    expect(await run('smartcx/booking')).toEqual(holds)
    const lame: Probe = {
      ...probe,
      ask: (path, init) =>
        init?.method === 'POST' && /schritt|naechste/.test(path)
          ? new Response(null, { status: 303, headers: { location: path } })
          : probe.ask(path, init),
    }
    expect(await run('smartcx/booking', lame)).toEqual(breaks('no form to schritt'))
  })

  test('smartcx/no-cookies, osseno/local-fonts break by one cookie, one inline script, one foreign file', async () => {
    const withCookie: Probe = {
      ...probe,
      ask: async (path, init) => {
        const response = await probe.ask(path, init)
        if (path.endsWith('/impressum')) response.headers.append('set-cookie', 'a=b')
        return response
      },
    }
    expect(await run('smartcx/no-cookies')).toEqual(holds)
    expect(await run('smartcx/no-cookies', withCookie)).toEqual(breaks('/impressum'))
    const scripted = tampered(probe, (html) => html.replace('</body>', '<script>localStorage.a = 1</script></body>'))
    expect(await run('smartcx/no-cookies', scripted)).toEqual(breaks('inline script'))
    expect(await run('osseno/local-fonts')).toEqual(holds)
    const font = '<link rel="stylesheet" href="https://fonts.example/a.css"></head>'
    expect(
      await run(
        'osseno/local-fonts',
        tampered(probe, (html) => html.replace('</head>', font)),
      ),
    ).toEqual(breaks('https://fonts.example/a.css'))
  })

  test('smartcx/consent-on-submit breaks when a wording is not the one that was hashed', async () => {
    expect(await run('smartcx/consent-on-submit')).toEqual(holds)
    const bent = meanwhile(
      await given.probing(),
      `alter table wordings disable trigger user; update wordings set content = content || ' und Werbung'`,
    )
    expect(await run('smartcx/consent-on-submit', bent)).toEqual(breaks('does not fit its hash'))
  })

  test('optigem/bot-check breaks when nobody limits a flood', async () => {
    const fresh = await given.probing()
    expect(await run('optigem/bot-check', fresh)).toEqual(holds)
    const open = await given.probing()
    const wide = appOn(open.scratch, given.program, { limits: { hold: 1_000_000, write: 1_000_000, read: 1_000_000 } })
    expect(await run('optigem/bot-check', { ...open, ask: asking(wide) })).toEqual(breaks('were all taken'))
  })

  test('smartcx/purpose-bound-storage breaks when a copy of the person stays behind', async () => {
    const fresh = await given.probing()
    expect(await run('smartcx/purpose-bound-storage', fresh)).toEqual(holds)
    const copying = meanwhile(
      fresh,
      `update locations set notes = (select person_id::text from bookings
       where person_id is not null and organisation_id = '${fresh.organisation.id}' order by booked_at desc limit 1)`,
    )
    expect(await run('smartcx/purpose-bound-storage', copying)).toEqual(breaks('still in locations'))
  })
})
