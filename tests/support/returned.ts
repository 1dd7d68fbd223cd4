// An organisation that sends mails, with a mailbox for what comes back, and what can be seen of both.
import { randomUUID } from 'node:crypto'
import { dispatchFor } from '../../src/modules/messages/dispatch.ts'
import { delivering, notifying } from '../../src/modules/messages/data.ts'
import { eventsOf, type NotedEvent } from '../../src/modules/messages/following/index.ts'
import { readMailbox, type Sitting } from '../../src/modules/messages/following/mailbox.ts'
import { change, sealedPassword } from '../../src/modules/messages/following/set-up.ts'
import { queueMail, smtpTransport } from '../../src/modules/messages/index.ts'
import { personKeys, type Organisation } from '../../src/platform/data/organisations.ts'
import { tables } from '../../src/platform/data/query-builder.ts'
import { inScope, type House, type Scope } from '../../src/platform/data/scope.ts'
import { startImap, type ImapServer } from './dovecot.ts'
import { startSmtp, type Mailbox, type ReceivedMail } from './smtp.ts'

export const FROM = 'termine@belegt.example'
export const RETURN_PATH = 'ruecklauf+*@belegt.example'
const HTML = '<p>Ihr Termin: <a href="http://belegt.test/amt/mein-termin/abc">Ansehen</a></p>'

export type PostOffice = AsyncDisposable & {
  readonly smtp: Mailbox
  readonly imap: ImapServer
  /** Names the mailbox as the organisation's, switched on. */
  setUp(organisation: Organisation): Promise<void>
  /** Writes to somebody, and gives the mail as it arrived. */
  send(organisation: Organisation, to: string, wish?: { person?: string; html?: string }): Promise<Sent>
  read(organisation: Organisation): Promise<Sitting>
  within<T>(organisation: Organisation, work: (at: Scope<'messages.delivering'>) => Promise<T>): Promise<T>
  events(organisation: Organisation, message: string): Promise<NotedEvent[]>
  readonly failures: unknown[]
}
export type Sent = {
  readonly message: string
  readonly person: string
  readonly to: string
  readonly returnPath: string
  readonly mail: ReceivedMail
}

const keys = tables({ person_keys: personKeys })

/** Somebody of whom nothing is known but their key. */
export async function newPerson(at: Scope<string>): Promise<string> {
  const person = randomUUID()
  const { wrapped } = await at.keys.mint(person, 'general')
  await keys(at)
    .insertInto('person_keys')
    .values({ organisation_id: at.organisation.id, person_id: person, kind: 'general', wrapped })
    .execute()
  return person
}

export async function openPostOffice(house: House): Promise<PostOffice> {
  const [smtp, imap] = await Promise.all([startSmtp(), startImap()])
  const transport = smtpTransport(new URL(smtp.url))
  const failures: unknown[] = []
  const within: PostOffice['within'] = (organisation, work) =>
    inScope(house, { organisation, actor: { kind: 'system', job: 'test' }, purpose: delivering }, work)
  return {
    smtp,
    imap,
    failures,
    within,
    setUp: (organisation) =>
      within(organisation, async (at) =>
        change(at, {
          host: '127.0.0.1',
          port: imap.port,
          username: imap.user,
          password: await sealedPassword(at, imap.password),
          return_path: RETURN_PATH,
          active: true,
        }),
      ),
    async send(organisation, to, wish = {}) {
      const cause = randomUUID()
      const person = await within(organisation, async (at) => {
        const id = wish.person ?? (await newPerson(at))
        const content = { subject: 'Ihr Termin', text: 'Ihr Termin', html: wish.html ?? HTML }
        await queueMail(at, { person: id, to, cause, kind: 'pruefung', version: 0, content })
        return id
      })
      await dispatchFor(house, organisation, transport, FROM)
      const mail = smtp.mails().findLast(({ envelope }) => envelope.to.includes(to.toLowerCase()))
      if (!mail) throw new Error(`no mail to ${to} has left`)
      const message = /^<([0-9a-f-]{36})@/.exec(mail.header('message-id') ?? '')?.[1] ?? ''
      return { message, person, to, returnPath: mail.envelope.from, mail }
    },
    read: (organisation) =>
      readMailbox(house, organisation, {
        inside: true,
        isOurs: (sender) => sender === FROM,
        failed: (error) => void failures.push(error),
      }),
    events: (organisation, message) =>
      inScope(
        house,
        { organisation, actor: { kind: 'system', job: 'test' }, purpose: notifying, readOnly: true },
        (at) => eventsOf(at, message),
      ),
    async [Symbol.asyncDispose]() {
      transport.close()
      await Promise.all([smtp[Symbol.asyncDispose](), imap[Symbol.asyncDispose]()])
    },
  }
}
