import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pg from 'pg'
import { accountsUnderTest, linkIn } from '#testing/accounts.ts'
import { testWeb, type TestWeb } from '#testing/web.ts'

const { mails, modules } = accountsUnderTest()
const password = 'ein gutes Passwort'
let web: TestWeb
beforeAll(async () => {
  web = await testWeb({ modules })
})
afterAll(async () => {
  expect(web.defects).toEqual([])
  await web.close()
})

const signedIn = async (slug: string, mail: string, secret = password) => {
  const browser = web.browse({ keepCookies: true })
  await browser.open(`/${slug}/team/anmelden`)
  return { browser, seen: await browser.submit('Anmelden', { mail, password: secret }) }
}

describe('signing in', () => {
  test('leads to the page that was wanted, with one cookie', async () => {
    const { slug, ...organisation } = await web.organisation()
    await web.member({ slug, ...organisation }, { mail: 'berta@example.org', name: 'Berta Büro' })
    const browser = web.browse({ keepCookies: true })
    const door = await browser.open(`/${slug}/team/einrichtung/mitglieder`)
    expect(new URL(door.url).pathname).toBe(`/${slug}/team/anmelden`)
    const inside = await browser.submit('Anmelden', { mail: ' BERTA@example.org', password })
    expect(new URL(inside.url).pathname).toBe(`/${slug}/team/einrichtung/mitglieder`)
    expect(inside.page.text).toContain('Berta Büro')
    expect([...browser.cookies.keys()]).toEqual(['belegt'])
    const out = await browser.submit('Abmelden')
    expect(out.page.text).toContain('Sie sind abgemeldet')
    expect(browser.cookies.size).toBe(0)
  })

  test('cxomni/needs-cookies-message', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'carl@example.org' })
    const browser = web.browse()
    await browser.open(`/${organisation.slug}/team/anmelden`)
    const seen = await browser.submit('Anmelden', { mail: 'carl@example.org', password })
    expect(seen.page.text).toContain('Ihr Browser hat das Cookie nicht angenommen')
    expect(seen.page.text).toContain('Bitte erlauben Sie Cookies')
    const english = web.browse()
    await english.open(`/en/${organisation.slug}/team/anmelden`)
    const told = await english.submit('Sign in', { mail: 'carl@example.org', password })
    expect(told.page.text).toContain('Your browser did not accept the cookie')
  })

  test('never leads to another site', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'doris@example.org' })
    for (const ziel of [
      '//evil.example/team',
      'https://evil.example',
      '/team/../../x',
      '/team\\evil',
      '/team//evil.example',
    ]) {
      const browser = web.browse({ keepCookies: true })
      const seen = await browser.post(`/${organisation.slug}/team/anmelden`, {
        mail: 'doris@example.org',
        password,
        ziel,
      })
      expect(new URL(seen.url).origin, ziel).toBe(web.origin)
      expect(new URL(seen.url).pathname, ziel).toBe(`/${organisation.slug}/team/einrichtung/mitglieder`)
    }
  })

  test('says the same of a wrong password and of a stranger, and takes as long', async () => {
    const organisation = await web.organisation()
    const mailsOf = ['emil', 'frida', 'gerd'].map((name) => `${name}@example.org`)
    for (const mail of mailsOf) await web.member(organisation, { mail })
    const timed = async (mail: string) => {
      const browser = web.browse()
      const before = process.cpuUsage() // time of work: who else keeps the machine busy says nothing
      const seen = await browser.post(`/${organisation.slug}/team/anmelden`, { mail, password: 'etwas ganz anderes' })
      const { user, system } = process.cpuUsage(before)
      return { ms: (user + system) / 1_000, text: seen.page.text, status: seen.status }
    }
    const known = []
    const strange = []
    for (const mail of mailsOf) {
      known.push(await timed(mail))
      strange.push(await timed(`no-${mail}`))
    }
    expect(new Set([...known, ...strange].map(({ text, status }) => `${status} ${text}`)).size).toBe(1)
    const least = (times: { ms: number }[]) => Math.min(...times.map(({ ms }) => ms))
    expect(least(strange)).toBeGreaterThan(least(known) * 0.5)
    expect(least(known)).toBeGreaterThan(20) // the hash is at work in both
  })

  test('makes guessing wait, for strangers as for members, and forgets with time', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'hanna@example.org' })
    for (const mail of ['hanna@example.org', 'nobody@example.org']) {
      for (let attempt = 0; attempt < 5; attempt++) {
        expect((await signedIn(organisation.slug, mail, 'falsch geraten')).seen.status).toBe(422)
      }
      const { seen } = await signedIn(organisation.slug, mail)
      expect(seen.status, mail).toBe(429)
      expect(seen.page.text).toContain('30 Sekunden')
    }
    web.clock.advance({ seconds: 31 })
    expect((await signedIn(organisation.slug, 'hanna@example.org')).seen.status).toBe(200)
    expect((await signedIn(organisation.slug, 'nobody@example.org')).seen.status).toBe(422)
  })

  test('is refused when the form comes from another site', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'ida@example.org' })
    const fields = { mail: 'ida@example.org', password }
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://sub.belegt.test', 'sec-fetch-site': 'same-site' },
    ]) {
      const seen = await web.browse().post(`/${organisation.slug}/team/anmelden`, fields, headers)
      expect(seen.status).toBe(403)
    }
    const { cookie } = await web.member(organisation)
    const forged = await web
      .browse({ cookie })
      .post(
        `/${organisation.slug}/team/ich`,
        { name: 'Evil', language: 'de' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      )
    expect(forged.status).toBe(403)
  })

  test('limits how often one network may try', async () => {
    const { modules: few } = accountsUnderTest()
    const narrow = await testWeb({ modules: few, limits: { 'sign-in': 3 } })
    try {
      const { slug } = await narrow.organisation()
      const tries = []
      for (let attempt = 0; attempt < 5; attempt++) {
        tries.push(
          (await narrow.browse().post(`/${slug}/team/anmelden`, { mail: `x${attempt}@example.org`, password: 'y' }))
            .status,
        )
      }
      expect(tries).toEqual([422, 422, 422, 429, 429])
    } finally {
      await narrow.close()
    }
  })
})

describe('a forgotten password', () => {
  const ask = async (slug: string, mail: string) => {
    const browser = web.browse({ keepCookies: true })
    await browser.open(`/${slug}/team/passwort`)
    mails.length = 0
    return { browser, seen: await browser.submit('Link anfordern', { mail }) }
  }

  test('is set anew by a link that works once, ends all sessions and is told by mail', async () => {
    const organisation = await web.organisation()
    const jana = await web.member(organisation, { mail: 'jana@example.org' })
    const { browser, seen } = await ask(organisation.slug, 'jana@example.org')
    expect(seen.page.text).toContain('Wenn es zu dieser Adresse ein Konto gibt')
    expect(mails).toMatchObject([
      { to: 'jana@example.org', person: jana.account, kind: 'accounts.reset', organisation: 'betrieb' },
    ])
    const link = linkIn(mails[0])
    await browser.open(link)
    const short = await browser.submit('Passwort setzen', { password: 'kurz' })
    expect(short.status).toBe(422)
    expect(short.page.text).toContain('zu kurz')
    const done = await browser.submit('Passwort setzen', { password: 'ein neuer langer Satz' })
    expect(done.page.text).toContain('Ihr Passwort ist gesetzt')
    expect(mails.at(-1)).toMatchObject({ kind: 'accounts.password-changed' })
    const old = await web.browse({ cookie: jana.cookie }).open(`/${organisation.slug}/team/ich`)
    expect(new URL(old.url).pathname).toBe(`/${organisation.slug}/team/anmelden`)
    expect((await web.browse().open(link)).status).toBe(410)
    expect((await web.browse().post(new URL(link).pathname, { password: 'noch ein langer Satz' })).status).toBe(410)
    expect((await signedIn(organisation.slug, 'jana@example.org')).seen.status).toBe(422)
    expect((await signedIn(organisation.slug, 'jana@example.org', 'ein neuer langer Satz')).seen.status).toBe(200)
  })

  test('has a link for an hour only, and one winner of two at the same moment', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'kim@example.org' })
    await ask(organisation.slug, 'kim@example.org')
    const late = linkIn(mails[0])
    web.clock.advance({ minutes: 61 })
    expect((await web.browse().post(new URL(late).pathname, { password: 'ein neuer langer Satz' })).status).toBe(410)
    await ask(organisation.slug, 'kim@example.org')
    const { pathname } = new URL(linkIn(mails[0]))
    const both = await Promise.all(
      ['einer von zwei Sätzen', 'anderer von zwei Sätzen'].map((secret) =>
        web.browse().post(pathname, { password: secret }),
      ),
    )
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410])
  })

  test('says the same and takes as long where there is no account, and sends at most three links an hour', async () => {
    const organisation = await web.organisation()
    await web.member(organisation, { mail: 'lea@example.org' })
    const start = process.hrtime.bigint()
    const { seen: unknown } = await ask(organisation.slug, 'nobody-at-all@example.org')
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeGreaterThan(195)
    expect(mails).toEqual([])
    const texts = new Set([unknown.page.text])
    let sent = 0
    for (let round = 0; round < 5; round++) {
      texts.add((await ask(organisation.slug, 'lea@example.org')).seen.page.text)
      sent += mails.length
    }
    expect(texts.size).toBe(1)
    expect(sent).toBe(3)
  })
})

test('the old password cannot be guessed in a session left open, and that keeps nobody from signing in', async () => {
  const organisation = await web.organisation()
  await web.member(organisation, { mail: 'ohnehin@example.org' })
  const { browser } = await signedIn(organisation.slug, 'ohnehin@example.org')
  const change = (old: string) =>
    browser.post(`/${organisation.slug}/team/ich/passwort`, { old, fresh: 'Rhabarber im Schnee 7' })
  for (let round = 0; round < 5; round++) expect((await change(`geraten ${round}`)).status).toBe(422)
  const waits = await change(password)
  expect(waits.status).toBe(429)
  expect(waits.page.text).toContain('Bitte warten Sie kurz')
  const again = await signedIn(organisation.slug, 'ohnehin@example.org')
  expect(new URL(again.seen.url).pathname).not.toContain('/anmelden')
  web.clock.advance({ seconds: 31 })
  expect((await change(password)).url).toContain('ok=passwort')
})

test('what the database holds signs nobody in: no token, no password, no mail address in clear', async () => {
  const organisation = await web.organisation()
  const member = await web.member(organisation, { mail: 'mila.unverkennbar@example.org', name: 'Mila Unverkennbar' })
  await web.browse().post(`/${organisation.slug}/team/passwort`, { mail: 'mila.unverkennbar@example.org' })
  const reset = linkIn(mails.at(-1)).split('/').at(-1) ?? ''
  const root = new pg.Client(web.database.root)
  await root.connect()
  try {
    const tables = await root.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    )
    const { rows } = await root.query<{ dump: string }>(
      tables.rows
        .map(({ name }) => `select coalesce(string_agg(t::text, ' '), '') as dump from ${name} t`)
        .join(' union all '),
    )
    const dump = rows.map((row) => row.dump).join('\n')
    expect(dump).toContain('$argon2id$')
    const plain = [member.token, reset, password, 'Unverkennbar', 'unverkennbar@example.org']
    for (const secret of plain.flatMap((one) => [
      one,
      Buffer.from(one).toString('hex'),
      Buffer.from(one, 'base64url').toString('hex'),
    ])) {
      expect(dump.includes(secret), secret).toBe(false)
    }
  } finally {
    await root.end()
  }
})
