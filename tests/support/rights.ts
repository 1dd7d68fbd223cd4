// Requests of people about their data, as they and the officer go about them without script.
import { sql, type Kysely } from 'kysely'
import { accounts } from '../../src/modules/accounts/index.ts'
import { composeMail, delivering, messages, queueMail, type MailContent } from '../../src/modules/messages/index.ts'
import { contact, people, personFor } from '../../src/modules/people/index.ts'
import { privacy, proving, recordConsent } from '../../src/modules/privacy/index.ts'
import { rights, rightsPanel } from '../../src/modules/rights/index.ts'
import type { Activity } from '../../src/platform/data/activity.ts'
import type { Organisation } from '../../src/platform/data/organisations.ts'
import { openAll } from '../../src/platform/keys/sealed.ts'
import type { Sealed } from '../../src/platform/data/columns.ts'
import { testWeb, type TestBrowser, type TestWeb, type TestWebOptions } from './web.ts'

export type Mail = { readonly to: string; readonly kind: string; readonly content: MailContent }

export type RightsWeb = TestWeb & {
  readonly town: Organisation
  /** Somebody known here, with a consent and a mail in the protocol. */
  known(given: { name: string; mail?: string; phone?: string }, consentTo?: Activity): Promise<string>
  /** All mails to an address, the oldest first. */
  mails(to: string): Promise<Mail[]>
  /** The first address in the newest mail to somebody that leads to a page of rights. */
  link(to: string, part?: string): Promise<string>
  officer(role?: 'data-protection' | 'main-administrator'): Promise<TestBrowser>
  rows<T>(statement: string): Promise<T[]>
  /** Sends the public form of a right, after a while as people take. */
  ask(slug: string, values: Record<string, string | boolean>): Promise<TestBrowser>
  /** The same and the click in the mail; answers where the request stands. */
  confirmed(slug: string, values: Record<string, string | boolean> & { mail: string }): Promise<TestBrowser>
}

/** The modules a request needs, on a town of its own. */
export async function rightsWeb(options: Partial<TestWebOptions> = {}): Promise<RightsWeb> {
  const failed = () => undefined
  const web = await testWeb({
    modules: (house) => [
      privacy,
      messages({ transport: undefined, from: 'amt@belegt.test', failed }),
      people({ timelines: [], panels: [rightsPanel] }),
      accounts({ house, sendMail: queueMail, composeMail }),
      rights({ house }),
    ],
    ...options,
  })
  const here = await web.organisation({
    name: 'Stadt Musterlingen',
    address: 'Marktplatz 1\n48999 Musterlingen',
    contactMail: 'amt@musterlingen.example',
    holidayRegion: 'DE-NW',
    officerName: 'Dr. Henrike Tiedemann',
    officerContact: 'dsb@musterlingen.example',
    authorityName: 'Landesbeauftragte für Datenschutz NRW',
    authorityContact: 'poststelle@ldi.example',
  })

  const rows = <T>(statement: string): Promise<T[]> =>
    web.scope({ organisation: here, purpose: { ...proving, whileRestricted: 'claims' } }, async (at) => {
      const result = await sql.raw<T>(statement).execute(at.tx as unknown as Kysely<never>)
      return result.rows
    })

  const mails: RightsWeb['mails'] = (to) =>
    web.scope({ organisation: here, purpose: { ...delivering, whileRestricted: 'claims' } }, async (at) => {
      const { rows: found } = await sql<{
        kind: string
        recipient: Sealed<string, 'messages.delivering'> | null
        content: Sealed<MailContent, 'messages.delivering'> | null
      }>`select kind, recipient, content from messages order by created_at, ctid`.execute(
        at.tx as unknown as Kysely<never>,
      )
      const recipients = await openAll(
        at,
        found.map(({ recipient }) => recipient),
      )
      const contents = await openAll(
        at,
        found.map(({ content }) => content),
      )
      return found.flatMap(({ kind }, place) => {
        const content = contents[place]
        return recipients[place] === to && content ? [{ to, kind, content }] : []
      })
    })

  const link: RightsWeb['link'] = async (to, part = '/datenschutz/rechte/') => {
    for (const { content } of (await mails(to)).toReversed()) {
      const found = (content.text.match(/https?:\/\/\S+/g) ?? []).find((url) => url.includes(part))
      if (found) return new URL(found).pathname
    }
    throw new Error(`no mail to ${to} leads to ${part}`)
  }

  const ask: RightsWeb['ask'] = async (slug, values) => {
    const visitor = web.browse()
    await visitor.open(`/${here.slug}/datenschutz/rechte/${slug}`)
    web.clock.advance({ seconds: 30 })
    await visitor.submit('Absenden', values)
    return visitor
  }

  return {
    ...web,
    town: here,
    rows,
    mails,
    link,
    ask,
    known: (given, consentTo) =>
      web.scope({ organisation: here, purpose: contact }, async (at) => {
        const person = await personFor(at, given)
        await recordConsent(at, { person, activity: consentTo ?? contact, wording: 'Wortlaut', special: false })
        if (given.mail) {
          const content = { subject: 'Ihr Anliegen', html: '<p>Guten Tag</p>', text: 'Guten Tag' }
          await queueMail(at, { person, to: given.mail, cause: person, kind: 'test.mail', version: 0, content })
        }
        return person
      }),
    async confirmed(slug, values) {
      await ask(slug, values)
      const visitor = web.browse()
      await visitor.open(await link(values.mail, '/bestaetigen/'))
      await visitor.submit('Ja, das bin ich')
      return visitor
    },
    async officer(role = 'data-protection') {
      const { cookie } = await web.member(here, { role })
      return web.browse({ cookie })
    },
  }
}

export type RequestAsStored = {
  id: string
  kind: string
  identity: string
  outcome: string | null
  carried: Record<string, unknown> | null
  channel: string
}

/** The request that was received last. */
export async function newestRequest(web: RightsWeb): Promise<RequestAsStored> {
  const [row] = await web.rows<RequestAsStored>(`select r.* from rights_requests r
    join rights_events e on e.request_id = r.id and e.kind = 'received' order by e.at desc, e.ctid desc limit 1`)
  if (!row) throw new Error('there is no request')
  return row
}

/** Where officers find a request, or all of them. */
export const deskPath = (web: RightsWeb, id = ''): string =>
  `/${web.town.slug}/team/datenschutz/anfragen${id && `/${id}`}`

/** An officer with the request open in front of them. */
export async function openAtDesk(web: RightsWeb, id: string): Promise<TestBrowser> {
  const officer = await web.officer()
  await officer.open(deskPath(web, id))
  return officer
}
