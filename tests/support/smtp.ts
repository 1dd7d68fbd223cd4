// A real SMTP server on loopback for the tests, with the moods real ones have.
import type { AddressInfo } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export type Mood =
  | 'accept'
  /** 451 to the first try for each recipient, then accepted. */
  | 'greylist'
  /** Nobody listens; the port stays reserved for coming back. */
  | 'down'
  /** Every answer to a mail takes two seconds. */
  | 'slow'
  /** The mail is kept, but the connection breaks before the sender hears so. */
  | 'drop'

export type ReceivedMail = Email & {
  /** The envelope's sender and recipients, which may differ from the header. */
  envelope: { from: string; to: string[] }
  /** Which reports the sender asked for (RFC 3461): `SUCCESS,FAILURE,DELAY`. */
  reports: string
  /** Header by lower-case name, or undefined. */
  header: (name: string) => string | undefined
  /** As it came over the wire. */
  raw: string
}

export type Mailbox = AsyncDisposable & {
  port: number
  /** smtp://127.0.0.1:PORT */
  url: string
  behave: (mood: Mood) => Promise<void>
  /** Refuses this recipient for good (550). */
  refuse: (recipient: string) => void
  /** Everything received so far, oldest first. */
  mails: () => ReceivedMail[]
  /** The n-th (from 1) mail to this recipient; waits for it. Throws after `timeout` milliseconds. */
  mailTo: (recipient: string, nth?: number, timeout?: number) => Promise<ReceivedMail>
  clear: () => void
}

/** Starts a server on a free loopback port. */
export async function startSmtp(): Promise<Mailbox> {
  let mood: Mood = 'accept'
  const refused = new Set<string>()
  const seen = new Set<string>()
  const received: ReceivedMail[] = []
  const sockets = new Set<Socket>()
  let server = newServer()
  let port = await listen(0)

  function newServer(): SMTPServer {
    const fresh = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      hideDSN: false,
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo({ address }, _session, answer) {
        const recipient = address.toLowerCase()
        if (refused.has(recipient)) return answer(reply(550, '5.1.1 No such mailbox'))
        if (mood === 'greylist' && !seen.has(recipient)) {
          seen.add(recipient)
          return answer(reply(451, '4.7.1 Greylisted, please try again later'))
        }
        return answer()
      },
      onData(stream, session, answer) {
        // Not the function's promise but the callback is what the server waits for.
        void take(stream, session).then(answer, answer)
      },
    })
    fresh.on('error', () => undefined) // connections that tests break on purpose
    fresh.server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    return fresh
  }

  async function take(stream: AsyncIterable<Buffer>, session: SMTPServerSession): Promise<undefined> {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    if (mood === 'slow') await wait(2000)
    received.push(await parse(Buffer.concat(chunks), session))
    if (mood === 'drop') hangUp()
    return undefined
  }

  function hangUp(): void {
    for (const socket of sockets) socket.destroy()
  }

  function listen(wanted: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port))
    })
  }

  function close(): Promise<void> {
    hangUp()
    return new Promise((resolve) => server.close(resolve))
  }

  async function mailTo(recipient: string, nth = 1, timeout = 20_000): Promise<ReceivedMail> {
    const wanted = recipient.toLowerCase()
    for (let waited = 0; ; waited += 20) {
      const mine = received.filter((mail) => mail.envelope.to.includes(wanted))
      const mail = mine[nth - 1]
      if (mail) return mail
      if (waited >= timeout) throw new Error(`Only ${mine.length} of ${nth} mails to ${recipient} in ${timeout} ms.`)
      await wait(20)
    }
  }

  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    async behave(next) {
      if (next === 'down' && mood !== 'down') await close()
      if (next !== 'down' && mood === 'down') {
        server = newServer()
        port = await listen(port)
      }
      mood = next
    },
    refuse: (recipient) => void refused.add(recipient.toLowerCase()),
    mails: () => [...received],
    mailTo,
    clear: () => void received.splice(0),
    [Symbol.asyncDispose]: () => (mood === 'down' ? Promise.resolve() : close()),
  }
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

async function parse(raw: Buffer, session: SMTPServerSession): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw)
  const { mailFrom, rcptTo } = session.envelope
  return {
    ...mail,
    envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address.toLowerCase()) },
    reports: (rcptTo[0]?.dsn?.notify ?? []).join(','),
    header: (name) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value,
    raw: raw.toString('utf8'),
  }
}
