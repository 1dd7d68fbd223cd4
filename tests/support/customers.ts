// Customers of a town hall, as they and its staff go about their accounts without script.
import { sql, type Kysely } from 'kysely'
import { modulesOf } from '../../src/app/modules.ts'
import { delivering, type MailContent } from '../../src/modules/messages/index.ts'
import { proving } from '../../src/modules/privacy/index.ts'
import type { Sealed } from '../../src/platform/data/columns.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { openAll } from '../../src/platform/keys/sealed.ts'
import { openTown, type Town } from './town.ts'
import { type Seen, type TestBrowser, testWeb, type TestWeb, type TestWebOptions } from './web.ts'

export const berta = {
  first: 'Berta',
  last: 'Bäcker-Grün',
  mail: 'berta@example.org',
  password: 'vier Brötchen am Montag',
}
export type Registrant = typeof berta

export type Letter = { readonly kind: string; readonly content: MailContent }

export type CustomerWeb = TestWeb & {
  readonly town: Town
  readonly here: Organisation
  /** Rows as they stand, read as the tenant, restricted ones too. */
  rows<T = Record<string, unknown>>(statement: string): Promise<T[]>
  /** All mails to an address that wait, the oldest first. */
  mails(to: string): Promise<Letter[]>
  /** The newest address to a page whose path has `part` in a mail to somebody. */
  link(to: string, part: string): Promise<string>
  /** Sends the form of registration, after a while as people take. */
  register(who?: Partial<Registrant>): Promise<Seen>
  /** The same, and the link of the mail with the password: signed in. */
  joined(who?: Partial<Registrant>): Promise<TestBrowser>
  signIn(who?: Partial<Registrant>): Promise<{ browser: TestBrowser; seen: Seen }>
  staff(role?: 'main-administrator' | 'administrator' | 'desk' | 'read-only' | 'data-protection'): Promise<TestBrowser>
}

export async function customerWeb(options: Partial<TestWebOptions> = {}): Promise<CustomerWeb> {
  const given = { transport: undefined, mailFrom: 'amt@belegt.test', failed: () => undefined }
  const web = await testWeb({ modules: (house) => [...modulesOf({ house, ...given })], ...options })
  const town = await openTown(web)
  const here = town.organisation
  const base = `/${here.slug}/konto`

  const rows = <T>(statement: string): Promise<T[]> =>
    web.scope({ organisation: here, purpose: { ...proving, whileRestricted: 'claims' } }, async (at) => {
      const result = await sql.raw<T>(statement).execute(at.tx as unknown as Kysely<never>)
      return result.rows
    })

  const mails: CustomerWeb['mails'] = (to) =>
    web.scope({ organisation: here, purpose: { ...delivering, whileRestricted: 'claims' } }, async (at) => {
      const { rows: found } = await sql<{
        kind: string
        recipient: Sealed<string, 'messages.delivering'> | null
        content: Sealed<MailContent, 'messages.delivering'> | null
      }>`select kind, recipient, content from messages order by created_at, ctid`.execute(
        at.tx as unknown as Kysely<never>,
      )
      const recipients = await openAll(at, found.map(({ recipient }) => recipient)) // oxfmt-ignore
      const contents = await openAll(at, found.map(({ content }) => content)) // oxfmt-ignore
      return found.flatMap(({ kind }, place) => {
        const content = contents[place]
        return recipients[place] === to && content ? [{ kind, content }] : []
      })
    })

  const link: CustomerWeb['link'] = async (to, part) => {
    for (const { content } of (await mails(to)).toReversed()) {
      const found = (content.text.match(/https?:\/\/[^\s)]+/g) ?? []).find((url) => url.includes(part))
      if (found) return new URL(found).pathname
    }
    throw new Error(`no mail to ${to} leads to ${part}`)
  }

  const register: CustomerWeb['register'] = async (who = {}) => {
    const visitor = web.browse()
    await visitor.open(`${base}/registrieren`)
    web.clock.advance({ seconds: 30 })
    return visitor.submit('Konto anlegen', { ...berta, ...who })
  }

  return {
    ...web,
    town,
    here,
    rows,
    mails,
    link,
    register,
    async joined(who = {}) {
      const { mail, password } = { ...berta, ...who }
      await register(who)
      const visitor = web.browse({ keepCookies: true })
      await visitor.open(await link(mail, '/bestaetigen/'))
      const seen = await visitor.submit('Bestätigen und anmelden', { password })
      if (!new URL(seen.url).pathname.endsWith('/konto'))
        throw new Error(`not signed in: ${seen.status} ${seen.page.text}`)
      return visitor
    },
    async signIn(who = {}) {
      const { mail, password } = { ...berta, ...who }
      const visitor = web.browse({ keepCookies: true })
      await visitor.open(`${base}/anmelden`)
      return { browser: visitor, seen: await visitor.submit('Anmelden', { mail, password }) }
    },
    async staff(role = 'main-administrator') {
      const { cookie } = await web.member(here, { role })
      return web.browse({ cookie })
    },
  }
}
